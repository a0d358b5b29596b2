//! Killed at any moment: everything that was acknowledged is there, and nothing by commitments.
//!
//! The test binary starts itself again as the writer: [`writer`] is a test that does nothing unless it is told a
//! directory. It prints the number of what it wrote once that is acknowledged; the parent kills it and looks.

use super::directory::{numbered_files, version_of};
use super::rows::{link, linked};
use super::witness::numbered;
use crate::{HeldStore, LogDirectory, RegistrarStore, WitnessStore};
use padron_registrar::ports::{Events as _, HeldCheckpoint as _, LogFiles as _};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const DIRECTORY: &str = "PADRON_TEST_STORE";
const FIRST: &str = "PADRON_TEST_FIRST";
const ROUNDS: u64 = 25;
/// Links are numbered apart by round: those that were cut off stay out of the way.
const SPAN: u64 = 1_000_000;

#[test]
fn everything_acknowledged_survives_kill() {
    let dir = tempfile::tempdir().unwrap();
    RegistrarStore::create(dir.path()).unwrap();
    let mut acknowledged = Vec::new();
    let mut stored = 0;
    for round in 0..ROUNDS {
        let new = killed("writer", dir.path(), round);
        let store = RegistrarStore::open(dir.path()).unwrap();
        for number in &new {
            assert!(store.read(|tx| linked(tx, *number)).unwrap(), "link {number} was acknowledged, and is lost");
        }
        acknowledged.extend(new);
        // Jobs that were under way are there whole or not at all.
        let highest = acknowledged.last().copied().unwrap_or(0).max(round * SPAN) + 600;
        stored += (round * SPAN..highest).filter(|number| store.read(|tx| linked(tx, *number)).unwrap()).count() as u64;
        assert_eq!(store.read(|tx| tx.size()).unwrap(), stored, "the log has entries without links");
        store.close();
    }
    assert!(acknowledged.len() > 100, "the writer hardly wrote: {} links in {ROUNDS} rounds", acknowledged.len());
    let store = RegistrarStore::open(dir.path()).unwrap();
    assert!(acknowledged.iter().all(|number| store.read(|tx| linked(tx, *number)).unwrap()));
}

/// What stands under one name, of which every acknowledged version follows the one before: after a kill it is the last
/// one acknowledged, or the next.
fn survives(child: &str, dir: &Path, stored: impl Fn() -> Vec<u64>) {
    let mut first = 0;
    for round in 0..ROUNDS {
        let heard = killed_from(child, dir, round, first);
        let last = heard.last().copied().or(first.checked_sub(1));
        let found = stored();
        for version in &found {
            let next = last.map_or(0, |last| last + 1);
            assert!(Some(*version) == last || *version == next, "{version} is stored, {last:?} was acknowledged");
        }
        first = found.into_iter().max().map_or(0, |version| version + 1);
    }
    assert!(first > 100, "the writer hardly wrote: {first} versions in {ROUNDS} rounds");
}

#[test]
fn a_held_checkpoint_survives_kill() {
    let dir = tempfile::tempdir().unwrap();
    HeldStore::create(dir.path()).unwrap();
    survives("holder", dir.path(), || {
        let held = HeldStore::open(dir.path()).unwrap().fetch().unwrap();
        held.iter().map(|checkpoint| checkpoint.parse().unwrap()).collect()
    });
}

#[test]
fn a_witness_forgets_nothing_when_killed() {
    let dir = tempfile::tempdir().unwrap();
    WitnessStore::create(dir.path()).unwrap();
    survives("witness", dir.path(), || {
        let latest = WitnessStore::open(dir.path()).unwrap().latest("log").unwrap();
        latest.iter().inspect(|row| assert_eq!(**row, numbered(row.size))).map(|row| row.size).collect()
    });
}

#[test]
fn log_files_are_whole_after_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    survives("files", dir.path(), || {
        let mut files = LogDirectory::open(dir.path()).unwrap();
        let names = numbered_files(0).into_iter().map(|(path, _)| path);
        names.filter_map(|path| Some(version_of(&path, &files.read(&path).unwrap()?))).collect()
    });
}

/// Lets a writer work, kills it, and gives what it has acknowledged.
fn killed(child: &str, dir: &Path, round: u64) -> Vec<u64> {
    killed_from(child, dir, round, round * SPAN)
}

fn killed_from(child: &str, dir: &Path, round: u64, first: u64) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([&format!("conformance::kill::{child}"), "--exact", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, dir)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut heard = Vec::new();
    // The moment differs from round to round: after so many lines, and a part of a commit.
    while heard.len() < (round * 7 % 40) as usize {
        heard.extend(number(&lines.next().unwrap().unwrap()));
    }
    std::thread::sleep(Duration::from_micros(round * round * 131 % 9_000));
    child.kill().unwrap();
    child.wait().unwrap();
    // What it had said before it died is still in the pipe; a line that was cut off says nothing.
    heard.extend(lines.map_while(Result::ok).filter_map(|line| number(&line)));
    heard
}

fn number(line: &str) -> Option<u64> {
    line.split_once("acknowledged ")?.1.strip_suffix(" .")?.parse().ok()
}

/// What a child is told to do, if this is one.
#[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to do")]
fn told() -> Option<(PathBuf, std::ops::Range<u64>)> {
    let (dir, first) = (std::env::var(DIRECTORY).ok()?, std::env::var(FIRST).ok()?);
    let first: u64 = first.parse().unwrap();
    Some((dir.into(), first..first + SPAN))
}

fn acknowledge(number: u64) {
    let _ = writeln!(std::io::stdout(), "acknowledged {number} .");
}

/// The child: links until it is killed, several waiting at a time.
#[test]
fn writer() {
    let Some((dir, numbers)) = told() else { return };
    let store = RegistrarStore::open(&dir).unwrap();
    let (done, outcomes) = std::sync::mpsc::sync_channel(64);
    let first = numbers.start;
    for number in numbers {
        let done = done.clone();
        store.write(
            "link",
            move |tx| link(tx, number),
            move |result| {
                result.unwrap();
                acknowledge(number);
                done.send(()).unwrap();
            },
        );
        if number >= first + 32 {
            outcomes.recv().unwrap();
        }
    }
}

/// The child: holds one checkpoint after another.
#[test]
fn holder() {
    let Some((dir, numbers)) = told() else { return };
    let mut store = HeldStore::open(&dir).unwrap();
    for number in numbers {
        let old = store.fetch().unwrap();
        assert_eq!(old.as_ref().map(|old| old.parse()), number.checked_sub(1).map(Ok));
        assert!(store.replace(old.as_deref(), &number.to_string()).unwrap());
        acknowledge(number);
    }
}

/// The child: cosigns one checkpoint after another.
#[test]
fn witness() {
    let Some((dir, numbers)) = told() else { return };
    let store = WitnessStore::open(&dir).unwrap();
    for number in numbers {
        let old = number.checked_sub(1).map(numbered).map(|row| (row.size, row.root));
        assert!(store.replace("log", old, &numbered(number)).unwrap());
        acknowledge(number);
    }
}

/// The child: writes one version of some files after another.
#[test]
fn files() {
    let Some((dir, numbers)) = told() else { return };
    let mut files = LogDirectory::open(&dir).unwrap();
    for number in numbers {
        files.write(&numbered_files(number)).unwrap();
        acknowledge(number);
    }
}
