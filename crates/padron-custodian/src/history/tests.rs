//! A registrar that shows too little, too much or something else of a line.

use crate::alarms::{LABEL_TWICE, LINE_AT_FAULT};
use crate::fixture::case::linked;
use crate::fixture::{Case, after, signer};
use padron_model::Compartment;
use padron_protocol::log::{Entry, EntryKind};
use padron_protocol::messages::opening::{FaultKind, History, HistoryFault, LineHistory};
use padron_protocol::testing::label_proof;
use padron_protocol::verify::{open_promise, read_history};
use padron_protocol::{ProblemType, Uuid, sha256};
use padron_threshold::LineToken;

const HOUR: i64 = 3600;

fn faults(history: &LineHistory) -> Vec<(u32, Option<u64>, FaultKind)> {
    history.faults.iter().map(|HistoryFault { place, index, fault }| (*place, *index, *fault)).collect()
}

/// The entry of the case's own link.
fn entry(case: &Case, at: usize) -> (u64, Entry) {
    let promise = open_promise(case.custodian.trusted(), &case.line.moves[at].promise).unwrap();
    (promise.index, promise.entry)
}

#[test]
fn a_whole_history_has_exactly_the_lines_records() {
    let mut case = Case::linked_at(-HOUR);
    let (index, _) = entry(&case, 0);
    let history = case.history_at(1).unwrap();
    assert_eq!(faults(&history), []);
    let listed: Vec<_> = history.records.iter().map(|record| (record.record, record.from, record.index)).collect();
    assert_eq!(listed, [(case.record.record, after(-HOUR), index)]);
    assert_eq!(history.records[0].operator, "operator-a");
    assert!(history.ticket == case.terms && history.size == case.world.size());
    assert!(case.store.alarms.is_empty());
}

#[test]
fn a_record_of_another_time_is_not_listed() {
    // The line was linked after the time that the order asks about.
    let mut case = Case::linked_at(60);
    let history = case.history_at(120).unwrap();
    assert!(history.records.is_empty() && history.faults.is_empty());
    let signed = case.world.publish(121);
    let (file, record) = (case.file_proofs(&signed), case.record_proofs(&signed));
    let said = case.vouched(&file, &record, after(121)).unwrap();
    let refused = case.open_with(&said, &file, &record, after(121)).map(drop).unwrap_err();
    assert!(refused.to_string().contains("does not list this record"), "{refused}");
}

#[test]
fn a_registrar_that_says_nobody_of_a_line_that_is_somebodys_is_caught() {
    let mut case = Case::linked_at(-HOUR);
    let (index, _) = entry(&case, 0);
    let proofs = {
        let signed = case.world.publish(1);
        (case.file_proofs(&signed), case.record_proofs(&signed))
    };
    case.line.moves.clear();
    let said = case.vouched(&proofs.0, &proofs.1, after(1)).unwrap();
    let regime = case.order.regime;
    let history = read_history(&said, "prosecutor", &regime, case.custodian.trusted()).unwrap().history;
    assert!(history.records.is_empty());
    assert_eq!(faults(&history), [(0, Some(index), FaultKind::Unshown)]);
    assert_eq!(case.store.alarmed(), [LINE_AT_FAULT]);
    assert!(case.store.alarms[0].detail.contains(&format!("entry {index} ")));
    assert!(!case.store.alarms[0].detail.contains(&case.presentation.request.to_string()), "whose it is stays untold");
}

#[test]
fn a_registrar_that_dates_a_link_away_from_the_time_asked_is_caught() {
    // The operator signed an hour before the time asked; by the registrar's date, the line was nobody's then.
    for dated in [-3 * HOUR, -HOUR - 31, 1, 365 * 24 * HOUR] {
        let mut case = Case::signed_and_dated(-HOUR, dated);
        let (index, _) = entry(&case, 0);
        let history = case.history_at(2).unwrap();
        assert_eq!(faults(&history), [(0, Some(index), FaultKind::Unopened)], "{dated}");
        assert_eq!(case.store.alarmed(), [LINE_AT_FAULT]);
    }
    // Within the life of the operator's word, it is the registrar's to say when.
    let mut case = Case::signed_and_dated(-HOUR, -60);
    assert_eq!(faults(&case.history_at(2).unwrap()), []);
}

#[test]
fn a_holder_that_is_hidden_in_between_or_invented_is_caught() {
    // The log has two moves, and the registrar shows the second in the place of the first.
    let mut case = Case::linked_at(-HOUR);
    let (second, _) = linked(&mut case.world, &case.token.clone(), 1, after(-60));
    let first = std::mem::replace(&mut case.line.moves[0], second.clone());
    let (first_index, second_index) =
        (open_promise(case.custodian.trusted(), &first.promise).unwrap().index, entry(&case, 0).0);
    let history = case.history_at(1).unwrap();
    assert_eq!(
        faults(&history),
        [(0, Some(first_index), FaultKind::Unopened), (1, Some(second_index), FaultKind::Unshown)]
    );
    assert!(history.records.is_empty(), "nothing that does not fit is somebody's");
    // It shows both: a line that is somebody's is not linked again.
    case.line.moves = vec![first, second];
    let history = case.history_at(2).unwrap();
    assert_eq!(faults(&history), [(1, Some(second_index), FaultKind::Impossible)]);
    assert_eq!(history.records.len(), 1);
    // A move that the log never had.
    let mut other = case.world.clone();
    let (invented, _) = linked(&mut other, &case.token.clone(), 2, after(-30));
    case.line.moves = vec![case.line.moves[0].clone(), case.line.moves[1].clone(), invented];
    let history = case.history_at(3).unwrap();
    assert!(faults(&history).iter().any(|(place, _, fault)| *place == 2 && *fault == FaultKind::Missing));
}

#[test]
fn another_lines_record_is_no_record_of_this_line() {
    let mut case = Case::linked_at(-HOUR);
    let other = LineToken::from_bytes([9; 32]);
    let (theirs, record) = linked(&mut case.world, &other, 0, after(-60));
    let mine = std::mem::replace(&mut case.line.moves[0], theirs.clone());
    let my_index = open_promise(case.custodian.trusted(), &mine.promise).unwrap().index;
    let history = case.history_at(1).unwrap();
    assert_eq!(faults(&history), [(0, Some(my_index), FaultKind::Unopened)]);
    assert!(history.records.is_empty());
    // With the labels of the other line the registrar proves nothing about this one.
    case.line.blocks = vec![label_proof(&other)];
    let refused = case.history_at(2).err().unwrap();
    assert!(refused.to_string().contains("proof of the line's labels"), "{refused}");
    // A true history of this line, and the other's record to be opened with it.
    case.line.blocks = vec![label_proof(&case.token)];
    case.line.moves[0] = mine;
    let signed = case.world.publish(3);
    let (file, proofs) = (case.file_proofs(&signed), case.record_proofs(&signed));
    let said = case.vouched(&file, &proofs, after(3)).unwrap();
    case.record = record;
    let refused = case.open_with(&said, &file, &proofs, after(3)).map(drop).unwrap_err();
    assert!(refused.is(ProblemType::NotCovered));
    // Under the listed record's name, the other's link and seal.
    case.record.record = history_record(&mut case);
    case.line.moves[0] = theirs;
    let refused = case.open_with(&said, &file, &proofs, after(3)).map(drop).unwrap_err();
    assert!(refused.to_string().contains("another line"), "{refused}");
}

#[test]
fn what_was_said_under_one_request_opens_nothing_under_another() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    let (file, proofs) = (case.file_proofs(&signed), case.record_proofs(&signed));
    let said = case.vouched(&file, &proofs, after(1)).unwrap();
    let own = read_history(&said, "prosecutor", &case.order.regime, case.custodian.trusted()).unwrap();
    let changes: [fn(&mut History); 4] = [
        |own| own.history.ticket.request = Uuid::from_random([7; 16]),
        |own| own.history.ticket.compartments.push(Compartment::Line),
        |own| own.history.ticket.line = sha256(b"another line"),
        |own| own.audience = "another authority".into(),
    ];
    for change in changes {
        let mut earlier = read_history(&said, "prosecutor", &case.order.regime, case.custodian.trusted()).unwrap();
        change(&mut earlier);
        let earlier = signer("custodian-1").sign(&earlier).unwrap();
        let refused = case.open_with(&earlier, &file, &proofs, after(1)).map(drop).unwrap_err();
        assert!(refused.is(ProblemType::NotCovered), "{refused}");
    }
    let same = signer("custodian-1").sign(&own).unwrap();
    case.open_with(&same, &file, &proofs, after(1)).unwrap();
}

fn history_record(case: &mut Case) -> Uuid {
    case.history_at(4).unwrap().records[0].record
}

#[test]
fn one_planted_duplicate_is_told_and_silences_nothing() {
    let mut case = Case::linked_at(-HOUR);
    let (index, linked) = entry(&case, 0);
    let shown = (padron_protocol::testing::BOTH_QUORUMS, linked.label.unwrap());
    let planted = case.world.append(Entry::line(EntryKind::Link, "operator-b", shown, sha256(b"planted"))).0;
    let history = case.history_at(1).unwrap();
    assert_eq!(faults(&history), [(0, Some(planted), FaultKind::Twice)]);
    assert_eq!(history.records[0].index, index, "the first stands");
    assert_eq!(case.store.alarmed(), [LABEL_TWICE, LINE_AT_FAULT]);
    assert_eq!(case.open_at(2).map(drop).err().map(|problem| problem.to_string()), None, "it is opened, and marked");
}

#[test]
fn a_move_that_its_mover_did_not_sign_is_none() {
    let mut case = Case::linked_at(-HOUR);
    let (index, _) = entry(&case, 0);
    // The registrar alone: an event with another signature, under an entry that commits to it.
    let mut bytes = case.line.moves[0].event.bytes.0.clone();
    let signature = bytes.len() - 1;
    bytes[signature] ^= 1;
    case.line.moves[0].event.bytes = bytes.into();
    let history = case.history_at(1).unwrap();
    assert_eq!(faults(&history), [(0, Some(index), FaultKind::Unopened)]);
}

#[test]
fn tickets_of_too_few_or_for_something_else_show_no_history() {
    let refused = |change: &dyn Fn(&mut Case)| {
        let mut case = Case::linked_at(-HOUR);
        change(&mut case);
        case.history_at(1).err().map(|problem| problem.to_string()).unwrap_or_default()
    };
    assert_eq!(refused(&|_| {}), "");
    // The registrar's disclosure is of what the order's own terms are.
    assert!(refused(&|case| case.terms.embargo = after(999_999_999)).contains("embargo"));
    assert!(refused(&|case| case.terms.compartments.clear()).contains("compartments"));
    assert!(refused(&|case| case.terms.from = after(-999)).contains("time"));
    assert!(refused(&|case| case.terms.line = sha256(b"another")).contains("another line"));
    // A second copy needs a disclosure of its own.
    assert!(refused(&|case| case.terms.copy = 2).contains("not the disclosure of this ticket"));
    assert_eq!(
        refused(&|case| {
            case.terms.copy = 2;
            case.disclose();
        }),
        ""
    );
}

#[test]
fn a_history_that_another_signed_or_of_another_line_opens_nothing() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    let (file, record) = (case.file_proofs(&signed), case.record_proofs(&signed));
    let said = case.vouched(&file, &record, after(1)).unwrap();
    let mut history = read_history(&said, "prosecutor", &case.order.regime, case.custodian.trusted()).unwrap();
    history.custodian = "custodian-2".into();
    let theirs = signer("custodian-2").sign(&history).unwrap();
    let refused = case.open_with(&theirs, &file, &record, after(1)).map(drop).unwrap_err();
    assert!(refused.to_string().contains("not this custodian's own"), "{refused}");
    history.custodian = "custodian-1".into();
    let forged = signer("custodian-2").sign(&history).unwrap();
    assert!(case.open_with(&forged, &file, &record, after(1)).map(drop).unwrap_err().is(ProblemType::NotCovered));
    history.history.ticket.line = sha256(b"another");
    let of_another = signer("custodian-1").sign(&history).unwrap();
    assert!(case.open_with(&of_another, &file, &record, after(1)).map(drop).unwrap_err().is(ProblemType::NotCovered));
    assert!(case.open_with(&said, &file, &record, after(1)).is_ok());
}
