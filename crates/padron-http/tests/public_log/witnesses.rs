//! Witnesses that are there, away, wrong, and come back.

use crate::stand::{Stand, cosigner, stand_in, until};
use axum::Router;
use axum::routing::post;
use padron_protocol::Clock as _;
use padron_protocol::contract::{Endpoint as _, common, witness};
use padron_tlog::{AddCheckpoint, SignedCheckpoint, Window, cosign, cosigned_at};

fn cosigned(signed: &SignedCheckpoint, at: usize) -> Option<u64> {
    cosigned_at(&cosigner(at).verifier(), &signed.note).unwrap()
}

#[tokio::test]
async fn every_witness_that_is_well_is_on_the_checkpoint() {
    let stand = Stand::new().await;
    let size = stand.append(5).await;
    let now = u64::try_from(stand.clock.now().as_second()).unwrap();
    let signed = until("three cosignatures", async || {
        let signed = stand.published(size).await;
        (1..=3).all(|at| cosigned(&signed, at) == Some(now)).then_some(signed)
    })
    .await;
    signed.signed_by(stand.trusted.log_key()).unwrap();
    assert!(stand.is_ready().await);
    assert_eq!(stand.metric("padron_log_signed_size").await, i64::try_from(size).unwrap());
    assert_eq!(stand.metric("padron_log_published_size").await, i64::try_from(size).unwrap());
    assert_eq!(stand.metric("padron_log_cosignature_age_seconds").await, 0);
    assert_eq!(stand.metric("padron_log_alarm").await, 0);
}

#[tokio::test]
async fn nothing_is_published_without_enough_of_them_and_everything_once_they_are_back() {
    let mut stand = Stand::new().await;
    let before = stand.append(3).await;
    stand.published(before).await;
    stand.stop_witness(1).await;
    stand.stop_witness(2).await;
    let size = stand.append(4).await;
    until("it is signed", async || (stand.kept.held()?.checkpoint.size == size).then_some(())).await;
    until("it was asked in vain", async || {
        (stand.metric("padron_log_witness_failures_total{witness=\"witness-1\"}").await > 0).then_some(())
    })
    .await;
    assert_eq!(stand.checkpoint().await.unwrap().checkpoint.size, before);
    assert!(stand.is_ready().await, "lines are linked under promises");
    stand.revive_witness(2).await;
    let signed = stand.published(size).await;
    assert!(cosigned(&signed, 2).is_some() && cosigned(&signed, 3).is_some());
}

#[tokio::test]
async fn a_promise_that_is_not_kept_within_a_day_is_told_everywhere() {
    let mut stand = Stand::new().await;
    let before = stand.append(1).await;
    stand.published(before).await;
    for at in 1..=3 {
        stand.stop_witness(at).await;
    }
    let size = stand.append(1).await;
    until("it is signed", async || (stand.kept.held()?.checkpoint.size == size).then_some(())).await;
    stand.pass(24 * 3600);
    assert!(stand.is_ready().await, "a day is allowed");
    stand.pass(1);
    until("it is told", async || (!stand.is_ready().await).then_some(())).await;
    assert!(stand.get(common::Ready::PATH).await.text().contains("log-lag"));
    assert_eq!(stand.metric("padron_log_unmet_promise").await, 1);
    assert_eq!(stand.metric("padron_log_oldest_unpublished_seconds").await, 24 * 3600 + 1);
    assert!(stand.get("/").await.text().contains("24"), "on the page as well");
    for at in 1..=3 {
        stand.revive_witness(at).await;
    }
    stand.published(size).await;
    until("it is well again", async || stand.is_ready().await.then_some(())).await;
    assert_eq!(stand.metric("padron_log_unmet_promise").await, 0);
}

#[tokio::test]
async fn an_unchanged_log_is_cosigned_again_when_a_minute_has_passed() {
    let stand = Stand::new().await;
    let size = stand.append(3).await;
    let first = stand.published(size).await;
    for minutes in [1, 5, -3] {
        stand.pass(60 * minutes);
        if minutes < 0 {
            // Witnesses do not sign with earlier times than before; what is published stays as it is.
            assert_eq!(stand.published(size).await.checkpoint, first.checkpoint);
            continue;
        }
        let now = u64::try_from(stand.clock.now().as_second()).unwrap();
        let again = until("newer cosignatures", async || {
            let signed = stand.published(size).await;
            let policy = stand.trusted.witness_policy();
            (policy.check(&signed, Window::ANY).unwrap().time == now).then_some(signed)
        })
        .await;
        assert_eq!(again.checkpoint, first.checkpoint);
    }
}

/// A witness that dates what it signs by so many seconds.
fn of_another_time(stand: &Stand, at: usize, seconds: i64) -> Router {
    let clock = stand.clock.clone();
    let answer = move |body: axum::body::Bytes| async move {
        let asked = AddCheckpoint::parse(&body).unwrap();
        let time = u64::try_from(clock.now().as_second() + seconds).unwrap();
        cosign(&cosigner(at), &asked.checkpoint.note.text, time).unwrap().to_line()
    };
    Router::new().route(witness::Cosign::PATH, post(answer))
}

#[tokio::test]
async fn a_cosignature_of_a_time_that_cannot_be_is_left_out() {
    for (seconds, taken) in [(-601, false), (121, false), (-600, true), (120, true), (7 * 24 * 3600, false)] {
        let mut stand = Stand::new().await;
        let router = of_another_time(&stand, 1, seconds);
        stand.replace_witness(1, router).await;
        // With it there are two, and without it too few.
        stand.stop_witness(2).await;
        let size = stand.append(3).await;
        let failures = "padron_log_witness_failures_total{witness=\"witness-1\"}";
        let judged = until("it was heard", async || {
            let shown = stand.checkpoint().await.is_some_and(|signed| signed.checkpoint.size == size);
            let failed = stand.metric(failures).await > 0;
            (shown || failed).then_some(shown)
        })
        .await;
        assert_eq!(judged, taken, "{seconds} s");
    }
}

#[tokio::test]
async fn a_witness_that_has_lost_its_memory_is_proved_everything_from_the_start() {
    let mut stand = Stand::new().await;
    let size = stand.append(300).await;
    stand.published(size).await;
    // It says that it has cosigned nothing, then something that we never signed at, then it signs.
    let asked = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counting = asked.clone();
    let answer = move |body: axum::body::Bytes| async move {
        let request = AddCheckpoint::parse(&body).unwrap();
        match counting.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => (axum::http::StatusCode::CONFLICT, "0\n".to_owned()),
            1 => (axum::http::StatusCode::CONFLICT, "17\n".to_owned()),
            _ => {
                assert_eq!(request.old, 17);
                let line = cosign(&cosigner(1), &request.checkpoint.note.text, 1_772_452_800).unwrap();
                (axum::http::StatusCode::OK, line.to_line())
            }
        }
    };
    stand.replace_witness(1, Router::new().route(witness::Cosign::PATH, post(answer))).await;
    stand.stop_witness(2).await;
    let size = stand.append(1).await;
    let signed = stand.published(size).await;
    assert!(cosigned(&signed, 1).is_some());
    assert!(asked.load(std::sync::atomic::Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn a_wrong_witness_does_no_harm() {
    let mut stand = Stand::new().await;
    let size = stand.append(3).await;
    let shown = stand.published(size).await;
    let stranger = cosign(&cosigner(2), &shown.note.text, 1_772_452_800).unwrap().to_line();
    let answers = [
        (200, String::new()),
        (200, "no cosignature".into()),
        (200, stranger),
        (200, "\u{2014} test.example/witness-1 AAAAAAAA\n".into()),
        (200, "x".repeat(1_000_000)),
        (204, String::new()),
        (302, String::new()),
        (400, String::new()),
        (409, String::new()),
        (409, "4".into()),
        (409, "-4\n".into()),
        (409, format!("{}\n", u64::MAX)),
        (500, "\u{0}".into()),
    ];
    for (status, body) in answers {
        stand.replace_witness(1, stand_in(status, &body, None)).await;
        let size = stand.append(1).await;
        let signed = stand.published(size).await;
        assert!(cosigned(&signed, 1).is_none(), "{status} {body:.20}");
    }
    assert!(stand.is_ready().await);
}
