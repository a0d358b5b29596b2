use super::*;
use crate::answer::Gathered;
use crate::order::{OrderError, sign};
use crate::request::{ask_evaluation, ask_record, ask_ticket};
use padron_model::{Compartment, LineDetails, Number, OperatorId, ServiceKind};
use padron_protocol::Hash32;
use padron_protocol::log::{LogProofs, line_hash};
use padron_protocol::messages::opening::{
    History, HistoryReply, LineFor, LineHistory, OpeningPartMessage, OpeningReply, OrderParts, PartFor, RecordReply,
    SealedCompartment, SealedRecord, Ticket, TicketReply, TicketTerms,
};
use padron_protocol::messages::order::{Order, RequestFile, RequestPresentation};
use padron_protocol::messages::verification::Strength;
use padron_protocol::sealed::{CompartmentText, Evidence};
use padron_protocol::testing::{self, Country, Log, REGIME, after, delivery, now, rng, signer, uuid};
use padron_threshold::{Compact, Epoch, Label, LineToken, Purpose, open_part, seal as seal_text};

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

/// The token of the order's line.
fn token() -> LineToken {
    LineToken::from_bytes([4; 32])
}

fn terms(request: Uuid) -> TicketTerms {
    let order = order();
    TicketTerms {
        authority: order.authority,
        request,
        copy: 1,
        line: line_hash(&token()),
        from: order.from,
        to: order.to,
        compartments: order.compartments,
        embargo: order.embargo,
    }
}

fn ticket(custodian: &str, terms: TicketTerms) -> TicketReply {
    let ticket = Ticket {
        register: "test".into(),
        regime: REGIME,
        audience: "registrar".into(),
        custodian: custodian.into(),
        terms,
        at: now(),
        expires: after(60),
    };
    TicketReply { ticket: signer(custodian).sign(&ticket).unwrap(), line_token: (*token().as_bytes()).into() }
}

fn said(custodian: &str, history: &LineHistory) -> (String, HistoryReply) {
    let history = History {
        register: "test".into(),
        regime: REGIME,
        audience: "prosecutor".into(),
        custodian: custodian.into(),
        history: history.clone(),
        at: now(),
    };
    (custodian.into(), HistoryReply { history: signer(custodian).sign(&history).unwrap() })
}

/// A line's one record, sealed, with what the registrar shows of it.
struct Disclosed {
    country: Country,
    gathered: Gathered,
}

impl Disclosed {
    fn new() -> Self {
        let country = Country::new(1);
        let (authority, order) = (authority(&country), order());
        let prepared = authority.prepare(&ordered(&order), &mut rng()).unwrap();
        let terms = terms(prepared.request);
        let disclosure = testing::promised(9, terms.disclosure(), now());
        let link = testing::line_link(&token(), (0, *RECORD), now(), ([Hash32::default(); 3], Hash32::default()));
        let reply = RecordReply {
            disclosure: signer("registrar").sign(&disclosure).unwrap(),
            lines: vec![LineFor { custodian: "custodian-1".into(), sealed: vec![1].into() }],
            links: vec![link.opened(3)],
            records: vec![sealed(&country)],
            proofs: None,
        };
        let (request, promise) = (prepared.request, String::new());
        let file = RequestFile { request, promise: promise.clone(), decisions: Vec::new(), proofs: None };
        let presentation = prepared.presentation(promise);
        let tickets = ["custodian-1", "custodian-2"].map(|id| ticket(id, terms.clone()).ticket).into();
        let gathered = Gathered { presentation, file, copy: 1, tickets, token: token(), reply };
        Self { country, gathered }
    }

    fn record(&self) -> &SealedRecord {
        &self.gathered.reply.records[0]
    }

    fn history(&self) -> LineHistory {
        LineHistory {
            ticket: terms(self.gathered.presentation.request),
            size: 10,
            root: Hash32([7; 32]),
            records: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A custodian's part.
    fn part(&self, index: u16) -> (u16, OpeningReply) {
        let sealed = Compact::from_bytes(&self.record().compartments[0].sealed.0).unwrap();
        let (share, key) = (self.country.share(Purpose::Sealing, index), self.country.key(Purpose::Sealing));
        let part = open_part(&share, key, &label(&token()), &sealed, &mut rng()).unwrap();
        let (element, proof) = (part.element.into(), part.proof.into());
        (index, OpeningReply { parts: vec![OpeningPartMessage { index, epoch: part.epoch.0, element, proof }] })
    }

    /// Whom the authority blames for these parts.
    fn blamed(&self, parts: &[(u16, OpeningReply)]) -> Option<u16> {
        let authority = authority(&self.country);
        authority.combine_record(&self.gathered, self.record(), parts).err().unwrap().custodian
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
    let evidence = Evidence {
        signature: [1; 64],
        attributes: Hash32([2; 32]),
        number_salt: [3; 32],
        slots: Hash32([4; 32]),
        issued: now(),
        expires: after(1800),
        strength: Strength::Biometric,
    };
    CompartmentText::new(details.encode().unwrap(), evidence, &mut rng())
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

fn sealed(country: &Country) -> SealedRecord {
    let (key, token) = (country.key(Purpose::Sealing), token());
    let label = label(&token);
    let padded = text().encode(Compartment::Line).unwrap();
    let sealed = seal_text(key, &label, &padded, &mut rng()).unwrap().compact(key, &label);
    SealedRecord {
        record: *RECORD,
        compartments: vec![SealedCompartment { compartment: Compartment::Line, sealed: sealed.into() }],
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
fn tickets_of_enough_custodians_say_which_line_and_those_that_differ_are_left_out() {
    let authority = authority(&Country::new(1));
    let request = uuid("request");
    let of = |id: &str| (id.to_owned(), ticket(id, terms(request)));
    let agreed = |replies: &[(String, TicketReply)]| authority.agree(replies).map(|(tickets, _)| tickets.len()).ok();
    assert_eq!(agreed(&[of("custodian-1"), of("custodian-2")]), Some(2));
    assert_eq!(agreed(&[of("custodian-1")]), None, "too few");
    assert_eq!(agreed(&[of("custodian-1"), of("custodian-1")]), None, "one twice");
    let mut lying = of("custodian-3");
    lying.1.line_token = vec![9; 32].into();
    assert_eq!(agreed(&[lying, of("custodian-1"), of("custodian-2")]), Some(2), "the third says another line");
    let other = ("custodian-2".to_owned(), ticket("custodian-2", TicketTerms { copy: 2, ..terms(request) }));
    assert_eq!(agreed(&[of("custodian-1"), other]), None, "they are for two copies");
}

#[test]
fn a_history_is_what_enough_custodians_say_alike() {
    let disclosed = Disclosed::new();
    let (authority, history) = (authority(&disclosed.country), disclosed.history());
    let other = LineHistory { size: 11, ..history.clone() };
    let vouched =
        |replies: Vec<(String, HistoryReply)>| authority.vouched(replies).map(|vouched| vouched.histories.len());
    assert_eq!(vouched(vec![said("custodian-1", &history), said("custodian-3", &history)]).ok(), Some(2));
    let lone = vec![said("custodian-1", &history), said("custodian-2", &other)];
    assert!(vouched(lone).err().unwrap().is(ProblemType::TooFewCustodians));
    let three = vec![said("custodian-2", &other), said("custodian-1", &history), said("custodian-3", &history)];
    assert_eq!(vouched(three).ok(), Some(2), "one is left out");
    let mut borrowed = said("custodian-1", &history);
    borrowed.0 = "custodian-2".into();
    assert!(vouched(vec![said("custodian-1", &history), borrowed]).is_err(), "one custodian's word is one");
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
fn the_registrars_promises_are_taken_under_its_own_signature_only() {
    let Disclosed { country, gathered } = Disclosed::new();
    let authority = authority(&country);
    assert_eq!(authority.entries(&gathered.reply).unwrap(), [9, 3], "the disclosure and each link");
    let mut bent = gathered.reply;
    bent.links[0].promise = signer("operator-a").sign(&testing::promise(3)).unwrap();
    assert!(authority.entries(&bent).err().unwrap().is(ProblemType::NotLogged));
}

#[test]
fn custodians_parts_open_the_record_and_the_answer_carries_everything() {
    let disclosed = Disclosed::new();
    let parts = [disclosed.part(1), disclosed.part(3)];
    let authority = authority(&disclosed.country);
    let combined = authority.combine_record(&disclosed.gathered, disclosed.record(), &parts).unwrap();
    assert!(combined.record == *RECORD && combined.compartments[0].text.0 == *text().text);
    assert_eq!((combined.evidence.strength, combined.evidence.number_salt), (Strength::Biometric, Hash32([3; 32])));
    let history = disclosed.history();
    let vouched = authority.vouched(vec![said("custodian-1", &history), said("custodian-2", &history)]).unwrap();
    let answer = authority.answer(disclosed.gathered, vouched, vec![combined], after(5));
    assert_eq!((answer.receiver.as_str(), answer.copy, answer.at), ("prosecutor", 1, after(5)));
    assert_eq!((answer.records.len(), answer.tickets.len(), answer.histories.len()), (1, 2, 2));
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
fn under_another_token_or_without_its_link_nothing_opens() {
    let mut disclosed = Disclosed::new();
    let parts = [disclosed.part(1), disclosed.part(2)];
    disclosed.gathered.token = LineToken::from_bytes([5; 32]);
    assert_eq!(disclosed.blamed(&parts), None, "the link is not this line's");
    disclosed.gathered.token = token();
    disclosed.gathered.reply.links.clear();
    assert_eq!(disclosed.blamed(&parts), None, "nothing shows when it was linked");
}

#[test]
fn custodians_are_asked_once_the_log_shows_the_disclosure() {
    let Disclosed { mut gathered, .. } = Disclosed::new();
    let record = gathered.reply.records[0].clone();
    assert!(gathered.opening(&record, "said").err().unwrap().is(ProblemType::NotLogged));
    assert!(gathered.history("custodian-1").err().unwrap().is(ProblemType::NotLogged));
    let mut log = Log::of_links(4);
    let signed = log.publish(0);
    let proofs: LogProofs = log.proofs(&signed, &[3]);
    gathered.reply.proofs = Some(proofs);
    assert_eq!(gathered.opening(&record, "said").unwrap().history, "said");
    assert_eq!(gathered.history("custodian-1").unwrap().line.0, [1], "what is sealed to it");
    assert!(gathered.history("custodian-2").err().unwrap().is(ProblemType::NotCovered));
    let asked = ask_evaluation(&gathered.presentation, &gathered.file);
    assert_eq!(asked.presentation.request, gathered.presentation.request);
    let parts = |from: &str| {
        let part = |to: &str| PartFor { custodian: to.into(), sealed: format!("{from} to {to}").into_bytes().into() };
        (from.to_owned(), OrderParts { parts: vec![part("custodian-1"), part("custodian-2")] })
    };
    let both = [parts("custodian-1"), parts("custodian-2")];
    let asked = ask_ticket(&gathered.presentation, &gathered.file, ("custodian-2", 3), &both);
    let told: Vec<_> = asked.parts.iter().map(|part| String::from_utf8_lossy(&part.sealed.0).into_owned()).collect();
    assert_eq!((asked.copy, told), (3, vec!["custodian-1 to custodian-2".into(), "custodian-2 to custodian-2".into()]));
    assert_eq!(ask_record(&gathered.token, &gathered.tickets).tickets.len(), 2);
}
