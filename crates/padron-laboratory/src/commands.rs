//! The laboratory's commands, one file each.

pub mod bench;
pub mod demo;
pub mod drill;
