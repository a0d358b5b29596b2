//! `padron bench`: measurements.

pub use crate::bench::StartRegistrar;
use crate::bench::{self, BenchLogArgs, LinkArgs};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Measure.
#[derive(Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(Subcommand)]
enum BenchCommand {
    /// Link lines end to end, all parties on this machine, and measure the bare cryptography in the same run.
    Link(LinkArgs),
    /// Measure the public log: sequencing, whole receipts at a steady rate, proofs, and the checking of all of it.
    Log(BenchLogArgs),
}

/// Runs the measurement; `start` builds the registrar that it drives.
pub fn run(args: BenchArgs, start: StartRegistrar) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match args.command {
        BenchCommand::Link(args) => runtime.block_on(bench::link(&args))?,
        BenchCommand::Log(BenchLogArgs { make: Some(dir), entries, .. }) => bench::make(&dir, entries)?,
        BenchCommand::Log(args) => runtime.block_on(bench::log(&args, start))?,
    }
    Ok(ExitCode::SUCCESS)
}
