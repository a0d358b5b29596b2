use crate::rows::{Key, RecordRow};
use crate::{Registrar, Secrets};
use jiff::SignedDuration;
use padron_protocol::jws::open;
use padron_protocol::log::{Commitments, EntryKind, LinkStatement, Promise, commit};
use padron_protocol::messages::link::folio_of;
use padron_protocol::testing::{BOTH_QUORUMS, Country, HOLDER_LIMITS, delivery, labels, now, signer};
use padron_protocol::{Hash32, Uuid};
use zeroize::Zeroizing;

fn registrar() -> Registrar {
    let secrets = Secrets { pepper: Zeroizing::new([1; 32]), nonces: Zeroizing::new([2; 32]), labels: labels() };
    Registrar::new(Country::new(1).trusted(), HOLDER_LIMITS, signer("registrar"), delivery("registrar"), secrets)
}

fn row() -> RecordRow {
    RecordRow {
        record: Uuid::from_random([7; 16]),
        line: Key([1; 16]),
        operator: "operator-a".into(),
        tag: [2; 16],
        from: super::whole_milliseconds(now()),
        to: None,
        regime: Hash32([6; 32]),
        index: 41,
        place: 0,
        shown: (BOTH_QUORUMS, Hash32([4; 32])),
        event: Hash32([3; 32]),
        wrapped: Vec::new(),
    }
}

#[test]
fn a_links_promise_opens_its_statistics_and_says_by_when() {
    let (registrar, row) = (registrar(), row());
    let linked = registrar.linked(&row, vec![5; 40]).unwrap();
    let promise: Promise =
        open(&linked.promise, "registrar", &registrar.trusted().party("registrar").unwrap().signing).unwrap();
    assert_eq!((promise.index, promise.regime, promise.at), (41, row.regime, row.from));
    assert_eq!(promise.by, row.from + SignedDuration::from_hours(24));
    assert_eq!(promise.folio.as_ref(), Some(&folio_of(&row.record)));
    let opened = promise.statistics.unwrap();
    let statement = LinkStatement::parse(&opened.text).unwrap();
    let expected = LinkStatement {
        kind: EntryKind::Link,
        operator: "operator-a".into(),
        date: "2026-03-02".into(),
        folio: linked.folio,
    };
    assert_eq!(statement, expected);
    let statistics = commit("statistics", &opened.nonce.0, opened.text.as_bytes());
    assert_eq!(promise.entry.commitment, Commitments { statistics, event: promise.event.unwrap() }.commitment());
    assert_eq!((promise.entry.evaluators, promise.entry.label), (Some(BOTH_QUORUMS), Some(Hash32([4; 32]))));
    assert_eq!(promise.entry, registrar.link_entry(&row).entry, "it follows from the record alone");
}
