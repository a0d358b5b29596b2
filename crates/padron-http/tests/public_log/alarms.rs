//! Another history of this log: one witness's word does not stop it, the log's own signature does.

use crate::stand::{ORIGIN, Stand, log_signer, stand_in, until};
use padron_protocol::contract::{Endpoint as _, common};
use padron_tlog::{Checkpoint, Hash, KeyKind, NoteSigner, SignedCheckpoint};

/// A checkpoint of another history.
fn other(size: u64, signer: &NoteSigner) -> String {
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: Hash([7; 32]), extensions: Vec::new() };
    SignedCheckpoint::sign(checkpoint, signer).unwrap().to_string()
}

async fn goes_on(stand: &Stand, why: &str) {
    let size = stand.append(2).await;
    stand.published(size).await;
    assert!(stand.is_ready().await, "{why}");
    assert_eq!(stand.metric("padron_log_alarm").await, 0, "{why}");
}

#[tokio::test]
async fn what_one_witness_claims_without_proof_stops_nothing() {
    let mut stand = Stand::new().await;
    goes_on(&stand, "at first").await;
    let stranger = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[1; 32]).unwrap();
    let ours = stand.checkpoint().await.unwrap().to_string();
    let elsewhere = NoteSigner::new("test.example/other", KeyKind::Ed25519, &[1; 32]).unwrap();
    let elsewhere = SignedCheckpoint::sign(
        Checkpoint { origin: "test.example/other".into(), size: 9, root: Hash([7; 32]), extensions: Vec::new() },
        &elsewhere,
    );
    let shown = [
        None,
        Some(String::new()),
        Some("x".repeat(100_000)),
        Some(other(1_000_000, &stranger)),
        Some(other(2, &stranger)),
        Some(elsewhere.unwrap().to_string()),
        Some(ours),
    ];
    for shows in shown {
        for (status, body) in [(409, "1000000\n"), (422, "it does not extend\n")] {
            let why = format!("{status}, showing {:.30?}", shows);
            stand.replace_witness(1, stand_in(status, body, shows.clone())).await;
            goes_on(&stand, &why).await;
        }
    }
    assert!(stand.metric("padron_log_witness_failures_total{witness=\"witness-1\"}").await > 0);
}

/// With this checkpoint under the log's own key nothing is signed any more.
async fn stops_with(status: u16, body: &str, shows: String) {
    let mut stand = Stand::new().await;
    goes_on(&stand, "at first").await;
    stand.replace_witness(1, stand_in(status, body, Some(shows))).await;
    stand.append(1).await;
    until("the alarm", async || (stand.metric("padron_log_alarm").await == 1).then_some(())).await;
    assert!(!stand.is_ready().await);
    assert!(stand.get(common::Ready::PATH).await.text().contains("log"));
    assert!(stand.get("/").await.text().contains("witness-1"));
    let held = stand.kept.held().unwrap();
    stand.append(5).await;
    stand.pass(600);
    // Long enough for several turns of the loop.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(stand.kept.held().unwrap(), held, "nothing is signed");
    assert_eq!(stand.file("checkpoint").await.status, 200, "what was published stays");
}

#[tokio::test]
async fn a_larger_tree_under_the_logs_own_key_stops_it() {
    stops_with(409, "1000000\n", other(1_000_000, &log_signer())).await;
}

#[tokio::test]
async fn another_tree_of_an_earlier_size_under_the_logs_own_key_stops_it() {
    stops_with(422, "it does not extend\n", other(2, &log_signer())).await;
}

#[tokio::test]
async fn another_sequencer_stops_it() {
    let stand = Stand::new().await;
    goes_on(&stand, "at first").await;
    // A second one over the same database and directory, as two processes would be.
    let other = stand.second();
    let running = tokio::spawn(other.clone().run());
    until("one of them has stopped", async || {
        stand.append(1).await;
        let first = stand.metric("padron_log_alarm").await == 1;
        (first || stand.metric_of(&other, "padron_log_alarm").await == 1).then_some(())
    })
    .await;
    let both = stand.metric("padron_log_alarm").await + stand.metric_of(&other, "padron_log_alarm").await;
    assert_eq!(both, 1, "the other one goes on");
    let size = stand.append(1).await;
    stand.published(size).await;
    running.abort();
}
