//! The chores of this repository, started with `cargo xtask`.
//!
//! `cargo xtask test` is the whole truth about a change: what passes here passes everywhere, because the
//! automatic build runs the same command and nothing else. `cargo xtask tidy` holds the rules that no compiler
//! knows: layers, sizes, and documents that name only what exists.
//!
//! It is not part of the product and nothing in the product may depend on it.
#![expect(clippy::print_stdout, reason = "a chore speaks to the person who started it")]

mod command;
mod needs;
mod step;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;

use crate::{command::Command, workspace::Workspace};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("cargo xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Whether everything was in order.
fn run(arguments: &[String]) -> Result<bool> {
    match Command::parse(arguments)? {
        Command::Help => {
            println!("{}", command::help());
            Ok(true)
        }
        Command::Tidy => {
            let report = tidy::report(&Workspace::load()?)?;
            println!("{report}");
            Ok(report.is_clean())
        }
        Command::Test { full } => test::run(&Workspace::load()?, full),
    }
}
