use super::{AnchorFiles, Source};
use anyhow::{Context as _, Result, ensure};
use clap::Args;
use jiff::Timestamp;
use padron_host::{arguments, files, system};
use padron_model::Lang;
use padron_protocol::jws::open;
use padron_protocol::log::{Promise, QrReceipt, Receipt};
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::verify::verify_receipt;
use padron_watch::prove::{Proved, newest};
use padron_watch::words;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

#[derive(Args)]
pub struct ProveEntry {
    /// The log's address or directory.
    #[arg(value_name = "URL|DIR")]
    log: String,
    #[command(flatten)]
    trust: AnchorFiles,
    #[command(flatten)]
    what: ProveTarget,
    /// Where to write the proof, or the receipt; standard output by default.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Language of what is said.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct ProveTarget {
    /// The entry at this index.
    #[arg(long, value_name = "N")]
    index: Option<u64>,
    /// The entry of this promise or receipt: writes the receipt with its proof.
    #[arg(long, value_name = "FILE")]
    receipt: Option<PathBuf>,
    /// The entry of a receipt's QR code.
    #[arg(long, value_name = "TEXT")]
    qr: Option<String>,
}

pub async fn run(args: &ProveEntry) -> Result<ExitCode> {
    let now = system::now();
    let trusted = args.trust.read(now)?.trusted;
    let source = Source::parse(&args.log)?;
    let out = args.out.as_deref();
    match &args.what {
        ProveTarget { index: Some(index), .. } => {
            let proved = newest(&source, &trusted, *index, now).await?;
            eprintln!("{}", words::entry(args.lang, &proved.entry, *index, &proved.cosigned));
            give(out, proved.proof.to_string().as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        ProveTarget { receipt: Some(file), .. } => complete(&source, &trusted, file, args, now).await,
        ProveTarget { qr, .. } => read_qr(&source, &trusted, qr.as_deref().unwrap_or_default(), args, now).await,
    }
}

/// Makes a promise into a receipt that needs nobody any more.
async fn complete(
    source: &Source,
    trusted: &Arc<Trusted>,
    file: &Path,
    args: &ProveEntry,
    now: Timestamp,
) -> Result<ExitCode> {
    let receipt = Receipt::parse(&files::read(file)?)
        .with_context(|| format!("{} is neither a receipt nor a promise", file.display()))?;
    let registrar = trusted.only(Role::Registrar).context("the trust list names no registrar")?;
    let promise: Promise = open(receipt.promise.trim(), &registrar.id, &registrar.signing)?;
    let Proved { proof, .. } = newest(source, trusted, promise.index, now).await?;
    let receipt = Receipt { promise: receipt.promise, proof: Some(proof.to_string()) };
    let (report, shown) = verify_receipt(&receipt, trusted, now);
    if !report.holds() {
        report.checks.iter().for_each(|finding| println!("{}", words::check(args.lang, finding)));
        return Ok(ExitCode::from(1));
    }
    eprintln!("{}", words::receipt(args.lang, &shown));
    give(args.out.as_deref(), (serde_json::to_string_pretty(&receipt)? + "\n").as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Reads a QR code with the log's help: the log has the operator and the proof, the code has the rest.
async fn read_qr(
    source: &Source,
    trusted: &Arc<Trusted>,
    text: &str,
    args: &ProveEntry,
    now: Timestamp,
) -> Result<ExitCode> {
    let qr = QrReceipt::parse(text)?;
    let register = &trusted.list().register;
    ensure!(qr.register == *register, "the code is of another register than the trust list, which is of {register}");
    let proved = newest(source, trusted, qr.index, now).await?;
    match qr.statement(&proved.entry) {
        Ok(statement) => {
            println!("{}", words::statement(args.lang, &statement, qr.index, &proved.cosigned));
            if let Some(out) = &args.out {
                give(Some(out), proved.proof.to_string().as_bytes())?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            println!("FAILS statement: {why}");
            Ok(ExitCode::from(1))
        }
    }
}

fn give(out: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match out {
        Some(path) => files::write(path, bytes),
        None => {
            print!("{}", String::from_utf8_lossy(bytes));
            Ok(())
        }
    }
}
