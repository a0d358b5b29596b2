//! What the registrar's ports promise.

use super::rows::{assert_same, at, hash, key, link, link_entry, record, uuid, wrap_key};
use super::{registrars, write};
use jiff::Timestamp;
use padron_protocol::log::EntryKind;
use padron_registrar::ports::{Events, Keyring, Lines, Records, Requests, Slots, StoreError, Transaction};
use padron_registrar::rows::{AccessRow, DecisionRow, LineRow, RequestRow};

/// Runs a case in a transaction of every kind of store.
pub(super) fn on_each(case: impl Fn(&mut crate::RegistrarTx<'_>) + Send + Clone + 'static) {
    for held in registrars() {
        let case = case.clone();
        write(&held.store, move |tx| {
            case(tx);
            Ok(())
        })
        .expect("the case panicked");
    }
}

/// A record with its entry; gives the entry's index.
fn put(tx: &mut impl Transaction, number: u64, line: u64) -> u64 {
    let index = tx.append(&link_entry(number)).unwrap();
    tx.put_record(&record(number, line, index)).unwrap();
    index
}

fn line_row(number: u64) -> LineRow {
    LineRow { record: uuid("record", number), operator: "operator-7".into() }
}

#[test]
fn a_line_is_linked_once() {
    on_each(|tx| {
        assert!(tx.line(&key("line", 1)).unwrap().is_none());
        put(tx, 1, 1);
        assert!(tx.line(&key("line", 1)).unwrap().is_none(), "a record alone does not link its line");
        tx.put_line(&key("line", 1), &line_row(1)).unwrap();
        let found = tx.line(&key("line", 1)).unwrap().unwrap();
        assert_eq!((found.record, found.operator.as_str()), (uuid("record", 1), "operator-7"));
        put(tx, 2, 1);
        assert!(tx.put_line(&key("line", 1), &line_row(2)).is_err(), "the line is linked already");
        assert!(tx.put_line(&key("line", 1), &line_row(1)).is_err(), "even to this record");
        assert!(tx.put_line(&key("line", 2), &line_row(2)).is_err(), "record 2 is another line's");
        assert!(tx.put_line(&key("line", 3), &line_row(3)).is_err(), "there is no record 3");
        assert!(tx.line(&key("line", 2)).unwrap().is_none());
    });
}

#[test]
fn a_slot_takes_one_record() {
    on_each(|tx| {
        let slots = [key("slot", 1), key("slot", 2), key("slot", 3)];
        tx.occupy(&slots[1], &uuid("record", 5)).unwrap();
        assert_eq!(tx.occupants(&slots).unwrap(), [None, Some(uuid("record", 5)), None]);
        assert!(tx.occupy(&slots[1], &uuid("record", 6)).is_err());
        assert!(tx.occupy(&slots[1], &uuid("record", 5)).is_err());
        assert_eq!(tx.occupants(&slots).unwrap(), [None, Some(uuid("record", 5)), None]);
        assert_eq!(tx.occupants(&[]).unwrap(), []);
    });
}

#[test]
fn a_legal_person_has_many_records() {
    on_each(|tx| {
        let holder = key("holder", 1);
        assert_eq!(tx.holdings(&holder, 10).unwrap(), []);
        for number in 0..5 {
            tx.add_holding(&holder, &uuid("record", number)).unwrap();
        }
        tx.add_holding(&key("holder", 2), &uuid("record", 9)).unwrap();
        let mut all = tx.holdings(&holder, 10).unwrap();
        all.sort();
        let mut expected: Vec<_> = (0..5).map(|number| uuid("record", number)).collect();
        expected.sort();
        assert_eq!(all, expected);
        assert_eq!(tx.holdings(&holder, 3).unwrap().len(), 3);
    });
}

#[test]
fn a_record_comes_back_as_it_was_stored() {
    on_each(|tx| {
        assert!(tx.record(&uuid("record", 1)).unwrap().is_none());
        let first = put(tx, 1, 1);
        let index = tx.append(&link_entry(2)).unwrap();
        let mut ended = record(2, 1, index);
        ended.to = Some(at(99));
        ended.wrapped = Vec::new();
        tx.put_record(&ended).unwrap();
        assert_same(&tx.record(&uuid("record", 1)).unwrap().unwrap(), &record(1, 1, first));
        assert_same(&tx.record(&uuid("record", 2)).unwrap().unwrap(), &ended);
        let index = tx.append(&link_entry(2)).unwrap();
        assert!(tx.put_record(&record(2, 2, index)).is_err(), "the name is taken");
        assert!(tx.put_record(&record(3, 2, first)).is_err(), "the entry is another record's");
        assert!(tx.put_record(&record(3, 2, 999)).is_err(), "there is no such entry");
        let mut fine = record(3, 2, index);
        fine.from = Timestamp::from_nanosecond(1_790_000_000_123_456_789).unwrap();
        assert!(tx.put_record(&fine).is_err(), "a time that would come back altered is refused");
    });
}

#[test]
fn a_line_has_its_records_oldest_first() {
    on_each(|tx| {
        for number in 0..4 {
            put(tx, number, 1);
        }
        put(tx, 4, 2);
        tx.put_line(&key("line", 1), &line_row(2)).unwrap();
        let names = |tx: &mut crate::RegistrarTx<'_>, limit| -> Vec<_> {
            tx.records_of(&key("line", 1), limit).unwrap().iter().map(|row| row.record).collect()
        };
        let all: Vec<_> = (0..4).map(|number| uuid("record", number)).collect();
        assert_eq!(names(tx, 10), all);
        assert_eq!(names(tx, 2), all[..2]);
        assert!(tx.records_of(&key("line", 3), 10).unwrap().is_empty());
    });
}

#[test]
fn the_log_counts_without_gaps() {
    on_each(|tx| {
        assert_eq!(tx.size().unwrap(), 0);
        assert!(tx.entry(0).unwrap().is_none());
        for number in 0..10 {
            assert_eq!(tx.append(&link_entry(number)).unwrap(), number);
        }
        assert_eq!(tx.size().unwrap(), 10);
        assert_eq!(tx.entry(7).unwrap(), Some(link_entry(7).entry));
        assert!(tx.entry(10).unwrap().is_none());
        assert!(tx.entry(u64::MAX).is_err());
        let page = tx.page(8, 5).unwrap();
        assert_eq!(page.iter().map(|placed| placed.index).collect::<Vec<_>>(), [8, 9]);
        assert_eq!(page[0].entry, link_entry(8).entry);
        assert_eq!(tx.page(0, 3).unwrap().len(), 3);
        assert!(tx.page(10, 3).unwrap().is_empty());
    });
}

#[test]
fn figures_are_what_the_log_says() {
    on_each(|tx| {
        let kinds =
            [(EntryKind::Request, None, 1), (EntryKind::Approval, Some("a"), 2), (EntryKind::Approval, Some("b"), 1)];
        let more =
            [(EntryKind::Refusal, Some("a"), 4), (EntryKind::Disclosure, None, 5), (EntryKind::Link, Some("a"), 3)];
        for (kind, actor, times) in kinds.into_iter().chain(more) {
            for number in 0..times {
                let entry = super::registrar_log::entry(kind, actor, number);
                let index = tx.append(&entry).unwrap();
                assert_eq!(tx.entry(index).unwrap(), Some(entry.entry));
            }
        }
        for number in 0..7 {
            tx.append(&link_entry(number)).unwrap();
        }
        let figures = tx.figures().unwrap();
        let links: Vec<_> = figures.links.iter().map(|(operator, count)| (operator.as_str(), *count)).collect();
        assert_eq!(links, [("a", 3), ("operator-0", 3), ("operator-1", 2), ("operator-2", 2)]);
        let others = (figures.requests, figures.approvals, figures.refusals, figures.disclosures);
        assert_eq!((figures.entries, others), (23, (1, 3, 4, 5)));
    });
}

#[test]
fn requests_decisions_and_disclosures_come_back() {
    on_each(|tx| {
        // Receipts are signed over these times: they must come back to the nanosecond.
        let exactly = Timestamp::from_nanosecond(1_790_000_000_123_456_789).unwrap();
        let mut indices = (0..12).map(link_entry);
        let mut append = |tx: &mut crate::RegistrarTx<'_>| tx.append(&indices.next().unwrap()).unwrap();
        let request = RequestRow {
            request: uuid("request", 1),
            authority: "authority-1".into(),
            index: append(tx),
            tag: hash("tag", 1),
            commitment: hash("request", 1),
            at: exactly,
        };
        assert!(tx.request(&request.request).unwrap().is_none());
        tx.put_request(&request).unwrap();
        let found = tx.request(&request.request).unwrap().unwrap();
        assert_eq!(
            (found.authority.as_str(), found.index, found.commitment, found.at),
            ("authority-1", 0, hash("request", 1), exactly)
        );
        assert!(tx.put_request(&request).is_err(), "a request is stored once");
        assert_eq!(tx.request_tagged(&hash("tag", 1)).unwrap(), Some(request.request));
        assert_eq!(tx.request_tagged(&hash("tag", 2)).unwrap(), None);
        let again = RequestRow { request: uuid("request", 9), index: append(tx), ..found };
        assert!(tx.put_request(&again).is_err(), "an order is asked under once");

        assert!(tx.decisions(&request.request).unwrap().is_empty());
        for custodian in ["z", "a"] {
            let row = DecisionRow {
                request: request.request,
                custodian: custodian.into(),
                token: format!("token of {custodian}"),
                index: append(tx),
                at: exactly,
            };
            tx.put_decision(&row).unwrap();
            let again = DecisionRow { index: append(tx), ..row };
            assert!(tx.put_decision(&again).is_err(), "the first decision stands");
        }
        let decisions = tx.decisions(&request.request).unwrap();
        let found: Vec<_> =
            decisions.iter().map(|row| (row.custodian.as_str(), row.token.as_str(), row.index, row.at)).collect();
        assert_eq!(found, [("z", "token of z", 2, exactly), ("a", "token of a", 4, exactly)]);

        for (number, line) in [(0, 1), (1, 1), (2, 2)] {
            let row = AccessRow {
                line: key("line", line),
                request: request.request,
                index: append(tx),
                authority: format!("authority-{number}"),
                at: exactly,
                embargo: Timestamp::MAX,
            };
            tx.put_access(&row).unwrap();
        }
        let names = |rows: Vec<AccessRow>| rows.into_iter().map(|row| row.authority).collect::<Vec<_>>();
        assert_eq!(names(tx.accesses(&key("line", 1), 10).unwrap()), ["authority-0", "authority-1"]);
        assert_eq!(names(tx.accesses(&key("line", 1), 1).unwrap()), ["authority-0"]);
        assert_eq!(names(tx.disclosures(&request.request).unwrap()), ["authority-0", "authority-1", "authority-2"]);
        let access = &tx.disclosures(&request.request).unwrap()[2];
        assert_eq!((access.line.0, access.at, access.embargo), (key("line", 2).0, exactly, Timestamp::MAX));
        assert_eq!(access.index, 8);
        assert!(tx.disclosures(&uuid("request", 2)).unwrap().is_empty());
    });
}

#[test]
fn a_wrap_key_is_replaced_only_while_it_opens_nothing() {
    on_each(|tx| {
        let name = uuid("record", 1);
        assert!(tx.wrap_key(&name).unwrap().is_none());
        tx.put_wrap_key(&name, &wrap_key(8)).unwrap();
        tx.put_wrap_key(&name, &wrap_key(1)).unwrap();
        assert_eq!(*tx.wrap_key(&name).unwrap().unwrap(), *wrap_key(1));
        put(tx, 1, 1);
        assert!(matches!(tx.put_wrap_key(&name, &wrap_key(9)), Err(StoreError::Failed(_))));
        assert_eq!(*tx.wrap_key(&name).unwrap().unwrap(), *wrap_key(1));
    });
}

#[test]
fn a_whole_link_comes_back() {
    for held in registrars() {
        let index = write(&held.store, |tx| link(tx, 3)).unwrap();
        assert_eq!(index, 0);
        assert!(held.store.read(|tx| super::rows::linked(tx, 3)).unwrap());
        assert!(!held.store.read(|tx| super::rows::linked(tx, 4)).unwrap());
    }
}
