//! What the custodian's ports promise.

use super::rows::{bytes16, hash, uuid};
use super::{custodians, write_custodian};
use crate::CustodianTx;
use jiff::Timestamp;
use padron_custodian::ports::{BudgetRows, Journal, JournalRow, Labels as _, PresentedRequests, PresentedRow, Spent};
use padron_protocol::messages::order::RequestState;

/// Runs a case in a transaction of every kind of store.
pub(super) fn on_each(case: impl Fn(&mut CustodianTx<'_>) + Send + Clone + 'static) {
    for held in custodians() {
        let case = case.clone();
        write_custodian(&held.store, move |tx| {
            case(tx);
            Ok(())
        })
        .expect("the case panicked");
    }
}

pub(super) fn exactly(seconds: i64) -> Timestamp {
    Timestamp::new(1_790_000_000 + seconds, 123_456_789).unwrap()
}

pub(super) fn request(number: u64) -> PresentedRow {
    PresentedRow {
        request: uuid("request", number),
        order: uuid("order", number),
        authority: "authority-1".into(),
        commitment: hash("commitment", number),
        received: exactly(0),
        expires: exactly(60),
        state: RequestState::AwaitingApproval,
        reason: None,
        sealed_order: vec![1, 2, 3],
        decision: None,
        logged: false,
        entry: None,
    }
}

#[test]
fn budgets_add_up_by_caller_purpose_and_day() {
    on_each(|tx| {
        assert_eq!(tx.newest_day().unwrap(), 0);
        assert_eq!(tx.spent("a", "line", 20_000).unwrap(), Spent::default());
        tx.spend("a", "line", 20_000, 5).unwrap();
        tx.spend("a", "line", 20_000, 7).unwrap();
        tx.add_matched("a", "line", 20_000, 3).unwrap();
        tx.add_matched("b", "line", 20_000, 4).unwrap();
        tx.add_matched("b", "line", 20_000, 1).unwrap();
        tx.spend("a", "person", 20_001, 1).unwrap();
        assert_eq!(tx.spent("a", "line", 20_000).unwrap(), Spent { used: 12, matched: 3, carried: 0 });
        assert_eq!(tx.spent("b", "line", 20_000).unwrap(), Spent { used: 0, matched: 5, carried: 0 });
        assert_eq!(tx.spent("a", "person", 20_001).unwrap(), Spent { used: 1, matched: 0, carried: 0 });
        assert_eq!(tx.spent("a", "person", 20_000).unwrap(), Spent::default());
        assert!(tx.spend("a", "line", 20_000, u64::MAX).is_err(), "more than can be counted is refused");
        assert_eq!(tx.spent("a", "line", 20_000).unwrap().used, 12);
    });
}

#[test]
fn a_day_begins_once_with_what_is_carried_over() {
    on_each(|tx| {
        assert_eq!(tx.spent_before("a", "line", 20_001).unwrap(), None);
        tx.spend("a", "line", 20_000, 5).unwrap();
        tx.begin_day("a", "line", 20_002, 3).unwrap();
        tx.begin_day("a", "line", 20_002, 9).unwrap();
        tx.spend("a", "line", 20_002, 2).unwrap();
        let begun = Spent { used: 2, matched: 0, carried: 3 };
        assert_eq!(tx.spent("a", "line", 20_002).unwrap(), begun);
        assert_eq!(tx.spent_before("a", "line", 20_002).unwrap().unwrap().0, 20_000);
        assert_eq!(tx.spent_before("a", "line", 20_009).unwrap(), Some((20_002, begun)));
        assert_eq!(tx.spent_before("b", "line", 20_009).unwrap(), None);
        assert_eq!(tx.spent_before("a", "person", 20_009).unwrap(), None);
    });
}

#[test]
fn the_budget_clock_is_the_newest_day_spent_on() {
    on_each(|tx| {
        tx.spend("a", "line", 20_005, 1).unwrap();
        tx.spend("b", "journal", 20_002, 1).unwrap();
        tx.add_matched("a", "line", 20_009, 1).unwrap();
        assert_eq!(tx.newest_day().unwrap(), 20_005);
    });
}

#[test]
fn a_request_comes_back_in_its_newest_state() {
    on_each(|tx| {
        assert!(tx.request(&uuid("request", 1)).unwrap().is_none());
        assert!(tx.request_of_order(&uuid("order", 1)).unwrap().is_none());
        tx.put_request(&request(1)).unwrap();
        let decided = PresentedRow {
            state: RequestState::Rejected,
            reason: Some("no basis".into()),
            decision: Some("token".into()),
            logged: true,
            ..request(1)
        };
        tx.put_request(&decided).unwrap();
        let found = tx.request(&uuid("request", 1)).unwrap().unwrap();
        assert_eq!((found.order, found.authority.as_str()), (uuid("order", 1), "authority-1"));
        assert_eq!((found.commitment, found.received, found.expires), (hash("commitment", 1), exactly(0), exactly(60)));
        assert_eq!((found.state, found.reason.as_deref()), (RequestState::Rejected, Some("no basis")));
        assert_eq!((found.sealed_order, found.decision.as_deref(), found.logged), (vec![1, 2, 3], Some("token"), true));
        assert_eq!(tx.request_of_order(&uuid("order", 1)).unwrap(), Some(uuid("request", 1)));
        let thief = PresentedRow { request: uuid("request", 2), ..request(1) };
        assert!(tx.put_request(&thief).is_err(), "an order is spent by one request");
        assert!(tx.request(&uuid("request", 2)).unwrap().is_none());
        let swapped = PresentedRow { order: uuid("order", 2), ..request(1) };
        assert!(tx.put_request(&swapped).is_err(), "a request keeps its order");
        assert_eq!(tx.request(&uuid("request", 1)).unwrap().unwrap().state, RequestState::Rejected);
        assert!(tx.request_of_order(&uuid("order", 2)).unwrap().is_none());
    });
}

#[test]
fn queues_are_in_order_of_arrival() {
    on_each(|tx| {
        for number in 0..6 {
            tx.put_request(&request(number)).unwrap();
        }
        let states = [RequestState::Approved, RequestState::Rejected, RequestState::Expired];
        for (number, state) in [4, 2, 1].into_iter().zip(states) {
            let decision = (state != RequestState::Expired).then(|| "token".into());
            tx.put_request(&PresentedRow { state, decision, ..request(number) }).unwrap();
        }
        let names = |rows: Vec<PresentedRow>| rows.into_iter().map(|row| row.request).collect::<Vec<_>>();
        let expected = |numbers: &[u64]| numbers.iter().map(|number| uuid("request", *number)).collect::<Vec<_>>();
        assert_eq!(names(tx.in_state(RequestState::AwaitingApproval, 10).unwrap()), expected(&[0, 3, 5]));
        assert_eq!(names(tx.in_state(RequestState::AwaitingApproval, 2).unwrap()), expected(&[0, 3]));
        for (number, state) in [4, 2, 1].into_iter().zip(states) {
            assert_eq!(names(tx.in_state(state, 10).unwrap()), expected(&[number]));
        }
        assert_eq!(names(tx.unlogged(10).unwrap()), expected(&[2, 4]));
        assert_eq!(names(tx.unlogged(1).unwrap()), expected(&[2]));
        let logged = PresentedRow { logged: true, ..tx.request(&uuid("request", 2)).unwrap().unwrap() };
        tx.put_request(&logged).unwrap();
        assert_eq!(names(tx.unlogged(10).unwrap()), expected(&[4]));
    });
}

#[test]
fn the_journal_has_an_access_once_per_line_request_and_copy() {
    on_each(|tx| {
        let access = |line, number, court: &str| JournalRow {
            line: hash("line", line),
            request: uuid("request", number),
            copy: 1,
            authority: "authority-1".into(),
            court: court.into(),
            at: exactly(number as i64),
            embargo: Timestamp::MAX,
            to: exactly(7),
            records: Vec::new(),
        };
        for row in [access(1, 9, "court-1"), access(1, 3, "court-2"), access(2, 9, "court-3"), access(1, 9, "again")] {
            tx.put_access(&row).unwrap();
        }
        let found = tx.accesses(&hash("line", 1), 10).unwrap();
        let found: Vec<_> = found.iter().map(|row| (row.request, row.court.as_str(), row.at, row.embargo)).collect();
        assert_eq!(
            found,
            [
                (uuid("request", 9), "court-1", exactly(9), Timestamp::MAX),
                (uuid("request", 3), "court-2", exactly(3), Timestamp::MAX)
            ]
        );
        assert_eq!(tx.accesses(&hash("line", 1), 1).unwrap().len(), 1);
        assert_eq!(tx.accesses(&hash("line", 2), 10).unwrap()[0].authority, "authority-1");
        assert!(tx.accesses(&hash("line", 3), 10).unwrap().is_empty());
        tx.put_access(&JournalRow { copy: 2, ..access(1, 9, "court-1") }).unwrap();
        let records = [uuid("record", 2), uuid("record", 1)];
        for _ in 0..2 {
            tx.note_records(&hash("line", 1), &uuid("request", 9), &records).unwrap();
        }
        let found = tx.accesses(&hash("line", 1), 10).unwrap();
        let told: Vec<_> = found.iter().map(|row| (row.copy, row.records.len())).collect();
        assert_eq!(told, [(1, 2), (1, 0), (2, 2)]);
        assert!(found[0].records.contains(&records[0]) && found[0].to == exactly(7));
    });
}

#[test]
fn what_a_failed_transaction_spent_is_not_spent() {
    for held in custodians() {
        let failed = write_custodian(&held.store, |tx| {
            tx.spend("a", "line", 1, 5)?;
            Err::<(), _>(padron_custodian::ports::StoreError::Failed("no".into()))
        });
        assert!(failed.is_err());
        assert_eq!(held.store.read(|tx| tx.spent("a", "line", 1)).unwrap(), Spent::default());
        write_custodian(&held.store, |tx| tx.spend("a", "line", 1, 5)).unwrap();
        assert_eq!(held.store.read(|tx| tx.spent("a", "line", 1)).unwrap().used, 5);
        held.store.check().unwrap();
    }
}

#[test]
fn a_label_is_found_where_it_stands_and_told_when_it_stands_twice() {
    on_each(|tx| {
        let label = |number: u64| bytes16("label", number);
        let mut first = [(label(3), 7), (label(1), 5), (label(2), 9)];
        assert!(tx.put_labels(&mut first).unwrap().is_empty());
        assert!(tx.put_labels(&mut first).unwrap().is_empty(), "what was put before is not there twice");
        let labels = [label(1), label(9), label(2)];
        assert_eq!(tx.places(&labels, 10).unwrap(), [vec![5], vec![], vec![9]]);
        assert_eq!(tx.places(&labels, 9).unwrap(), [vec![5], vec![], vec![]], "of a smaller log");
        assert_eq!(tx.put_labels(&mut [(label(1), 12), (label(4), 11), (label(1), 20)]).unwrap(), [(5, 12), (5, 20)]);
        assert_eq!(tx.places(&labels[..1], 13).unwrap(), [vec![5, 12]]);
        assert_eq!(tx.places(&labels[..1], 100).unwrap(), [vec![5, 12, 20]]);
    });
}
