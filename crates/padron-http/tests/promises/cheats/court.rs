//! It slips in a court.

use super::{alarm, alarm_about, with_a_line};
use crate::country::{Country, Keys, ROOTS, until};
use padron_authority::order::sign;
use padron_protocol::messages::order::{Order, RequestStatus};
use padron_protocol::trust::{Party, Role, SignedTrustList};
use padron_protocol::{Problem, ProblemType};

/// Logs a list behind everybody's back: its entry, and its file.
async fn slip_in(country: &Country, list: &SignedTrustList) -> u64 {
    let version = list.list().unwrap().version;
    country.register.put_file(&format!("trust/{version}.json"), list.to_text().unwrap().as_bytes());
    country.slip_in(list.entry()).await
}

async fn orders(country: &Country, court: &Keys, number: &str) -> Vec<Result<RequestStatus, Problem>> {
    let order = Order { court: court.id.clone(), ..country.order(number) };
    let token = sign(&order, &court.signer()).unwrap();
    let asker = country.asker();
    let prepared = asker.prepare_unchecked(&order, &token, country.uuid());
    asker.submit(&prepared).await.1.into_iter().map(|(_, word)| word).collect()
}

fn refused(words: Vec<Result<RequestStatus, Problem>>) {
    for word in words {
        let problem = word.err().unwrap();
        assert!(problem.is(ProblemType::BadOrder), "{problem}");
    }
}

fn with_court(country: &Country, roots: usize, court: &Keys) -> SignedTrustList {
    let party = Party { controller: "nobody".into(), ..court.party(Role::Court) };
    country.successor_signed_by(roots, &country.trusted, |list| list.parties.push(party))
}

#[tokio::test]
async fn a_court_of_a_list_that_too_few_roots_have_signed_is_no_court() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let court = country.new_keys("hanging-court");
    for list in [with_court(&country, ROOTS - 1, &court), with_court(&country, 0, &court)] {
        let index = slip_in(&country, &list).await;
        country.published().await;
        for custodian in country.custodians() {
            alarm_about(&country, &custodian, "trust-list-unknown", &format!("entry {index} ")).await;
            assert!(country.lists_at(&custodian).await.lists.is_empty(), "officers are not even shown it");
            assert_ne!(country.confirm(&custodian, &list).await.status, 200);
        }
        refused(orders(&country, &court, &number).await);
    }
    // The true court's orders are answered all the same, and the next list that is one is taken.
    country.asker().ask(&country.ordered(&country.order(&number))).await.unwrap();
    let list = with_court(&country, ROOTS, &country.new_keys("slow-court"));
    assert_eq!(country.post_list(&list).await.status, 200);
    for custodian in country.custodians() {
        until("the officers are shown the list", async || {
            let lists = country.lists_at(&custodian).await.lists;
            lists.iter().any(|listed| listed.hash == list.hash()).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_court_of_a_properly_signed_list_waits_for_notice_and_officers_like_any_other() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let court = country.new_keys("hasty-court");
    let list = with_court(&country, ROOTS, &court);
    slip_in(&country, &list).await;
    country.published().await;
    for custodian in country.custodians() {
        until("the officers are shown the list", async || {
            let lists = country.lists_at(&custodian).await.lists;
            lists.iter().any(|listed| listed.hash == list.hash()).then_some(())
        })
        .await;
    }
    refused(orders(&country, &court, &number).await);
    country.later(jiff::SignedDuration::from_hours(24 * 30)).await;
    refused(orders(&country, &court, &number).await);
}

#[tokio::test]
async fn a_list_that_is_logged_and_not_shown_is_an_alarm_and_nothing_is_opened_meanwhile() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let list = with_court(&country, ROOTS, &country.new_keys("hidden-court"));
    country.slip_in(list.entry()).await;
    country.published().await;
    country.followed_by_all().await;
    country.later(jiff::SignedDuration::from_mins(5)).await;
    for custodian in country.custodians() {
        alarm(&country, &custodian, "trust-list-unknown").await;
    }
    let asker = country.asker();
    let presentation = asker.log(&asker.prepare(&country.ordered(&country.order(&number)))).await.unwrap();
    for (_, word) in asker.present(&presentation).await {
        let problem = word.err().unwrap();
        assert!(problem.is(ProblemType::LogInconsistent), "what the list removes is not known: {problem}");
    }
}
