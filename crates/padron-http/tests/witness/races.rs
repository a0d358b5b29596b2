//! Of two checkpoints from the same old size, one is cosigned.

use crate::stand::Stand;
use crate::toy_log::ToyLog;
use padron_http::witness::WitnessMemory;
use padron_protocol::contract::{Endpoint as _, common};
use padron_protocol::store::StoreError;
use padron_store::{WitnessRow, WitnessStore};
use std::sync::{Arc, Condvar, Mutex};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_wins_and_the_others_are_told() {
    let (log, dir) = (ToyLog::of(400), tempfile::tempdir().unwrap());
    WitnessStore::create(dir.path()).unwrap();
    let store = WitnessStore::open(dir.path()).unwrap();
    let stand = Arc::new(Stand::over(store, vec![log.known()]).await);
    let mut old = 0;
    for _ in 0..20 {
        let mut tasks = JoinSet::new();
        for step in 1..=8 {
            let (stand, request) = (stand.clone(), log.request(old, old + step));
            tasks.spawn(async move { (request.checkpoint.checkpoint.size, stand.add(&request).await) });
        }
        let answers = tasks.join_all().await;
        let won: Vec<u64> = answers.iter().filter(|(_, answer)| answer.status == 200).map(|(size, _)| *size).collect();
        assert_eq!(won.len(), 1);
        let lost = answers.iter().filter(|(_, answer)| answer.status != 200);
        lost.for_each(|(_, answer)| answer.conflict(won[0]));
        old = won[0];
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_histories_at_once_one_is_cosigned() {
    let mut log = ToyLog::of(50);
    let mut forked = log.clone();
    log.grow(60, "entry");
    forked.grow(60, "another entry");
    for _ in 0..20 {
        let stand = Stand::fresh(&log).await;
        stand.cosigned(&log.request(0, 50)).await;
        let (honest, lying) = (log.request(50, 60), forked.request(50, 60));
        let (honest, lying) = tokio::join!(stand.add(&honest), stand.add(&lying));
        let mut statuses = [honest.status, lying.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let root = if honest.status == 200 { log.root(60) } else { forked.root(60) };
        assert!(stand.newest(&log).await.body.contains(&root.to_string()));
    }
}

/// A store that stands still until its gate is opened.
struct Slow(WitnessStore, Arc<Gate>);

#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl WitnessMemory for Slow {
    fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError> {
        self.0.latest(origin)
    }

    fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError> {
        drop(self.1.opened.wait_while(self.1.open.lock().unwrap(), |open| !*open).unwrap());
        self.0.replace(origin, old, new)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn past_its_limit_it_sends_logs_away_at_once() {
    let (log, gate) = (ToyLog::of(9), Arc::new(Gate::default()));
    let slow = Slow(WitnessStore::in_memory().unwrap(), gate.clone());
    let stand = Arc::new(Stand::over(slow, vec![log.known()]).await);
    let mut tasks = JoinSet::new();
    for _ in 0..70 {
        let (stand, request) = (stand.clone(), log.request(0, 5));
        tasks.spawn(async move { stand.add(&request).await });
    }
    // Sixty-four wait for the store; those on top are answered although it stands still.
    for _ in 0..6 {
        let answer = tasks.join_next().await.unwrap().unwrap();
        answer.refused(503, "busy");
        assert!(answer.headers.contains_key("retry-after"));
    }
    // Whoever only asks is served, too.
    assert_eq!(stand.get(common::Live::PATH).await.status, 200);
    *gate.open.lock().unwrap() = true;
    gate.opened.notify_all();
    let mut statuses: Vec<u16> = tasks.join_all().await.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [[200].as_slice(), &[409; 63]].concat());
}
