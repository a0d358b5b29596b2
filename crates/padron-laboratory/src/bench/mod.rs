//! Measurements on real roles.

mod bare;
mod link;
mod log;

pub use link::link;
pub use log::{StartRegistrar, log, make};
