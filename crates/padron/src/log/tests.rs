pub(crate) mod fixture;
mod monitored;
mod proved;
mod verified;
