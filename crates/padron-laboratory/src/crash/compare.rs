use anyhow::{Context as _, Result, bail, ensure};
use indicatif::ProgressBar;
use padron_host::files;
use padron_host::system;
use padron_host::trust_files::Anchor;
use padron_protocol::log::{Entry, Promise, Receipt};
use padron_protocol::trust::Trusted;
use padron_protocol::verify::verify_receipt;
use padron_watch::verify::{Trust, read_checkpoint, verify};
use padron_watch::{Source, entries};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long the log may take to show what was acknowledged last.
const PATIENCE: Duration = Duration::from_secs(60);

/// Compares what the imports were told with what the log shows.
pub async fn compare(results: &[PathBuf], log: &Source, anchor: Anchor, expected: u64) -> Result<()> {
    let mut promised = Promised::default();
    results.iter().try_for_each(|path| promised.read(path, &anchor.trusted))?;
    let acknowledged = promised.folios.len() as u64;
    ensure!(
        acknowledged == expected,
        "{acknowledged} lines were acknowledged with folios of their own, {expected} were sent"
    );
    let needed = promised.entries.keys().last().map_or(0, |last| last + 1);
    let size = wait_until_shown(log, needed).await?;
    let shown = entries(log, size, |index, entry| match promised.entries.remove(&index) {
        Some(promise) if promise != *entry => bail!("the entry at {index} is not the one that was acknowledged"),
        _ => Ok(()),
    });
    shown.await?;
    ensure!(promised.entries.is_empty(), "{} acknowledged entries are not in the log", promised.entries.len());
    let verified = verify(log, &Trust::Anchor(anchor), system::now(), &ProgressBar::hidden()).await?;
    if let Some(finding) = verified.findings.first.first() {
        bail!("the log does not hold: {finding}");
    }
    let logged: u64 = verified.figures.links.values().sum();
    ensure!(logged == expected, "the log has {logged} links, {expected} were sent");
    Ok(())
}

/// The size of the first checkpoint that covers what is needed.
async fn wait_until_shown(log: &Source, needed: u64) -> Result<u64> {
    let started = system::stopwatch();
    while started.elapsed() < PATIENCE {
        let newest = log.newest().await?;
        if let Ok(signed) = read_checkpoint(&newest)
            && signed.checkpoint.size >= needed
        {
            return Ok(signed.checkpoint.size);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("the log did not show {needed} entries within {} s", PATIENCE.as_secs())
}

/// What the imports were told.
#[derive(Default)]
struct Promised {
    folios: BTreeSet<String>,
    entries: BTreeMap<u64, Entry>,
}

impl Promised {
    fn read(&mut self, path: &Path, trusted: &Trusted) -> Result<()> {
        let text = files::read(path)?;
        let mut rows = text.lines();
        let header: Vec<&str> = rows.next().unwrap_or_default().split(',').collect();
        let column = |name: &str| {
            header
                .iter()
                .position(|column| *column == name)
                .with_context(|| format!("the results have no column {name}"))
        };
        let (outcome, receipt) = (column("outcome")?, column("receipt")?);
        for row in rows {
            let cells: Vec<&str> = row.split(',').collect();
            ensure!(
                cells.get(outcome) == Some(&"linked"),
                "a row was not linked: {}",
                cells.iter().take(receipt).copied().collect::<Vec<_>>().join(",")
            );
            self.note(promise(cells.get(receipt).copied().unwrap_or_default(), trusted)?)?;
        }
        Ok(())
    }

    fn note(&mut self, promise: Promise) -> Result<()> {
        ensure!(self.folios.insert(promise.folio.unwrap_or_default()), "a folio was given twice");
        ensure!(self.entries.insert(promise.index, promise.entry).is_none(), "an index was promised twice");
        Ok(())
    }
}

fn promise(token: &str, trusted: &Trusted) -> Result<Promise> {
    let receipt = Receipt { promise: token.to_owned(), proof: None };
    let (report, shown) = verify_receipt(&receipt, trusted, system::now());
    shown.promise.filter(|_| report.holds()).context("a promise does not hold")
}
