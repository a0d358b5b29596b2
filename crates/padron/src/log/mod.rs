//! Watching the log from outside: what `padron log` does, and everything about it that touches files, network or time.
//!
//! The rules stand in `padron_protocol::watch`.

mod ahead;
mod entries;
pub mod keys;
mod lists;
pub mod monitor;
pub mod prove;
pub mod serve;
mod source;
pub mod verify;
pub mod words;

pub use entries::entries;
pub use source::Source;

#[cfg(test)]
pub(crate) mod tests;
