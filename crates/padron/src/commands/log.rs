//! `padron log`: anybody can watch.

mod monitor;
mod prove;
mod verify;

use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use padron_host::system;
use padron_host::trust_files::Anchor;
use padron_protocol::watch::{Finding, Findings, policy_text};
use padron_watch::{Source, keys, serve};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// The public log: verify, monitor, prove, key, serve.
#[derive(Args)]
pub struct LogArgs {
    #[command(subcommand)]
    command: LogCommand,
}

#[derive(Subcommand)]
enum LogCommand {
    /// Check everything from the first entry on. Exit code 0: it all holds; 1: something does not; 2: it could not be
    /// looked at.
    Verify(verify::VerifyLog),
    /// Follow a log for good, and say when it takes something back or does not keep a promise.
    Monitor(monitor::MonitorLog),
    /// Prove one entry, make a promise into a whole receipt, or read a receipt's QR code.
    Prove(prove::ProveEntry),
    /// Print the keys of log and witnesses as note verifier keys, one a line, or the whole policy.
    Key(KeyArgs),
    /// Serve a log's directory over HTTP: a mirror, for anybody.
    Serve {
        /// The log's directory.
        directory: PathBuf,
        /// Where to listen.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
    },
}

/// The trust list that a log is judged by.
#[derive(Args, Clone)]
pub struct AnchorFiles {
    /// The trust list.
    #[arg(long, value_name = "FILE", default_value = "trust.json")]
    pub trust: PathBuf,
    /// The pinned root keys; else roots.json beside the trust list, else those that the list names itself.
    #[arg(long, value_name = "FILE")]
    pub roots: Option<PathBuf>,
}

impl AnchorFiles {
    /// Reads it, and tells what must be known about it.
    pub fn read(&self, now: Timestamp) -> Result<Anchor> {
        let anchor = Anchor::read(&self.trust, self.roots.as_deref())?;
        anchor.warnings(now).iter().for_each(|warning| eprintln!("padron: {warning}"));
        Ok(anchor)
    }
}

#[derive(Args)]
struct KeyArgs {
    #[command(flatten)]
    trust: AnchorFiles,
    /// Print log, witnesses and quorum in the format of C2SP tlog-policy.
    #[arg(long)]
    policy: bool,
}

/// Runs the command.
pub fn run(args: LogArgs) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match args.command {
        LogCommand::Verify(args) => runtime.block_on(verify::run(&args)),
        LogCommand::Monitor(args) => runtime.block_on(monitor::run(args)),
        LogCommand::Prove(args) => runtime.block_on(prove::run(&args)),
        LogCommand::Key(args) => key(&args),
        LogCommand::Serve { directory, listen } => {
            let shown = directory.display().to_string();
            let told = move |address| println!("serving {shown} on http://{address}");
            runtime.block_on(serve::serve(directory, listen, told, system::stop_signal()))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn key(args: &KeyArgs) -> Result<ExitCode> {
    let anchor = args.trust.read(system::now())?;
    if args.policy {
        print!("{}", policy_text(&anchor.trusted)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}", anchor.trusted.log_key());
    anchor.trusted.witness_policy().witnesses.iter().for_each(|witness| println!("{}", witness.key));
    Ok(ExitCode::SUCCESS)
}

/// One line for each finding, on standard output.
fn print_findings(findings: &Findings) {
    findings.first.iter().for_each(|finding: &Finding| println!("WRONG {finding}"));
    if findings.more > 0 {
        println!("WRONG and {} findings more", findings.more);
    }
}

/// 0 when nothing was found, 1 otherwise.
fn exit_code(findings: &Findings) -> ExitCode {
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// `3 minutes`, in the largest unit that fits.
fn told_age(seconds: i64) -> String {
    let (count, unit) = match seconds.max(0) {
        seconds @ ..120 => (seconds, "second"),
        seconds @ ..7200 => (seconds / 60, "minute"),
        seconds @ ..172_800 => (seconds / 3600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
