use super::{AnchorFiles, Source, exit_code, print_findings};
use anyhow::{Context as _, Result, bail};
use clap::Args;
use jiff::SignedDuration;
use padron_host::{files, system};
use padron_model::MODEL_REGIME;
use padron_model::Regime;
use padron_protocol::{Hash32, sha256};
use padron_watch::monitor::{FollowPlan, Monitor, MonitorRound};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

#[derive(Args)]
pub struct MonitorLog {
    /// The log's address or directory.
    #[arg(value_name = "URL|DIR")]
    log: String,
    #[command(flatten)]
    trust: AnchorFiles,
    /// What the monitor has seen; it goes on from there.
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// Look once. Exit code 0: all is well; 1: something is wrong; 2: it could not be looked at.
    #[arg(long)]
    once: bool,
    /// Seconds from one look to the next.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    interval: u64,
    /// A directory of promises and receipts: each must be kept.
    #[arg(long, value_name = "DIR")]
    promises: Option<PathBuf>,
    /// The regime in force; the model regime unless the trust list names another.
    #[arg(long, value_name = "FILE")]
    regime: Option<PathBuf>,
    /// Print JSON, one object a look.
    #[arg(long)]
    json: bool,
}

pub async fn run(args: MonitorLog) -> Result<ExitCode> {
    let anchor = args.trust.read(system::now())?;
    let closed_limit = closed_limit(args.regime.as_deref(), anchor.trusted.list().regime)?;
    let plan = FollowPlan {
        source: Source::parse(&args.log)?,
        anchor,
        state: args.state,
        promises: args.promises,
        closed_limit,
    };
    let mut monitor = Monitor::open(plan)?;
    if args.once {
        let round = monitor.round(system::now()).await?;
        tell(&round, args.json)?;
        return Ok(exit_code(&round.findings));
    }
    let interval = Duration::from_secs(args.interval);
    tokio::select! {
        () = system::stop_signal() => Ok(ExitCode::SUCCESS),
        failed = watch(&mut monitor, interval, args.json) => failed,
    }
}

/// For good; a log that cannot be reached is tried again.
async fn watch(monitor: &mut Monitor, interval: Duration, json: bool) -> Result<ExitCode> {
    let mut told = None;
    loop {
        match monitor.round(system::now()).await {
            Ok(round) => {
                let now_told = (round.entries, round.findings.first.clone());
                if json || told.as_ref() != Some(&now_told) {
                    tell(&round, json)?;
                }
                told = Some(now_told);
            }
            Err(error) => eprintln!("padron: {}: the log could not be looked at: {error:#}", system::now()),
        }
        tokio::time::sleep(interval).await;
    }
}

fn tell(round: &MonitorRound, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(round)?);
        return Ok(());
    }
    let cosigned =
        round.cosigned.map_or_else(|| "not cosigned as it must be".to_owned(), |at| format!("cosigned at {at}"));
    println!(
        "{}: {} entries, {} new, {cosigned}; {} requests not opened yet; {} promises",
        round.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        round.entries,
        round.new,
        round.closed,
        round.promises
    );
    print_findings(&round.findings);
    Ok(())
}

/// For how long a request may stay closed: as long as a court's order may be valid, and its embargo last.
fn closed_limit(file: Option<&Path>, named: Hash32) -> Result<SignedDuration> {
    let bytes = match file {
        Some(path) => files::read_bytes(path)?,
        None => MODEL_REGIME.as_bytes().to_vec(),
    };
    if sha256(&bytes) != named {
        match file {
            Some(path) => bail!("{} is not the regime that the trust list names", path.display()),
            None => bail!("the trust list names another regime than the model: give its file with --regime"),
        }
    }
    let regime = Regime::parse(&bytes)?;
    let order = regime.authorisation("court-order").context("the regime has no court order")?;
    let days = i64::from(order.validity_days) + i64::from(order.embargo_days);
    Ok(SignedDuration::from_hours(24 * days))
}

#[cfg(test)]
mod tests;
