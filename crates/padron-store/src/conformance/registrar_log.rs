//! What the registrar's ports promise of the public log: trust lists, opened statistics, times, long pages.

use super::registrar::on_each;
use super::rows::{at, hash, link_entry, uuid};
use jiff::Timestamp;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Placed, Quorums};
use padron_registrar::ports::{Events, MAX_ENTRIES, Statistics, Transaction, TrustListRows};
use padron_registrar::rows::{NewEntry, RequestRow, StatisticsRow, TrustListRow};

/// An entry with everything that its kind shows.
pub(super) fn entry(kind: EntryKind, actor: Option<&str>, number: u64) -> NewEntry {
    let (commitment, actor) = (hash("commitment", number), actor.unwrap_or_default());
    let entry = match kind {
        EntryKind::Link => Entry::line(
            kind,
            actor,
            (Quorums { line: Evaluators(u32::MAX), person: Evaluators(u32::MAX) }, hash("label", number)),
            commitment,
        ),
        EntryKind::Request => Entry::request(hash("tag", number), commitment),
        EntryKind::Approval | EntryKind::Refusal => Entry::decision(kind, actor, commitment),
        EntryKind::Disclosure | EntryKind::TrustList => Entry::bare(kind, commitment),
    };
    NewEntry::new(entry, at(number as i64))
}

fn trust_list(tx: &mut impl Transaction, version: u64) -> TrustListRow {
    let index = tx.append(&entry(EntryKind::TrustList, None, version)).unwrap();
    TrustListRow { version, text: format!("signed list {version}"), index, at: at(version as i64), cosigned: None }
}

/// Logs a request and gives what its commitment will be opened to.
fn statistics(tx: &mut impl Transaction, number: u64) -> StatisticsRow {
    let commitment = hash("commitment", number);
    let index = tx.append(&entry(EntryKind::Request, None, number)).unwrap();
    let (request, authority) = (uuid("request", number), "authority-1".into());
    let tag = hash("tag", number);
    tx.put_request(&RequestRow { request, authority, index, tag, commitment, at: at(0) }).unwrap();
    let (nonce, event) = (hash("nonce", number), hash("event", number));
    StatisticsRow { request, index, nonce, text: format!("statistics {number}"), event, published: false }
}

#[test]
fn a_trust_list_is_stored_once_per_version() {
    on_each(|tx| {
        assert!(tx.newest_trust_list().unwrap().is_none());
        for version in [3, 1, 2] {
            let row = trust_list(tx, version);
            assert!(tx.trust_list(version).unwrap().is_none());
            tx.put_trust_list(&row).unwrap();
            assert_eq!(tx.trust_list(version).unwrap(), Some(row));
        }
        assert_eq!(tx.newest_trust_list().unwrap().map(|row| row.version), Some(3), "by version, not by age");
        let again = trust_list(tx, 3);
        assert!(tx.put_trust_list(&again).is_err(), "a version is not replaced");
        assert!(
            tx.put_trust_list(&TrustListRow { version: 4, index: 0, ..again.clone() }).is_err(),
            "an entry is one's"
        );
        assert!(tx.put_trust_list(&TrustListRow { version: 4, index: 99, ..again.clone() }).is_err(), "no such entry");
        assert!(tx.put_trust_list(&TrustListRow { version: u64::MAX, ..again }).is_err());
        assert_eq!(tx.newest_trust_list().unwrap().map(|row| row.version), Some(3));
        assert_eq!(tx.figures().unwrap().trust_lists, 4);
    });
}

#[test]
fn the_first_cosigning_of_a_trust_list_stands() {
    on_each(|tx| {
        let row = trust_list(tx, 1);
        tx.put_trust_list(&row).unwrap();
        assert!(tx.mark_cosigned(2, at(1000)).is_err(), "there is no version 2");
        tx.mark_cosigned(1, at(5000)).unwrap();
        tx.mark_cosigned(1, at(1000)).unwrap();
        assert_eq!(tx.trust_list(1).unwrap(), Some(TrustListRow { cosigned: Some(at(5000)), ..row }));
    });
}

#[test]
fn statistics_are_opened_once_and_published_in_the_order_of_the_log() {
    on_each(|tx| {
        let rows: Vec<_> = (0..4).map(|number| statistics(tx, number)).collect();
        for number in [2, 0, 3, 1] {
            assert!(tx.statistics(&rows[number].request).unwrap().is_none());
            tx.put_statistics(&rows[number]).unwrap();
            assert!(tx.statistics(&rows[number].request).unwrap() == Some(rows[number].clone()));
        }
        let other = StatisticsRow { text: "other".into(), ..rows[1].clone() };
        assert!(tx.put_statistics(&other).is_err(), "the first opening stands");
        let stranger = StatisticsRow { request: uuid("request", 9), ..rows[1].clone() };
        assert!(tx.put_statistics(&stranger).is_err(), "there is no such request");
        let moved = statistics(tx, 5);
        assert!(tx.put_statistics(&StatisticsRow { index: 0, ..moved }).is_err(), "its entry is another");

        let indexes = |rows: Vec<StatisticsRow>| rows.iter().map(|row| row.index).collect::<Vec<_>>();
        assert_eq!(indexes(tx.unpublished_statistics(10).unwrap()), [0, 1, 2, 3]);
        assert_eq!(indexes(tx.unpublished_statistics(2).unwrap()), [0, 1]);
        tx.mark_published(&rows[1].request).unwrap();
        tx.mark_published(&rows[1].request).unwrap();
        assert!(tx.mark_published(&uuid("request", 9)).is_err());
        assert_eq!(indexes(tx.unpublished_statistics(10).unwrap()), [0, 2, 3]);
        assert!(tx.statistics(&rows[1].request).unwrap().unwrap().published);
        assert_eq!(indexes(tx.statistics_from(1, 2).unwrap()), [1, 2], "published or not");
        assert_eq!(indexes(tx.statistics_from(3, 10).unwrap()), [3]);
    });
}

#[test]
fn entries_have_times() {
    on_each(|tx| {
        assert_eq!((tx.time(0).unwrap(), tx.oldest_after(0).unwrap()), (None, None));
        let fine = Timestamp::from_nanosecond(1_790_000_000_123_456_789).unwrap();
        for time in [at(500), at(300), at(400), fine] {
            tx.append(&NewEntry { at: time, ..link_entry(1) }).unwrap();
        }
        assert_eq!((tx.time(0).unwrap(), tx.time(1).unwrap()), (Some(at(500)), Some(at(300))));
        assert_eq!(tx.time(3).unwrap(), Some(at(123)), "to the millisecond");
        assert_eq!(tx.time(4).unwrap(), None);
        let oldest: Vec<_> = (0..5).map(|index| tx.oldest_after(index).unwrap()).collect();
        assert_eq!(oldest, [Some(at(123)), Some(at(123)), Some(at(123)), Some(at(123)), None]);
        tx.append(&NewEntry { at: at(900), ..link_entry(2) }).unwrap();
        assert_eq!(tx.oldest_after(4).unwrap(), Some(at(900)));
    });
}

#[test]
fn a_replay_meets_every_entry_once() {
    on_each(|tx| {
        let kinds =
            [(EntryKind::Link, Some("operator-1")), (EntryKind::Request, None), (EntryKind::Approval, Some("a"))];
        let made = |number: u64| {
            let (kind, actor) = kinds[number as usize % 3];
            entry(kind, actor, number)
        };
        let size = MAX_ENTRIES as u64 + 1000;
        for number in 0..size {
            tx.append(&made(number)).unwrap();
        }
        let mut next = 0;
        loop {
            let page = tx.page(next, usize::MAX).unwrap();
            assert!(page.len() <= MAX_ENTRIES);
            for placed in &page {
                assert!(*placed == Placed { index: next, entry: made(next).entry }, "entry {next} is another");
                next += 1;
            }
            if page.is_empty() {
                break;
            }
        }
        assert_eq!(next, size);
    });
}
