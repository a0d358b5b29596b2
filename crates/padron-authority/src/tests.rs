use super::*;
use crate::answer::Gathered;
use crate::order::{OrderError, sign};
use crate::request::{ask_evaluation, ask_record};
use padron_model::{Compartment, LineDetails, Number, OperatorId, ServiceKind};
use padron_protocol::log::{Commitments, EntryKind, LinkEvent, LogProofs, Opened, OpenedBytes, Promise};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    History, HistoryRecord, OpeningPartMessage, OpeningReply, Order, RecordReply, RequestFile, RequestPresentation,
    SealedCompartment, SealedRecord,
};
use padron_protocol::sealed::CompartmentText;
use padron_protocol::testing::{self, Country, Log, REGIME, after, delivery, now, rng, signer, uuid};
use padron_protocol::{Hash32, sha256};
use padron_threshold::{
    Compact, Epoch, Label, LineToken, Purpose, combine_clear, evaluate_clear, open_part, seal as seal_text,
};

const NUMBER: &str = "+525511112222";

fn authority(country: &Country) -> Authority {
    Authority::new(country.trusted(), signer("prosecutor"), delivery("prosecutor")).unwrap()
}

fn order() -> Order {
    Order {
        order: uuid("order"),
        register: "test".into(),
        regime: REGIME,
        court: "court".into(),
        authority: "prosecutor".into(),
        number: NUMBER.into(),
        from: after(-60),
        to: now(),
        compartments: vec![Compartment::Line],
        basis: "Art. 189".into(),
        case: "case 7".into(),
        issued: now(),
        expires: after(86_400),
        embargo: after(2 * 86_400),
    }
}

fn ordered(order: &Order) -> String {
    sign(order, &signer("court")).unwrap()
}

/// Two custodians' parts of a number's evaluation.
fn evaluated(country: &Country, number: &str) -> Vec<EvaluationReply> {
    let input = Number::parse(number).unwrap().evaluation_input();
    let part = |index| {
        let share = country.share(Purpose::Line, index);
        evaluate_clear(&share, country.key(Purpose::Line), &input, &mut rng()).unwrap().into()
    };
    [1, 2].map(part).into()
}

/// A line's one record, sealed, with the registrar's word on it.
struct Disclosed {
    country: Country,
    gathered: Gathered,
    history: History,
}

impl Disclosed {
    fn new() -> Self {
        let country = Country::new(1);
        let (authority, order) = (authority(&country), order());
        let prepared = authority.prepare(&ordered(&order), &mut rng()).unwrap();
        let parts = evaluated(&country, NUMBER);
        let token = authority.combine(&order, &parts).unwrap();
        let history = history(&token, prepared.request, &order);
        let reply = RecordReply {
            history: signer("registrar").sign(&history).unwrap(),
            records: vec![sealed(&country, &token)],
            proofs: None,
        };
        let (request, promise) = (prepared.request, String::new());
        let file = RequestFile { request, promise: promise.clone(), decisions: Vec::new(), proofs: None };
        let presentation = prepared.presentation(promise);
        Self { country, gathered: Gathered { presentation, file, parts, token, reply }, history }
    }

    fn record(&self) -> &SealedRecord {
        &self.gathered.reply.records[0]
    }

    /// A custodian's part.
    fn part(&self, index: u16) -> (u16, OpeningReply) {
        let sealed = Compact::from_bytes(&self.record().compartments[0].sealed.0).unwrap();
        let (share, key) = (self.country.share(Purpose::Sealing, index), self.country.key(Purpose::Sealing));
        let part = open_part(&share, key, &label(&self.gathered.token), &sealed, &mut rng()).unwrap();
        let (element, proof) = (part.element.into(), part.proof.into());
        (index, OpeningReply { parts: vec![OpeningPartMessage { index, epoch: part.epoch.0, element, proof }] })
    }

    /// Whom the authority blames for these parts.
    fn blamed(&self, parts: &[(u16, OpeningReply)]) -> Option<u16> {
        let authority = authority(&self.country);
        authority.combine_record(&self.gathered, &self.history, self.record(), parts).err().unwrap().custodian
    }
}

fn text() -> CompartmentText {
    let details = LineDetails {
        number: Number::parse(NUMBER).unwrap(),
        iccid: None,
        operator: OperatorId::parse("operator-a").unwrap(),
        service: ServiceKind::Prepaid,
        activated: jiff::civil::date(2026, 3, 2),
    };
    CompartmentText::new(details.encode().unwrap(), &mut rng())
}

fn label(token: &LineToken) -> Label<'_> {
    Label {
        register: "test",
        record: RECORD.as_bytes(),
        line_token: token,
        compartment: Compartment::Line.as_str(),
        regime: &REGIME.0,
        epoch: Epoch(1),
    }
}

static RECORD: std::sync::LazyLock<Uuid> = std::sync::LazyLock::new(|| uuid("record"));

fn sealed(country: &Country, token: &LineToken) -> SealedRecord {
    let (key, label) = (country.key(Purpose::Sealing), label(token));
    let padded = text().encode(Compartment::Line).unwrap();
    let sealed = seal_text(key, &label, &padded, &mut rng()).unwrap().compact(key, &label);
    SealedRecord {
        record: *RECORD,
        compartments: vec![SealedCompartment { compartment: Compartment::Line, sealed: sealed.into() }],
    }
}

fn history(token: &LineToken, request: Uuid, order: &Order) -> History {
    let entry = testing::entry(EntryKind::Disclosure, None, sha256(b"disclosure"));
    History {
        register: "test".into(),
        regime: REGIME,
        audience: "prosecutor".into(),
        request,
        line: sha256(token.as_bytes()),
        from: order.from,
        to: order.to,
        copy: 1,
        disclosure: signer("registrar").sign(&testing::promised(9, entry, now())).unwrap(),
        records: vec![linked()],
        at: now(),
    }
}

fn linked() -> HistoryRecord {
    let record = *RECORD.as_bytes();
    let event =
        LinkEvent { record, at_ms: now().as_millisecond(), epoch: 1, commitments: [Hash32::default(); 3] }.encode();
    let template = testing::promise(3);
    let opened: Opened = template.statistics.clone().unwrap();
    let commitments = Commitments::commit((&opened.nonce.0, opened.text.as_bytes()), (&[2; 32], &event));
    let entry = testing::entry(EntryKind::Link, Some("operator-a"), commitments.commitment());
    let promise = Promise { entry, event: Some(commitments.event), ..template };
    HistoryRecord {
        record: *RECORD,
        operator: "operator-a".into(),
        from: now(),
        to: None,
        promise: signer("registrar").sign(&promise).unwrap(),
        event: OpenedBytes { nonce: Hash32([2; 32]), bytes: event.to_vec().into() },
    }
}

#[test]
fn only_the_court_that_an_order_names_can_sign_it_and_only_a_court_is_read() {
    let authority = authority(&Country::new(1));
    assert!(authority.read_order(&ordered(&order())).is_ok());
    assert!(matches!(sign(&order(), &signer("prosecutor")), Err(OrderError::OtherCourt)));
    for forger in [signer("prosecutor"), Signer::new("court", &[7; 32])] {
        let forged = forger.sign(&order()).unwrap();
        assert!(authority.read_order(&forged).err().unwrap().is(ProblemType::BadOrder));
    }
}

#[test]
fn an_authority_is_one_of_the_trust_list_and_takes_only_orders_for_itself() {
    let country = Country::new(1).party("other-prosecutor", Role::Authority);
    let stranger = Authority::new(country.trusted(), signer("court"), delivery("court"));
    assert!(stranger.err().unwrap().is(ProblemType::Forbidden));
    let other = Authority::new(country.trusted(), signer("other-prosecutor"), delivery("other-prosecutor")).unwrap();
    let refused = |token: &str| other.prepare(token, &mut rng()).err().unwrap().problem_type().unwrap();
    assert_eq!(refused(&ordered(&order())), ProblemType::BadOrder);
    assert_eq!(refused("no order"), ProblemType::BadOrder);
}

#[test]
fn what_the_log_gets_of_a_request_commits_to_the_order_and_is_new_each_time() {
    let (country, token) = (Country::new(1), ordered(&order()));
    let mut rng = rng();
    let [one, other] = [0, 1].map(|_| authority(&country).prepare(&token, &mut rng).unwrap());
    assert_ne!(one.request, other.request);
    assert_ne!(one.submission.commitments.commitment(), other.submission.commitments.commitment());
    let RequestPresentation { statistics_nonce, event_nonce, order: shown, .. } = one.presentation("promise".into());
    let commitments = RequestPresentation::commitments(&statistics_nonce, &event_nonce, &order(), &shown);
    assert_eq!(commitments.commitment(), one.submission.commitments.commitment());
}

#[test]
fn the_line_is_the_orders_number_and_a_lying_custodian_is_named() {
    let country = Country::new(1);
    let authority = authority(&country);
    let parts = evaluated(&country, NUMBER);
    let input = Number::parse(NUMBER).unwrap().evaluation_input();
    let clear: Vec<_> = parts.iter().map(|part| part.try_into().unwrap()).collect();
    let expected = LineToken::from_output(&combine_clear(country.key(Purpose::Line), &input, &clear).unwrap());
    assert_eq!(authority.combine(&order(), &parts).unwrap().as_bytes(), expected.as_bytes());
    let blamed = |parts: &[EvaluationReply]| authority.combine(&order(), parts).err().unwrap().custodian;
    let of_another = evaluated(&country, "+525511113333");
    assert_eq!(blamed(&[parts[0].clone(), of_another[1].clone()]), Some(2));
    assert_eq!(blamed(&[parts[0].clone(), parts[0].clone()]), Some(1));
    assert_eq!(blamed(&parts[..1]), None);
    let bad = Order { number: "no number".into(), ..order() };
    assert!(authority.combine(&bad, &parts).err().unwrap().problem.is(ProblemType::BadOrder));
}

#[test]
fn each_custodian_reads_only_what_is_for_it_and_its_reply_is_for_one_step() {
    let country = Country::new(1);
    let (authority, trusted) = (authority(&country), country.trusted());
    let (request, custodian) = (uuid("request"), trusted.party("custodian-1").unwrap());
    let sealed = authority.seal("present", custodian, &request, &"the order", &mut rng()).unwrap();
    let read = |id: &str| {
        let info = request_info("test", "present", "custodian-1", &request);
        delivery::open(&delivery(id), &info, b"prosecutor", &sealed.sealed.0).ok()
    };
    assert_eq!(read("custodian-1").unwrap().as_slice(), b"\"the order\"");
    assert!(read("custodian-2").is_none());
    let info = request_info("test", "opening", "prosecutor", &request);
    let key = delivery("prosecutor").public();
    let sealed = delivery::seal(&key, &info, b"custodian-1", b"\"parts\"", &mut rng()).unwrap();
    let reply = SealedMessage { sealed: sealed.into() };
    let open = |step: &str, custodian: &str, request: &Uuid| authority.open::<String>(step, custodian, request, &reply);
    assert_eq!(open("opening", "custodian-1", &request).unwrap(), "parts");
    for (step, custodian, request) in [
        ("evaluation", "custodian-1", request),
        ("opening", "custodian-2", request),
        ("opening", "custodian-1", uuid("another")),
    ] {
        assert!(open(step, custodian, &request).unwrap_err().is(ProblemType::BadParts));
    }
    assert!(authority.open::<u8>("opening", "custodian-1", &request, &reply).is_err(), "it is something else");
    let without_key = trusted.party("court").map(|court| TrustedParty { delivery: None, ..court.clone() }).unwrap();
    let refused = authority.seal("present", &without_key, &request, &"", &mut rng()).err().unwrap();
    assert!(refused.is(ProblemType::Forbidden));
}

#[test]
fn the_registrars_word_is_taken_under_its_own_signature_only() {
    let Disclosed { country, gathered, history } = Disclosed::new();
    let authority = authority(&country);
    assert_eq!(authority.read_history(&gathered.reply).unwrap().request, gathered.presentation.request);
    assert_eq!(authority.entries(&history).unwrap(), [9, 3], "the disclosure and each link");
    let forged = RecordReply { history: signer("operator-a").sign(&history).unwrap(), ..gathered.reply.clone() };
    assert!(authority.read_history(&forged).err().unwrap().is(ProblemType::NotCovered));
    let mut bent = history;
    bent.records[0].promise = signer("operator-a").sign(&testing::promise(3)).unwrap();
    assert!(authority.entries(&bent).err().unwrap().is(ProblemType::NotLogged));
}

#[test]
fn custodians_parts_open_the_record_and_the_answer_carries_everything() {
    let disclosed = Disclosed::new();
    let parts = [disclosed.part(1), disclosed.part(3)];
    let authority = authority(&disclosed.country);
    let combined =
        authority.combine_record(&disclosed.gathered, &disclosed.history, disclosed.record(), &parts).unwrap();
    assert!(combined.record == *RECORD && combined.compartments[0].text.0 == *text().text);
    let Disclosed { gathered, history, .. } = disclosed;
    let answer = authority.answer(gathered, &history, vec![combined], after(5));
    assert_eq!((answer.receiver.as_str(), answer.copy, answer.at), ("prosecutor", 1, after(5)));
    assert_eq!((answer.records.len(), answer.parts.len()), (1, 2));
}

#[test]
fn a_part_that_does_not_hold_is_blamed_on_who_gave_it() {
    let disclosed = Disclosed::new();
    let good = disclosed.part(1);
    let mut bad = disclosed.part(2);
    bad.1.parts[0].proof.0[0] ^= 1;
    assert_eq!(disclosed.blamed(&[good.clone(), bad]), Some(2));
    assert_eq!(disclosed.blamed(&[good.clone(), (2, disclosed.part(3).1)]), Some(2), "another's part");
    let none = (3, OpeningReply { parts: Vec::new() });
    assert_eq!(disclosed.blamed(&[good.clone(), none]), Some(3));
    assert_eq!(disclosed.blamed(&[good]), None, "too few");
}

#[test]
fn under_another_token_or_history_nothing_opens() {
    let mut disclosed = Disclosed::new();
    let parts = [disclosed.part(1), disclosed.part(2)];
    let country = Country::new(1);
    let order = Order { number: "+525511113333".into(), ..order() };
    let another = authority(&country).combine(&order, &evaluated(&country, &order.number)).unwrap();
    let own = std::mem::replace(&mut disclosed.gathered.token, another);
    assert_eq!(disclosed.blamed(&parts), None, "the text is not this line's");
    disclosed.gathered.token = own;
    disclosed.history.records.clear();
    assert_eq!(disclosed.blamed(&parts), None, "the history does not list the record");
}

#[test]
fn custodians_are_asked_once_the_log_shows_the_disclosure() {
    let Disclosed { mut gathered, .. } = Disclosed::new();
    let record = gathered.reply.records[0].clone();
    assert!(gathered.opening(&record).err().unwrap().is(ProblemType::NotLogged));
    let mut log = Log::of_links(4);
    let signed = log.publish(0);
    let proofs: LogProofs = log.proofs(&signed, &[3]);
    gathered.reply.proofs = Some(proofs);
    assert_eq!(gathered.opening(&record).unwrap().history, gathered.reply.history);
    let asked = ask_evaluation(&gathered.presentation, &gathered.file);
    assert_eq!(asked.presentation.request, gathered.presentation.request);
    let asked = ask_record(&order(), &gathered.token);
    assert_eq!((asked.from, asked.to, asked.embargo), (order().from, order().to, order().embargo));
}
