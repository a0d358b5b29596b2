//! Killed at any moment: everything that was acknowledged is there, and nothing by halves.
//!
//! The test binary starts itself again as the writer: [`writer`] is a test that does nothing unless it is told a
//! directory. It prints the number of a link once that is acknowledged; the parent kills it and looks.

use super::rows::{link, linked};
use crate::RegistrarStore;
use padron_registrar::ports::Events;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
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
        let new = killed_writer(dir.path(), round);
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

/// Lets a writer work, kills it, and gives what it has acknowledged.
fn killed_writer(dir: &Path, round: u64) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["conformance::kill::writer", "--exact", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, dir)
        .env(FIRST, (round * SPAN).to_string())
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

/// The child: links until it is killed, several waiting at a time.
#[test]
#[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to do")]
fn writer() {
    let (Ok(dir), Ok(first)) = (std::env::var(DIRECTORY), std::env::var(FIRST)) else { return };
    let first: u64 = first.parse().unwrap();
    let store = RegistrarStore::open(Path::new(&dir)).unwrap();
    let (done, outcomes) = std::sync::mpsc::sync_channel(64);
    for number in first..first + SPAN {
        let done = done.clone();
        store.write(
            "link",
            move |tx| link(tx, number),
            move |result| {
                result.unwrap();
                let _ = writeln!(std::io::stdout(), "acknowledged {number} .");
                done.send(()).unwrap();
            },
        );
        if number >= first + 32 {
            outcomes.recv().unwrap();
        }
    }
}
