//! It makes one person's record answer for another's number, or lets an answer say more, less or something else than was
//! registered: whoever is given the answer sees it.

use crate::country::Country;
use jiff::SignedDuration;
use padron_model::Number;
use padron_protocol::jws::{Signer, claimed_signer, detach, open};
use padron_protocol::log::Promise;
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::opening::{FaultKind, History, HistoryFault, LineHistory, Ticket};
use padron_protocol::messages::order::Order;
use padron_protocol::messages::verification::{Strength, VerificationStatement, number_hash};
use padron_protocol::verify::verify_answer;

/// Two lines of two people, with a true answer about each.
struct Two {
    country: Country,
    mine: Answer,
    theirs: Answer,
}

async fn two() -> Two {
    let country = Country::usual().await;
    let mut answers = Vec::new();
    let forms = [0, 1].map(|nth| country.form(country.national(nth), nth as u64));
    for (form, operator) in forms.iter().zip(["operator-a", "operator-b"]) {
        country.link(operator, country.uuid(), form).await.unwrap();
    }
    country.later(SignedDuration::from_hours(2)).await;
    for form in &forms {
        answers.push(country.asker().ask(&country.ordered(&country.order(&form.number))).await.unwrap());
    }
    let theirs = answers.remove(1);
    Two { country, mine: answers.remove(0), theirs }
}

fn copied(answer: &Answer) -> Answer {
    serde_json::from_value(serde_json::to_value(answer).unwrap()).unwrap()
}

impl Two {
    /// Which checks fail of my answer, changed.
    fn fails(&self, change: impl FnOnce(&mut Answer)) -> Vec<&'static str> {
        let mut answer = copied(&self.mine);
        change(&mut answer);
        let report = verify_answer(&answer, &self.country.trusted);
        report.checks.iter().filter(|check| !check.holds).map(|check| check.check).collect()
    }

    /// What my custodians have said of the history, said otherwise: by as many of them as go along.
    fn said(&self, going_along: &[&str], change: impl Fn(&mut LineHistory)) -> Vec<String> {
        let said = |token: &String| {
            let custodian = claimed_signer(token).unwrap();
            let key = &self.country.party(&custodian).signing;
            let mut history: History = open(token, &custodian, key).unwrap();
            if !going_along.contains(&custodian.as_str()) {
                return token.clone();
            }
            change(&mut history.history);
            self.country.keys(&custodian).signer().sign(&history).unwrap()
        };
        self.mine.histories.iter().map(said).collect()
    }
}

#[tokio::test]
async fn one_persons_record_does_not_answer_for_another_number() {
    let two = two().await;
    assert_eq!(two.fails(|_| {}), [""; 0]);
    // The accomplice knows the text of the other line: every piece of it, in my answer.
    assert_eq!(two.fails(|answer| answer.records = copied(&two.theirs).records), ["records", "text"]);
    assert_eq!(
        two.fails(|answer| {
            let record = answer.records[0].record;
            answer.records = copied(&two.theirs).records;
            answer.records[0].record = record;
        }),
        ["text"]
    );
    // Only the texts, with my link; or their link and my texts.
    assert_eq!(
        two.fails(|answer| answer.records[0].compartments = copied(&two.theirs).records.remove(0).compartments),
        ["text"]
    );
    assert_eq!(two.fails(|answer| answer.records[0].link = two.theirs.records[0].link.clone()), ["text"]);
    // The custodians' words on the other line, and its token, under my order.
    let all_theirs = two.fails(|answer| {
        let theirs = copied(&two.theirs);
        (answer.tickets, answer.histories) = (theirs.tickets, theirs.histories);
        (answer.disclosure, answer.line_token) = (theirs.disclosure, theirs.line_token);
        answer.records = theirs.records;
        answer.proofs.extend(theirs.proofs);
    });
    assert_eq!(all_theirs, ["line"]);
    // Two custodians of five that go along are too few to say that the record is this line's.
    let listed = two.theirs.records[0].record;
    let lying = two.said(&["custodian-1", "custodian-2"], |history| history.records[0].record = listed);
    assert_eq!(two.fails(|answer| answer.histories = lying), ["history"]);
}

#[tokio::test]
async fn even_with_a_quorum_that_lies_about_the_history_a_record_of_another_line_does_not_verify() {
    let two = two().await;
    let all: Vec<String> = two.country.custodians();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let theirs = copied(&two.theirs).records.remove(0);
    let listed = |history: &mut LineHistory| {
        history.records[0].record = theirs.record;
        history.records[0].operator = "operator-b".into();
    };
    let lying = two.said(&all, listed);
    let fails = two.fails(|answer| {
        answer.histories = lying;
        answer.records = copied(&two.theirs).records;
        answer.proofs.extend(copied(&two.theirs).proofs);
    });
    assert_eq!(fails, ["text"], "the link in the log is another line's, and its verification another number's");
}

#[tokio::test]
async fn a_record_more_or_fewer_or_twice_another_operator_or_strength_is_seen() {
    let two = two().await;
    let again = || copied(&two.mine).records.remove(0);
    assert_eq!(two.fails(|answer| answer.records.push(again())), ["records"]);
    assert_eq!(two.fails(|answer| answer.records.push(copied(&two.theirs).records.remove(0))), ["records"]);
    assert_eq!(two.fails(|answer| answer.records.clear()), ["records"]);
    let twice = |answer: &mut Answer| {
        let opened = again().compartments.remove(0);
        answer.records[0].compartments.push(opened);
    };
    assert_eq!(two.fails(twice), ["text"]);
    assert_eq!(two.fails(|answer| drop(answer.records[0].compartments.pop())), ["text"]);
    // An operator's name that every custodian would have to have put there.
    let all: Vec<String> = two.country.custodians();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let renamed = two.said(&all, |history| history.records[0].operator = "operator-b".into());
    assert_eq!(two.fails(|answer| answer.histories = renamed), ["text"]);
    let longer = two.said(&all, |history| history.records[0].from = "2020-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(two.fails(|answer| answer.histories = longer), ["text"]);
    let strength = Strength::Biometric;
    assert_eq!(two.fails(|answer| answer.records[0].evidence.strength = strength), ["text"]);
}

#[tokio::test]
async fn strength_is_proved_where_the_holder_was_not_ordered() {
    let two = two().await;
    let number = two.country.form(two.country.national(0), 0).number.clone();
    let order = Order { compartments: vec![padron_model::Compartment::Line], ..two.country.order(&number) };
    let mut answer = two.country.asker().ask(&two.country.ordered(&order)).await.unwrap();
    assert!(verify_answer(&answer, &two.country.trusted).holds());
    answer.records[0].evidence.strength = Strength::Biometric;
    assert!(!verify_answer(&answer, &two.country.trusted).holds());
}

/// The verifier signs another statement for the same record, number and holder: that of the link stands.
#[tokio::test]
async fn the_verifier_alone_changes_nothing_afterwards() {
    let two = two().await;
    let stronger = |answer: &mut Answer| {
        let court = claimed_signer(&answer.request.order).unwrap();
        let order: Order = open(&answer.request.order, &court, &two.country.party(&court).signing).unwrap();
        let promise: Promise =
            open(&answer.records[0].link.promise, "registrar", &two.country.party("registrar").signing).unwrap();
        let evaluators = promise.entry.evaluators;
        let (record, evidence) = (answer.records[0].record, &mut answer.records[0].evidence);
        evidence.strength = Strength::Biometric;
        let list = two.country.trusted.list();
        let statement = VerificationStatement {
            register: list.register.clone(),
            regime: list.regime,
            audience: "registrar".into(),
            operator: "operator-a".into(),
            record,
            strength: evidence.strength,
            attributes: evidence.attributes,
            number: number_hash(&evidence.number_salt.0, &Number::parse(&order.number).unwrap()),
            slots: evidence.slots,
            evaluators: evaluators.unwrap().person,
            issued: evidence.issued,
            expires: evidence.expires,
        };
        let token = two.country.keys("verifier").signer().sign(&statement).unwrap();
        evidence.signature = detach(&token).unwrap().to_vec().into();
    };
    assert_eq!(two.fails(stronger), ["text"]);
}

#[tokio::test]
async fn a_fault_that_custodians_found_marks_the_answer() {
    let two = two().await;
    let all: Vec<String> = two.country.custodians();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let fault = HistoryFault { place: 1, index: Some(7), fault: FaultKind::Unshown };
    let marked = two.said(&all, |history| history.faults.push(fault.clone()));
    assert_eq!(two.fails(|answer| answer.histories = marked), ["whole"]);
}

#[tokio::test]
async fn words_of_too_few_or_of_others_are_none() {
    let two = two().await;
    assert_eq!(two.fails(|answer| answer.histories.truncate(2)), ["history"]);
    assert_eq!(two.fails(|answer| answer.tickets.truncate(2)), ["line"]);
    assert_eq!(two.fails(|answer| answer.tickets = vec![answer.tickets[0].clone(); 5]), ["line"], "one five times");
    let forged = |answer: &mut Answer| {
        for token in &mut answer.histories {
            let custodian = claimed_signer(token).unwrap();
            let history: History = open(token, &custodian, &two.country.party(&custodian).signing).unwrap();
            *token = Signer::new(custodian, &[7; 32]).sign(&history).unwrap();
        }
    };
    assert_eq!(two.fails(forged), ["history"]);
    let by_the_registrar = |answer: &mut Answer| {
        for token in &mut answer.tickets {
            let custodian = claimed_signer(token).unwrap();
            let ticket: Ticket = open(token, &custodian, &two.country.party(&custodian).signing).unwrap();
            *token = two.country.keys("registrar").signer().sign(&ticket).unwrap();
        }
    };
    assert_eq!(two.fails(by_the_registrar), ["line"]);
    // Another copy's: each is disclosed by itself.
    let asker = two.country.asker();
    let second = asker.open_copy(&two.mine.request, 2).await.unwrap();
    assert_eq!(two.fails(|answer| answer.disclosure = second.disclosure.clone()), ["disclosure"]);
    assert_eq!(two.fails(|answer| answer.histories = second.histories.clone()), ["history"]);
}
