//! How the trust list changes: what is added waits for everybody to see it, what is removed is gone at once.

use crate::country::{Country, Keys, Plan, ROOTS, until};
use jiff::SignedDuration;
use padron_authority::order::sign;
use padron_protocol::contract::{Endpoint as _, custodian, registrar};
use padron_protocol::messages::order::{Order, RequestStatus};
use padron_protocol::trust::{Party, Role, SignedTrustList, TrustList, Trusted};
use padron_protocol::verify::verify_answer;
use padron_protocol::{Problem, ProblemType};
use std::sync::Arc;

const NOTICE: SignedDuration = SignedDuration::from_hours(72);

fn adds(court: &Keys) -> impl FnOnce(&mut TrustList) + use<> {
    let party = Party { controller: "ministry of justice".into(), ..court.party(Role::Court) };
    move |list| list.parties.push(party)
}

fn removes(id: &'static str) -> impl FnOnce(&mut TrustList) {
    move |list| list.parties.retain(|party| party.id != id)
}

/// A country with a line, two hours ago.
async fn with_a_line() -> (Country, String) {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    (country, form.number.clone())
}

fn order_of(country: &Country, court: &Keys, number: &str) -> (Order, String) {
    let order = Order { court: court.id.clone(), ..country.order(number) };
    let token = sign(&order, &court.signer()).unwrap();
    (order, token)
}

/// What every custodian says to an order of this court, logged and proved as it should be.
async fn presented(country: &Country, court: &Keys, number: &str) -> Vec<Result<RequestStatus, Problem>> {
    let (order, token) = order_of(country, court, number);
    let asker = country.asker();
    let prepared = asker.prepare_unchecked(&order, &token, country.uuid());
    asker.submit(&prepared).await.1.into_iter().map(|(_, word)| word).collect()
}

fn assert_no_court(words: Vec<Result<RequestStatus, Problem>>) {
    for word in words {
        let problem = word.err().unwrap();
        assert!(problem.is(ProblemType::BadOrder), "{problem}");
    }
}

/// Logs a list, and waits until the officers of every custodian see it.
async fn logged(country: &Country, list: &SignedTrustList) {
    let answered = country.post_list(list).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    seen(country, list).await;
}

async fn seen(country: &Country, list: &SignedTrustList) {
    for custodian in country.custodians() {
        until("the custodian has seen the list", async || {
            let lists = country.lists_at(&custodian).await.lists;
            lists.iter().any(|listed| listed.hash == list.hash()).then_some(())
        })
        .await;
    }
}

async fn confirmed(country: &Country, list: &SignedTrustList) {
    for custodian in country.custodians() {
        let answered = country.confirm(&custodian, list).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
    }
}

#[tokio::test]
async fn a_new_courts_orders_count_once_the_list_is_logged_noticed_and_confirmed() {
    let (country, number) = with_a_line().await;
    let court = country.new_keys("court-2");
    let list = country.successor(&country.trusted, adds(&court));
    assert_no_court(presented(&country, &court, &number).await);
    logged(&country, &list).await;
    assert_no_court(presented(&country, &court, &number).await);
    // Confirmed at once: the notice has still to pass.
    confirmed(&country, &list).await;
    country.later(NOTICE - SignedDuration::from_mins(10)).await;
    assert_no_court(presented(&country, &court, &number).await);
    country.later(SignedDuration::from_mins(15)).await;
    let (_, token) = order_of(&country, &court, &number);
    let asker = country.asker_under("prosecutor", country.opened(&list));
    let answer = asker.ask(&token).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(verify_answer(&answer, &country.opened(&list)).holds());
    assert!(!verify_answer(&answer, &country.trusted).holds(), "the first list does not know this court");
}

#[tokio::test]
async fn a_list_that_no_officer_confirms_never_takes_effect() {
    let (country, number) = with_a_line().await;
    let court = country.new_keys("court-2");
    let list = country.successor(&country.trusted, adds(&court));
    logged(&country, &list).await;
    country.later(NOTICE * 3).await;
    assert_no_court(presented(&country, &court, &number).await);
    // Officers of one custodian confirm: there, and only there, it is in force.
    confirm_at(&country, "custodian-2", &list).await;
    let words = presented(&country, &court, &number).await;
    let accepted: Vec<bool> = words.iter().map(Result::is_ok).collect();
    assert_eq!(accepted, [false, true, false, false, false]);
}

async fn confirm_at(country: &Country, custodian: &str, list: &SignedTrustList) {
    assert_eq!(country.confirm(custodian, list).await.status, 200);
}

#[tokio::test]
async fn officers_confirm_what_they_were_told_and_nothing_else() {
    let (country, _) = with_a_line().await;
    let court = country.new_keys("court-2");
    let list = country.successor(&country.trusted, adds(&court));
    let other = country.successor(&country.trusted, adds(&country.new_keys("court-3")));
    let unknown = country.confirm("custodian-1", &list).await;
    assert_ne!(unknown.status, 200, "it is not logged yet");
    logged(&country, &list).await;
    let wrong = country.confirm("custodian-1", &other).await;
    assert_ne!(wrong.status, 200, "the hash is another list's");
    let listed = country.lists_at("custodian-1").await.lists.remove(0);
    assert!(listed.confirmed.is_none() && listed.changes.iter().any(|change| change.what == "party court-2"));
}

#[tokio::test]
async fn a_removed_courts_orders_are_refused_at_once() {
    let (country, number) = with_a_line().await;
    let court = country.keys("court").clone();
    assert!(presented(&country, &court, &number).await.iter().all(Result::is_ok));
    // Another court stays, so that a list without this one is a list.
    let list = country.successor(&country.trusted, removes("court"));
    // Approved and open until now.
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&country.order(&number)))).await;
    assert!(asker.open(&presentation).await.is_ok());
    logged(&country, &list).await;
    assert_no_court(presented(&country, &court, &number).await);
    let problem = asker.open(&presentation).await.err().unwrap();
    assert!(problem.is(ProblemType::BadOrder), "no part of an older request either: {problem}");
}

#[tokio::test]
async fn a_removed_operator_and_authority_are_turned_away_at_once() {
    let (country, number) = with_a_line().await;
    let list = country.successor(&country.trusted, |list| {
        list.parties.retain(|party| party.id != "operator-b" && party.id != "other-prosecutor");
    });
    logged(&country, &list).await;
    let refused = country.link("operator-b", country.uuid(), &country.form(country.national(1), 1)).await;
    assert!(refused.is_err(), "no custodian evaluates for it");
    let order = Order { authority: "other-prosecutor".into(), ..country.order(&number) };
    let other = country.asker_as("other-prosecutor");
    let outcome = other.log(&other.prepare(&country.ordered(&order))).await;
    assert!(outcome.is_err(), "its requests are not even logged");
    country.link("operator-a", country.uuid(), &country.form(country.national(1), 2)).await.unwrap();
}

#[tokio::test]
async fn a_list_with_too_few_roots_signatures_is_refused_by_the_registrar() {
    let (country, _) = with_a_line().await;
    let court = country.new_keys("court-2");
    let entries = country.figures().await.entries;
    let few = country.successor_signed_by(ROOTS - 1, &country.trusted, adds(&court));
    let skipped = country.successor(&country.trusted, |list| list.version += 1);
    let stray = country.successor(&country.trusted, |list| list.predecessors = vec![list.regime]);
    let expired = country.successor(&country.trusted, |list| list.expires = list.issued);
    let elsewhere = country.successor(&country.trusted, |list| list.register = "another-register".into());
    for (what, list) in
        [("few", few), ("skipped", skipped), ("stray", stray), ("expired", expired), ("elsewhere", elsewhere)]
    {
        let answered = country.post_list(&list).await;
        let problem = answered.problem();
        assert!(problem.is(ProblemType::BadTrustList) || problem.is(ProblemType::TrustExpired), "{what}: {problem}");
    }
    for body in [&b"{}"[..], b"", b"\xff", b"null"] {
        let answered = country.unsigned("registrar", "POST", registrar::LogTrustList::PATH, body).await;
        assert!(matches!(answered.status, 400 | 422), "{}", answered.text());
    }
    assert_eq!(country.figures().await.entries, entries, "none of them was logged");
}

#[tokio::test]
async fn the_same_list_is_logged_once() {
    let (country, _) = with_a_line().await;
    let list = country.successor(&country.trusted, adds(&country.new_keys("court-2")));
    let before = country.figures().await.trust_lists;
    logged(&country, &list).await;
    let again = country.post_list(&list).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(country.figures().await.trust_lists, before + 1);
    let shown = country.log_file("trust/2.json").await.unwrap();
    let shown = SignedTrustList::parse(std::str::from_utf8(&shown).unwrap()).unwrap();
    assert!(shown.hash() == list.hash());
    let log = country.read_log().await;
    assert!(log.entries.contains(&list.entry()));
}

#[tokio::test]
async fn when_the_trust_list_has_run_out_nothing_is_done_under_it() {
    let country = Country::found(Plan { trust_hours: 30, ..Plan::default() }).await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    let (asker, order) = (country.asker(), country.order(&form.number));
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    let gathered = asker.gather(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    let opening = asker.opening(&gathered, 0).await.to("custodian-1");
    let other = asker.prepare(&country.ordered(&country.order(&form.number)));

    country.pass(SignedDuration::from_hours(29));
    let expired = |what: &str, problem: Problem| assert!(problem.is(ProblemType::TrustExpired), "{what}: {problem}");
    let refused = country.link("operator-a", country.uuid(), &country.form(country.national(1), 1)).await;
    expired("link", refused.err().unwrap());
    expired("log", asker.log(&other).await.err().unwrap());
    let (document, code) = country.sign_in(country.national(0));
    expired("own view", country.own_view(&document, &code).await.err().unwrap());
    let proofs = gathered.file.proofs.clone().unwrap();
    for (_, word) in asker.present_all_with(&presentation, &proofs).await {
        expired("present", word.err().unwrap());
    }
    let custodian = country.party("custodian-1");
    let evaluation = padron_authority::request::ask_evaluation(&presentation, &gathered.file);
    let word = asker.step::<custodian::EvaluateOrder>(custodian, &presentation.request, &evaluation).await;
    expired("evaluation", word.err().unwrap());
    let word = asker.step::<custodian::OpenRecord>(custodian, &presentation.request, &opening).await;
    expired("opening", word.err().unwrap());
    // Whatever was proved under it stays proved.
    let _: Arc<Trusted> = country.trusted.clone();
}
