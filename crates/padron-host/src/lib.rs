//! What a party has on its own machine: its files, its keys and shares at rest, and the machine's clock, randomness and
//! signals.
//!
//! [`files`] writes whole or not at all; [`keys`], [`shares`] and [`trust_files`] are what lies in such files, secrets
//! [`under_passphrase`]. [`system`] is the one place where the product reaches for the real clock, the real randomness
//! and signals; every role is handed them. [`arguments`] are read by every command alike. It is **not** the place for rules, and holds nothing of a register.

pub mod arguments;
pub mod files;
pub mod keys;
pub mod shares;
pub mod system;
pub mod trust_files;
pub mod under_passphrase;
