//! A person's own view: all of it, after the embargo, and nobody else's.

use crate::country::{Country, without_accesses};
use jiff::SignedDuration;
use padron_model::HolderKind;
use padron_protocol::ProblemType;
use padron_protocol::contract::{Endpoint as _, registrar, verifier};
use padron_protocol::messages::person::OwnView;

async fn view(country: &Country, person: u64) -> OwnView {
    let (document, code) = country.sign_in(person);
    country.own_view(&document, &code).await.unwrap_or_else(|problem| panic!("{problem}"))
}

/// A line of the first national, opened under an order whose embargo ends in thirty days.
async fn opened() -> Country {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    country.asker().ask(&country.ordered(&country.order(&form.number))).await.unwrap();
    country
}

#[tokio::test]
async fn a_person_sees_exactly_their_own_lines() {
    let country = Country::usual().await;
    let (mine, theirs) = (country.national(0), country.national(1));
    let mut folios = Vec::new();
    for (operator, person, nth) in [("operator-a", mine, 0), ("operator-b", mine, 1), ("operator-a", theirs, 2)] {
        let form = country.form(person, nth);
        let linked = country.link(operator, country.uuid(), &form).await.unwrap();
        folios.push((linked.folio, operator.to_owned(), form.number[form.number.len() - 4..].to_owned()));
    }
    let mut seen: Vec<_> =
        view(&country, mine).await.lines.into_iter().map(|line| (line.folio, line.operator, line.last_four)).collect();
    seen.sort();
    let mut expected = folios[..2].to_vec();
    expected.sort();
    assert_eq!(seen, expected);
    assert_eq!(view(&country, theirs).await.lines.len(), 1);
    assert!(view(&country, country.national(2)).await.lines.is_empty());
}

#[tokio::test]
async fn a_foreigner_sees_their_lines_too() {
    let country = Country::usual().await;
    let foreigner = country.nth(HolderKind::Foreigner, 0);
    country.link("operator-a", country.uuid(), &country.form(foreigner, 0)).await.unwrap();
    assert_eq!(view(&country, foreigner).await.lines.len(), 1);
}

#[tokio::test]
async fn an_access_is_shown_when_the_embargo_ends_and_not_before() {
    let country = opened().await;
    let embargo = country.now().checked_add(SignedDuration::from_hours(720)).unwrap();
    assert!(view(&country, country.national(0)).await.lines[0].accesses.is_empty());
    country.clock.set(embargo.checked_sub(SignedDuration::from_nanos(1)).unwrap());
    assert!(view(&country, country.national(0)).await.lines[0].accesses.is_empty());
    country.clock.set(embargo);
    let accesses = view(&country, country.national(0)).await.lines.remove(0).accesses;
    assert_eq!(accesses.len(), 1);
    assert_eq!((accesses[0].authority.as_str(), accesses[0].court.as_deref()), ("prosecutor", Some("court")));
    // On a slow machine a fourth custodian may have been asked before the third had answered.
    assert!(accesses[0].custodians >= 3 && !accesses[0].alarm);
}

#[tokio::test]
async fn an_access_that_the_registrar_hides_raises_an_alarm() {
    let country = opened().await;
    country.pass(SignedDuration::from_hours(721));
    country.dress("registrar", without_accesses).await;
    let accesses = view(&country, country.national(0)).await.lines.remove(0).accesses;
    assert!(accesses.len() == 1 && accesses[0].custodians >= 3 && accesses[0].alarm);
}

#[tokio::test]
async fn a_custodian_that_does_not_answer_is_named() {
    let country = opened().await;
    country.pass(SignedDuration::from_hours(721));
    country.stop("custodian-2").await;
    let view = view(&country, country.national(0)).await;
    assert_eq!(view.silent_custodians, ["custodian-2"]);
    assert!(view.lines[0].accesses[0].custodians >= 2 && !view.lines[0].accesses[0].alarm);
}

#[tokio::test]
async fn a_wrong_code_or_another_persons_document_signs_nobody_in() {
    let country = opened().await;
    let (document, code) = country.sign_in(country.national(0));
    let (other, other_code) = country.sign_in(country.national(1));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let before = country.stored();
    for (document, code) in
        [(&document, wrong), (&document, &other_code), (&other, &code), (&document, ""), (&String::new(), &code)]
    {
        let problem = country.own_view(document, code).await.err().unwrap();
        assert!(problem.is(ProblemType::LoginFailed), "{problem}");
        assert!(document.is_empty() || !serde_json::to_string(&problem).unwrap().contains(document.as_str()));
    }
    assert!(country.stored() == before);
}

#[tokio::test]
async fn the_page_shows_what_the_interface_shows_and_repeats_nothing() {
    let country = opened().await;
    let (document, code) = country.sign_in(country.national(0));
    let form = |code: &str| format!("document={document}&code={code}&lang=en");
    let page = country.unsigned("verifier", "POST", verifier::ShowOwn::PATH, form(&code).as_bytes()).await;
    let line = view(&country, country.national(0)).await.lines.remove(0);
    assert!(page.kind.starts_with("text/html") && page.text().contains(&line.folio));
    let refused = country.unsigned("verifier", "POST", verifier::ShowOwn::PATH, form("000000").as_bytes()).await;
    assert!(!refused.text().contains(&line.folio) && !refused.text().contains(&document));
}

#[tokio::test]
async fn only_the_verifier_may_ask_for_holdings_and_only_for_slots_that_it_has() {
    let country = opened().await;
    let asked = serde_json::json!({"sealed": "A".repeat(400)}).to_string();
    let answered =
        country.signed("verifier", "registrar", "POST", registrar::ReadHoldings::PATH, asked.as_bytes()).await;
    assert_eq!(answered.refusal(), ProblemType::MalformedRequest);
}
