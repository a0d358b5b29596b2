//! What was cosigned is known after the process has died, at whatever moment.

use crate::stand::{BEGIN, Stand};
use crate::toy_log::ToyLog;
use jiff::Timestamp;
use padron_http::witness::WitnessMemory;
use padron_protocol::FixedClock;
use padron_protocol::store::StoreError;
use padron_store::{WitnessRow, WitnessStore};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// A store whose second write is durable, but does not return before the test lets it.
struct Stuck {
    store: WitnessStore,
    writes: Mutex<u32>,
    stored: Sender<()>,
    let_go: Mutex<Receiver<()>>,
}

impl WitnessMemory for Stuck {
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError> {
        self.store.latest(origin)
    }

    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError> {
        let replaced = self.store.replace(origin, old, new);
        *self.writes.lock().unwrap() += 1;
        if *self.writes.lock().unwrap() == 2 {
            self.stored.send(()).unwrap();
            let _ = self.let_go.lock().unwrap().recv();
        }
        replaced
    }

    fn check(&self) -> Result<(), StoreError> {
        self.store.check()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_but_not_answered_is_not_signed_over() {
    let mut log = ToyLog::of(5);
    let mut forked = log.clone();
    log.grow(20, "entry");
    forked.grow(20, "another entry");
    let dir = tempfile::tempdir().unwrap();
    WitnessStore::create(dir.path()).unwrap();
    let store = WitnessStore::open(dir.path()).unwrap();
    let ((stored, is_stored), (go, let_go)) = (channel(), channel());
    let stuck = Stuck { store: store.clone(), writes: Mutex::new(0), stored, let_go: Mutex::new(let_go) };
    let stand = std::sync::Arc::new(Stand::over(stuck, vec![log.known()]).await);
    stand.cosigned(&log.request(0, 5)).await;

    stand.pass(100);
    let (asking, request) = (stand.clone(), log.request(5, 10));
    let asked = tokio::spawn(async move { asking.add(&request).await.status });
    tokio::task::spawn_blocking(move || is_stored.recv().unwrap()).await.unwrap();
    // The process dies here: nobody gets an answer, and the store is let go as it is.
    asked.abort();
    assert!(asked.await.is_err(), "the answer was given");
    store.close();

    let clock = FixedClock::new(Timestamp::from_second(BEGIN as i64 + 50).unwrap());
    let again = Stand::at(WitnessStore::open(dir.path()).unwrap(), vec![log.known()], clock).await;
    again.add(&log.request(5, 10)).await.conflict(10);
    again.add(&forked.request(5, 12)).await.conflict(10);
    again.add(&forked.request(10, 20)).await.refused(422, "does not extend");
    again.add(&forked.request(10, 10)).await.refused(422, "does not extend");
    // The log gets what it had been about to get, at the time that was stored with it.
    assert_eq!(again.cosigned(&log.request(10, 10)).await, BEGIN + 100);
    again.cosigned(&log.request(10, 20)).await;
    drop(go);
}

#[tokio::test]
async fn a_witness_goes_on_where_it_was_with_every_log() {
    let dir = tempfile::tempdir().unwrap();
    WitnessStore::create(dir.path()).unwrap();
    let mut logs: Vec<ToyLog> = (0..5).map(|at| ToyLog::new(&format!("log.example/{at}"))).collect();
    for (at, log) in logs.iter_mut().enumerate() {
        log.grow(30 + at as u64, &format!("entry of {at}"));
    }
    let known = || logs.iter().map(ToyLog::known).collect::<Vec<_>>();
    for round in 0..4 {
        let store = WitnessStore::open(dir.path()).unwrap();
        let stand = Stand::over(store.clone(), known()).await;
        for (at, log) in logs.iter().enumerate() {
            let old = if round == 0 { 0 } else { round * 5 + at as u64 };
            stand.cosigned(&log.request(old, (round + 1) * 5 + at as u64)).await;
        }
        stand.stop().await;
        store.close();
    }
}
