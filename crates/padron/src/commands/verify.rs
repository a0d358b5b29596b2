use super::order::TrustFiles;
use crate::{files, system, trust_files};
use anyhow::{Result, bail};
use clap::Args;
use padron_protocol::messages::answer::Answer;
use padron_protocol::verify::{Report, verify_answer, verify_receipt};
use std::path::PathBuf;
use std::process::ExitCode;

/// Check an answer or a receipt with the trust list and nothing else.
#[derive(Args)]
pub struct VerifyArgs {
    /// The answer (JSON) or the receipt (JWS).
    file: PathBuf,
    #[command(flatten)]
    trust: TrustFiles,
    /// Print the checks as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command: 0 when every check holds, 1 when one fails.
pub fn run(args: VerifyArgs) -> Result<ExitCode> {
    let (trusted, _) = trust_files::read_trust(&args.trust.trust, &args.trust.roots, system::now())?;
    let text = files::read(&args.file)?;
    let report = match serde_json::from_str::<Answer>(&text) {
        Ok(answer) => verify_answer(&answer, &trusted),
        Err(_) if text.trim().split('.').count() == 3 => receipt(&text, &trusted, args.json),
        Err(_) => bail!("{} is neither an answer (JSON) nor a receipt (JWS)", args.file.display()),
    };
    print_report(&report, args.json)?;
    Ok(if report.holds() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn receipt(text: &str, trusted: &padron_protocol::trust::Trusted, json: bool) -> Report {
    let (report, receipt) = verify_receipt(text, trusted);
    if let Some(receipt) = receipt.filter(|_| !json) {
        println!("folio {}, entry {}, {}", receipt.folio.as_deref().unwrap_or("-"), receipt.index, receipt.at);
        if let Some(statistics) = &receipt.statistics {
            println!("{}", statistics.text);
        }
    }
    report
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
