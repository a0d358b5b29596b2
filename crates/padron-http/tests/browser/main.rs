//! Pages as a reader meets them: in Chromium, on a phone, on paper, with the keyboard alone.
#![allow(unreachable_pub, reason = "nothing leaves a test; `pub` says what a module offers its siblings")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod chromium;
mod look;
mod samples;

#[allow(dead_code, unused_imports, reason = "a country offers more than its pages need")]
#[path = "../country/mod.rs"]
mod country;

mod answer;
mod every_page;
mod person;
mod roles;
