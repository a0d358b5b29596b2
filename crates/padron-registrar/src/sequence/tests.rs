mod crash;
mod device;
pub(crate) mod fake;
mod opening;
mod random;
mod steps;
