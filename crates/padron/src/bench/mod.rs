//! Measurements on real roles.

mod bare;
mod link;

pub use link::link;
