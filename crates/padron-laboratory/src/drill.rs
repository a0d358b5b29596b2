//! The theft drill: what can somebody get out of copied disks?
//!
//! The drill is given directories as a thief would have them (a registrar's, a gateway's, those of fewer than *t*
//! custodians) and the true population, and tries: a search of every byte for everybody ([`search`]), every string of
//! 32 bytes as a key ([`guess`], [`threshold`]), and every repeated value as a link ([`link`]). Then it proves that it
//! can find ([`baseline`]): the same code on tables in the clear and hashed must recover everybody.
//!
//! It is **not** a proof of security: it tries what is listed in `docs/drill.md`, to the extent that the report states.

mod baseline;
mod candidates;
mod guess;
mod hash;
mod inflate;
mod inventory;
mod link;
mod parallel;
mod patterns;
mod population;
mod report;
mod scan;
mod search;
#[cfg(test)]
pub(crate) mod shape;
mod sqlite;

mod text;
mod threshold;
mod unwrap;

pub(crate) use report::{DrillVerdict, TheftReport};
pub(crate) use text::write_text;

use anyhow::Context as _;
use candidates::Collected;
use inventory::StolenFile;
use patterns::Patterns;
use population::Subscriber;
use report::{Extent, Find, What};
use std::fs;
use std::path::{Path, PathBuf};

/// What a drill is to do.
pub(crate) struct TheftOptions {
    /// The directories, each as a thief has copied it.
    pub(crate) directories: Vec<PathBuf>,
    /// The true population, as CSV; without it nothing is searched for or guessed.
    pub(crate) population: Option<PathBuf>,
    /// A folder for copies and baselines; otherwise a new one beside the first directory. What the drill makes there
    /// is deleted at the end.
    pub(crate) work: Option<PathBuf>,
    /// How much is tried.
    pub(crate) effort: Effort,
}

/// How much is tried before a drill says that nothing was found.
#[derive(Clone, Copy)]
pub(crate) struct Effort {
    /// Pairs of a candidate and a line, for derivations by hashing; each costs some forty hashes.
    pub(crate) pairs: u64,
    /// Candidates evaluated as threshold keys; each costs about a millisecond.
    pub(crate) scalars: u64,
}

impl Default for Effort {
    fn default() -> Self {
        Self { pairs: 200_000, scalars: 4_000 }
    }
}

/// Runs the drill.
///
/// # Errors
/// A directory or file cannot be read, the population is no population, or the work folder cannot be written. What is
/// found is not an error.
pub(crate) fn theft(options: &TheftOptions) -> anyhow::Result<TheftReport> {
    let (mut files, not_files) = inventory::files(&options.directories)?;
    let people = options.population.as_deref().map(population::read).transpose()?;
    let work = WorkFolder::new(options)?;
    inventory::copy_databases(&mut files, &work.0)?;
    let directories = inventory::report(&options.directories, &files, &not_files);
    let patterns = people.as_deref().map(Patterns::new);
    let population = people.as_deref().zip(patterns.as_ref());

    let mut report = TheftReport {
        not_searched: unreadable(&directories),
        directories,
        lines: people.as_ref().map_or(0, |people| people.len() as u64),
        bytes_searched: 0,
        patterns: patterns.as_ref().map_or(0, Patterns::len),
        candidates: 0,
        attempts: 0,
        extent: Extent::default(),
        finds: Vec::new(),
        links: link::link(&files, people.as_deref()),
        baselines: baseline::run(&work.0, population, options.effort)?,
        held: false,
    };
    let mut unwrapped = unwrap::unwrap(&files, patterns.as_ref());
    report.finds.append(&mut unwrapped.finds);
    report.links.groupings.append(&mut unwrapped.groupings);
    if let Some((people, patterns)) = population {
        search_all(&mut report, &files, patterns)?;
        let found = candidates::collect(&files, &unwrapped.sample)?;
        guess_all(&mut report, &files, (people, &found), options.effort);
    }
    report.extent.unwrapped = unwrapped.records;
    report.held = report.verdict() == DrillVerdict::Held;
    Ok(report)
}

fn unreadable(directories: &[inventory::DirectoryReport]) -> Vec<String> {
    let files =
        directories.iter().enumerate().flat_map(|(at, directory)| directory.files.iter().map(move |file| (at, file)));
    files.filter(|(_, file)| file.unreadable.is_some()).map(|(at, file)| format!("{}:{}", at + 1, file.name)).collect()
}

fn search_all(report: &mut TheftReport, files: &[StolenFile], patterns: &Patterns) -> anyhow::Result<()> {
    let searched = search::search(files, patterns)?;
    report.bytes_searched = searched.bytes;
    report.finds.extend(searched.finds);
    report.not_searched.extend(searched.incomplete);
    Ok(())
}

fn guess_all(
    report: &mut TheftReport,
    files: &[StolenFile],
    (people, found): (&[Subscriber], &Collected),
    effort: Effort,
) {
    let guessed = guess::guess(found, people, effort);
    let opened = threshold::open(found, people, effort);
    report.candidates = found.candidates.len() as u64;
    report.attempts = guessed.attempts + opened.attempts;
    for (met, lines) in &guessed.met {
        let key = met.candidate.map(|at| place_of(found, files, at));
        let what = if key.is_some() { What::Key } else { What::Hash };
        let file = key.unwrap_or_else(|| "*".to_owned());
        report.finds.push(find(what, met.words(), file, lines.len() as u64));
    }
    for ((at, what), lines) in &opened.keys {
        report.finds.push(find(What::Key, (*what).to_owned(), place_of(found, files, *at), *lines));
    }
    report.links.joins.extend(opened.joins.into_iter().map(|(join, count)| (join.to_owned(), count)));
    report.extent = Extent {
        targets: found.targets.len() as u64,
        lines_each: guessed.lines_each,
        on_everybody: guessed.on_everybody,
        scalars: opened.scalars,
        scalars_tried: opened.scalars_tried,
        left_out: found.left_out,
        ..Extent::default()
    };
}

fn place_of(found: &Collected, files: &[StolenFile], at: usize) -> String {
    files.get(found.candidates[at].file as usize).map_or_else(String::new, StolenFile::label)
}

fn find(what: What, encoding: String, file: String, lines: u64) -> Find {
    Find { what, encoding, file, table: None, column: None, row: None, offset: None, places: 1, lines }
}

/// A folder of the drill's own, deleted when it ends however it ends: it holds the population in the clear.
struct WorkFolder(PathBuf);

impl WorkFolder {
    fn new(options: &TheftOptions) -> anyhow::Result<Self> {
        let first = options.directories.first().context("give at least one directory")?;
        let first = first.canonicalize().with_context(|| format!("cannot find {}", first.display()))?;
        if let Some(work) = &options.work {
            fs::create_dir_all(work).with_context(|| format!("cannot make {}", work.display()))?;
        }
        let parent = options.work.as_deref().or_else(|| first.parent()).unwrap_or(Path::new("."));
        let path = parent.join(format!(".padron-drill-{}-{}", std::process::id(), unique()));
        create_private(&path)
            .with_context(|| format!("cannot make the work folder {}; give --work", path.display()))?;
        Ok(Self(path))
    }
}

/// Drills of one process count.
fn unique() -> u64 {
    static NEXT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
}

#[cfg(unix)]
fn create_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn create_private(path: &Path) -> std::io::Result<()> {
    fs::create_dir(path)
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // Nobody is left to tell; a folder that stays is seen beside the directories.
        let _stays = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests;
