//! What a custodian evaluates in a day, and that no trick with the clock gives more.

use crate::country::{Country, Plan, until, with_inflated_figures};
use jiff::SignedDuration;
use padron_protocol::ProblemType;
use padron_protocol::contract::{Endpoint as _, custodian, registrar};
use padron_protocol::messages::attestation::AttestedPurpose;
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::Budgets;
use serde_json::json;

/// A valid element: the group's base point.
const POINT: &str = "e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76";

async fn evaluate(country: &Country, from: &str, kind: &str, count: usize) -> Result<(), ProblemType> {
    let point: [u8; 32] = data_encoding::HEXLOWER.decode(POINT.as_bytes()).unwrap().try_into().unwrap();
    let points = vec![point; count];
    let elements = serde_json::to_value(padron_protocol::Base64(points.concat())).unwrap();
    let mut body = json!({"epoch": 1, "elements": elements});
    let path = match kind {
        "line" => custodian::EvaluateLine::PATH,
        _ => {
            body["attestation"] = country.attested(AttestedPurpose::Link, &points).into();
            custodian::EvaluatePerson::PATH
        }
    };
    let body = body.to_string();
    let answered = country.signed(from, "custodian-1", "POST", path, body.as_bytes()).await;
    if answered.status == 200 { Ok(()) } else { Err(answered.refusal()) }
}

async fn with(line: u64, float: u64, person: u64, journal: u64) -> Country {
    let budgets = Budgets {
        line_evaluations: line,
        line_float: float,
        line_drain: 1,
        person_evaluations: person,
        person_float: 1000,
        person_drain: 1,
        looks: 1000,
        journal_lookups: journal,
        verifications: 20,
        requests: 2,
    };
    Country::found(Plan { budgets, ..Plan::default() }).await
}

const REFUSED: Result<(), ProblemType> = Err(ProblemType::BudgetExhausted);
const DAY: SignedDuration = SignedDuration::from_hours(24);

#[tokio::test]
async fn an_operators_day_has_an_end_and_the_next_one_begins() {
    let country = with(10, 1000, 1000, 1000).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
    assert_eq!(evaluate(&country, "operator-b", "line", 10).await, Ok(()), "each operator has its own");
    country.clock.set("2026-03-02T23:59:59.999Z".parse().unwrap());
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
    country.clock.set("2026-03-03T00:00:00Z".parse().unwrap());
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
}

#[tokio::test]
async fn a_request_over_the_budget_is_refused_whole_and_costs_nothing() {
    let country = with(10, 1000, 1000, 1000).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 11).await, REFUSED);
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
}

#[tokio::test]
async fn evaluations_without_links_use_up_the_float() {
    let country = with(1000, 5, 1000, 1000).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 5).await, Ok(()));
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
    // Midnight gives back what is forgiven a day, and no more: what has no link is carried over.
    country.pass(DAY);
    assert_eq!(evaluate(&country, "operator-a", "line", 2).await, REFUSED);
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, Ok(()));
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
}

#[tokio::test]
async fn a_clock_that_is_set_far_ahead_refills_little() {
    let country = with(1000, 5, 1000, 1000).await;
    country.published().await;
    country.followed("custodian-1", country.stored().entries).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 5).await, Ok(()));
    country.stop_witnesses().await;
    country.pass(DAY * 365);
    assert_eq!(evaluate(&country, "operator-a", "line", 8).await, REFUSED, "witnesses have seen no such time");
}

#[tokio::test]
async fn an_authoritys_new_requests_have_a_budget() {
    let country = with(1000, 1000, 1000, 1000).await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    let asker = country.asker();
    let mut words = Vec::new();
    for _ in 0..3 {
        let prepared = asker.prepare(&country.ordered(&country.order(&form.number)));
        words.push(asker.submit(&prepared).await.1.into_iter().all(|(_, word)| word.is_ok()));
    }
    assert_eq!(words, [true, true, false]);
}

#[tokio::test]
async fn links_in_the_log_give_the_float_back() {
    let country = with(1000, 2, 1000, 1000).await;
    country.published().await;
    country.stop_witnesses().await;
    for nth in 0..2 {
        country.link("operator-a", country.uuid(), &country.form(country.national(0), nth)).await.unwrap();
    }
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED, "nobody has vouched for its links yet");
    country.revive_witnesses().await;
    until("its links are counted", async || evaluate(&country, "operator-a", "line", 2).await.ok()).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED, "two links gave two back, and no more");
    assert_eq!(evaluate(&country, "operator-b", "line", 3).await, REFUSED, "they are not another operator's");
}

#[tokio::test]
async fn figures_that_the_registrar_makes_up_give_nothing_back() {
    let country = with(1000, 2, 1000, 1000).await;
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    country.followed("custodian-1", country.stored().entries).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 2).await, Ok(()), "its link was counted");
    // The true log, and beside it figures that say of ten thousand links.
    country.dress("registrar", with_inflated_figures).await;
    let told: Figures = country.unsigned("registrar", "GET", registrar::ReadFigures::PATH, b"").await.json();
    let shown: Figures = serde_json::from_slice(&country.log_file("figures.json").await.unwrap()).unwrap();
    assert_eq!((told.links["operator-a"], shown.links["operator-a"]), (10_001, 10_001));
    country.later(SignedDuration::from_mins(2)).await;
    country.followed("custodian-1", country.stored().entries).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
}

#[tokio::test]
async fn a_clock_that_goes_back_refills_nothing() {
    let country = with(10, 1000, 10, 1000).await;
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
    assert_eq!(evaluate(&country, "verifier", "person", 10).await, Ok(()));
    // What was signed before a service began is refused for that alone: go forward first, then back.
    country.pass(DAY);
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
    country.pass(-(DAY - SignedDuration::from_mins(2)));
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
    country.pass(DAY);
    assert_eq!(evaluate(&country, "operator-a", "line", 1).await, REFUSED);
    country.pass(DAY);
    assert_eq!(evaluate(&country, "operator-a", "line", 10).await, Ok(()));
}

#[tokio::test]
async fn each_operators_holders_have_a_budget_too() {
    let country = with(1000, 1000, 3, 1000).await;
    assert_eq!(evaluate(&country, "verifier", "person", 3).await, Ok(()));
    assert_eq!(evaluate(&country, "verifier", "person", 1).await, REFUSED);
    country.pass(DAY);
    assert_eq!(evaluate(&country, "verifier", "person", 3).await, Ok(()));
}

/// An operator that tries out people's data at the identity source has an end, too, whatever comes of it.
#[tokio::test]
async fn the_verifier_has_a_quota_for_each_operator() {
    let country = with(1000, 1000, 1000, 1000).await;
    let mut form = country.form(country.nth(padron_model::HolderKind::Foreigner, 0), 0);
    form.holder.given_names = Some("Nadie".into());
    for _ in 0..20 {
        let refused = country.link("operator-a", country.uuid(), &form).await.err().unwrap();
        assert!(refused.is(ProblemType::NotVerified), "{refused}");
    }
    let refused = country.link("operator-a", country.uuid(), &form).await.err().unwrap();
    assert!(refused.is(ProblemType::BudgetExhausted), "{refused}");
    country.link("operator-b", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    country.pass(DAY);
    country.link("operator-a", country.uuid(), &country.form(country.national(1), 1)).await.unwrap();
}

#[tokio::test]
async fn a_link_over_budget_is_refused_with_the_reason_and_leaves_nothing() {
    let country = with(1, 1000, 1000, 1000).await;
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    // Five custodians give three each: after the fifth evaluation there are too few left.
    let mut refused = None;
    for nth in 1..4 {
        refused = country.link("operator-a", country.uuid(), &country.form(country.national(0), nth)).await.err();
    }
    assert!(refused.unwrap().is(ProblemType::BudgetExhausted));
    let links = country.linked();
    country.pass(DAY);
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 9)).await.unwrap();
    assert_eq!(country.linked(), links + 1);
}

#[tokio::test]
async fn looking_up_the_journal_is_budgeted() {
    let country = with(1000, 1000, 1000, 3).await;
    // Of lines that are nobody's whom the verifier has signed in: refused, and paid for.
    let asked = |lines: usize| {
        let (record, line) = (country.uuid(), padron_threshold::LineToken::from_bytes([1; 32]));
        let link = padron_protocol::testing::line_link(&line, (0, record), country.now(), Default::default()).opened(0);
        let token = padron_protocol::Base64(vec![1; 32]);
        let line = json!({"record": record, "line_token": token, "link": link});
        let attestation = country.attested(AttestedPurpose::Look, &[[1; 32]]);
        json!({"lines": vec![line; lines], "attestation": attestation}).to_string()
    };
    let post = async |lines| {
        country
            .signed("verifier", "custodian-1", "POST", custodian::ReadJournal::PATH, asked(lines).as_bytes())
            .await
            .status
    };
    assert_eq!((post(3).await, post(1).await, post(0).await), (403, 429, 200));
    country.pass(DAY);
    assert_eq!(post(3).await, 403);
    let refused =
        country.signed("verifier", "custodian-1", "POST", custodian::ReadJournal::PATH, asked(1001).as_bytes()).await;
    assert_eq!(refused.refusal(), ProblemType::TooManyRows);
}

#[tokio::test]
async fn elements_that_are_none_or_of_another_epoch_are_refused() {
    let country = Country::usual().await;
    for (epoch, elements, expected) in [
        (2, POINT.to_owned(), ProblemType::WrongEpoch),
        (1, String::new(), ProblemType::MalformedRequest),
        (1, POINT[2..].to_owned(), ProblemType::MalformedRequest),
        (1, "ff".repeat(32), ProblemType::MalformedRequest),
        (1, "00".repeat(32), ProblemType::MalformedRequest),
        (1, POINT.repeat(1025), ProblemType::MalformedRequest),
    ] {
        let bytes = data_encoding::HEXLOWER.decode(elements.as_bytes()).unwrap();
        let elements = serde_json::to_value(padron_protocol::Base64(bytes)).unwrap();
        let body = json!({"epoch": epoch, "elements": elements}).to_string();
        let answered =
            country.signed("operator-a", "custodian-1", "POST", custodian::EvaluateLine::PATH, body.as_bytes()).await;
        assert_eq!(answered.refusal(), expected);
    }
}
