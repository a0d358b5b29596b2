//! The public log: how many entries a second are sequenced, with their tiles synced; how long it takes to open a log.
//!
//! `cargo bench -p padron-http --bench log` measures; with `-- --open 10000000` it makes a log of that many entries on
//! disk and opens it, whole and with its directory lost.
#![expect(clippy::expect_used, reason = "a measurement that cannot begin ends")]

use divan::counter::ItemsCount;
use jiff::Timestamp;
use padron_http::log::{Files, OpenedLog};
use padron_protocol::Hash32;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Placed, Quorums};
use padron_registrar::ports::{Events as _, StoreError};
use padron_registrar::rows::NewEntry;
use padron_registrar::sequence::Sequencer;
use padron_store::{HeldStore, LogDirectory, RegistrarStore};
use padron_tlog::{KeyKind, NoteSigner};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::time::Instant;
use tempfile::TempDir;

/// Custodians 1, 2 and 3 evaluated number and holder.
const QUORUMS: Quorums = Quorums { line: Evaluators(7), person: Evaluators(7) };

/// What comes together in 50 ms at 20,000 a second.
const STEP: u64 = 1000;

#[expect(clippy::print_stdout, reason = "the figures are what the program is for")]
fn main() {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--open").skip(1);
    match arguments.next().and_then(|count| count.parse().ok()) {
        Some(count) => opening(count).iter().for_each(|line| println!("{line}")),
        None => divan::main(),
    }
}

fn signer() -> NoteSigner {
    NoteSigner::new("bench.example/log", KeyKind::Ed25519, &[9; 32]).expect("a name and a key")
}

fn entry(index: u64) -> NewEntry {
    let mut commitment = [7; 32];
    commitment[..8].copy_from_slice(&index.to_be_bytes());
    NewEntry::new(
        Entry::line(EntryKind::Link, "operator-a", (QUORUMS, Hash32(commitment)), Hash32(commitment)),
        Timestamp::UNIX_EPOCH,
    )
}

fn placed(from: u64, count: u64) -> Vec<Placed> {
    (from..from + count).map(|index| Placed { index, entry: entry(index).entry }).collect()
}

/// One step: tree, signature, the held checkpoint replaced, tiles written; all of it durable.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn sequencing(bencher: divan::Bencher<'_, '_>) {
    let dir = TempDir::new().expect("a directory");
    HeldStore::create(dir.path()).expect("a store");
    let held = HeldStore::open(dir.path()).expect("a store");
    let files = LogDirectory::open(&dir.path().join("log")).expect("a directory");
    let (mut log, _) = Sequencer::open(|_, _| Ok(Vec::new()), 0, files, held, signer()).expect("a log");
    bencher.counter(ItemsCount::new(STEP)).bench_local(|| {
        let new = placed(log.size(), STEP);
        log.sequence(&new).map(|signed| signed.checkpoint.size).expect("sequenced")
    });
}

fn fill(store: &RegistrarStore, count: u64) {
    const ROWS: u64 = 4000;
    for first in (0..count).step_by(ROWS as usize) {
        let (done, stored) = sync_channel(1);
        let last = (first + ROWS).min(count);
        store.write(
            "fill",
            move |tx| (first..last).try_for_each(|index| tx.append(&entry(index)).map(drop)),
            move |result: Result<(), StoreError>| done.send(result).expect("somebody waits"),
        );
        stored.recv().expect("an answer").expect("stored");
    }
}

fn open(store: &RegistrarStore, dir: &Path) -> OpenedLog {
    let held = HeldStore::open(&dir.join("held")).expect("a store");
    let files = LogDirectory::open(&dir.join("log")).expect("a directory");
    OpenedLog::open(store, Files::new(files), held, signer()).expect("a log")
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
fn opening(count: u64) -> Vec<String> {
    let dir = TempDir::new().expect("a directory");
    RegistrarStore::create(&dir.path().join("data")).expect("a store");
    HeldStore::create(&dir.path().join("held")).expect("a store");
    let store = RegistrarStore::open(&dir.path().join("data")).expect("a store");
    let mut told = Vec::new();
    let mut tell = |what: &str, since: Instant| {
        let seconds = since.elapsed().as_secs_f64();
        told.push(format!("{what}: {seconds:.1} s, {:.0} entries a second", count as f64 / seconds));
    };
    let since = Instant::now();
    fill(&store, count);
    tell("stored", since);
    let since = Instant::now();
    sequence_all(&store, dir.path());
    tell("sequenced from the database", since);
    let since = Instant::now();
    drop(open(&store, dir.path()));
    tell("opened", since);
    std::fs::remove_dir_all(dir.path().join("log")).expect("removed");
    let since = Instant::now();
    drop(open(&store, dir.path()));
    tell("opened with its directory lost", since);
    told
}

fn sequence_all(store: &RegistrarStore, dir: &Path) {
    let held = HeldStore::open(&dir.join("held")).expect("a store");
    let files = LogDirectory::open(&dir.join("log")).expect("a directory");
    let (mut log, _) = Sequencer::open(|_, _| Ok(Vec::new()), 0, files, held, signer()).expect("a log");
    loop {
        let new = store.read(|tx| tx.page(log.size(), 16_384)).expect("a page");
        if new.is_empty() {
            return;
        }
        log.sequence(&new).expect("sequenced");
    }
}
