use super::order::TrustFiles;
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_authority::Authority;
use padron_host::keys::PartyKeys;
use padron_host::system::{SystemClock, SystemEntropy};
use padron_host::{arguments, files, system, trust_files};
use padron_http::roles::{Asking, Word};
use padron_model::Lang;
use padron_protocol::messages::order::{RequestFile, RequestPresentation};
use padron_protocol::verify::{shown_history, verify_answer};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// An authority's requests.
#[derive(Args)]
pub struct RequestArgs {
    #[command(subcommand)]
    command: RequestCommand,
    /// The authority's key file.
    #[arg(long, global = true, default_value = "keys.json")]
    key: PathBuf,
    #[command(flatten)]
    trust: TrustFiles,
}

#[derive(Subcommand)]
enum RequestCommand {
    /// Log a request under a signed order and present it to the custodians.
    Submit {
        /// The signed order.
        order: PathBuf,
        /// Where to keep the request; it holds the order, so only its owner may read it.
        #[arg(long)]
        out: PathBuf,
    },
    /// Where a request stands.
    Status {
        /// The request's file.
        file: PathBuf,
    },
    /// Open an approved request and write the answer.
    Open {
        /// The request's file.
        file: PathBuf,
        /// Where to write the answer as JSON.
        #[arg(long)]
        out: PathBuf,
        /// Where to write the answer as a page to print.
        #[arg(long)]
        page: Option<PathBuf>,
        /// The page's language.
        #[arg(long, default_value_t, value_parser = arguments::lang())]
        lang: Lang,
        /// Which copy: each further one is disclosed, and told, by itself.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        copy: u32,
    },
}

/// Runs the command.
pub fn run(args: RequestArgs) -> Result<ExitCode> {
    let asking = asking(&args.key, &args.trust)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match args.command {
            RequestCommand::Submit { order, out } => submit(&asking, &order, &out).await,
            RequestCommand::Status { file } => status(&asking, &read_request(&file)?).await,
            RequestCommand::Open { file, out, page, lang, copy } => {
                open(&asking, (&read_request(&file)?, copy), &out, page.as_deref(), lang).await
            }
        }
    })
}

/// Asks as the authority of this key file.
pub fn asking(key: &Path, trust: &TrustFiles) -> Result<Asking> {
    let (trusted, _) = trust_files::read_trust(&trust.trust, &trust.roots, system::now())?;
    let keys = PartyKeys::read(key)?;
    let authority = Authority::new(trusted, keys.signer(), keys.delivery())?;
    Ok(Asking::new(authority, keys.signer(), Arc::new(SystemClock), Arc::new(SystemEntropy)))
}

fn read_request(file: &Path) -> Result<RequestPresentation> {
    serde_json::from_str(&files::read(file)?).with_context(|| format!("{} is not a request", file.display()))
}

async fn submit(asking: &Asking, order: &Path, out: &Path) -> Result<ExitCode> {
    let prepared = asking.prepare(&files::read(order)?)?;
    let (presentation, words) = asking.submit(&prepared).await?;
    files::write_secret(out, &serde_json::to_vec_pretty(&presentation)?)?;
    println!("request {} is logged and kept in {}", presentation.request, out.display());
    print_words(&words);
    Ok(ExitCode::SUCCESS)
}

async fn status(asking: &Asking, presentation: &RequestPresentation) -> Result<ExitCode> {
    let (words, file): (_, RequestFile) = asking.status(&presentation.request).await?;
    print_words(&words);
    println!("{} decisions are in the log", file.decisions.len());
    Ok(ExitCode::SUCCESS)
}

fn print_words(words: &[Word]) {
    for (custodian, word) in words {
        match word {
            Ok(status) => println!(
                "  {custodian}: {:?}{}",
                status.state,
                status.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default()
            ),
            Err(problem) => println!("  {custodian}: {problem}"),
        }
    }
}

async fn open(
    asking: &Asking,
    (presentation, copy): (&RequestPresentation, u32),
    out: &Path,
    page: Option<&Path>,
    lang: Lang,
) -> Result<ExitCode> {
    let answer = match asking.open_copy(presentation, copy).await {
        Ok(answer) => answer,
        Err(problem) => {
            eprintln!("padron: refused: {problem}");
            return Ok(ExitCode::from(1));
        }
    };
    files::write_secret(out, &serde_json::to_vec_pretty(&answer)?)?;
    println!("answer, copy {}: {}", answer.copy, out.display());
    if let Some(page) = page {
        let authority = asking.authority();
        let report = verify_answer(&answer, authority.trusted());
        let order = authority.read_order(&presentation.order)?;
        let history = shown_history(&answer, authority.trusted())?;
        files::write_secret(page, padron_web::answer(&answer, &order, &history, &report, lang).as_bytes())?;
        println!("page: {}", page.display());
    }
    Ok(ExitCode::SUCCESS)
}
