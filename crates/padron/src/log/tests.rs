pub(crate) mod fixture;
mod monitored;
mod proved;
mod shown;
mod verified;
