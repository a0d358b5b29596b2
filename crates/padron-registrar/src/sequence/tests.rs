mod crash;
pub(crate) mod fake;
mod opening;
mod random;
mod steps;
