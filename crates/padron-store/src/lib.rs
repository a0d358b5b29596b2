//! SQLite adapters of the roles' storage ports.
//!
//! The only crate that contains SQL. [`RegistrarStore`] and [`CustodianStore`] keep what the roles hand them, durably
//! and in order: one writer thread per store, group commit, readers beside it.
//!
//! It is **not** a place for rules: it knows no regime, no cap and no budget, and it cannot read what it keeps. It is
//! not a server either: one process owns a directory.

#[cfg(test)]
mod conformance;
mod core;
pub mod custodian;
mod fault;
mod files;
pub mod forensic;
pub mod registrar;
mod sql;
mod writer;

pub use custodian::{CustodianStore, CustodianTx};
pub use fault::OpenError;
pub use registrar::{RegistrarStore, RegistrarTx};
