//! Without a durable record nothing is cosigned.

use crate::stand::{BEGIN, Stand};
use crate::toy_log::ToyLog;
use padron_http::witness::WitnessMemory;
use padron_protocol::contract::{Endpoint as _, common};
use padron_protocol::store::StoreError;
use padron_store::{WitnessRow, WitnessStore};
use std::sync::{Arc, Mutex};

/// What goes wrong with the next writes.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    /// Nothing is stored.
    Full,
    /// It is stored, but nobody is told.
    Torn,
    /// As if another had been faster.
    Raced,
}

#[derive(Clone)]
struct Failing {
    store: WitnessStore,
    fault: Arc<Mutex<Fault>>,
}

impl Failing {
    fn new() -> Self {
        Self { store: WitnessStore::in_memory().unwrap(), fault: Arc::new(Mutex::new(Fault::None)) }
    }

    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }
}

impl WitnessMemory for Failing {
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError> {
        self.store.latest(origin)
    }

    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError> {
        let fault = *self.fault.lock().unwrap();
        match fault {
            Fault::None => self.store.replace(origin, old, new),
            Fault::Full => Err(StoreError::Full),
            Fault::Torn => {
                self.store.replace(origin, old, new)?;
                Err(StoreError::Failed("the device did not say".into()))
            }
            Fault::Raced => {
                self.store.replace(origin, old, new)?;
                self.store.replace(origin, old, new)
            }
        }
    }

    fn check(&self) -> Result<(), StoreError> {
        if *self.fault.lock().unwrap() == Fault::Full { Err(StoreError::Full) } else { self.store.check() }
    }
}

#[tokio::test]
async fn with_a_full_store_nothing_is_cosigned() {
    let (log, store) = (ToyLog::of(9), Failing::new());
    let stand = Stand::over(store.clone(), vec![log.known()]).await;
    store.set(Fault::Full);
    let answer = stand.add(&log.request(0, 3)).await;
    answer.refused(503, "the disk is full");
    assert!(!answer.body.contains('\u{2014}') && answer.headers.contains_key("retry-after"));
    assert_eq!(stand.newest(&log).await.status, 404);
    let ready = stand.get(common::Ready::PATH).await;
    assert!(ready.status == 503 && ready.body.contains("the disk is full"), "{}", ready.body);

    store.set(Fault::None);
    stand.cosigned(&log.request(0, 3)).await;
    store.set(Fault::Full);
    stand.pass(5);
    stand.add(&log.request(3, 3)).await.refused(503, "the disk is full");
    stand.add(&log.request(3, 9)).await.refused(503, "the disk is full");
    let newest = stand.newest(&log).await;
    assert!(
        newest.body.contains("\n3\n")
            && stand.get(common::ReadMetrics::PATH).await.body.contains(&format!("}} {BEGIN}\n"))
    );
}

#[tokio::test]
async fn a_write_of_which_nobody_knows_is_looked_up_before_the_next() {
    let (log, store) = (ToyLog::of(20), Failing::new());
    let mut forked = ToyLog::of(3);
    forked.grow(9, "another entry");
    let stand = Stand::over(store.clone(), vec![log.known()]).await;
    stand.cosigned(&log.request(0, 3)).await;
    store.set(Fault::Torn);
    stand.add(&log.request(3, 9)).await.refused(503, "did not say");
    store.set(Fault::None);
    stand.add(&forked.request(3, 9)).await.conflict(9);
    stand.add(&forked.request(9, 9)).await.refused(422, "does not extend");
    stand.cosigned(&log.request(9, 20)).await;
}

#[tokio::test]
async fn a_lost_race_is_told_the_newest_size() {
    let (log, store) = (ToyLog::of(20), Failing::new());
    let stand = Stand::over(store.clone(), vec![log.known()]).await;
    store.set(Fault::Raced);
    stand.add(&log.request(0, 3)).await.conflict(3);
    stand.add(&log.request(3, 9)).await.conflict(9);
    store.set(Fault::None);
    stand.cosigned(&log.request(9, 20)).await;
}

#[tokio::test]
async fn a_store_that_is_gone_is_no_empty_store() {
    let (log, store) = (ToyLog::of(9), WitnessStore::in_memory().unwrap());
    let stand = Stand::over(store.clone(), vec![log.known()]).await;
    stand.cosigned(&log.request(0, 3)).await;
    store.close();
    stand.add(&log.request(3, 9)).await.refused(503, "closed");
    // Now it knows nothing, and says so instead of beginning anew.
    stand.add(&log.request(0, 9)).await.refused(503, "closed");
    stand.newest(&log).await.refused(503, "closed");
    assert_eq!(stand.get(common::Ready::PATH).await.status, 503);
    assert_eq!(stand.get(common::Live::PATH).await.status, 200);
}
