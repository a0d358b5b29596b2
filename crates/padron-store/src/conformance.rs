//! One suite for every backend: what the ports promise, tried against a store on disk and one in memory.
//!
//! The cases of [`registrar`] and [`custodian`] know only the ports; [`store`] tries transactions, [`opening`] the
//! files, [`kill`], [`torn`] and [`full`] what happens to a store that is stopped, cut off or has no room.

mod custodian;
mod full;
mod kill;
mod opening;
mod registrar;
mod rows;
mod store;
mod torn;

use crate::{CustodianStore, CustodianTx, RegistrarStore, RegistrarTx};
use padron_custodian::ports::StoreError as CustodianError;
use padron_registrar::ports::StoreError as RegistrarError;
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

/// Writes and waits for the outcome.
fn write<T: Send + 'static>(
    store: &RegistrarStore,
    job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, RegistrarError> + Send + 'static,
) -> Result<T, RegistrarError> {
    let (done, outcome) = sync_channel(1);
    store.write("test", job, move |result| done.send(result).unwrap());
    outcome.recv().unwrap()
}

/// Writes and waits for the outcome.
fn write_custodian<T: Send + 'static>(
    store: &CustodianStore,
    job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, CustodianError> + Send + 'static,
) -> Result<T, CustodianError> {
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
