//! The laboratory: a country of synthetic people on one machine, its demo, drills that rob and crash it, and measurements.
//!
//! [`commands`] is where to begin: the demo tells a story of a [`country`], whose parties are processes of `padron`
//! itself; the drills rob it and kill its processes; the measurements drive it.
//!
//! Whoever runs a party for real builds `padron` without it: it is **not** needed to serve, to ask or to watch.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its commands speak on the terminal")]
#![expect(unreachable_pub, reason = "only its commands leave it; `pub` says what a module offers its siblings")]

mod bench;
mod civil_register;
pub mod commands;
pub mod country;
mod crash;
mod demo;
mod drill;
mod local;
mod population;
mod texts;

pub use civil_register::CivilRegister;
