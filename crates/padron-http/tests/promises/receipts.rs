//! What a person takes home: a promise at once, and the proof that it is kept.

use crate::country::Country;
use jiff::SignedDuration;
use padron_protocol::ProblemType;
use padron_protocol::contract::{Endpoint as _, operator};
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, Promise, QrReceipt, Receipt};
use padron_protocol::messages::link::{LinkOutcome, LinkReply, RegistrationRow};
use padron_protocol::verify::verify_receipt;

fn holds(country: &Country, receipt: &Receipt) -> bool {
    verify_receipt(receipt, &country.trusted, country.now()).0.holds()
}

#[tokio::test]
async fn a_receipt_is_complete_and_needs_nothing_but_the_trust_list() {
    let country = Country::usual().await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let receipt = country.receipt("operator-a", key, &form).await;
    let (report, shown) = verify_receipt(&receipt, &country.trusted, country.now());
    assert!(report.holds(), "{}", serde_json::to_string(&report).unwrap());
    assert!(shown.witnesses.len() >= 2 && shown.cosigned.is_some());
    let promise = shown.promise.unwrap();
    assert_eq!((promise.entry.kind, promise.entry.actor.as_deref()), (EntryKind::Link, Some("operator-a")));
    assert!(!serde_json::to_string(&receipt).unwrap().contains(form.number.trim_start_matches('+')));
    // It does not age: what is proved stays proved.
    country.pass(SignedDuration::from_hours(24 * 400));
    assert!(holds(&country, &receipt));
}

#[tokio::test]
async fn a_receipt_with_a_bent_proof_does_not_hold() {
    let country = Country::usual().await;
    for nth in 0..3 {
        country.receipt("operator-a", country.uuid(), &country.form(country.national(0), nth)).await;
    }
    let receipt = country.receipt("operator-a", country.uuid(), &country.form(country.national(1), 9)).await;
    let other = country.receipt("operator-a", country.uuid(), &country.form(country.national(2), 10)).await;
    let proof = receipt.proof.clone().unwrap();
    let mut bent = vec![String::new(), other.proof.clone().unwrap()];
    for (nth, line) in proof.lines().enumerate() {
        // Every line but the first lines of form: with one letter changed, and left out.
        let middle = line.len() / 2;
        if let Some(letter) = line.get(middle..=middle) {
            let swap = if letter == "A" { "B" } else { "A" };
            let changed = format!("{}{swap}{}", &line[..middle], &line[middle + 1..]);
            let rebuilt: Vec<_> =
                proof.lines().enumerate().map(|(at, line)| if at == nth { changed.as_str() } else { line }).collect();
            bent.push(rebuilt.join("\n") + "\n");
        }
    }
    assert!(bent.len() > 8);
    for proof in bent {
        let bent = Receipt { proof: Some(proof.clone()), ..receipt.clone() };
        assert!(!holds(&country, &bent), "{proof}");
    }
    assert!(!holds(&country, &Receipt { promise: other.promise, ..receipt }));
}

#[tokio::test]
async fn a_qr_code_and_the_log_give_the_receipt_back() {
    let country = Country::usual().await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let linked = country.link("operator-a", key, &form).await.unwrap();
    country.published().await;
    assert!(!linked.qr.contains(&form.number[form.number.len() - 10..]));
    let qr = QrReceipt::parse(&linked.qr).unwrap();
    let log = country.read_log().await;
    let entry = &log.entries[usize::try_from(qr.index).unwrap()];
    let statement = qr.statement(entry).unwrap();
    assert_eq!((statement.folio, statement.operator), (linked.folio, "operator-a".to_owned()));
    assert_eq!(qr.log, country.trusted.list().log.url);
}

#[tokio::test]
async fn without_witnesses_there_is_a_promise_and_the_log_completes_it_afterwards() {
    let country = Country::usual().await;
    country.published().await;
    country.stop_witnesses().await;
    let (key, form) = (country.uuid(), country.form(country.national(0), 0));
    let linked = country.link("operator-a", key, &form).await.unwrap();
    let promised = linked.receipt;
    assert!(promised.proof.is_none());
    let (report, _) = verify_receipt(&promised, &country.trusted, country.now());
    assert!(report.holds() && report.checks.iter().any(|finding| finding.check == "promise"));

    country.revive_witnesses().await;
    country.published().await;
    let again = country.receipt("operator-a", key, &form).await;
    assert_eq!(again.promise, promised.promise, "the same promise, and its proof");
    assert!(holds(&country, &again));
    // Nor is the operator needed for it: the log has the proof for everybody.
    let registrar = country.party("registrar");
    let promise: Promise = open(&promised.promise, "registrar", &registrar.signing).unwrap();
    let log = country.read_log().await;
    let completed = Receipt { proof: Some(log.proof(promise.index)), ..promised.clone() };
    assert!(holds(&country, &completed));

    // A promise without its proof is as good as its day.
    country.clock.set(promise.by.checked_sub(SignedDuration::from_nanos(1)).unwrap());
    assert!(holds(&country, &promised));
    country.clock.set(promise.by);
    assert!(!holds(&country, &promised), "by now it must have been kept, or it is evidence that it was not");
    assert!(holds(&country, &completed));
}

#[tokio::test]
async fn a_batch_has_one_checkpoint_and_a_proof_for_each_of_its_links() {
    let country = Country::usual().await;
    let keys: Vec<_> = (0..5).map(|_| country.uuid()).collect();
    let rows = || {
        let row = |(nth, key): (usize, &_)| RegistrationRow {
            key: *key,
            registration: country.form(country.national(0), nth as u64),
        };
        serde_json::json!({ "rows": keys.iter().enumerate().map(row).collect::<Vec<_>>() }).to_string()
    };
    let reply = crate::country::until("proofs of a batch", async || {
        let answered = country.billing("operator-a", operator::RegisterBatch::PATH, None, rows().as_bytes()).await;
        let reply = answered.json::<LinkReply>();
        reply.proofs.is_some().then_some(reply)
    })
    .await;
    let proofs = reply.proofs.unwrap();
    for row in reply.rows {
        let LinkOutcome::Linked(linked) = row else { panic!("a row was refused") };
        let promise: Promise = open(&linked.promise, "registrar", &country.party("registrar").signing).unwrap();
        let receipt = Receipt { promise: linked.promise, proof: proofs.alone(promise.index) };
        assert!(receipt.proof.is_some() && holds(&country, &receipt));
    }
}

#[tokio::test]
async fn the_figures_are_those_that_anybody_counts_in_the_log() {
    let country = Country::usual().await;
    for (operator, nth) in [("operator-a", 0), ("operator-b", 1), ("operator-a", 2)] {
        country.link(operator, country.uuid(), &country.form(country.national(0), nth)).await.unwrap();
    }
    let refused = country.link("operator-b", country.uuid(), &country.form(country.national(1), 0)).await;
    assert!(refused.is_err_and(|problem| problem.is(ProblemType::LineUnavailable)));
    country.later(SignedDuration::from_hours(1)).await;
    let number = country.line(1).number.e164().to_string();
    country.asker().ask(&country.ordered(&country.order(&number))).await.unwrap();
    let figures = country.figures().await;
    let counted = country.read_log().await.figures;
    assert_eq!(figures, counted);
    let published: padron_protocol::messages::status::Figures =
        serde_json::from_slice(&country.log_file("figures.json").await.unwrap()).unwrap();
    assert_eq!(published, counted);
    assert_eq!((counted.links["operator-a"], counted.links["operator-b"]), (2, 1));
    assert_eq!((counted.requests, counted.approvals, counted.disclosures), (1, 5, 1));
}
