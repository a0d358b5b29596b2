//! `padron drill`: attacks on one's own register.

use crate::drill::{self, DrillVerdict, Effort, TheftOptions};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use padron_host::arguments;
use padron_model::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// Attacks on one's own register.
#[derive(Args)]
pub struct DrillArgs {
    #[command(subcommand)]
    drill: Drill,
}

#[derive(Subcommand)]
enum Drill {
    /// Act as a thief of disks: search, guess and link. Exit code 0: nothing was found; 1: something was; 2: the drill
    /// could not prove itself.
    Theft(TheftArgs),
    /// Kill roles at random moments during an import and compare. Exit code 0: nothing acknowledged was lost or
    /// doubled; 1: something was.
    Crash(CrashArgs),
}

#[derive(Args)]
struct CrashArgs {
    /// Where the country lies; made anew.
    #[arg(long, default_value = "padron-crash")]
    dir: PathBuf,
    /// How many people.
    #[arg(long, default_value_t = 1000)]
    people: u64,
    /// The seed of people and of what is killed when.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many kills.
    #[arg(long, default_value_t = 30)]
    kills: u32,
    /// The first port that is tried.
    #[arg(long, default_value_t = 7500)]
    port: u16,
}

#[derive(Args)]
struct TheftArgs {
    /// Copied directories: the registrar's, a gateway's, those of fewer than t custodians.
    #[arg(required = true, value_name = "DIR")]
    directories: Vec<PathBuf>,
    /// The true population as CSV; without it nothing can be searched for or guessed.
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Write the report as JSON too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// A folder for copies and comparison tables, which are deleted at the end; otherwise beside the first DIR.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// The language of the report.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

/// Runs the drill that was asked for.
///
/// # Errors
/// The drill cannot be run, or its report not be written.
pub fn run(args: DrillArgs) -> anyhow::Result<ExitCode> {
    match args.drill {
        Drill::Theft(args) => theft(args),
        Drill::Crash(args) => crash(args),
    }
}

fn crash(args: CrashArgs) -> anyhow::Result<ExitCode> {
    let CrashArgs { dir, people, seed, kills, port } = args;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match runtime.block_on(crate::crash::crash(&crate::crash::CrashOptions { dir, people, seed, kills, port })) {
        Ok(report) => {
            let total: u32 = report.kills.values().sum();
            println!("{} lines linked through {total} kills; nothing acknowledged was lost or doubled", report.lines);
            report.kills.iter().for_each(|(party, kills)| println!("  {party}: {kills}"));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("padron: the crash drill failed: {error:#}");
            Ok(ExitCode::from(1))
        }
    }
}

fn theft(args: TheftArgs) -> anyhow::Result<ExitCode> {
    let options = TheftOptions {
        directories: args.directories,
        population: args.population,
        work: args.work,
        effort: Effort::default(),
    };
    let report = drill::theft(&options)?;
    if let Some(path) = &args.json {
        let json = serde_json::to_vec_pretty(&report)?;
        std::fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    drill::write_text(&report, args.lang, &mut std::io::stdout().lock())?;
    Ok(match report.verdict() {
        DrillVerdict::Held => ExitCode::SUCCESS,
        DrillVerdict::Found => ExitCode::from(1),
        DrillVerdict::Unproved => ExitCode::from(2),
    })
}
