//! `padron drill`: attacks on one's own register.

use crate::drill::{self, Effort, TheftOptions, Verdict};
use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use padron_model::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

/// Attacks on one's own register.
#[derive(Args)]
pub(crate) struct DrillArgs {
    #[command(subcommand)]
    drill: Drill,
}

#[derive(Subcommand)]
enum Drill {
    /// Act as a thief of disks: search, guess and link. Exit code 0: nothing was found; 1: something was; 2: the drill
    /// could not prove itself.
    Theft(TheftArgs),
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
    #[arg(long, value_enum, default_value_t = Language::Es)]
    lang: Language,
}

#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// Spanish.
    Es,
    /// English.
    En,
}

/// Runs the drill that was asked for.
///
/// # Errors
/// The drill cannot be run, or its report not be written.
pub(crate) fn run(args: DrillArgs) -> anyhow::Result<ExitCode> {
    match args.drill {
        Drill::Theft(args) => theft(args),
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
    let lang = match args.lang {
        Language::Es => Lang::Es,
        Language::En => Lang::En,
    };
    drill::write_text(&report, lang, &mut std::io::stdout().lock())?;
    Ok(match report.verdict() {
        Verdict::Held => ExitCode::SUCCESS,
        Verdict::Found => ExitCode::from(1),
        Verdict::Unproved => ExitCode::from(2),
    })
}
