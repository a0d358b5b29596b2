//! What the public log does in a second: sequencing, whole receipts, proofs, and the checking of all of it.

mod made;
mod proofs;
mod rate;
mod sequencing;

use crate::country::{self, Layout, Plans, Processes};
use anyhow::{Result, bail, ensure};
use clap::Args;
use indicatif::ProgressBar;
use padron_host::system;
use padron_host::trust_files::Anchor;
use padron_http::roles::RegistrarService;
use padron_store::RegistrarStore;
use padron_watch::Source;
use padron_watch::verify::{Trust, verify};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use made::make;

/// How whoever serves a registrar builds one over a store that is open already; the measurement drives it.
pub type StartRegistrar = fn(&Path, &RegistrarStore) -> Result<Arc<RegistrarService>>;

/// How to measure the log.
#[derive(Args)]
pub struct BenchLogArgs {
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

/// What was measured.
#[derive(Serialize)]
struct MeasuredLog {
    cores: usize,
    /// Entries of the log that was sequenced.
    entries: u64,
    /// Stored, sequenced, synced, cosigned by three witnesses over HTTP, and published.
    entries_per_second: f64,
    /// `padron log verify` on what came of it.
    verified_entries_per_second: f64,
    /// A receipt's proof: inclusion, the log's signature, three cosignatures.
    proofs_per_second: f64,
    /// The inclusion alone.
    inclusions_per_second: f64,
    /// From a request at the registrar to its proof.
    registrar: rate::Latency,
    /// From a single registration at the gateway to the complete receipt, all parties on this machine.
    country: rate::Latency,
}

const SEED: u64 = 78;
const PORT: u16 = 7900;

/// Measures everything.
pub async fn log(args: &BenchLogArgs, start: StartRegistrar) -> Result<()> {
    let mut country = Processes::new(found(args)?);
    let sequenced = sequencing::measure(&mut country, args.entries, start).await?;
    let verified = verified_per_second(&country.layout, args.entries).await?;
    let (proofs, inclusions) = proofs::per_second()?;
    let registrar = rate::registrar(args, &mut country).await?;
    let receipts = rate::country(args, &mut country).await?;
    country.stop_all();
    let measured = MeasuredLog {
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        entries: args.entries,
        entries_per_second: sequenced,
        verified_entries_per_second: verified,
        proofs_per_second: proofs,
        inclusions_per_second: inclusions,
        registrar,
        country: receipts,
    };
    show(args, &measured)
}

fn show(args: &BenchLogArgs, measured: &MeasuredLog) -> Result<()> {
    if args.json {
        println!("{}", serde_json::to_string_pretty(measured)?);
        return Ok(());
    }
    println!(
        "{:.0} entries a second, stored, sequenced, cosigned and published ({} entries)",
        measured.entries_per_second, measured.entries
    );
    println!("{:.0} entries a second checked by `padron log verify`", measured.verified_entries_per_second);
    println!(
        "{:.0} proofs a second checked with all signatures, {:.0} inclusions alone",
        measured.proofs_per_second, measured.inclusions_per_second
    );
    measured.registrar.show("the registrar alone, from request to proof");
    measured.country.show("a whole country, from registration to complete receipt");
    println!("on {} cores, all parties on this machine", measured.cores);
    Ok(())
}

fn found(args: &BenchLogArgs) -> Result<Layout> {
    if args.dir.exists() {
        if !args.dir.join("trust.json").exists() {
            bail!("{} exists and is not an earlier measurement's; name another with --dir", args.dir.display());
        }
        std::fs::remove_dir_all(&args.dir)?;
    }
    std::fs::create_dir_all(&args.dir)?;
    let layout = Layout::new(&std::fs::canonicalize(&args.dir)?, 5, 2, PORT)?;
    let people = args.rate * args.seconds + 100;
    let plans = Plans { custodians: 5, threshold: 3, seed: SEED, people, float: 1_000_000 };
    country::found(&plans, &layout, system::now(), &mut system::rng())?;
    Ok(layout)
}

/// The very code of `padron log verify`, on the directory that the registrar has written.
#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
async fn verified_per_second(layout: &Layout, entries: u64) -> Result<f64> {
    let trust = Trust::Anchor(Anchor::read(&layout.trust(), Some(&layout.roots()))?);
    let started = std::time::Instant::now();
    let verified = verify(&Source::Directory(layout.log()), &trust, system::now(), &ProgressBar::hidden()).await?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(verified.findings.is_empty(), "the log does not hold: {:?}", verified.findings.first);
    ensure!(verified.entries >= entries, "the log has {} entries, {entries} were logged", verified.entries);
    Ok(verified.entries as f64 / seconds)
}
