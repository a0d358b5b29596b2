//! `padron import`: an operator's subscriber file into its own gateway.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use padron_model::Lang;
use padron_model::country::{ALL, CountryRules};
use padron_protocol::messages::verification::MAX_ROWS;
use zeroize::Zeroizing;

use padron_host::{arguments, system};

use crate::texts::CommandTexts;
use padron_import::{
    Encoding, Ended, GatewayClient, Import, ImportError, ImportState, Input, MOST_IN_FLIGHT, Pace, ProgressBars,
    ResultFile, Tally, beside, summary, sync_folder,
};

/// Stopped by Ctrl-C or SIGTERM (128 and the signal's number).
const STOPPED: u8 = 130;
/// The gateway did not take a batch for too long (EX_TEMPFAIL of sysexits.h).
const GAVE_UP: u8 = 75;
/// Largest token file, in bytes.
const LARGEST_TOKEN: u64 = 4096;
/// Between the first attempts at a busy gateway, and the most.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Import a subscriber file (CSV or NDJSON) through the operator's own gateway.
///
/// Every row's outcome is written to a result file, which never repeats a value of the input. Stopped in any way, the
/// same command goes on where it was, without losing or doubling a row. See docs/import.md.
#[derive(clap::Args)]
pub(crate) struct ImportArgs {
    /// The subscriber file.
    file: PathBuf,
    /// Address of the operator's gateway, such as `https://gateway.example`.
    #[arg(long, value_name = "URL")]
    gateway: String,
    /// File with the token by which the gateway knows its own systems.
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    /// Where the outcomes are written [default: FILE.results.csv].
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Rows sent together, at most 512.
    #[arg(long, default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=MAX_ROWS as i64))]
    batch: u16,
    /// Batches on their way at once, at most 64.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=MOST_IN_FLIGHT as i64))]
    in_flight: u16,
    /// How the file's bytes are read.
    #[arg(long, value_enum, default_value_t = Encoding::Detect)]
    encoding: Encoding,
    /// Stop when the gateway has decided nothing for so many seconds [default: never].
    #[arg(long, value_name = "SECONDS")]
    give_up_after: Option<u64>,
    /// The input's time of modification has changed, its content has not.
    #[arg(long)]
    touched: bool,
    /// Allow plain http to another machine: only where the way there is already encrypted.
    #[arg(long)]
    plain_http: bool,
    /// End with 1 if any row was refused or invalid.
    #[arg(long)]
    strict: bool,
    /// The country whose numbers and documents the file has.
    #[arg(long, default_value = ALL[0].id(), value_parser = super::check::countries())]
    country: &'static dyn CountryRules,
    /// Language of reasons and summary.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

/// Runs the import.
pub(crate) async fn run(args: ImportArgs) -> anyhow::Result<ExitCode> {
    let token = token(&args.token_file)?;
    let gateway = Arc::new(GatewayClient::new(&args.gateway, &token, args.plain_http)?);
    let name = args.file.display();
    let file = File::open(&args.file).with_context(|| format!("{name} cannot be opened"))?;
    let input = input(&file, args.encoding).with_context(|| format!("{name} cannot be imported"))?;
    let mut rng = system::rng();
    let today = system::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let results_path = args.results.clone().unwrap_or_else(|| beside(&args.file, ".results.csv"));
    let state = ImportState::open(&results_path, input, args.touched, today, &mut rng)?;
    let mut results = ResultFile::open(&results_path)?;
    sync_folder(&results_path).context("the result file's folder cannot be written")?;

    let shown = Arc::new(ProgressBars::new(input.size, args.lang));
    let import = Import {
        gateway,
        state,
        batch: usize::from(args.batch),
        in_flight: usize::from(args.in_flight),
        encoding: args.encoding,
        pace: Pace {
            first: FIRST_WAIT,
            longest: LONGEST_WAIT,
            give_up_after: args.give_up_after.map(Duration::from_secs),
        },
        country: args.country,
        lang: args.lang,
        progress: Arc::clone(&shown) as _,
    };
    let ended = import.run(file, &mut results, &mut rng, stop_signal()).await;
    shown.finish();
    report(&args, results.tally(), &results_path, ended)
}

fn report(
    args: &ImportArgs,
    tally: &Tally,
    results: &Path,
    ended: Result<Ended, ImportError>,
) -> anyhow::Result<ExitCode> {
    let lang = args.lang;
    let mut out = std::io::stdout().lock();
    write!(out, "{}", summary(tally, lang))?;
    let t = CommandTexts::of(lang);
    writeln!(out, "{}", t.results(results.display()))?;
    match ended {
        Ok(Ended::Complete) if args.strict && tally.refused + tally.invalid > 0 => Ok(ExitCode::FAILURE),
        Ok(Ended::Complete) => Ok(ExitCode::SUCCESS),
        Ok(Ended::Stopped) => {
            writeln!(out, "{} {}", t.stopped, t.resume)?;
            Ok(ExitCode::from(STOPPED))
        }
        Ok(Ended::GaveUp) => {
            writeln!(out, "{} {}", t.gave_up, t.resume)?;
            Ok(ExitCode::from(GAVE_UP))
        }
        Err(ImportError::File(error)) => Err(anyhow::anyhow!("{}: {}", args.file.display(), error.message(lang))),
        Err(error) => Err(error.into()),
    }
}

fn token(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let mut token = Zeroizing::new(String::with_capacity(LARGEST_TOKEN as usize));
    let file = File::open(path).with_context(|| format!("the token file {} cannot be opened", path.display()))?;
    file.take(LARGEST_TOKEN)
        .read_to_string(&mut token)
        .with_context(|| format!("the token file {} cannot be read", path.display()))?;
    Ok(token)
}

fn input(file: &File, encoding: Encoding) -> anyhow::Result<Input> {
    let metadata: fs::Metadata = file.metadata()?;
    anyhow::ensure!(
        metadata.is_file(),
        "it is not a regular file: an import that is stopped must be able to read it again"
    );
    let modified = Timestamp::try_from(metadata.modified()?)?;
    let modified = Timestamp::from_second(modified.as_second())?;
    Ok(Input { size: metadata.len(), modified, encoding })
}

/// Resolves at the first Ctrl-C or SIGTERM; the second ends the process at once.
async fn stop_signal() {
    system::stop_signal().await;
    tokio::spawn(async {
        system::stop_signal().await;
        std::process::exit(i32::from(STOPPED));
    });
}
