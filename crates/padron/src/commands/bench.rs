use crate::bench;
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

/// Runs the measurement.
pub fn run(args: BenchArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match args.command {
        BenchCommand::Link(args) => runtime.block_on(bench::link(&args))?,
    }
    Ok(ExitCode::SUCCESS)
}
