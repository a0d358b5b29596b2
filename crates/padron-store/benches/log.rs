//! What the public log asks of the disk: files, the held checkpoint, a witness's checkpoints, a replay of the entries.
//!
//! `cargo bench -p padron-store --bench log`. A log of 160 full tiles and bundles a second that publishes ten times a
//! second writes [`FULL`] full ones and a few partial ones at a time: [`tick`] has a tenth of a second for it, of which
//! the witnesses need most.

use divan::counter::ItemsCount;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Quorums};
use padron_protocol::sha256;
use padron_registrar::ports::{Events as _, HeldCheckpoint as _, LogFiles as _, MAX_ENTRIES, StoreError};
use padron_registrar::rows::NewEntry;
use padron_store::{HeldStore, LogDirectory, RegistrarStore, WitnessRow, WitnessStore};
use std::fmt::Display;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use tempfile::TempDir;

/// Custodians 1, 2 and 3 evaluated number and holder.
const QUORUMS: Quorums = Quorums { line: Evaluators(7), person: Evaluators(7) };

const FULL: u64 = 16;
/// Bytes of a full tile of hashes, and of a usual bundle of entries.
const TILE: usize = 256 * 32;
const BUNDLE: usize = 256 * 48;
/// Bytes of a signed checkpoint with a few cosignatures.
const NOTE: usize = 1200;
const ENTRIES: u64 = 4 * MAX_ENTRIES as u64;

fn main() {
    divan::main();
}

/// The files of one publication while the log grows fast: what is full by now, and the partial ones at the edge.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn tick(bencher: divan::Bencher<'_, '_>) {
    let dir = directory();
    let mut files = ok(LogDirectory::open(dir.path()));
    let mut at = 0;
    bencher
        .counter(ItemsCount::new(FULL + 4))
        .with_inputs(|| {
            at += FULL / 2;
            publication(at)
        })
        .bench_local_values(|tick| ok(files.write(&tick)));
}

/// One small file, as `checkpoint` is at the end of a publication.
#[divan::bench(sample_count = 100, sample_size = 1)]
fn one_file(bencher: divan::Bencher<'_, '_>) {
    let dir = directory();
    let mut files = ok(LogDirectory::open(dir.path()));
    bencher.bench_local(|| ok(files.write(&[("checkpoint".into(), vec![7; NOTE])])));
}

/// Files by the thousand, as when a lost directory is written again.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn two_thousand_files(bencher: divan::Bencher<'_, '_>) {
    let dir = directory();
    let mut files = ok(LogDirectory::open(dir.path()));
    let all: Vec<_> = (0..2000).map(|at| (tile("entries", at, ""), vec![at as u8; BUNDLE])).collect();
    bencher.counter(ItemsCount::new(all.len())).bench_local(|| ok(files.write(&all)));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn replace_the_held_checkpoint(bencher: divan::Bencher<'_, '_>) {
    let dir = directory();
    ok(HeldStore::create(dir.path()));
    let mut store = ok(HeldStore::open(dir.path()));
    let (mut number, mut held) = (0_u64, None);
    bencher.bench_local(|| {
        number += 1;
        let new = format!("{number:0NOTE$}");
        assert!(ok(store.replace(held.as_deref(), &new)), "another was held");
        held = Some(new);
    });
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn cosign_one_after_another(bencher: divan::Bencher<'_, '_>) {
    let (_dir, store) = witness();
    let mut size = 0;
    bencher.bench_local(|| {
        size += 1;
        advance(&store, "log", size);
    });
}

/// Sixteen logs that ask at once.
#[divan::bench(sample_count = 50, sample_size = 1)]
fn cosign_for_sixteen_logs(bencher: divan::Bencher<'_, '_>) {
    let (_dir, store) = witness();
    let size = AtomicU64::new(0);
    bencher.counter(ItemsCount::new(16_usize)).bench_local(|| {
        let size = size.fetch_add(1, Ordering::Relaxed) + 1;
        std::thread::scope(|scope| {
            for log in 0..16 {
                let store = &store;
                scope.spawn(move || advance(store, &format!("log {log}"), size));
            }
        });
    });
}

/// Every entry from the first on, as the sequencer reads them when it starts.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn replay(bencher: divan::Bencher<'_, '_>) {
    let dir = directory();
    ok(RegistrarStore::create(dir.path()));
    let store = ok(RegistrarStore::open(dir.path()));
    for first in (0..ENTRIES).step_by(4096) {
        append(&store, first..first + 4096);
    }
    bencher.counter(ItemsCount::new(ENTRIES)).bench_local(|| {
        let mut next = 0;
        while next < ENTRIES {
            let page = ok(store.read(|tx| tx.page(next, MAX_ENTRIES)));
            next += page.len() as u64;
            divan::black_box(page);
        }
    });
}

fn publication(at: u64) -> Vec<(String, Vec<u8>)> {
    let full = (at..at + FULL / 2)
        .flat_map(|at| [(tile("0", at, ""), vec![at as u8; TILE]), (tile("entries", at, ""), vec![at as u8; BUNDLE])]);
    let (edge, above) = (at + FULL / 2, (at + FULL / 2) / 256);
    let partial = [
        (tile("0", edge, ".p/100"), vec![1; TILE / 2]),
        (tile("entries", edge, ".p/100"), vec![1; BUNDLE / 2]),
        (tile("1", above, &format!(".p/{}", edge % 255 + 1)), vec![1; TILE / 2]),
        (tile("2", 0, ".p/1"), vec![1; 32]),
    ];
    full.chain(partial).collect()
}

fn tile(level: &str, index: u64, end: &str) -> String {
    match index / 1000 {
        0 => format!("tile/{level}/{index:03}{end}"),
        above => format!("tile/{level}/x{above:03}/{:03}{end}", index % 1000),
    }
}

fn append(store: &RegistrarStore, numbers: std::ops::Range<u64>) {
    let (done, outcome) = sync_channel(1);
    let job = |tx: &mut padron_store::RegistrarTx<'_>| {
        for number in numbers {
            let commitment = sha256(&number.to_be_bytes());
            let at = jiff::Timestamp::UNIX_EPOCH;
            let (operator, shown) = (format!("operator-{}", number % 5), (QUORUMS, commitment));
            tx.append(&NewEntry::new(Entry::line(EntryKind::Link, &operator, shown, commitment), at))?;
        }
        Ok::<_, StoreError>(())
    };
    store.write("append", job, move |result| {
        let _ = done.send(result);
    });
    ok(ok(outcome.recv()));
}

fn witness() -> (TempDir, WitnessStore) {
    let dir = directory();
    ok(WitnessStore::create(dir.path()));
    let store = ok(WitnessStore::open(dir.path()));
    (dir, store)
}

/// From the size before to this one.
fn advance(store: &WitnessStore, origin: &str, size: u64) {
    let row = |size: u64| WitnessRow { size, root: [size as u8; 32], checkpoint: "x".repeat(NOTE) };
    let old = (size > 1).then(|| (size - 1, row(size - 1).root));
    assert!(ok(store.replace(origin, old, &row(size))), "another was stored");
}

fn directory() -> TempDir {
    ok(TempDir::new_in(Path::new(".")))
}

#[expect(clippy::panic, reason = "a bench that cannot store has nothing to say")]
fn ok<T, E: Display>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{error}"))
}
