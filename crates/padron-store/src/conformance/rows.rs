//! Rows for the cases: different for different numbers, the same for the same.

use jiff::Timestamp;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Quorums};
use padron_protocol::{Hash32, Uuid, sha256};
use padron_registrar::ports::{StoreError, Transaction};
use padron_registrar::rows::{Key, LineRow, NewEntry, RecordRow};
use zeroize::Zeroizing;

/// Custodians 1, 2 and 3 evaluated number and holder.
const QUORUMS: Quorums = Quorums { line: Evaluators(7), person: Evaluators(7) };

pub(super) fn hash(of: &str, number: u64) -> Hash32 {
    sha256(format!("{of} {number}").as_bytes())
}

pub(super) fn bytes16(of: &str, number: u64) -> [u8; 16] {
    hash(of, number).0[..16].try_into().unwrap()
}

pub(super) fn uuid(of: &str, number: u64) -> Uuid {
    Uuid::from_random(bytes16(of, number))
}

pub(super) fn key(of: &str, number: u64) -> Key {
    Key(bytes16(of, number))
}

pub(super) fn wrap_key(number: u64) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hash("wrap key", number).0)
}

pub(super) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millisecond(1_790_000_000_000 + millis).unwrap()
}

pub(super) fn link_entry(number: u64) -> NewEntry {
    let operator = format!("operator-{}", number % 3);
    let shown = (QUORUMS, hash("label", number));
    NewEntry::new(Entry::line(EntryKind::Link, &operator, shown, hash("commitment", number)), at(number as i64))
}

pub(super) fn record(number: u64, line: u64, index: u64) -> RecordRow {
    RecordRow {
        record: uuid("record", number),
        line: key("line", line),
        operator: format!("operator-{}", number % 3),
        tag: bytes16("tag", number),
        from: at(number as i64),
        to: None,
        regime: hash("regime", number % 2),
        index,
        place: (number % 2) as u32,
        // What the entry shows of it: whoever appends it may have given another.
        shown: (QUORUMS, hash("label", number)),
        event: hash("event", number),
        wrapped: hash("wrapped", number).0.repeat(44),
    }
}

/// Stores a whole link as the registrar does, and gives its index.
pub(super) fn link(tx: &mut impl Transaction, number: u64) -> Result<u64, StoreError> {
    tx.occupy(&key("slot", number), &uuid("record", number))?;
    let index = tx.append(&link_entry(number))?;
    tx.put_wrap_key(&uuid("record", number), &wrap_key(number))?;
    let row = record(number, number, index);
    tx.put_record(&row)?;
    tx.put_line(&row.line, &LineRow { record: row.record, operator: row.operator.clone() })?;
    Ok(index)
}

/// Whether all of a link is there, or nothing of it; the keyring may keep a key that opens nothing.
pub(super) fn linked(tx: &mut impl Transaction, number: u64) -> Result<bool, StoreError> {
    let name = uuid("record", number);
    let found = tx.record(&name)?;
    let line = tx.line(&key("line", number))?.map(|line| line.record);
    let slot = tx.occupants(&[key("slot", number)])?[0];
    let key = tx.wrap_key(&name)?.map(|key| *key);
    let Some(found) = found else {
        assert!(line.is_none() && slot.is_none(), "half of link {number} is stored");
        return Ok(false);
    };
    assert_eq!((line, slot, key), (Some(name), Some(name), Some(*wrap_key(number))), "link {number} is incomplete");
    assert_same(&found, &record(number, number, found.index));
    let entry = tx.entry(found.index)?;
    assert_eq!(entry, Some(link_entry(number).entry), "link {number} has another entry");
    Ok(true)
}

pub(super) fn assert_same(left: &RecordRow, right: &RecordRow) {
    let public =
        |row: &RecordRow| (row.record, row.operator.clone(), row.from, row.to, row.place, row.regime, row.index);
    assert_eq!(public(left), public(right));
    assert_eq!((left.line.0, left.tag, left.event), (right.line.0, right.tag, right.event));
    assert!(left.wrapped == right.wrapped, "the sealed bytes differ");
}
