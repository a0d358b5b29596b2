use super::{AnchorFiles, Source, exit_code, keys, print_findings, told_age};
use anyhow::Result;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use padron_host::system;
use padron_protocol::messages::status::Figures;
use padron_watch::verify::{Trust, VerifiedLog, verify};
use std::io::IsTerminal as _;
use std::process::ExitCode;

#[derive(Args)]
pub struct VerifyLog {
    /// The log's address or directory.
    #[arg(value_name = "URL|DIR")]
    log: String,
    #[command(flatten)]
    trust: AnchorFiles,
    /// The log's verifier key, instead of a trust list; trust lists in the log are not looked at then.
    #[arg(long, value_name = "VKEY", conflicts_with_all = ["trust", "roots"])]
    key: Option<String>,
    /// A witness's verifier key.
    #[arg(long, value_name = "VKEY", requires = "key")]
    witness: Vec<String>,
    /// How many of the witnesses must have cosigned; all by default.
    #[arg(long, value_name = "K", requires = "key")]
    cosignatures: Option<usize>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Print nothing but what is wrong.
    #[arg(long)]
    quiet: bool,
}

pub async fn run(args: &VerifyLog) -> Result<ExitCode> {
    let now = system::now();
    let trust = match &args.key {
        Some(key) => Trust::Keys(keys::plain(key, &args.witness, args.cosignatures)?),
        None => Trust::Anchor(args.trust.read(now)?),
    };
    let bar = bar(args.quiet || args.json);
    let verified = verify(&Source::parse(&args.log)?, &trust, now, &bar).await?;
    bar.finish_and_clear();
    if args.json {
        println!("{}", serde_json::to_string_pretty(&verified)?);
    } else {
        if !args.quiet {
            tell(&verified);
        }
        print_findings(&verified.findings);
        if verified.findings.is_empty() && !args.quiet {
            println!("holds: every entry, hash and figure is what was signed");
        }
    }
    Ok(exit_code(&verified.findings))
}

fn bar(hidden: bool) -> ProgressBar {
    if hidden || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {human_pos} entries, {per_sec}, {eta} left");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tell(verified: &VerifiedLog) {
    println!("log {}", verified.origin.as_deref().unwrap_or("unknown"));
    println!("{} entries, root {}", verified.entries, verified.root);
    match (&verified.cosigned, verified.age_seconds) {
        (Some(time), Some(age)) => {
            println!("cosigned at {time}, {} ago, by {}", told_age(age), verified.witnesses.join(", "));
        }
        _ => println!("no cosignatures were counted"),
    }
    if verified.other_signatures > 0 {
        println!("{} signatures of keys that nobody asked about", verified.other_signatures);
    }
    tell_figures(&verified.figures);
    println!("requests opened to everybody: {}, not yet: {}", verified.opened, verified.closed);
    if !verified.trust_lists.is_empty() {
        let versions: Vec<_> = verified.trust_lists.iter().map(u64::to_string).collect();
        println!("trust lists logged: version {}", versions.join(", "));
    }
}

fn tell_figures(figures: &Figures) {
    for (operator, links) in &figures.links {
        println!("  {links:>12}  links of {operator}");
    }
    let others = [
        (figures.requests, "requests"),
        (figures.approvals, "approvals"),
        (figures.refusals, "refusals"),
        (figures.disclosures, "disclosures"),
        (figures.trust_lists, "trust lists"),
    ];
    others.iter().for_each(|(count, what)| println!("  {count:>12}  {what}"));
}
