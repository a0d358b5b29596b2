//! Measurements on real roles.

mod bare;
mod link;
mod log;

pub use link::{LinkArgs, link};
pub use log::{BenchLogArgs, StartRegistrar, log, make};
