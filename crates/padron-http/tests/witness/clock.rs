//! Cosignatures of a log never go back in time.

use crate::stand::{BEGIN, Stand};
use crate::toy_log::ToyLog;
use jiff::Timestamp;
use padron_protocol::FixedClock;
use padron_protocol::contract::{Endpoint as _, common};
use padron_store::WitnessStore;

#[tokio::test]
async fn a_clock_that_goes_back_a_little_signs_with_the_newest_time() {
    let log = ToyLog::of(9);
    let stand = Stand::fresh(&log).await;
    assert_eq!(stand.cosigned(&log.request(0, 3)).await, BEGIN);
    stand.pass(-60);
    assert_eq!(stand.cosigned(&log.request(3, 3)).await, BEGIN);
    assert_eq!(stand.cosigned(&log.request(3, 9)).await, BEGIN);
    stand.pass(61);
    assert_eq!(stand.cosigned(&log.request(9, 9)).await, BEGIN + 1);
}

#[tokio::test]
async fn a_clock_that_goes_back_more_stops_the_witness() {
    let log = ToyLog::of(9);
    let stand = Stand::fresh(&log).await;
    stand.cosigned(&log.request(0, 3)).await;
    assert_eq!(stand.get(common::Ready::PATH).await.status, 200);
    stand.pass(-61);
    for request in [log.request(3, 3), log.request(3, 9)] {
        let answer = stand.add(&request).await;
        answer.refused(503, "clock is 61 seconds behind");
        assert!(answer.headers.contains_key("retry-after"));
    }
    let ready = stand.get(common::Ready::PATH).await;
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains("the clock is 61 s behind"), "{}", ready.body);
    // What needs no signature is answered as ever.
    stand.add(&log.request(0, 9)).await.conflict(3);
    stand.pass(61);
    assert_eq!(stand.cosigned(&log.request(3, 9)).await, BEGIN);
}

#[tokio::test]
async fn the_newest_time_outlives_the_process() {
    let (log, dir) = (ToyLog::of(9), tempfile::tempdir().unwrap());
    WitnessStore::create(dir.path()).unwrap();
    let store = WitnessStore::open(dir.path()).unwrap();
    let stand = Stand::over(store.clone(), vec![log.known()]).await;
    stand.cosigned(&log.request(0, 3)).await;
    // The tree stands still while its cosignature grows younger: that is stored too.
    stand.pass(3600);
    stand.cosigned(&log.request(3, 3)).await;
    stand.stop().await;
    store.close();

    let store = WitnessStore::open(dir.path()).unwrap();
    let early = |seconds: u64| FixedClock::new(Timestamp::from_second((BEGIN + seconds) as i64).unwrap());
    let stand = Stand::at(store, vec![log.known()], early(3600 - 61)).await;
    stand.add(&log.request(3, 3)).await.refused(503, "clock is 61 seconds behind");
    stand.pass(1);
    assert_eq!(stand.cosigned(&log.request(3, 9)).await, BEGIN + 3600);
}

#[tokio::test]
async fn one_logs_time_does_not_stop_another() {
    let (log, mut second) = (ToyLog::of(3), ToyLog::new("log.example/second"));
    second.grow(8, "entry");
    let stand = Stand::over(WitnessStore::in_memory().unwrap(), vec![log.known(), second.known()]).await;
    stand.cosigned(&log.request(0, 3)).await;
    stand.pass(-3600);
    assert_eq!(stand.cosigned(&second.request(0, 8)).await, BEGIN - 3600);
}

#[tokio::test]
async fn a_clock_that_was_never_set_signs_nothing() {
    let log = ToyLog::of(3);
    for second in [0, -5] {
        let clock = FixedClock::new(Timestamp::from_second(second).unwrap());
        let stand = Stand::at(WitnessStore::in_memory().unwrap(), vec![log.known()], clock).await;
        stand.add(&log.request(0, 3)).await.refused(503, "clock");
        assert_eq!(stand.newest(&log).await.status, 404);
    }
}
