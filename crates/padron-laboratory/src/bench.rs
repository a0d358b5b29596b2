//! Measurements on real roles.

mod bare;
mod link;
mod log;

pub use link::{LinkArgs, link};
pub use log::{LogArgs, StartRegistrar, log, make};
