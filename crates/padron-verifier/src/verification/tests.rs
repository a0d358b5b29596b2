use super::*;
use crate::tests::{CAP, OPERATOR, verifier};
use padron_protocol::jws::open;
use padron_protocol::messages::verification::VerificationRow;
use padron_protocol::sealed::decode_slots;
use padron_protocol::testing::{Country, after, delivery, now, rng, uuid};
use padron_testkit::people::{Person, Population};
use std::collections::BTreeSet;

fn people(kind: HolderKind, count: usize) -> Vec<Person> {
    Population::new(1, 500).iter().filter(|person| person.holder.kind() == kind).take(count).collect()
}

fn record(at: usize) -> Uuid {
    uuid(&format!("record {at}"))
}

/// What an operator asks about these people.
fn asked(people: &[Person]) -> VerificationRequest {
    let info = holders_info("test", OPERATOR);
    let (sender, key) = BatchSender::new(&delivery("verifier").public(), &info, &mut rng()).unwrap();
    let row = |(at, person): (usize, &Person)| {
        let holder = person.holder.encode().unwrap();
        let sealed = sender.seal_row(at as u32, record(at).as_bytes(), &holder).unwrap();
        VerificationRow { record: record(at), number: Hash32([at as u8; 32]), holder: sealed.into() }
    };
    VerificationRequest { key: key.into(), rows: people.iter().enumerate().map(row).collect() }
}

/// The whole way of a batch.
fn answered(country: &Country, request: &VerificationRequest, verdicts: Vec<Verdict>) -> VerificationReply {
    let verifier = verifier(country);
    let rows = Verifier::judge(verifier.open_holders(OPERATOR, request).unwrap(), verdicts).unwrap();
    let person = |row: &OpenedHolder| Holder::decode(&row.bytes).unwrap().person_input();
    let persons: Vec<_> = rows.iter().flatten().map(person).collect();
    let persons: Vec<&[u8]> = persons.iter().map(|person| person.as_slice()).collect();
    let secrets = crate::tests::secrets(country, &persons);
    verifier.sign(OPERATOR, rows, secrets, now(), &mut rng()).unwrap()
}

fn verified(reply: &VerificationReply, at: usize) -> &Verified {
    match &reply.rows[at] {
        VerificationOutcome::Verified(verified) => verified,
        VerificationOutcome::Refused(problem) => panic!("{problem}"),
    }
}

fn refused(reply: &VerificationReply, at: usize) -> ProblemType {
    match &reply.rows[at] {
        VerificationOutcome::Verified(_) => panic!("row {at} was verified"),
        VerificationOutcome::Refused(problem) => problem.problem_type().unwrap(),
    }
}

/// A row's slots, as the registrar opens them.
fn slots(reply: &VerificationReply, at: usize) -> (SlotKind, BTreeSet<[u8; 32]>) {
    let SealedSlots { row, sealed } = &verified(reply, at).slots;
    let key = &reply.slots_key.0;
    let receiver = BatchReceiver::new(&delivery("registrar"), &slots_info("test"), key).unwrap();
    let plain = receiver.open_row(*row, record(*row as usize).as_bytes(), &sealed.0).unwrap();
    let (kind, tokens) = decode_slots(&plain).unwrap();
    (kind, tokens.iter().copied().collect())
}

#[test]
fn what_is_signed_is_what_was_confirmed_and_only_its_operator_gets_the_view_key() {
    let (country, people) = (Country::new(1), people(HolderKind::National, 1));
    let reply = answered(&country, &asked(&people), vec![Verdict::Match]);
    let verified = verified(&reply, 0);
    let key = country.trusted().party("verifier").unwrap().signing;
    let statement: VerificationStatement = open(&verified.statement, "verifier", &key).unwrap();
    assert_eq!((statement.record, statement.operator.as_str()), (record(0), OPERATOR));
    assert_eq!((statement.audience.as_str(), statement.register.as_str()), ("registrar", "test"));
    assert_eq!((statement.issued, statement.expires), (now(), after(1800)), "as long as the regime says");
    assert_eq!(statement.evaluators, Evaluators(3), "who evaluated the holder");
    assert_eq!(statement.slots, slots_hash(&reply.slots_key, 0, &verified.slots.sealed));
    let secrets = |operator: &str| {
        let info = verified_info("test", OPERATOR);
        let receiver = BatchReceiver::new(&delivery(operator), &info, &reply.key.0).unwrap();
        receiver.open_row(0, record(0).as_bytes(), &verified.secrets.0)
    };
    let opened = secrets(OPERATOR).unwrap();
    let nonce: [u8; 32] = opened[32..].try_into().unwrap();
    assert_eq!(statement.attributes, attributes_hash(&nonce, &people[0].holder.encode().unwrap()));
    assert!(secrets("operator-b").is_err());
}

#[test]
fn a_person_has_the_same_slots_for_every_record_and_a_company_has_one_token() {
    let country = Country::new(1);
    let person = people(HolderKind::National, 2);
    let batch = [person[0].clone(), person[1].clone(), person[0].clone()];
    let reply = answered(&country, &asked(&batch), vec![Verdict::Match; 3]);
    let [first, other, again] = [0, 1, 2].map(|at| slots(&reply, at));
    assert!(first == again && first.1.is_disjoint(&other.1));
    assert!(first.0 == SlotKind::Person && first.1.len() == usize::from(CAP));
    let company = answered(&country, &asked(&people(HolderKind::LegalPerson, 1)), vec![Verdict::Match]);
    let (kind, tokens) = slots(&company, 0);
    assert!(kind == SlotKind::LegalPerson && tokens.len() == 1);
}

#[test]
fn who_is_not_confirmed_is_refused_and_the_others_go_on() {
    let (country, people) = (Country::new(1), people(HolderKind::National, 4));
    let verdicts = vec![Verdict::Mismatch, Verdict::Match, Verdict::Unknown, Verdict::Withdrawn];
    let reply = answered(&country, &asked(&people), verdicts);
    assert!([0, 2, 3].iter().all(|at| refused(&reply, *at) == ProblemType::NotVerified));
    verified(&reply, 1);
    let verifier = verifier(&country);
    let rows = Verifier::judge(verifier.open_holders(OPERATOR, &asked(&people)).unwrap(), vec![Verdict::Unknown; 4]);
    let none = verifier.refuse_all(OPERATOR, rows.unwrap(), now(), &mut rng()).unwrap();
    assert!((0..4).all(|at| refused(&none, at) == ProblemType::NotVerified));
}

#[test]
fn a_source_that_leaves_a_holder_out_confirms_nobody() {
    let (country, people) = (Country::new(1), people(HolderKind::Foreigner, 2));
    let rows = verifier(&country).open_holders(OPERATOR, &asked(&people)).unwrap();
    let problem = Verifier::judge(rows, vec![Verdict::Match]).err().unwrap();
    assert!(problem.is(ProblemType::Unreachable));
}

#[test]
fn what_is_not_sealed_to_this_verifier_for_this_row_is_refused() {
    let (country, people) = (Country::new(1), people(HolderKind::National, 2));
    let verifier = verifier(&country);
    let opens = |operator: &str, request: &VerificationRequest| -> Vec<bool> {
        verifier.open_holders(operator, request).unwrap().iter().map(Result::is_ok).collect()
    };
    let mut request = asked(&people);
    assert_eq!(opens(OPERATOR, &request), [true, true]);
    assert_eq!(opens("operator-b", &request), [false, false], "it is another operator's");
    request.rows[1].record = record(7);
    assert_eq!(opens(OPERATOR, &request), [true, false], "another record's");
    request.rows.swap(0, 1);
    assert_eq!(opens(OPERATOR, &request), [false, false], "another row's");
    request.key = vec![2; 33].into();
    assert!(verifier.open_holders(OPERATOR, &request).err().unwrap().is(ProblemType::MalformedRequest));
    let row = |_| VerificationRow { record: record(0), number: Hash32::default(), holder: Vec::new().into() };
    let long = VerificationRequest { key: asked(&people).key, rows: (0..=MAX_ROWS).map(row).collect() };
    assert!(verifier.open_holders(OPERATOR, &long).err().unwrap().is(ProblemType::TooManyRows));
}

#[test]
fn nothing_is_signed_for_whom_the_trust_list_does_not_name_or_without_a_secret() {
    let (country, people) = (Country::new(1), people(HolderKind::National, 1));
    let verifier = verifier(&country);
    let signed = |operator: &str| {
        let rows = verifier.open_holders(OPERATOR, &asked(&people)).unwrap();
        verifier
            .sign(operator, rows, EvaluatedPersons::default(), now(), &mut rng())
            .err()
            .unwrap()
            .problem_type()
            .unwrap()
    };
    assert_eq!(signed("operator-z"), ProblemType::Forbidden);
    assert_eq!(signed(OPERATOR), ProblemType::Internal);
}
