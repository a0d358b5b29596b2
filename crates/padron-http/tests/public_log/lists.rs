//! Trust lists that follow the first one.

use crate::stand::{NOTICE, Stand, signed, until};
use padron_protocol::contract::{Endpoint as _, common, registrar};
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, Promise};
use padron_protocol::messages::order::RequestLogged;
use padron_protocol::testing::{self, party};
use padron_protocol::trust::{Role, SignedTrustList, TrustList, Trusted};
use padron_tlog::Window;
use std::time::Duration;

fn successor(held: &Trusted, change: impl FnOnce(&mut TrustList)) -> String {
    signed(&testing::successor(held, change))
}

async fn changed(stand: &Stand) -> bool {
    tokio::time::timeout(Duration::from_millis(800), stand.service.trust_changed()).await.is_ok()
}

#[tokio::test]
async fn a_list_is_logged_shown_and_proved_and_repeating_it_changes_nothing() {
    let stand = Stand::new().await;
    let text = successor(&stand.trusted, |list| list.parties.push(party("court-2", Role::Court)));
    let answer = stand.call("POST", registrar::LogTrustList::PATH, text.clone()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let logged: RequestLogged = serde_json::from_slice(&answer.body).unwrap();
    let key = stand.trusted.party("registrar").unwrap().signing;
    let promise: Promise = open(&logged.promise, "registrar", &key).unwrap();
    assert_eq!((promise.entry.kind, promise.index), (EntryKind::TrustList, 1));
    logged.proofs.unwrap().open(&stand.trusted, Window::ANY).unwrap().shows(&promise).unwrap();
    assert_eq!(stand.file("trust/2.json").await.text(), text);
    let again = stand.call("POST", registrar::LogTrustList::PATH, text).await;
    assert_eq!(serde_json::from_slice::<RequestLogged>(&again.body).unwrap().promise, logged.promise);
    let size = stand.append(1).await;
    assert_eq!(size, 3);
}

#[tokio::test]
async fn lists_that_do_not_follow_are_refused() {
    let stand = Stand::new().await;
    let bad = [
        String::new(),
        "{}".into(),
        stand.text.replace('e', "f"),
        successor(&stand.trusted, |list| list.version += 1),
        successor(&stand.trusted, |list| list.register = "other".into()),
        successor(&stand.trusted, |list| list.log.origin = "test.example/other".into()),
    ];
    for text in bad {
        let answer = stand.call("POST", registrar::LogTrustList::PATH, text).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains("bad-trust-list"));
    }
    assert_eq!(stand.call("POST", registrar::LogTrustList::PATH, vec![0xff; 10]).await.status, 422);
    assert_eq!(stand.call("POST", registrar::LogTrustList::PATH, vec![b' '; (1 << 20) + 1]).await.status, 413);
    assert_eq!(stand.append(1).await, 2, "nothing of it was logged");
}

#[tokio::test]
async fn what_is_added_waits_for_its_notice_and_what_is_removed_is_gone_at_once() {
    let mut stand = Stand::new().await;
    let text = successor(&stand.trusted, |list| list.parties.push(party("court-2", Role::Court)));
    assert_eq!(stand.call("POST", registrar::LogTrustList::PATH, text.clone()).await.status, 200);
    assert!(!changed(&stand).await, "the notice has not passed");
    stand.pass(NOTICE - 1);
    assert!(!changed(&stand).await);
    stand.pass(1);
    stand.service.trust_changed().await;
    stand.rebuild().await;
    let shown = stand.get(common::ReadTrust::PATH).await.text();
    assert_eq!(shown, text);
    let second = SignedTrustList::parse(&text).unwrap().open_any_age(&stand.trusted.list().roots).unwrap();
    assert!(!changed(&stand).await, "it goes by that list now");

    let text = successor(&second, |list| list.parties.retain(|party| party.id != "operator-a"));
    assert_eq!(stand.call("POST", registrar::LogTrustList::PATH, text).await.status, 200);
    stand.service.trust_changed().await;
    stand.rebuild().await;
    assert_eq!(stand.get(common::ReadTrust::PATH).await.text(), shown, "the list itself waits for its notice");
    let size = stand.append(1).await;
    stand.published(size).await;
}

#[tokio::test]
async fn a_witness_that_is_removed_does_not_count_any_more() {
    let mut stand = Stand::new().await;
    stand.stop_witness(1).await;
    let text = successor(&stand.trusted, |list| list.parties.retain(|party| party.id != "witness-1"));
    assert_eq!(stand.call("POST", registrar::LogTrustList::PATH, text).await.status, 200);
    stand.service.trust_changed().await;
    stand.rebuild().await;
    until("it is not asked", async || {
        (!stand.get(common::ReadMetrics::PATH).await.text().contains("witness-1")).then_some(())
    })
    .await;
    let size = stand.append(1).await;
    stand.published(size).await;
    // Without one of the two others there are too few.
    stand.stop_witness(2).await;
    let size = stand.append(1).await;
    until("it is signed", async || (stand.kept.held()?.checkpoint.size == size).then_some(())).await;
    stand.revive_witness(1).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert!(stand.checkpoint().await.unwrap().checkpoint.size < size);
}
