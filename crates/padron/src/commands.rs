//! The commands, one file each.

pub mod ceremony;
pub mod check;
pub mod custodian;
pub mod import;
pub mod keys;
pub mod log;
pub mod order;
pub mod request;
pub mod serve;
pub mod trust;
pub mod verify;
