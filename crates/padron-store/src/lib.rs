//! Adapters of the roles' storage ports: SQLite, and the files of the public log.
//!
//! The only crate that contains SQL. [`RegistrarStore`] and [`CustodianStore`] keep what the roles hand them, durably
//! and in order: one writer thread per store, group commit, readers beside it. [`HeldStore`] holds the last checkpoint
//! that the log has signed, [`WitnessStore`] what a witness has cosigned, [`LogDirectory`] the files that everybody may
//! fetch.
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
mod held;
mod log_files;
pub mod registrar;
mod sql;
mod witness;
mod writer;

pub use custodian::{CustodianStore, CustodianTx};
pub use fault::OpenError;
pub use held::HeldStore;
pub use log_files::{FaultMoment, LogDirectory, MemoryFiles, Step};
pub use registrar::{RegistrarStore, RegistrarTx};
pub use witness::{MAX_LOGS, WitnessRow, WitnessStore};
