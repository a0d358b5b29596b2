//! It shows two histories.

use super::{alarm, all_refuse, with_a_line};
use crate::country::{Country, Fork};
use padron_protocol::ProblemType;
use padron_protocol::contract::{Endpoint as _, common};
use padron_protocol::log::{EntryKind, FollowError, Follower};
use padron_protocol::watch::{Course, Flag, SeenEntries, Watched};
use padron_tlog::{Cosigned, Window};

/// The log as it is, and one with another last entry and one more.
async fn two(country: &Country) -> (Fork, Fork) {
    for nth in 1..4 {
        country.link("operator-a", country.uuid(), &country.form(country.national(0), nth)).await.unwrap();
    }
    country.published().await;
    // Whoever had not seen the last entry could be shown another one in its place, and would be the first to see it.
    country.followed_by_all().await;
    let log = country.read_log().await;
    let last = log.entries.len() - 1;
    let beginning = country.fork(&log.entries[..last]);
    let other = beginning.with([country.entry(EntryKind::Link, Some("operator-a")), log.entries[last].clone()]);
    (country.fork_of(&log), other)
}

#[tokio::test]
async fn no_witness_cosigns_a_second_history() {
    let country = Country::usual().await;
    let (shown, other) = two(&country).await;
    let same_size = country.fork(&other.entries[..other.entries.len() - 1]);
    for witness in country.witnesses() {
        let before = country.cosigned_by(&witness).unwrap();
        assert_eq!(before.checkpoint.size, shown.size());
        for (fork, old) in [
            (&other, shown.size()),
            (&other, 0),
            (&other, shown.size() - 1),
            (&same_size, shown.size()),
            (&same_size, 1),
        ] {
            let status = country.ask_witness(&witness, &fork.asked(old)).await;
            assert!(matches!(status, 409 | 422), "{witness} answered {status}");
        }
        // Nor an earlier state of the true one.
        let shrunk = country.fork(&shown.entries[..1]);
        assert_eq!(country.ask_witness(&witness, &shrunk.asked(1)).await, 409);
        assert_eq!(country.cosigned_by(&witness).unwrap().checkpoint, before.checkpoint);
    }
    // The log goes on as before.
    country.receipt("operator-b", country.uuid(), &country.form(country.national(1), 9)).await;
}

#[tokio::test]
async fn a_second_history_that_witnesses_went_along_with_stops_every_custodian_in_public() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let asker = country.asker();
    let order = country.ordered(&country.order(&number));
    let (presentation, _) = asker.submit(&asker.prepare(&order)).await;
    asker.open(&presentation).await.unwrap();
    country.published().await;
    let (_, other) = two(&country).await;
    let other = other.cosigned(&country, &["witness-1", "witness-2"]);
    other.proofs(&[0]).open(&country.trusted, Window::ANY).expect("it is cosigned as it should be");
    country.dress("registrar", |registrar| other.shown_by(registrar)).await;
    for custodian in country.custodians() {
        let raised = alarm(&country, &custodian, "log-inconsistent").await;
        assert!(raised.detail.contains(&other.signed.note.text), "with the evidence: {}", raised.detail);
        let metrics = country.unsigned(&custodian, "GET", common::ReadMetrics::PATH, b"").await.text();
        assert!(metrics.contains("log-inconsistent"));
        assert_eq!(country.unsigned(&custodian, "GET", common::Ready::PATH, b"").await.status, 503);
    }
    // From now on nothing is released, not even under the true log.
    country.revive("registrar").await;
    let problem = asker.open(&presentation).await.err().unwrap();
    assert!(problem.is(ProblemType::LogInconsistent), "{problem}");
    let next = asker.log(&asker.prepare(&country.ordered(&country.order(&number)))).await.unwrap();
    all_refuse(asker.present(&next).await, ProblemType::LogInconsistent);
}

#[tokio::test]
async fn a_second_history_that_only_an_authority_is_shown_is_refused_and_told() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let (asker, order) = (country.asker(), country.ordered(&country.order(&number)));
    let presentation = asker.log(&asker.prepare(&order)).await.unwrap();
    asker.proven_file(&presentation.request).await;
    let (shown, _) = two(&country).await;
    // A log in which nothing is but the request.
    let index = shown.entries.iter().position(|entry| entry.kind == EntryKind::Request).unwrap();
    let other = country.fork(&[shown.entries[index].clone()]).cosigned(&country, &["witness-1", "witness-3"]);
    let presentation = padron_protocol::messages::order::RequestPresentation {
        promise: country.promised(0, &other.entries[0], country.now()),
        ..presentation
    };
    all_refuse(asker.present_all_with(&presentation, &other.proofs(&[0])).await, ProblemType::LogInconsistent);
    for custodian in country.custodians() {
        alarm(&country, &custodian, "log-inconsistent").await;
    }
}

/// Follows a tree as somebody does who watches the log.
fn watched(fork: &Fork) -> Watched {
    let mut watched = Watched::new(&fork.signed.checkpoint.origin);
    let (mut follower, mut seen) = (watched.follower().unwrap(), SeenEntries::default());
    fork.follow(&mut follower, |index, entry| seen.note(index, entry)).unwrap();
    let cosigned = Cosigned { time: 1_772_452_800, witnesses: Vec::new() };
    watched.advance(&follower, &fork.signed, &cosigned, seen);
    watched
}

#[tokio::test]
async fn two_people_who_compare_what_they_were_shown_see_it() {
    let country = Country::usual().await;
    let (shown, other) = two(&country).await;
    let same_size = country.fork(&other.entries[..other.entries.len() - 1]);
    for (mine, yours) in [(&shown, &same_size), (&same_size, &shown)] {
        let Course::Broken(finding) = watched(mine).course(&yours.signed.checkpoint).unwrap() else {
            panic!("two trees of one size went unnoticed")
        };
        assert_eq!(finding.flag, Flag::TwoHistories);
    }
    // One of them is ahead: following on does not lead there.
    let mine = watched(&shown);
    assert_eq!(mine.course(&other.signed.checkpoint).unwrap(), Course::Grown);
    let mut follower: Follower = mine.follower().unwrap();
    let followed = other.follow(&mut follower, |_, _| {});
    assert!(matches!(followed, Err(FollowError::OtherRoot { .. })));
    // And whoever compares the same history with itself sees nothing.
    assert_eq!(watched(&shown).course(&shown.signed.checkpoint).unwrap(), Course::Same);
}
