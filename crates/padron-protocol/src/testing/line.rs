use super::{BOTH_QUORUMS, REGIME, labels, promised, rng, signer};
use crate::bytes::{Hash32, Uuid};
use crate::jws::{PublicSigningKey, open};
use crate::log::{
    Between, Commitments, Entry, EntryKind, LabelProof, LineEvent, LinkStatement, MoverProof, Moves, Opened,
    OpenedBytes, Promise, SignedMove, evaluate_labels, label_block, line_hash, prove_labels,
};
use crate::messages::link::folio_of;
use crate::messages::opening::OpenedMove;
use jiff::Timestamp;
use padron_threshold::LineToken;

/// A link of `operator-a` that custodians 1 and 2 evaluated: its entry, and what opens it once it has an index.
pub struct LineLink {
    pub entry: Entry,
    pub event: OpenedBytes,
    promise: Promise,
}

/// A link of a line at a place of its history, as operator and registrar make it.
pub fn line_link(
    token: &LineToken,
    place_and_record: (u32, Uuid),
    at: Timestamp,
    commitments_and_verification: ([Hash32; 3], Hash32),
) -> LineLink {
    line_link_dated(token, place_and_record, (at, at), commitments_and_verification)
}

/// The same where the operator signs at one time, and the registrar gives it another.
pub fn line_link_dated(
    token: &LineToken,
    (place, record): (u32, Uuid),
    (signed_at, at): (Timestamp, Timestamp),
    (commitments, verification): ([Hash32; 3], Hash32),
) -> LineLink {
    let record_bytes = *record.as_bytes();
    let moved =
        SignedMove { kind: EntryKind::Link, record: record_bytes, line: line_hash(token), commitments, verification };
    let between = Between { register: "test", regime: REGIME, registrar: "registrar", mover: "operator-a" };
    let operator = signer("operator-a");
    let moves = Moves::sign(between, &[moved], signed_at, &operator).unwrap();
    let key = PublicSigningKey::from_bytes(&operator.public()).unwrap();
    let signed: Moves = open(&moves, "operator-a", &key).unwrap();
    let mover = MoverProof::all(&moves, &signed, &[moved]).unwrap().remove(0);
    let event = LineEvent { moved, at_ms: at.as_millisecond(), epoch: 1, place, mover }.encode();
    let folio = folio_of(&record);
    let date = at.strftime("%Y-%m-%d").to_string();
    let statement = LinkStatement { kind: EntryKind::Link, operator: "operator-a".into(), date, folio: folio.clone() };
    let halves = Commitments::commit((&[1; 32], statement.text().as_bytes()), (&[2; 32], &event));
    let label = evaluate_labels(&labels(), &[(token, place)]).unwrap()[0].label();
    let entry = Entry::line(EntryKind::Link, "operator-a", (BOTH_QUORUMS, label), halves.commitment());
    let promise = Promise {
        folio: Some(folio),
        statistics: Some(Opened { nonce: Hash32([1; 32]), text: statement.text() }),
        event: Some(halves.event),
        ..promised(0, entry.clone(), at)
    };
    LineLink { entry, event: OpenedBytes { nonce: Hash32([2; 32]), bytes: event.into() }, promise }
}

impl LineLink {
    /// What the registrar shows of it at this index of the log.
    pub fn opened(&self, index: u64) -> OpenedMove {
        let promise = Promise { index, ..self.promise.clone() };
        OpenedMove { promise: signer("registrar").sign(&promise).unwrap(), event: self.event.clone() }
    }
}

/// The registrar's proof of the labels of a line's first block.
pub fn label_proof(token: &LineToken) -> LabelProof {
    let made = evaluate_labels(&labels(), &label_block(token, 0)).unwrap();
    prove_labels(&labels(), &made.iter().collect::<Vec<_>>(), &mut rng()).unwrap()
}
