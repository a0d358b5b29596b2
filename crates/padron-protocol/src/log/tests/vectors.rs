//! `vectors/history.json`: labels, moves, events, entries and tickets, for other implementations.

use super::moves::between;
use super::*;
use crate::bytes::{Uuid, sha256};
use crate::messages::attestation::{AttestedPurpose, elements_hash};
use crate::messages::opening::TicketTerms;
use crate::testing::{Country, attested, labels, line_link, now, signer};
use data_encoding::HEXLOWER;
use padron_model::Compartment;
use padron_threshold::{LineToken, Purpose, blind_seeded};
use serde_json::{Value, json};

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn made() -> Value {
    let token = LineToken::from_bytes([0x11; 32]);
    let label = |place: u32| {
        let made = evaluate_labels(&labels(), &[(&token, place)]).unwrap();
        json!({"place": place, "label": hex(made[0].label().0)})
    };
    let record = Uuid::from_random([0x22; 16]);
    let commitments = [1, 2, 3].map(|part| Hash32([part; 32]));
    let link = line_link(&token, (0, record), now(), (commitments, Hash32([4; 32])));
    let event = LineEvent::decode(&link.event.bytes.0).unwrap();
    let moved = event.moved;
    let two = [moved, SignedMove { record: [0x33; 16], ..moved }];
    let moves = Moves::sign(between("operator-a"), &two, now(), &signer("operator-a")).unwrap();
    let terms = TicketTerms {
        authority: "prosecutor".into(),
        request: Uuid::from_random([0x44; 16]),
        copy: 1,
        line: line_hash(&token),
        from: now(),
        to: now(),
        compartments: vec![Compartment::Subscriber, Compartment::Line],
        embargo: now(),
    };
    let quorums = Quorums { line: Evaluators(0b00111), person: Evaluators(0b11010) };
    let people: [&[u8]; 2] = [b"CURP:HEGG560427MVZRRL04", b"PASSPORT:GTM:A12345678"];
    let country = Country::new(1);
    let key = country.key(Purpose::Person);
    let (_, elements) = blind_seeded(key, &people, &[0x55; 32]).unwrap();
    json!({
        "about": "Suite 2. Keys are those of names: an Ed25519 seed is SHA-256 of the party's id.",
        "labels": {
            "seed": hex([6; 32]),
            "public": hex(labels().public()),
            "token": hex(token.as_bytes()),
            "places": [label(0), label(1), label(255), label(256)],
        },
        "move": {
            "bytes": hex(moved.encode()),
            "line": hex(moved.line.0),
            "root_of_one": hex(root_of(&[moved]).0),
            "root_of_two": hex(root_of(&two).0),
            "moves_jws": moves,
            "mover_public": hex(signer("operator-a").public()),
        },
        "event": {"bytes": hex(&link.event.bytes.0), "nonce": hex(link.event.nonce.0)},
        "entries": {
            "link": hex(Entry { evaluators: Some(quorums), ..link.entry }.encode()),
            "request": hex(Entry::request(Hash32([5; 32]), Hash32([6; 32])).encode()),
            "approval": hex(Entry::decision(EntryKind::Approval, "custodian-1", Hash32([7; 32])).encode()),
            "disclosure": hex(terms.disclosure().encode()),
        },
        "attestation": {
            "seed": hex([0x55; 32]),
            "people": people.map(hex),
            "blinded_elements": elements.iter().map(hex).collect::<Vec<_>>(),
            "elements_hash": hex(elements_hash(&elements).0),
            "look_jws": attested(AttestedPurpose::Look, &elements[..1], |_| ()),
            "attester_public": hex(signer("attester").public()),
        },
        "ticket": {"terms": serde_json::to_string(&terms).unwrap()},
        "order_tag": {
            "order": record.to_string(),
            "tag": hex(crate::messages::order::order_tag(&record).0),
        },
        "number_hash": {
            "salt": hex([8; 32]),
            "number": "+525511112222",
            "hash": hex(crate::messages::verification::number_hash(
                &[8; 32],
                &padron_model::Number::parse("+525511112222").unwrap(),
            ).0),
        },
        "text_commitment": {
            "compartment": "subscriber",
            "salt": hex([9; 32]),
            "text": hex(b"text"),
            "hash": hex(text_commitment("subscriber", &[9; 32], b"text").0),
        },
        "sha256_of_nothing": hex(sha256(b"").0),
    })
}

#[test]
fn the_published_vectors_are_what_the_code_computes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/history.json");
    let published: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let made = made();
    assert!(published == made, "{}", serde_json::to_string_pretty(&made).unwrap());
}
