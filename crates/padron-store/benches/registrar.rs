//! Storing links: rows per second, and what a line costs on disk.
//!
//! `cargo bench -p padron-store --bench registrar` measures speed; with `-- --disk` it stores 100,000 links and lists
//! where the bytes go.

use divan::counter::ItemsCount;
use jiff::Timestamp;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Quorums};
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{Events as _, Keyring as _, Lines as _, Records as _, Slots as _, StoreError};
use padron_registrar::rows::{Key, LineRow, NewEntry, RecordRow};
use padron_store::{RegistrarStore, RegistrarTx, forensic};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use tempfile::TempDir;
use zeroize::Zeroizing;

/// Custodians 1, 2 and 3 evaluated number and holder.
const QUORUMS: Quorums = Quorums { line: Evaluators(7), person: Evaluators(7) };

const BATCH: usize = 256;
/// Bytes of a sealed record with its view box under its wrap.
const WRAPPED: usize = 1420;
/// Slots that are looked at before a free one is found, and after: a cap of ten.
const SLOTS: usize = 10;
const DISK_LINES: usize = 100_000;

#[expect(clippy::print_stdout, reason = "the listing is what the program is for")]
fn main() {
    if std::env::args().any(|argument| argument == "--disk") {
        for line in disk() {
            println!("{line}");
        }
    } else {
        divan::main();
    }
}

/// Batches that arrive one after another: each is committed alone.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn batches_alone(bencher: divan::Bencher<'_, '_>) {
    let held = Held::new();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    bencher
        .counter(ItemsCount::new(BATCH))
        .with_inputs(|| batch(&mut rng))
        .bench_local_values(|rows| held.write(vec![rows]));
}

/// Eight batches that wait together: group commit.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn batches_together(bencher: divan::Bencher<'_, '_>) {
    let held = Held::new();
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    bencher
        .counter(ItemsCount::new(8 * BATCH))
        .with_inputs(|| (0..8).map(|_| batch(&mut rng)).collect::<Vec<_>>())
        .bench_local_values(|batches| held.write(batches));
}

/// Single links that wait together, sixty-four at a time.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn single_links_together(bencher: divan::Bencher<'_, '_>) {
    let held = Held::new();
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    bencher
        .counter(ItemsCount::new(64_usize))
        .with_inputs(|| batch(&mut rng).into_iter().take(64).map(|row| vec![row]).collect::<Vec<_>>())
        .bench_local_values(|batches| held.write(batches));
}

struct Link {
    slots: Vec<Key>,
    key: Zeroizing<[u8; 32]>,
    row: RecordRow,
}

fn batch(rng: &mut ChaCha20Rng) -> Vec<Link> {
    (0..BATCH).map(|_| new_link(rng)).collect()
}

fn new_link(rng: &mut ChaCha20Rng) -> Link {
    fn bytes<const N: usize>(rng: &mut ChaCha20Rng) -> [u8; N] {
        let mut bytes = [0; N];
        rng.fill_bytes(&mut bytes);
        bytes
    }
    let mut wrapped = vec![0; WRAPPED];
    rng.fill_bytes(&mut wrapped);
    let row = RecordRow {
        record: Uuid::from_random(bytes(rng)),
        line: Key(bytes(rng)),
        operator: format!("operator-{}", rng.next_u32() % 5),
        tag: bytes(rng),
        from: Timestamp::from_millisecond(1_790_000_000_000 + i64::from(rng.next_u32())).unwrap_or_default(),
        to: None,
        regime: Hash32([7; 32]),
        index: 0,
        place: 0,
        shown: (QUORUMS, Hash32(bytes(rng))),
        event: Hash32(bytes(rng)),
        wrapped,
    };
    Link { slots: (0..SLOTS).map(|_| Key(bytes(rng))).collect(), key: Zeroizing::new(bytes(rng)), row }
}

/// The statements that the registrar makes for a link, in its order.
fn store(tx: &mut RegistrarTx<'_>, links: Vec<Link>) -> Result<(), StoreError> {
    for Link { slots, key, mut row } in links {
        let known = tx.record(&row.record)?.is_some() || tx.line(&row.line)?.is_some();
        let taken = tx.occupants(&slots)?.iter().take_while(|occupant| occupant.is_some()).count();
        let Some(slot) = slots.get(taken).filter(|_| !known) else { continue };
        tx.occupy(slot, &row.record)?;
        let entry = Entry::line(EntryKind::Link, &row.operator, row.shown, row.event);
        row.index = tx.append(&NewEntry::new(entry, row.from))?;
        tx.put_wrap_key(&row.record, &key)?;
        tx.put_record(&row)?;
        tx.put_line(&row.line, &LineRow { record: row.record, operator: row.operator })?;
    }
    Ok(())
}

struct Held {
    store: RegistrarStore,
    dir: TempDir,
}

impl Held {
    fn new() -> Self {
        let dir = TempDir::new_in(".").unwrap_or_else(|error| fail(&error));
        RegistrarStore::create(dir.path()).unwrap_or_else(|error| fail(&error));
        let store = RegistrarStore::open(dir.path()).unwrap_or_else(|error| fail(&error));
        Self { store, dir }
    }

    fn write(&self, batches: Vec<Vec<Link>>) {
        let (done, outcomes) = sync_channel(batches.len());
        let count = batches.len();
        for links in batches {
            let done = done.clone();
            self.store.write(
                "bench",
                |tx| store(tx, links),
                move |result| {
                    let _ = done.send(result);
                },
            );
        }
        for _ in 0..count {
            if let Ok(Err(error)) = outcomes.recv() {
                fail(&error);
            }
        }
    }
}

#[expect(clippy::panic, reason = "a bench that cannot store has nothing to say")]
fn fail(error: &dyn std::fmt::Display) -> ! {
    panic!("{error}")
}

/// What is on disk after [`DISK_LINES`] links, open and closed, by file and by table.
fn disk() -> Vec<String> {
    let held = Held::new();
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    let begun = std::time::Instant::now();
    for _ in 0..DISK_LINES.div_ceil(BATCH) / 4 {
        held.write((0..4).map(|_| batch(&mut rng)).collect());
    }
    let spent = begun.elapsed();
    let lines = (DISK_LINES.div_ceil(BATCH) / 4 * 4 * BATCH) as u64;
    let mut out =
        vec![format!("{lines} links stored in {spent:.1?}: {:.0} a second", lines as f64 / spent.as_secs_f64())];
    out.push(format!("open:   {:.0} bytes a line", sizes(held.dir.path(), &mut Vec::new()) as f64 / lines as f64));
    held.store.close();
    let mut files = Vec::new();
    out.push(format!("closed: {:.0} bytes a line", sizes(held.dir.path(), &mut files) as f64 / lines as f64));
    for (name, size) in files {
        out.push(format!("  {name:<24}{:>8.1}", size as f64 / lines as f64));
        for (table, bytes, used) in forensic::space(&held.dir.path().join(&name)).unwrap_or_default() {
            out.push(format!("    {table:<28}{:>8.1}  {:>3.0} % full", bytes as f64 / lines as f64, 100.0 * used));
        }
    }
    out
}

fn sizes(dir: &Path, files: &mut Vec<(String, u64)>) -> u64 {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let size = entry.metadata().map(|metadata| metadata.len()).unwrap_or(0);
        files.push((entry.file_name().to_string_lossy().into_owned(), size));
    }
    files.sort();
    files.iter().map(|(_, size)| size).sum()
}
