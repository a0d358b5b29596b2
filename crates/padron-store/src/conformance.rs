//! One suite for every backend: what the ports promise, tried against a store on disk and one in memory.
//!
//! The cases of [`registrar`], [`custodian`], [`registrar_log`], [`custodian_log`], [`files`], [`held`] and [`witness`]
//! know only the ports; [`store`] tries transactions, [`opening`], [`migrating`] and [`directory`] what lies on the
//! disk, [`kill`], [`torn`], [`full`] and [`device`] what happens to a store that is stopped, cut off, has no room or
//! lies on a device that fails.

mod custodian;
mod custodian_log;
mod device;
mod directory;
mod files;
mod full;
mod held;
mod kill;
mod migrating;
mod opening;
mod registrar;
mod registrar_log;
mod rows;
mod store;
mod torn;
mod witness;

use crate::{CustodianStore, CustodianTx, HeldStore, RegistrarStore, RegistrarTx, WitnessStore};
use padron_protocol::store::StoreError;
use std::sync::mpsc::sync_channel;
use tempfile::TempDir;

/// A store with the directory that it is in, if it is in one.
struct Held<S> {
    store: S,
    _dir: Option<TempDir>,
}

fn registrars() -> Vec<Held<RegistrarStore>> {
    let dir = tempfile::tempdir().unwrap();
    RegistrarStore::create(dir.path()).unwrap();
    vec![
        Held { store: RegistrarStore::open(dir.path()).unwrap(), _dir: Some(dir) },
        Held { store: RegistrarStore::in_memory().unwrap(), _dir: None },
    ]
}

fn custodians() -> Vec<Held<CustodianStore>> {
    let dir = tempfile::tempdir().unwrap();
    CustodianStore::create(dir.path()).unwrap();
    vec![
        Held { store: CustodianStore::open(dir.path()).unwrap(), _dir: Some(dir) },
        Held { store: CustodianStore::in_memory().unwrap(), _dir: None },
    ]
}

fn helds() -> Vec<Held<HeldStore>> {
    let dir = tempfile::tempdir().unwrap();
    HeldStore::create(dir.path()).unwrap();
    vec![
        Held { store: HeldStore::open(dir.path()).unwrap(), _dir: Some(dir) },
        Held { store: HeldStore::in_memory().unwrap(), _dir: None },
    ]
}

fn witnesses() -> Vec<Held<WitnessStore>> {
    let dir = tempfile::tempdir().unwrap();
    WitnessStore::create(dir.path()).unwrap();
    vec![
        Held { store: WitnessStore::open(dir.path()).unwrap(), _dir: Some(dir) },
        Held { store: WitnessStore::in_memory().unwrap(), _dir: None },
    ]
}

/// Writes and waits for the outcome.
fn write<T: Send + 'static>(
    store: &RegistrarStore,
    job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (done, outcome) = sync_channel(1);
    store.write("test", job, move |result| done.send(result).unwrap());
    outcome.recv().unwrap()
}

/// Writes and waits for the outcome.
fn write_custodian<T: Send + 'static>(
    store: &CustodianStore,
    job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let (done, outcome) = sync_channel(1);
    store.write("test", job, move |result| done.send(result).unwrap());
    outcome.recv().unwrap()
}

impl RegistrarTx<'_> {
    /// A PRAGMA of each database, in the order in which they commit.
    fn settings(&self, name: &str) -> [String; 2] {
        use rusqlite::types::Value;
        self.databases().map(|database| match database.pragma_query_value(None, name, |row| row.get(0)).unwrap() {
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text,
            _ => String::new(),
        })
    }
}
