use super::*;
use crate::tests::{CAP, secrets, verifier};
use jiff::Timestamp;
use padron_protocol::Hash32;
use padron_protocol::messages::person::Holding;
use padron_protocol::sealed::decode_slots;
use padron_protocol::testing::{Country, after, delivery, line_link, rng, uuid};
use padron_threshold::LineToken;

const PERSON: &[u8] = b"CURP:somebody";

fn signed_in(country: &Country, person: &[u8]) -> SignedIn {
    Verifier::sign_in(person, secrets(country, &[person]).persons.remove(0), "a.b.c".into())
}

/// A record's view box, closed for a person.
fn holding(person: &SignedIn, at: u8) -> Holding {
    boxed(person, at, LineToken::from_bytes([at; 32]))
}

/// The same with any token in the box.
fn boxed(person: &SignedIn, at: u8, token: LineToken) -> Holding {
    let record = uuid(&format!("record {at}"));
    let view = ViewBox { last_four: *b"1234", operator: "operator-a".into(), at: after(0), token };
    let closed = view.close(&person.secret.view_key(record.as_bytes()), &record).unwrap();
    let own = LineToken::from_bytes([at; 32]);
    let link = line_link(&own, (0, record), after(0), ([Hash32::default(); 3], Hash32::default())).opened(7);
    Holding { record, view_box: closed.into(), link }
}

fn access(request: &str, authority: &str, at: Timestamp) -> Access {
    Access { request: uuid(request), authority: authority.into(), court: Some("court".into()), at }
}

#[test]
fn the_registrar_is_asked_for_the_persons_slots_and_nobody_else_can_read_them() {
    let country = Country::new(1);
    let verifier = verifier(&country);
    let slots = |person: &[u8]| {
        let asked = verifier.ask_holdings(&signed_in(&country, person), &mut rng()).unwrap();
        let open = |id: &str| delivery::open(&delivery(id), &slots_info("test"), b"verifier", &asked.sealed.0);
        assert!(open("operator-a").is_err());
        decode_slots(&open("registrar").unwrap()).unwrap()
    };
    let (kind, tokens) = slots(PERSON);
    assert!(kind == SlotKind::Person && tokens.len() == usize::from(CAP));
    let (kind, tokens) = slots(b"RFC:a company");
    assert!(kind == SlotKind::LegalPerson && tokens.len() == 1);
}

#[test]
fn only_the_persons_own_boxes_open() {
    let country = Country::new(1);
    let (person, other) = (signed_in(&country, PERSON), signed_in(&country, b"CURP:somebody else"));
    let mut altered = holding(&person, 3);
    altered.view_box.0[0] ^= 1;
    let holdings = HoldingsReply { records: vec![holding(&other, 1), holding(&person, 2), altered] };
    let asked = |holdings: &HoldingsReply| {
        let lines = verifier(&country).open_boxes(&person, holdings);
        Verifier::ask_accesses(&person, &lines).lines.into_iter().map(|asked| asked.line_token.0).collect::<Vec<_>>()
    };
    assert_eq!(asked(&holdings), [vec![2; 32]]);
    // An operator has put the token of somebody else's line into its own customer's box.
    let victim = LineToken::from_bytes([9; 32]);
    assert_eq!(asked(&HoldingsReply { records: vec![boxed(&person, 4, victim)] }), [[0; 0]; 0]);
}

#[test]
fn who_asked_is_told_once_and_what_the_registrar_hides_is_an_alarm() {
    let country = Country::new(1);
    let person = signed_in(&country, PERSON);
    let lines = verifier(&country).open_boxes(&person, &HoldingsReply { records: vec![holding(&person, 1)] });
    let told = |accesses: &[Access]| AccessesReply { lines: vec![accesses.to_vec()] };
    let open = access("known", "prosecutor", after(1));
    let hidden = access("hidden", "prosecutor", after(2));
    let bent = access("bent", "prosecutor", after(3));
    let unopened = access("unopened", "prosecutor", after(4));
    let registrar = [open.clone(), access("bent", "somebody else", after(3)), unopened];
    let accounts = Accounts {
        registrar: told(&registrar),
        custodians: vec![
            ("custodian-1".into(), Some(told(&[open.clone(), hidden]))),
            ("custodian-2".into(), Some(told(&[open, bent]))),
            ("custodian-3".into(), None),
        ],
    };
    let view = Verifier::own_view(&lines, &accounts);
    assert_eq!(view.silent_custodians, ["custodian-3"]);
    let line = &view.lines[0];
    assert_eq!((line.last_four.as_str(), line.operator.as_str(), line.since), ("1234", "operator-a", after(0)));
    let seen = |at: i64| {
        let found = line.accesses.iter().find(|access| access.at == after(at)).unwrap();
        (found.custodians, found.alarm, found.court.is_some())
    };
    assert_eq!(line.accesses.len(), 4);
    assert_eq!(seen(1), (2, false, true));
    assert_eq!(seen(2), (1, true, true), "opened in secret");
    assert_eq!(seen(3), (1, true, true), "another authority is named");
    assert_eq!(seen(4), (0, false, false), "handed out, and opened by nobody");
}
