//! Watching the log from outside: what `padron log` does, and everything about it that touches files, network or time.
//!
//! [`Source`] is where a log lies: a directory or an address. [`verify`] checks all of it once, [`monitor`] follows it for
//! good, [`prove`] makes proofs and [`qr`] and [`words`] show them; [`serve`] mirrors a directory.
//!
//! It is **not** where it is decided what a log may do: the rules stand in `padron_protocol::watch`.

mod ahead;
mod entries;
#[cfg(any(test, feature = "testing"))]
pub mod fixture;
pub mod keys;
mod lists;
pub mod monitor;
pub mod prove;
pub mod qr;
pub mod serve;
mod source;
mod texts;
pub mod verify;
pub mod words;

pub use entries::entries;
pub use source::Source;

#[cfg(test)]
mod tests;
