//! SQLite adapters of the roles' storage ports.
//!
//! The only crate that contains SQL. It keeps what the roles hand it, durably and in order, and says so truthfully.
//!
//! It is **not** a place for rules: it knows no regime, no cap and no budget, and it cannot read what it keeps. It is
//! not a server either; one process owns a directory.

pub mod forensic;
