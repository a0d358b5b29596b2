//! It drops an entry that it has promised, or already shown.

use super::{alarm, all_refuse, with_a_line};
use crate::country::Country;
use jiff::SignedDuration;
use padron_protocol::ProblemType;
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, Promise, Receipt};
use padron_protocol::messages::order::RequestPresentation;
use padron_protocol::verify::verify_receipt;
use padron_protocol::watch::{Flag, LogView, Marks, check_promise};

#[tokio::test]
async fn an_entry_that_was_promised_and_never_shown_is_evidence() {
    let country = Country::usual().await;
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    country.published().await;
    country.stop_witnesses().await;
    // Linked and promised, and then the registrar forgets it: another entry takes its place.
    let linked = country.link("operator-a", country.uuid(), &country.form(country.national(1), 1)).await.unwrap();
    let promised: Promise = open(&linked.receipt.promise, "registrar", &country.party("registrar").signing).unwrap();
    let shown = country.read_log().await;
    assert_eq!(promised.index, shown.signed.checkpoint.size);
    let other = country.fork_of(&shown).with([country.entry(EntryKind::Link, Some("operator-a"))]);

    // Whoever holds the promise sees it in the log at once,
    let marks = Marks::default();
    let view = LogView { size: other.size(), marks: &marks, now: country.now() };
    let there = other.entries.last();
    assert_eq!(check_promise(&promised, there, &view).unwrap_err().flag, Flag::OtherEntry);
    // or when the day has passed in which it was to be kept.
    let short = LogView { size: promised.index, marks: &marks, now: country.now() };
    assert!(check_promise(&promised, None, &short).is_ok());
    let late = LogView { now: promised.by, ..short };
    assert_eq!(check_promise(&promised, None, &late).unwrap_err().flag, Flag::UnmetPromise);
    // No proof of another entry completes the receipt, however well cosigned.
    let other = other.cosigned(&country, &["witness-1", "witness-2", "witness-3"]);
    let proof = other.proofs(&[promised.index]).alone(promised.index);
    let receipt = Receipt { proof, ..linked.receipt.clone() };
    assert!(!verify_receipt(&receipt, &country.trusted, country.now()).0.holds());
    country.pass(SignedDuration::from_hours(24));
    assert!(!verify_receipt(&linked.receipt, &country.trusted, country.now()).0.holds());
}

#[tokio::test]
async fn nothing_is_opened_under_a_request_that_was_promised_and_dropped() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let (asker, order) = (country.asker(), country.ordered(&country.order(&number)));
    // Logged honestly, so that there are proofs; but what is shown as its promise is of an entry that never came.
    let presentation = asker.log(&asker.prepare(&order)).await.unwrap();
    let (_, proofs) = asker.proven_file(&presentation.request).await;
    let promise: Promise = open(&presentation.promise, "registrar", &country.party("registrar").signing).unwrap();
    for index in [promise.index + 1, 0, u64::MAX] {
        let dropped = country.promised(index, &promise.entry, country.now());
        let presentation = RequestPresentation { promise: dropped, ..presentation.clone() };
        all_refuse(asker.present_all_with(&presentation, &proofs).await, ProblemType::NotLogged);
    }
}

#[tokio::test]
async fn an_entry_that_was_shown_cannot_be_taken_back() {
    let country = Country::usual().await;
    for nth in 0..3 {
        country.link("operator-a", country.uuid(), &country.form(country.national(0), nth)).await.unwrap();
    }
    country.published().await;
    let shown = country.read_log().await;
    let last = shown.entries.len() - 1;
    let shrunk = country.fork(&shown.entries[..last]);
    for witness in country.witnesses() {
        assert_eq!(country.ask_witness(&witness, &shrunk.asked(shrunk.size())).await, 409);
    }
    // With witnesses that go along, custodians still do not: they have followed further.
    country.followed_by_all().await;
    country.pass(SignedDuration::from_mins(1));
    let shrunk = shrunk.cosigned(&country, &["witness-1", "witness-2"]);
    country.dress("registrar", |registrar| shrunk.shown_by(registrar)).await;
    for custodian in country.custodians() {
        alarm(&country, &custodian, "log-inconsistent").await;
    }
}
