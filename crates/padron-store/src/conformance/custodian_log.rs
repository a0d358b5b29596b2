//! What the custodian's ports promise of the public log: how far it has come, marks, trust lists, alarms, statistics.

use super::custodian::{exactly, on_each, request};
use super::rows::{hash, uuid};
use crate::CustodianTx;
use jiff::{SignedDuration, Timestamp};
use padron_custodian::ports::{
    AlarmRow, AlarmRows, ClosedStatistics, ClosedStatisticsRow, FoundListRow, FoundLists, LogState, LogStates,
    MAX_ALARMS, MAX_TRUST_LISTS, PresentedRequests, PresentedRow,
};
use padron_protocol::messages::order::RequestState;

#[test]
fn the_state_of_the_log_is_the_newest_put() {
    on_each(|tx| {
        assert_eq!(tx.log_state().unwrap(), None);
        for number in 0..3 {
            let state = LogState {
                frontier: vec![number; 40 * usize::from(number)],
                checkpoint: format!("log\n{number}\n\n— ñ 1\n"),
                figures: format!("{{\"entries\":{number}}}").into_bytes(),
            };
            tx.put_log_state(&state).unwrap();
            assert_eq!(tx.log_state().unwrap(), Some(state));
        }
    });
}

/// Every mark that is kept, oldest first.
fn marks(tx: &mut CustodianTx<'_>) -> Vec<(i64, u64)> {
    let mut marks: Vec<(i64, u64)> = Vec::new();
    while let Some(mark) = tx.first_mark_after(marks.last().map_or(i64::MIN, |(time, _)| *time)).unwrap() {
        marks.push((mark.time, mark.size));
    }
    marks
}

#[test]
fn marks_tell_when_the_log_had_how_many_entries() {
    on_each(|tx| {
        assert_eq!(tx.first_mark_after(i64::MIN).unwrap(), None);
        for (time, size) in [(600, 10), (659, 11), (660, 12), (730, 12), (900, 20), (845, 15)] {
            tx.put_mark(time, size).unwrap();
        }
        // The second mark of the minute from 600 on is not kept.
        assert_eq!(marks(tx), [(600, 10), (660, 12), (730, 12), (845, 15), (900, 20)]);
        let after = [599, 600, 659, 660, 899, 900, i64::MAX]
            .map(|time| tx.first_mark_after(time).unwrap().map(|mark| mark.time));
        assert_eq!(after, [Some(600), Some(660), Some(660), Some(730), Some(900), None, None]);
    });
}

#[test]
fn marks_that_contradict_others_are_not_kept() {
    on_each(|tx| {
        for (time, size) in [(600, 10), (900, 20), (700, 9), (760, 21), (1000, 19), (300, 11)] {
            tx.put_mark(time, size).unwrap();
        }
        assert_eq!(marks(tx), [(600, 10), (900, 20)]);
        tx.put_mark(-61, 10).unwrap();
        assert!(tx.put_mark(2000, u64::MAX).is_err());
        tx.put_mark(i64::MAX, 30).unwrap();
        assert_eq!(marks(tx), [(-61, 10), (600, 10), (900, 20), (i64::MAX, 30)]);
    });
}

fn found(tx: &mut CustodianTx<'_>, version: u64) -> Option<FoundListRow> {
    tx.trust_lists().unwrap().into_iter().find(|row| row.version == version)
}

fn trust_list(version: u64) -> FoundListRow {
    FoundListRow { version, text: format!("list {version}"), index: version * 10, cosigned: 1000, confirmed: None }
}

#[test]
fn what_was_noted_first_of_a_trust_list_stands() {
    on_each(|tx| {
        assert!(tx.trust_lists().unwrap().is_empty());
        for version in [2, 1] {
            assert_eq!(found(tx, version), None);
            tx.put_trust_list(&trust_list(version)).unwrap();
        }
        assert_eq!(tx.trust_lists().unwrap(), [trust_list(1), trust_list(2)]);
        let confirmed = FoundListRow { confirmed: Some(("officer-1".into(), 2000)), ..trust_list(2) };
        tx.put_trust_list(&confirmed).unwrap();
        assert_eq!(found(tx, 2), Some(confirmed.clone()));
        tx.put_trust_list(&FoundListRow { cosigned: 5000, ..trust_list(2) }).unwrap();
        let second = Some(("officer-2".into(), 3000));
        tx.put_trust_list(&FoundListRow { confirmed: second, ..trust_list(2) }).unwrap();
        assert_eq!(found(tx, 2), Some(confirmed));
        let other = [
            FoundListRow { text: "another".into(), ..trust_list(1) },
            FoundListRow { index: 11, ..trust_list(1) },
            FoundListRow { version: u64::MAX, ..trust_list(1) },
        ];
        assert!(other.iter().all(|row| tx.put_trust_list(row).is_err()));
        assert_eq!(found(tx, 1), Some(trust_list(1)));
    });
}

#[test]
fn the_newest_trust_lists_are_given() {
    on_each(|tx| {
        let last = MAX_TRUST_LISTS as u64 + 10;
        for version in 0..last {
            tx.put_trust_list(&trust_list(version)).unwrap();
        }
        let versions: Vec<_> = tx.trust_lists().unwrap().iter().map(|row| row.version).collect();
        assert_eq!(versions, (10..last).collect::<Vec<_>>());
    });
}

fn alarm(name: &str, number: usize) -> AlarmRow {
    AlarmRow { name: name.into(), detail: format!("at index {number}"), at: number as i64 }
}

#[test]
fn an_alarm_is_stored_once() {
    on_each(|tx| {
        for alarm in [alarm("a", 1), alarm("b", 1), AlarmRow { at: 9, ..alarm("a", 1) }, alarm("a", 2)] {
            tx.put_alarm(&alarm).unwrap();
        }
        assert_eq!(tx.alarms(10).unwrap(), [alarm("a", 2), alarm("b", 1), alarm("a", 1)], "newest first");
        assert_eq!(tx.alarms(1).unwrap(), [alarm("a", 2)]);
        let first = |tx: &mut CustodianTx<'_>, name| tx.first_alarm(name).unwrap();
        assert_eq!((first(tx, "a"), first(tx, "b"), first(tx, "c")), (Some(alarm("a", 1)), Some(alarm("b", 1)), None));
    });
}

#[test]
fn many_alarms_of_a_kind_hide_no_other() {
    on_each(|tx| {
        for number in 0..MAX_ALARMS + 5 {
            tx.put_alarm(&alarm("many", number)).unwrap();
        }
        tx.put_alarm(&alarm("other", 1)).unwrap();
        let found = tx.alarms(MAX_ALARMS * 2).unwrap();
        assert_eq!((found.len(), &found[0]), (MAX_ALARMS + 1, &alarm("other", 1)));
        assert_eq!((&found[1], &found[MAX_ALARMS]), (&alarm("many", MAX_ALARMS - 1), &alarm("many", 0)));
    });
}

fn statistics(number: u64, embargo: Timestamp) -> ClosedStatisticsRow {
    ClosedStatisticsRow {
        request: uuid("request", number),
        nonce: hash("nonce", number),
        text: format!("statistics {number}"),
        event: hash("event", number),
        embargo,
        published: false,
    }
}

#[test]
fn statistics_are_due_when_their_embargo_has_ended() {
    on_each(|tx| {
        let rows = [
            statistics(0, exactly(60)),
            statistics(1, exactly(0)),
            statistics(2, exactly(30)),
            statistics(3, Timestamp::MAX),
            statistics(4, Timestamp::MIN),
        ];
        for row in &rows {
            tx.put_statistics(row).unwrap();
        }
        tx.put_statistics(&ClosedStatisticsRow { text: "other".into(), embargo: Timestamp::MIN, ..rows[0].clone() })
            .unwrap();
        let millisecond = SignedDuration::from_millis(1);
        let due = |tx: &mut CustodianTx<'_>, now, limit| {
            tx.due_statistics(now, limit).unwrap().iter().map(|row| row.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(due(tx, Timestamp::MIN, 10), ["statistics 4"]);
        tx.mark_published(&rows[4].request).unwrap();
        assert!(tx.mark_published(&uuid("request", 9)).is_err());
        assert!(due(tx, exactly(0) - SignedDuration::from_nanos(1), 10).is_empty(), "not a moment before");
        assert_eq!(due(tx, exactly(0) + millisecond, 10), ["statistics 1"]);
        assert_eq!(due(tx, exactly(60) + millisecond, 10), ["statistics 1", "statistics 2", "statistics 0"]);
        assert_eq!(due(tx, exactly(60) + millisecond, 2), ["statistics 1", "statistics 2"]);
        assert!(tx.due_statistics(exactly(1), 10).unwrap()[0] == rows[1], "it comes back as it was stored");
        tx.mark_published(&rows[1].request).unwrap();
        tx.mark_published(&rows[1].request).unwrap();
        assert_eq!(due(tx, exactly(60) + millisecond, 10), ["statistics 2", "statistics 0"]);
        assert_eq!(due(tx, Timestamp::MAX, 10).len(), 3);
    });
}

#[test]
fn a_decision_is_known_by_its_entry() {
    on_each(|tx| {
        tx.put_request(&request(1)).unwrap();
        assert!(!tx.decided(&hash("entry", 1)).unwrap());
        assert!(!tx.decided(&hash("commitment", 1)).unwrap(), "the request's own commitment is not a decision's");
        let decided = PresentedRow {
            state: RequestState::Approved,
            decision: Some("token".into()),
            entry: Some(hash("entry", 1)),
            ..request(1)
        };
        tx.put_request(&decided).unwrap();
        assert_eq!(tx.request(&uuid("request", 1)).unwrap().unwrap().entry, Some(hash("entry", 1)));
        assert!(tx.decided(&hash("entry", 1)).unwrap());
        assert!(!tx.decided(&hash("entry", 2)).unwrap());
    });
}
