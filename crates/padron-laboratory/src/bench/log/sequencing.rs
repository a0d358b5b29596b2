use super::StartRegistrar;
use super::made::entry;
use crate::country::Processes;
use anyhow::{Context as _, Result, bail};
use padron_host::system;
use padron_protocol::trust::Role;
use padron_registrar::ports::{Events as _, StoreError};
use padron_registrar::rows::NewEntry;
use padron_store::{RegistrarStore, RegistrarTx};
use padron_watch::Source;
use padron_watch::verify::read_checkpoint;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Entries of one transaction: a batch of registrations.
const BATCH: u64 = 512;
/// Longer than any measurement takes.
const PATIENCE: Duration = Duration::from_secs(1800);

/// Entries that a registrar stores, sequences, has cosigned and publishes in a second, over its own store and loop, with
/// three witnesses that are processes of their own.
#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
pub async fn measure(country: &mut Processes, entries: u64, start: StartRegistrar) -> Result<f64> {
    let place = country.layout.place("registrar")?.dir.clone();
    let witnesses: Vec<_> = country.layout.of_role(Role::Witness).map(|place| place.id.clone()).collect();
    for witness in &witnesses {
        country.start(witness)?;
        country.wait_ready(witness).await?;
    }
    let store = RegistrarStore::open(&place.join("data"))?;
    let registrar = start(&place.join("config.toml"), &store)?;
    let running = tokio::spawn(registrar.clone().run());
    let log = Source::Directory(country.layout.log());
    // The log begins with the trust list; from there on entries are counted.
    let first = wait_until_shown(&log, 1).await?;
    let started = Instant::now();
    append(&store, first, entries).await?;
    wait_until_shown(&log, first + entries).await?;
    let seconds = started.elapsed().as_secs_f64();
    registrar.close().await;
    running.await?;
    drop(registrar);
    store.close();
    country.stop_all();
    Ok(entries as f64 / seconds)
}

async fn append(store: &RegistrarStore, first: u64, entries: u64) -> Result<()> {
    let mut next = 0;
    while next < entries {
        let batch: Vec<_> = (next..entries.min(next + BATCH)).map(|index| entry(first + index)).collect();
        next += batch.len() as u64;
        let now = system::now();
        let job = move |tx: &mut RegistrarTx<'_>| -> Result<(), StoreError> {
            batch.into_iter().try_for_each(|entry| tx.append(&NewEntry { entry, at: now }).map(drop))
        };
        let (done, outcome) = oneshot::channel();
        store.write("measured", job, move |result| drop(done.send(result)));
        outcome.await.context("the store has stopped")??;
    }
    Ok(())
}

/// The size of the first published checkpoint that covers so many entries.
async fn wait_until_shown(log: &Source, size: u64) -> Result<u64> {
    let started = system::stopwatch();
    while started.elapsed() < PATIENCE {
        if let Ok(signed) = read_checkpoint(&log.newest().await?)
            && signed.checkpoint.size >= size
        {
            return Ok(signed.checkpoint.size);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bail!("the log did not show {size} entries within {} s", PATIENCE.as_secs())
}
