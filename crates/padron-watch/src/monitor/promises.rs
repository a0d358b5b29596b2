use crate::Source;
use crate::prove::entry_at;
use anyhow::{Context as _, Result, ensure};
use jiff::Timestamp;
use padron_host::files;
use padron_protocol::jws::open;
use padron_protocol::log::{Entry, Promise, Receipt};
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::watch::{Finding, Findings, Flag, LogView, NotProvable, Watched, check_promise};
use padron_tlog::{SignedCheckpoint, TileError, TileMap};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most files that are watched over.
const MAX: usize = 100_000;
/// After so many entries looked up, their tiles are forgotten.
const TILES: usize = 1000;

/// Promises and receipts in a directory.
pub(super) struct Promises {
    directory: Option<PathBuf>,
    /// Files whose promise was seen kept: a log that only grows keeps it for good.
    kept: BTreeSet<PathBuf>,
}

impl Promises {
    /// Those in this directory.
    pub(super) fn new(directory: Option<PathBuf>) -> Self {
        Self { directory, kept: BTreeSet::new() }
    }

    /// Checks all that were not seen kept; gives how many files there are.
    pub(super) async fn check(
        &mut self,
        source: &Source,
        lists: &[Arc<Trusted>],
        watched: &Watched,
        now: Timestamp,
        findings: &mut Findings,
    ) -> Result<usize> {
        let Some(directory) = &self.directory else { return Ok(0) };
        let paths = list(directory)?;
        let signed = watched.checkpoint.as_deref().map(SignedCheckpoint::parse).transpose()?;
        let size = signed.as_ref().map_or(0, |signed| signed.checkpoint.size);
        let view = LogView { size, marks: &watched.marks, now };
        let mut entries = Entries { source, signed: signed.as_ref(), tiles: TileMap::new(), looked_up: 0 };
        for path in &paths {
            if self.kept.contains(path) {
                continue;
            }
            match check_file(path, lists, &mut entries, &view).await? {
                Ok(false) => {}
                Ok(true) => drop(self.kept.insert(path.clone())),
                Err(Finding { flag, detail }) => {
                    findings.add(Finding::new(flag, format!("{}: {detail}", path.display())));
                }
            }
        }
        Ok(paths.len())
    }
}

/// Whether the promise in a file was kept; not yet, when there is time left.
async fn check_file(
    path: &Path,
    lists: &[Arc<Trusted>],
    entries: &mut Entries<'_>,
    view: &LogView<'_>,
) -> Result<Result<bool, Finding>> {
    let promise = match read(path, lists) {
        Ok(promise) => promise,
        Err(why) => return Ok(Err(Finding::new(Flag::BadPromise, format!("{why:#}")))),
    };
    let found = match entries.at(promise.index).await? {
        Ok(found) => found,
        Err(finding) => return Ok(Err(finding)),
    };
    Ok(check_promise(&promise, found.as_ref(), view).map(|()| found.is_some()))
}

/// The log's entries, each proved under the newest checkpoint.
struct Entries<'a> {
    source: &'a Source,
    signed: Option<&'a SignedCheckpoint>,
    tiles: TileMap,
    looked_up: usize,
}

impl Entries<'_> {
    /// The entry at an index; nothing where the log does not reach so far.
    async fn at(&mut self, index: u64) -> Result<Result<Option<Entry>, Finding>> {
        let Some(signed) = self.signed.filter(|signed| index < signed.checkpoint.size) else { return Ok(Ok(None)) };
        self.looked_up += 1;
        if self.looked_up.is_multiple_of(TILES) {
            self.tiles = TileMap::new();
        }
        match entry_at(self.source, signed, index, &mut self.tiles).await {
            Ok((entry, _)) => Ok(Ok(Some(entry))),
            Err(error) if error.is::<NotProvable>() || error.is::<TileError>() => {
                Ok(Err(Finding::new(Flag::BadTile, format!("entry {index} cannot be proved: {error:#}"))))
            }
            Err(error) => Err(error),
        }
    }
}

fn list(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))? {
        let path = entry?.path();
        if path.is_file() {
            paths.push(path);
        }
        ensure!(paths.len() <= MAX, "{} has more than {MAX} files; watch over fewer", directory.display());
    }
    paths.sort();
    Ok(paths)
}

/// A promise or receipt that the registrar of one of these lists has signed.
fn read(path: &Path, lists: &[Arc<Trusted>]) -> Result<Promise> {
    let receipt = Receipt::parse(&files::read(path)?).context("neither a receipt nor a promise")?;
    let mut why = None;
    for list in lists.iter().rev() {
        let Some(registrar) = list.only(Role::Registrar) else { continue };
        match open::<Promise>(&receipt.promise, &registrar.id, &registrar.signing) {
            Ok(promise) => {
                ensure!(promise.register == list.list().register, "it is of another register");
                return Ok(promise);
            }
            Err(error) => why = why.or(Some(error)),
        }
    }
    Err(why.map_or_else(|| anyhow::anyhow!("the trust list names no registrar"), Into::into))
}
