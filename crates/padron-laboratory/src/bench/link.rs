use super::bare;
use crate::country::{self, Layout, Plans, Processes};
use crate::local::{Billing, registration};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use padron_host::{files, system};
use padron_protocol::Uuid;
use padron_protocol::messages::link::{LinkOutcome, RegistrationRow};
use padron_protocol::trust::Role;
use padron_testkit::people::Population;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

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

/// What was measured.
#[derive(Serialize)]
struct MeasuredLinks {
    lines: u64,
    refused: u64,
    registrations_per_second: f64,
    bare_cryptography_per_second: f64,
    ratio: f64,
    p50_milliseconds: u64,
    p99_milliseconds: u64,
    bytes_per_line: u64,
    memory_mebibytes: BTreeMap<String, u64>,
    cpu_seconds: BTreeMap<String, f64>,
    cores: usize,
}

/// Links lines end to end and measures.
#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
pub async fn link(args: &LinkArgs) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let bare_before = bare::links_per_second(cores, args.batch, Duration::from_secs(5))?;
    let mut country = found(args).await?;
    let before = disk(country.layout.root())?;
    let started = Instant::now();
    let (latencies, linked, refused) = drive(args, &country).await?;
    let elapsed = started.elapsed();
    let memory = country
        .layout
        .places()
        .iter()
        .filter_map(|place| Some((place.id.clone(), memory(country.process(&place.id)?)?)))
        .collect();
    let cpu = country
        .layout
        .places()
        .iter()
        .filter_map(|place| Some((place.id.clone(), cpu(country.process(&place.id)?)?)))
        .collect();
    country.stop_all();
    let bytes = disk(country.layout.root())?.saturating_sub(before);
    let bare = (bare_before + bare::links_per_second(cores, args.batch, Duration::from_secs(5))?) / 2.0;
    let rate = linked as f64 / elapsed.as_secs_f64();
    let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize).copied().unwrap_or_default();
    show(
        args,
        &MeasuredLinks {
            lines: linked,
            refused,
            registrations_per_second: rate,
            bare_cryptography_per_second: bare,
            ratio: rate / bare,
            p50_milliseconds: at(0.5),
            p99_milliseconds: at(0.99),
            bytes_per_line: bytes / linked.max(1),
            memory_mebibytes: memory,
            cpu_seconds: cpu,
            cores,
        },
    )
}

fn show(args: &LinkArgs, measured: &MeasuredLinks) -> Result<()> {
    if args.json {
        println!("{}", serde_json::to_string_pretty(measured)?);
        return Ok(());
    }
    println!(
        "{:.0} registrations a second end to end ({} lines, {} refused)",
        measured.registrations_per_second, measured.lines, measured.refused
    );
    println!(
        "{:.0} a second of bare cryptography on the same {} cores: {:.2} of it",
        measured.bare_cryptography_per_second, measured.cores, measured.ratio
    );
    println!(
        "p50 {} ms, p99 {} ms per batch of {}; {} bytes of disk a line",
        measured.p50_milliseconds, measured.p99_milliseconds, args.batch, measured.bytes_per_line
    );
    for (party, cpu) in &measured.cpu_seconds {
        println!(
            "  {party:<20} {cpu:>8.1} s of CPU  {:>5} MiB",
            measured.memory_mebibytes.get(party).copied().unwrap_or(0)
        );
    }
    Ok(())
}

const SEED: u64 = 77;

async fn found(args: &LinkArgs) -> Result<Processes> {
    if args.dir.exists() {
        if !args.dir.join("trust.json").exists() {
            bail!("{} exists and is not an earlier measurement's; name another with --dir", args.dir.display());
        }
        std::fs::remove_dir_all(&args.dir)?;
    }
    std::fs::create_dir_all(&args.dir)?;
    let layout = Layout::new(&std::fs::canonicalize(&args.dir)?, 5, 2, 7300)?;
    let plans = Plans { custodians: 5, threshold: 3, seed: SEED, people: args.lines, float: 100_000 };
    country::found(&plans, &layout, system::now(), &mut system::rng())?;
    let mut country = Processes::new(layout);
    country.start_all().await?;
    Ok(country)
}

/// The lines still to be sent.
struct LineSource {
    population: Population,
    person: u64,
    left: u64,
}

impl LineSource {
    fn next_batch(&mut self, size: usize, rng: &mut impl rand_core::Rng) -> Vec<RegistrationRow> {
        let mut rows = Vec::with_capacity(size + 10);
        while rows.len() < size && self.left > 0 && self.person < self.population.len() {
            let person = self.population.person(self.person);
            for line in self.population.lines_of(self.person) {
                let mut key = [0; 16];
                rng.fill_bytes(&mut key);
                rows.push(RegistrationRow { key: Uuid::from_random(key), registration: registration(&person, &line) });
            }
            self.person += 1;
        }
        rows.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= rows.len() as u64;
        rows
    }
}

/// Latencies in milliseconds, sorted; linked; refused.
type Driven = (Vec<u64>, u64, u64);

async fn drive(args: &LinkArgs, country: &Processes) -> Result<Driven> {
    let source =
        Arc::new(Mutex::new(LineSource { population: Population::new(SEED, args.lines), person: 0, left: args.lines }));
    let operators: Vec<_> = country.layout.of_role(Role::Operator).collect();
    let mut workers = JoinSet::new();
    for at in 0..args.in_flight.max(1) {
        let place = operators[at % operators.len()];
        let address = place.address.context("an operator does not listen")?;
        let billing = Billing::new(&format!("http://{address}"), &files::read(&country.layout.token(&place.id))?);
        workers.spawn(work(billing, source.clone(), args.batch, Duration::from_millis(args.rtt)));
    }
    let (mut latencies, mut linked, mut refused) = (Vec::new(), 0, 0);
    while let Some(done) = workers.join_next().await {
        let (more, good, bad) = done??;
        latencies.extend(more);
        linked += good;
        refused += bad;
    }
    latencies.sort_unstable();
    Ok((latencies, linked, refused))
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
async fn work(billing: Billing, source: Arc<Mutex<LineSource>>, batch: usize, rtt: Duration) -> Result<Driven> {
    let mut rng = system::rng();
    let (mut latencies, mut linked, mut refused) = (Vec::new(), 0, 0);
    loop {
        let rows = source.lock().await.next_batch(batch, &mut rng);
        if rows.is_empty() {
            return Ok((latencies, linked, refused));
        }
        let started = Instant::now();
        if !rtt.is_zero() {
            tokio::time::sleep(rtt).await;
        }
        let outcomes = billing.link_batch(rows).await?;
        latencies.push(u64::try_from(started.elapsed().as_millis())?);
        let good = outcomes.iter().filter(|outcome| matches!(outcome, LinkOutcome::Linked(_))).count() as u64;
        linked += good;
        refused += outcomes.len() as u64 - good;
        if let Some(LinkOutcome::Refused(problem)) =
            outcomes.iter().find(|outcome| matches!(outcome, LinkOutcome::Refused(_)))
        {
            tracing::warn!(%problem, "a row was refused");
        }
    }
}

/// Resident memory of a process in MiB.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// CPU time of a process in seconds, at the usual hundred ticks a second.
fn cpu(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// Bytes on disk below a directory.
fn disk(dir: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let data = entry.metadata()?;
        bytes += if data.is_dir() { disk(&entry.path())? } else { data.len() };
    }
    Ok(bytes)
}
