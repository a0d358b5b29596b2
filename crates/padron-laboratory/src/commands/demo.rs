//! `padron demo`: a whole country on this machine.

use crate::demo::{self, Options};
use anyhow::Result;
use clap::Args;
use padron_host::arguments;
use padron_model::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// Run a whole country on this machine and see what it can and cannot do.
#[derive(Args)]
pub struct DemoArgs {
    /// How many synthetic people.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(50..=1_000_000))]
    people: u64,
    /// Where the country lies; made anew each time, so nothing else may be in it.
    #[arg(long, default_value = "padron-demo")]
    dir: PathBuf,
    /// End when the story has been told; the exit code is not 0 if a promise failed.
    #[arg(long)]
    exit: bool,
    /// Write what each promise came to.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write the clear list of people and lines, for checking; outside of --dir.
    #[arg(long)]
    population: Option<PathBuf>,
    /// The seed of the synthetic people.
    #[arg(long, default_value_t = 2026)]
    seed: u64,
    /// The first port that is tried.
    #[arg(long, default_value_t = 7100)]
    port: u16,
    /// The story's language.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

/// Runs the demo.
pub fn run(args: DemoArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(demo::run(Options {
        people: args.people,
        dir: args.dir,
        exit: args.exit,
        json: args.json,
        population: args.population,
        seed: args.seed,
        port: args.port,
        lang: args.lang,
    }))
}
