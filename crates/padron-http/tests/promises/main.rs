//! What padron promises over HTTP, each promise tried on a whole country.
#![allow(unreachable_pub, reason = "nothing leaves a test; `pub` says what a module offers its siblings")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../country/mod.rs"]
mod country;

mod bad_input;
mod budgets;
mod bytes;
mod cheats;
mod coverage;
mod embargo;
mod history;
mod links;
mod orders;
mod person;
mod receipts;
mod trust;
mod witnesses;
