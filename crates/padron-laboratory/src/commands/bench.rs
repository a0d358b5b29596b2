//! `padron bench`: measurements.

use crate::bench;
pub use crate::bench::StartRegistrar;
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;
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
    Log(LogArgs),
}

/// How to measure linking.
#[derive(Args)]
pub struct LinkArgs {
    /// How many lines.
    #[arg(long, default_value_t = 20_000)]
    pub lines: u64,
    /// Milliseconds added to each way between billing system and gateway.
    #[arg(long, default_value_t = 0)]
    pub rtt: u64,
    /// Rows in a batch.
    #[arg(long, default_value_t = 256)]
    pub batch: usize,
    /// Batches under way at once, over both gateways.
    #[arg(long, default_value_t = 4)]
    pub in_flight: usize,
    /// Where the country lies; made anew.
    #[arg(long, default_value = "padron-bench")]
    pub dir: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// How to measure the log.
#[derive(Args)]
pub struct LogArgs {
    /// How many entries are sequenced.
    #[arg(long, default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub entries: u64,
    /// Registrations begun in a second.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub rate: u64,
    /// For how many seconds.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// Where the country lies; made anew.
    #[arg(long, default_value = "padron-bench-log")]
    pub dir: PathBuf,
    /// Measure nothing: make a log of so many entries in this directory, for `padron log verify`.
    #[arg(long, value_name = "DIR")]
    pub make: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Runs the measurement; `start` builds the registrar that it drives.
pub fn run(args: BenchArgs, start: StartRegistrar) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match args.command {
        BenchCommand::Link(args) => runtime.block_on(bench::link(&args))?,
        BenchCommand::Log(LogArgs { make: Some(dir), entries, .. }) => bench::make(&dir, entries)?,
        BenchCommand::Log(args) => runtime.block_on(bench::log(&args, start))?,
    }
    Ok(ExitCode::SUCCESS)
}
