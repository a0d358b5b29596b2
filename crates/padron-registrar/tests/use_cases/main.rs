//! The registrar's use-cases over the store that it really has, in memory.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod shown;
mod statistics;
mod trust;

use jiff::{SignedDuration, Timestamp};
use padron_protocol::log::EntryKind;
use padron_protocol::store::{Outcome, StoreError};
use padron_protocol::testing::{self, Country, delivery, entry, labels, signer};
use padron_protocol::{Hash32, Problem};
use padron_registrar::ports::Events as _;
use padron_registrar::rows::NewEntry;
use padron_registrar::{Registrar, Secrets};
use padron_store::{RegistrarStore, RegistrarTx};
use zeroize::Zeroizing;

/// Not on a whole millisecond, as real clocks never are.
fn now() -> Timestamp {
    testing::now() + SignedDuration::from_micros(123_456)
}

fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// The registrar under the first list.
fn registrar() -> Registrar {
    let secrets = Secrets { pepper: Zeroizing::new([1; 32]), nonces: Zeroizing::new([2; 32]), labels: labels() };
    Registrar::new(
        Country::new(1).trusted(),
        testing::HOLDER_LIMITS,
        signer("registrar"),
        delivery("registrar"),
        secrets,
    )
}

fn store() -> RegistrarStore {
    RegistrarStore::in_memory().unwrap()
}

/// Runs a transaction, and waits until it is durable.
fn write<T: Send + 'static>(
    store: &RegistrarStore,
    job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> T {
    let (done, outcome) = std::sync::mpsc::channel();
    store.write("test", job, move |result| done.send(result).unwrap());
    outcome.recv().unwrap().unwrap()
}

/// The same of a use-case, which may refuse.
fn decide<T: Send + 'static>(
    store: &RegistrarStore,
    job: impl FnOnce(&Registrar, &mut RegistrarTx<'_>) -> Outcome<T> + Send + 'static,
) -> Result<T, Problem> {
    write(store, |tx| job(&registrar(), tx))
}

/// Appends some entry, and gives its index.
fn append(tx: &mut RegistrarTx<'_>, kind: EntryKind) -> Result<u64, StoreError> {
    let commitment = Hash32([u8::try_from(tx.size()?).unwrap(); 32]);
    tx.append(&NewEntry::new(entry(kind, None, commitment), testing::now()))
}
