//! What a custodian's index of the log's labels costs: entries a second while a log is replayed, bytes an entry on disk.
//!
//! `cargo bench -p padron-store --bench labels -- 1000000`: so many labels, committed as a replay that far behind commits
//! them, all at once; then again as many in steps of 10,000, as a replay that keeps up does.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "this is a measurement")]

use padron_custodian::ports::{Labels as _, StoreError};
use padron_protocol::sha256;
use padron_store::CustodianStore;
use std::error::Error;
use std::sync::mpsc::sync_channel;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000u64);
    let dir = tempfile::tempdir()?;
    CustodianStore::create(dir.path())?;
    let store = CustodianStore::open(dir.path())?;
    put(&store, 0..count, count)?;
    put(&store, count..2 * count, 10_000)?;
    let keys: Vec<[u8; 16]> = (0..256).map(|at| label(at * 7919)).collect();
    let started = Instant::now();
    let found = store.read(move |tx| tx.places(&keys, 2 * count)).map(|found| found.len());
    println!("a block of 256 labels looked up: {found:?} in {:.1} ms", started.elapsed().as_secs_f64() * 1000.0);
    store.close();
    let bytes = std::fs::metadata(dir.path().join("custodian.sqlite")).map_or(0, |file| file.len());
    println!("{:.1} bytes an entry", bytes as f64 / (2 * count) as f64);
    Ok(())
}

fn put(store: &CustodianStore, places: std::ops::Range<u64>, step: u64) -> Result<(), Box<dyn Error>> {
    let (count, started) = (places.end - places.start, Instant::now());
    for first in places.step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
        let mut shown: Vec<_> = (first..first + step).map(|place| (label(place), place)).collect();
        let (done, outcome) = sync_channel(1);
        let job = move |tx: &mut padron_store::CustodianTx<'_>| tx.put_labels(&mut shown);
        store.write("labels", job, move |result: Result<_, StoreError>| drop(done.send(result.map(|_| ()))));
        outcome.recv()??;
    }
    println!("{count} labels, {step} at once: {:.0} a second", count as f64 / started.elapsed().as_secs_f64());
    Ok(())
}

fn label(place: u64) -> [u8; 16] {
    let mut label = [0; 16];
    label.copy_from_slice(&sha256(&place.to_be_bytes()).0[..16]);
    label
}
