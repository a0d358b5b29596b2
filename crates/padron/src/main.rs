//! The padron command: every role and every tool of the register, in one binary.
//!
//! This file only reads the command line and hands over. What a command does stands in its file under `commands`;
//! what a role decides stands in that role's crate. It is not the place for rules.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks on the terminal")]
#![expect(unreachable_pub, reason = "nothing leaves a binary; `pub` says what a module offers its siblings")]

mod cli;
mod commands;
mod config;
mod texts;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The provider is chosen here, once: ring, for every TLS connection of the client.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("padron: {error:#}");
            ExitCode::from(2)
        }
    }
}
