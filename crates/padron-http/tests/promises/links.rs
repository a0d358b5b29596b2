//! Linking a line: what holds for a person at the counter, and for an operator that tries more.

use crate::country::{Country, Handmade, Plan};
use jiff::SignedDuration;
use padron_model::HolderKind;
use padron_protocol::jws::Signer;
use padron_protocol::log::Receipt;
use padron_protocol::messages::link::{LinkOutcome, RegistrationRow};
use padron_protocol::messages::verification::VerificationStatement;
use padron_protocol::verify::verify_receipt;
use padron_protocol::{Base64, ProblemType};
use std::sync::Arc;
use tokio::task::JoinSet;

#[tokio::test]
async fn a_line_is_linked_and_its_receipt_verifies() {
    let country = Country::usual().await;
    for (nth, kind) in [HolderKind::National, HolderKind::Foreigner, HolderKind::LegalPerson].into_iter().enumerate() {
        let form = country.form(country.nth(kind, 0), nth as u64);
        let linked = country.link("operator-a", country.uuid(), &form).await.unwrap();
        let (report, shown) = verify_receipt(&linked.receipt, &country.trusted, country.now());
        assert!(report.holds());
        assert_eq!(shown.promise.unwrap().folio.unwrap(), linked.folio);
        let altered = Receipt { promise: linked.receipt.promise.replacen('A', "B", 1), ..linked.receipt };
        assert!(!verify_receipt(&altered, &country.trusted, country.now()).0.holds());
    }
    let figures = country.figures().await;
    assert_eq!((figures.entries, figures.links["operator-a"], figures.trust_lists), (4, 3, 1));
}

#[tokio::test]
async fn repeating_a_submission_gives_the_same_receipt() {
    let country = Country::usual().await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let first = country.link("operator-a", key, &form).await.unwrap();
    country.pass(SignedDuration::from_hours(7));
    let again = country.link("operator-a", key, &form).await.unwrap();
    assert_eq!((first.receipt.promise, first.folio, first.at), (again.receipt.promise, again.folio, again.at));
    assert_eq!(first.qr, again.qr);
    assert_eq!(country.linked(), 1);
}

#[tokio::test]
async fn the_same_submission_many_times_at_once_links_once() {
    let country = Arc::new(Country::usual().await);
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let mut attempts = JoinSet::new();
    for _ in 0..20 {
        let (country, form) = (country.clone(), form.clone());
        attempts
            .spawn(async move { country.link("operator-a", key, &form).await.map(|linked| linked.receipt.promise) });
    }
    let outcomes = attempts.join_all().await;
    let promises: std::collections::BTreeSet<_> = outcomes.into_iter().map(Result::unwrap).collect();
    assert_eq!(promises.len(), 1, "twenty times the same receipt");
    assert_eq!(country.linked(), 1);
}

#[tokio::test]
async fn an_altered_submission_under_the_same_key_is_refused() {
    let country = Country::usual().await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    country.link("operator-a", key, &form).await.unwrap();
    let mut altered = vec![country.form(country.national(0), 1), country.form(country.national(1), 0)];
    altered.extend([form.clone(), form.clone()]);
    altered[2].contact.postal_code = Some("01000".into());
    altered[3].service = Some(if form.service.as_deref() == Some("prepaid") { "postpaid" } else { "prepaid" }.into());
    for form in altered {
        let problem = country.link("operator-a", key, &form).await.err().unwrap();
        assert!(problem.is(ProblemType::SubmissionAltered), "{problem}");
    }
    assert_eq!(country.linked(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_operator() {
    let country = Country::usual().await;
    let key = country.uuid();
    country.link("operator-a", key, &country.form(country.national(0), 0)).await.unwrap();
    country.link("operator-b", key, &country.form(country.national(0), 1)).await.unwrap();
    assert_eq!(country.linked(), 2);
}

#[tokio::test]
async fn a_line_that_is_linked_is_unavailable_to_everybody_alike() {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    let mut told = Vec::new();
    for (operator, person) in [("operator-a", 0), ("operator-a", 1), ("operator-b", 0), ("operator-b", 1)] {
        let form = country.form(country.national(person), 0);
        let problem = country.link(operator, country.uuid(), &form).await.err().unwrap();
        assert!(problem.is(ProblemType::LineUnavailable), "{problem}");
        told.push(serde_json::to_string(&problem).unwrap());
    }
    told.dedup();
    assert_eq!(told.len(), 1, "the refusal tells nothing about whose line it is");
}

#[tokio::test]
async fn fifty_attempts_at_the_last_slot_across_operators_give_one_line() {
    let country = Arc::new(Country::usual().await);
    let person = country.national(0);
    for nth in 0..9 {
        let operator = ["operator-a", "operator-b"][nth as usize % 2];
        country.link(operator, country.uuid(), &country.form(person, nth)).await.unwrap();
    }
    let mut attempts = JoinSet::new();
    for nth in 0..50 {
        let (country, form) = (country.clone(), country.form(person, 10 + nth));
        let operator = ["operator-a", "operator-b"][nth as usize % 2];
        attempts.spawn(async move { country.link(operator, country.uuid(), &form).await });
    }
    let outcomes = attempts.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let refused = outcomes.into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert!(refused.iter().all(|problem| problem.is(ProblemType::CapReached)));
    assert_eq!(country.linked(), 10);
    // The cap is the person's, not the world's.
    country.link("operator-a", country.uuid(), &country.form(country.national(1), 90)).await.unwrap();
}

#[tokio::test]
async fn rows_of_one_batch_compete_for_slots_like_any_others() {
    let country = Country::usual().await;
    let row = |nth| RegistrationRow { key: country.uuid(), registration: country.form(country.national(0), nth) };
    let outcomes = country.link_batch("operator-a", (0..12).map(row).collect()).await.unwrap();
    let linked = outcomes.iter().filter(|outcome| matches!(outcome, LinkOutcome::Linked(_))).count();
    assert_eq!((linked, country.linked()), (10, 10));
    let again = |nth: u64| RegistrationRow {
        key: country.uuid(),
        registration: country.form(country.national(1), 20 + nth % 2),
    };
    let outcomes = country.link_batch("operator-a", (0..4).map(again).collect()).await.unwrap();
    let linked = outcomes.iter().filter(|outcome| matches!(outcome, LinkOutcome::Linked(_))).count();
    assert_eq!(linked, 2, "two rows for one line: one of them gets it");
}

#[tokio::test]
async fn a_legal_person_has_no_cap() {
    let country = Country::usual().await;
    let company = country.nth(HolderKind::LegalPerson, 0);
    let row = |nth| RegistrationRow { key: country.uuid(), registration: country.form(company, nth) };
    let outcomes = country.link_batch("operator-a", (0..12).map(row).collect()).await.unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, LinkOutcome::Linked(_))));
}

#[tokio::test]
async fn a_handmade_batch_is_stored_when_nothing_is_bent() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let batch = operator.one(0, 0).await;
    assert!(operator.submit(&batch).await[0].is_ok());
}

#[tokio::test]
async fn a_verification_serves_its_own_person_record_and_operator_only() {
    let country = Country::usual().await;
    let (a, b) = (Handmade::new(&country, "operator-a"), Handmade::new(&country, "operator-b"));
    let (mine, theirs) = (a.one(0, 0).await, a.one(1, 1).await);

    let mut other_statement = mine.clone();
    other_statement.rows[0].statement = theirs.rows[0].statement.clone();
    let mut other_slots = mine.clone();
    other_slots.rows[0].slots = theirs.rows[0].slots.clone();
    let mut other_person = mine.clone();
    other_person.rows[0].statement = theirs.rows[0].statement.clone();
    other_person.rows[0].slots = theirs.rows[0].slots.clone();
    let mut other_record = mine.clone();
    other_record.rows[0].submission = country.uuid();
    let mut other_row = mine.clone();
    other_row.rows[0].slots.row += 1;
    let mut no_statement = mine.clone();
    no_statement.rows[0].statement.clear();
    for batch in [other_statement, other_slots, other_person, other_record, other_row, no_statement] {
        let problem = a.refusal(&batch).await;
        assert!(problem.is(ProblemType::BadVerification), "{problem}");
    }
    let stolen = b.refusal(&mine).await;
    assert!(stolen.is(ProblemType::BadVerification), "{stolen}");
    assert_eq!(country.linked(), 0);
    assert!(a.submit(&mine).await[0].is_ok(), "what was not bent is stored");
}

#[tokio::test]
async fn a_verification_signed_by_anybody_but_the_verifier_is_refused() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let mut batch = operator.one(0, 0).await;
    let claimed = padron_protocol::jws::open::<VerificationStatement>(
        &batch.rows[0].statement,
        "verifier",
        &country.party("verifier").signing,
    )
    .unwrap();
    for signer in [Signer::new("verifier", &[5; 32]), country.keys("operator-a").signer()] {
        batch.rows[0].statement = signer.sign(&claimed).unwrap();
        assert!(operator.refusal(&batch).await.is(ProblemType::BadVerification));
    }
}

#[tokio::test]
async fn an_expired_verification_is_refused() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let batch = operator.one(0, 0).await;
    // As long as the model regime says.
    country.pass(SignedDuration::from_mins(30));
    let problem = operator.refusal(&batch).await;
    assert!(problem.is(ProblemType::BadVerification) && problem.detail.unwrap().contains("expired"));
    country.pass(SignedDuration::from_secs(-1));
    assert!(operator.submit(&batch).await[0].is_ok(), "a second earlier it still held");
}

#[tokio::test]
async fn a_tampered_compartment_is_refused_and_its_neighbours_are_accepted() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let rows = (0..5).map(|nth| (country.uuid(), country.form(country.national(0), nth))).collect();
    let mut batch = operator.batch(rows).await;
    let flip = |bytes: &mut Base64| *bytes.0.last_mut().unwrap() ^= 1;
    flip(&mut batch.rows[1].compartments[2]);
    let swapped = batch.rows[4].compartments[0].clone();
    batch.rows[3].compartments[0] = swapped;
    let outcomes = operator.submit(&batch).await;
    let refused: Vec<bool> = outcomes.iter().map(Result::is_err).collect();
    assert_eq!(refused, [false, true, false, true, false]);
    for (at, field) in [(1, "line"), (3, "subscriber")] {
        let problem = outcomes[at].as_ref().unwrap_err();
        assert!(problem.is(ProblemType::BadSeal), "{problem}");
        assert_eq!(problem.field.as_deref(), Some(field));
    }
    assert_eq!(country.linked(), 3);
}

#[tokio::test]
async fn seals_of_another_line_or_record_or_size_are_refused() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let batch = operator.one(0, 0).await;
    let other = operator.one(0, 1).await;
    let mut line = batch.clone();
    line.rows[0].line_token = other.rows[0].line_token.clone();
    let mut swapped = batch.clone();
    swapped.rows[0].compartments.swap(0, 1);
    let mut short = batch.clone();
    short.rows[0].compartments[0].0.pop();
    let mut empty = batch.clone();
    empty.rows[0].compartments[1].0.clear();
    for batch in [line, swapped, short, empty] {
        let problem = operator.refusal(&batch).await;
        assert!(problem.is(ProblemType::BadSeal), "{problem}");
    }
    let mut token = batch.clone();
    token.rows[0].line_token.0.pop();
    assert!(operator.refusal(&token).await.is(ProblemType::MalformedRequest));
    let mut view = batch.clone();
    view.rows[0].view_box = Base64(vec![0; 513]);
    assert!(operator.refusal(&view).await.is(ProblemType::MalformedRequest));
}

#[tokio::test]
async fn links_go_on_without_two_of_five_custodians_and_stop_without_three() {
    let country = Country::found(Plan::default()).await;
    country.stop("custodian-1").await;
    country.stop("custodian-4").await;
    country.link("operator-a", country.uuid(), &country.form(country.national(0), 0)).await.unwrap();
    country.stop("custodian-2").await;
    let form = country.form(country.national(0), 1);
    let key = country.uuid();
    let problem = country.link("operator-a", key, &form).await.err().unwrap();
    assert!(problem.is(ProblemType::TooFewCustodians), "{problem}");
    assert_eq!(country.linked(), 1);
    country.revive("custodian-2").await;
    country.link("operator-a", key, &form).await.unwrap();
}

#[tokio::test]
async fn a_custodian_that_evaluates_with_another_share_is_found_out_and_left_out() {
    use crate::country::{garbage, other_part};
    for honest_about_it in [true, false] {
        let country = Country::usual().await;
        let fake = other_part(&country, "custodian-1", "custodian-2", honest_about_it);
        country.replace("custodian-1", fake).await;
        country.replace("custodian-3", garbage()).await;
        let (key, form) = (country.uuid(), country.form(country.national(0), 0));
        let linked = country.link("operator-a", key, &form).await.unwrap();
        country.revive("custodian-1").await;
        country.revive("custodian-3").await;
        let again = country.link("operator-b", country.uuid(), &form).await.err().unwrap();
        assert!(again.is(ProblemType::LineUnavailable), "with all of them the line is the same: {again}");
        assert!(verify_receipt(&linked.receipt, &country.trusted, country.now()).0.holds());
    }
}

#[tokio::test]
async fn a_refusal_of_another_party_never_looks_like_a_success() {
    use crate::country::refuses_as_success;
    // The last one is known, but nobody whom a gateway asks may answer it.
    let told = [
        ("busy", ProblemType::Busy),
        ("of-its-own", ProblemType::Unreachable),
        ("login-failed", ProblemType::Unreachable),
    ];
    for (told, expected) in told {
        for party in ["verifier", "registrar"] {
            let country = Country::usual().await;
            country.replace(party, refuses_as_success(told)).await;
            let form = country.form(country.national(0), 0);
            let problem = country.link("operator-a", country.uuid(), &form).await.err().unwrap();
            assert!(problem.is(expected) && problem.status == 503, "{party}: {problem}");
            assert_ne!(problem.title, "Linked");
        }
    }
}

#[tokio::test]
async fn a_batch_of_nothing_but_bad_seals_is_refused_row_by_row() {
    let country = Country::usual().await;
    let operator = Handmade::new(&country, "operator-a");
    let rows = (0..8).map(|nth| (country.uuid(), country.form(country.national(0), nth))).collect();
    let mut batch = operator.batch(rows).await;
    for (at, row) in batch.rows.iter_mut().enumerate() {
        *row.compartments[at % 3].0.last_mut().unwrap() ^= 1;
    }
    let outcomes = operator.submit(&batch).await;
    let fields: Vec<_> = outcomes.into_iter().map(|row| row.unwrap_err().field.unwrap()).collect();
    let three = ["subscriber", "contact", "line"];
    assert_eq!(fields, (0..8).map(|at| three[at % 3].to_owned()).collect::<Vec<_>>());
    assert_eq!(country.linked(), 0);
}
