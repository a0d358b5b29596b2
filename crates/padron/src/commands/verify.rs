use super::log::AnchorFiles;
use anyhow::{Context as _, Result, bail};
use clap::Args;
use padron_host::{arguments, files, system};
use padron_model::Lang;
use padron_protocol::log::Receipt;
use padron_protocol::messages::answer::Answer;
use padron_protocol::trust::Trusted;
use padron_protocol::verify::{ReceiptFacts, Report, shown_history, verify_answer, verify_receipt};
use padron_watch::qr;
use padron_watch::words;
use std::path::PathBuf;
use std::process::ExitCode;

/// Check an answer or a receipt with the trust list and nothing else.
#[derive(Args)]
pub struct VerifyArgs {
    /// The answer or the receipt (JSON), or a bare promise (JWS).
    file: PathBuf,
    #[command(flatten)]
    trust: AnchorFiles,
    /// Draw a receipt's QR code as SVG.
    #[arg(long, value_name = "FILE")]
    qr_svg: Option<PathBuf>,
    /// Draw a receipt's QR code on the terminal.
    #[arg(long)]
    qr: bool,
    /// Print the checks as JSON.
    #[arg(long)]
    json: bool,
    /// Language of what an answer or a receipt says.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

/// Runs the command: 0 when every check holds, 1 when one fails.
pub fn run(args: VerifyArgs) -> Result<ExitCode> {
    let now = system::now();
    let trusted = args.trust.read(now)?.trusted;
    let text = files::read(&args.file)?;
    let report = if let Ok(answer) = serde_json::from_str::<Answer>(&text) {
        let report = verify_answer(&answer, &trusted);
        if report.holds() && !args.json {
            println!("{}\n", words::answer(args.lang, &answer, &shown_history(&answer, &trusted)?));
        }
        print_report(&report, args.json)?;
        report
    } else if let Some(receipt) = Receipt::parse(&text) {
        let (report, shown) = verify_receipt(&receipt, &trusted, now);
        tell_receipt(&args, &report, &shown, &trusted)?;
        report
    } else {
        bail!("{} is neither an answer nor a receipt (JSON), nor a promise (JWS)", args.file.display());
    };
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn tell_receipt(args: &VerifyArgs, report: &Report, shown: &ReceiptFacts, trusted: &Trusted) -> Result<()> {
    if args.json {
        print_report(report, true)?;
    } else {
        report.checks.iter().for_each(|finding| println!("{}", words::check(args.lang, finding)));
    }
    if !report.holds() {
        return Ok(());
    }
    if !args.json {
        println!("{}", words::receipt(args.lang, shown));
    }
    let code = || qr::code(shown.promise.as_ref().context("there is no promise")?, &trusted.list().log.url);
    if let Some(path) = &args.qr_svg {
        files::write(path, qr::svg(&code()?).as_bytes())?;
    }
    if args.qr && !args.json {
        println!("{}", qr::terminal(&code()?));
    }
    Ok(())
}

/// Prints what was checked.
pub fn print_report(report: &Report, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string_pretty(report)?);
        return Ok(());
    }
    for finding in &report.checks {
        println!("{} {}: {}", if finding.holds { "holds" } else { "FAILS" }, finding.check, finding.detail);
    }
    Ok(())
}
