use super::*;
use crate::alarms::{Contradiction, ENTRY_BACKDATED};
use crate::fixture::{Case, World, after, now};
use padron_protocol::log::{Entry, EntryKind, Promise};
use padron_protocol::sha256;
use padron_protocol::verify::open_promise;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

fn kind<T>(result: Result<T, Problem>) -> Option<ProblemType> {
    result.err().and_then(|problem| problem.problem_type())
}

#[test]
fn what_is_as_it_should_be_is_opened_and_journalled() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    assert_eq!(kind(case.evaluate(&case.file_proofs(&signed), after(1))), None);
    assert!(case.store.accesses.is_empty(), "a part alone says nothing: it is sealed to custodians");
    assert_eq!(kind(case.ticket(&case.file_proofs(&signed), after(1))), None);
    assert_eq!(case.store.accesses.len(), 1, "a ticket tells which line: it is journalled, whatever comes of it");
    assert_eq!(kind(case.open_at(2)), None);
    let row = &case.store.accesses[0];
    assert_eq!(row.line, crate::journal::journal_key(case.token.as_bytes()));
    assert_eq!(row.records, [case.record.record], "those who are told");
}

#[test]
fn nothing_opens_on_old_cosignatures_however_it_is_asked() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(0);
    let (file, record) = (case.file_proofs(&signed), case.record_proofs(&signed));
    assert_eq!(kind(case.open(&file, &record, after(600))), None);
    assert_eq!(kind(case.open(&file, &record, after(601))), Some(ProblemType::NotWitnessed));
    assert_eq!(kind(case.evaluate(&file, after(601))), Some(ProblemType::NotWitnessed));
    assert_eq!(kind(case.present_with(&file, after(601))), Some(ProblemType::NotWitnessed));
    let fresh = case.world.publish(601);
    let fresh_record = case.record_proofs(&fresh);
    assert_eq!(kind(case.open(&file, &fresh_record, after(601))), Some(ProblemType::NotWitnessed), "one is old");
    assert_eq!(case.store.accesses.len(), 1);
}

#[test]
fn each_entry_that_a_release_rests_on_must_be_in_the_log() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    let (file, record) = (case.file_proofs(&signed), case.record_proofs(&signed));
    for at in 0..file.inclusions.len() {
        let mut without = file.clone();
        without.inclusions.remove(at);
        assert_eq!(kind(case.open(&without, &record, after(1))), Some(ProblemType::NotLogged), "{at} of the file");
        assert_eq!(kind(case.evaluate(&without, after(1))), Some(ProblemType::NotLogged), "{at}, evaluating");
    }
    for at in 0..record.inclusions.len() {
        let mut without = record.clone();
        without.inclusions.remove(at);
        assert_eq!(kind(case.open(&file, &without, after(1))), Some(ProblemType::NotLogged), "{at} of the record");
    }
}

#[test]
fn a_request_that_was_only_promised_is_not_received() {
    let mut case = Case::linked_at(-HOUR);
    let promise: Promise = open_promise(case.custodian.trusted(), &case.presentation.promise).unwrap();
    // The registrar signs a promise, and the log has something else there.
    case.presentation.promise = World::promised(&(0, promise.entry), now());
    let signed = case.world.publish(1);
    let proofs = case.world.proofs(&signed, &[0]);
    assert_eq!(kind(case.present_with(&proofs, after(1))), Some(ProblemType::NotLogged));
}

#[test]
fn a_forged_approval_does_not_count() {
    let mut case = Case::linked_at(-HOUR);
    let good = case.file.decisions.clone();
    // Another custodian's decision under this one's entry.
    case.file.decisions[1].promise = good[0].promise.clone();
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::NotApproved));
    // An entry that looks like an approval, and commits to something else.
    case.file.decisions = good.clone();
    let placed = case.world.append(Entry::decision(EntryKind::Approval, "custodian-2", sha256(b"something else")));
    case.file.decisions[1].promise = World::promised(&placed, now());
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::NotApproved));
    // The right commitment, at a place where the log has another entry.
    case.file.decisions = good.clone();
    let promise = open_promise(case.custodian.trusted(), &good[1].promise).unwrap();
    case.file.decisions[1].promise = World::promised(&(0, promise.entry), now());
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::NotLogged));
    // One custodian twice.
    case.file.decisions = vec![good[0].clone(), good[0].clone()];
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::NotApproved));
    case.file.decisions = good;
    assert_eq!(kind(case.open_at(1)), None);
}

#[test]
fn a_log_shown_to_the_authority_alone_opens_nothing() {
    let mut case = Case::linked_at(-HOUR);
    // The custodian follows a log that goes on otherwise than the one that the authority is shown.
    let mut honest = case.world.clone();
    honest.link("operator-b", 1);
    let signed = honest.publish(1);
    honest.follow(&case.custodian, &mut case.store, &signed, after(1)).unwrap();
    case.world.link("operator-a", 1);
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::LogInconsistent), "as large");
    case.world.link("operator-a", 2);
    assert_eq!(kind(case.open_at(2)), Some(ProblemType::LogInconsistent), "larger");
    assert!(case.store.accesses.is_empty());
}

#[test]
fn proofs_under_an_older_checkpoint_of_the_same_log_will_do() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    let (file, record) = (case.file_proofs(&signed), case.record_proofs(&signed));
    (0..600).for_each(|at| case.world.link("operator-b", at));
    let newer = case.world.publish(2);
    case.world.follow(&case.custodian, &mut case.store, &newer, after(2)).unwrap();
    assert_eq!(kind(case.open(&file, &record, after(2))), None);
}

#[test]
fn after_a_contradiction_nothing_is_released_until_a_person_has_looked() {
    let mut case = Case::linked_at(-HOUR);
    let signed = case.world.publish(1);
    Contradiction::new("two trees", &signed).raise(&mut case.store, now()).unwrap();
    assert_eq!(kind(case.open_at(2)), Some(ProblemType::LogInconsistent));
    assert_eq!(kind(case.present(2)), Some(ProblemType::LogInconsistent));
    let proofs = case.file_proofs(&signed);
    assert_eq!(kind(case.evaluate(&proofs, after(2))), Some(ProblemType::LogInconsistent));
    let may = case.custodian.may_release(&mut case.store, "prosecutor", &case.presentation.request, after(2));
    assert_eq!(kind(may.unwrap()), Some(ProblemType::LogInconsistent));
    assert!(case.store.accesses.is_empty());
}

#[test]
fn a_link_dated_before_the_log_had_it_is_refused_and_told_to_everybody() {
    let mut case = Case::linked_at(-3 * DAY);
    // Two days ago, by the witnesses' clocks, the log had nothing yet.
    let mut young = World::default();
    let earlier = young.publish(-2 * DAY + 1);
    let mut store = crate::fixture::Memory::default();
    young.follow(&case.custodian, &mut store, &earlier, now()).unwrap();
    case.store.marks = [store.marks, case.store.marks.clone()].concat();
    let refused = case.open_at(1).map(drop).unwrap_err();
    assert!(refused.is(ProblemType::NotCovered));
    assert!(refused.to_string().contains("backdated"), "{refused}");
    assert_eq!(case.store.alarmed(), [ENTRY_BACKDATED]);
    let detail = &case.store.alarms[0].detail;
    assert!(detail.contains(&case.presentation.request.to_string()));
    assert!(!detail.contains("entry 3"), "whom it is about stays untold");
    assert_eq!(case.store.accesses.len(), 1, "the ticket was journalled");
    assert!(case.store.accesses[0].records.is_empty(), "and nothing was shown under it");
}

#[test]
fn a_link_logged_within_its_day_is_not_backdated() {
    let mut case = Case::linked_at(-3 * DAY);
    let mut young = World::default();
    let earlier = young.publish(-2 * DAY);
    let mut store = crate::fixture::Memory::default();
    young.follow(&case.custodian, &mut store, &earlier, now()).unwrap();
    case.store.marks = [store.marks, case.store.marks.clone()].concat();
    assert_eq!(kind(case.open_at(1)), None);
    assert!(case.store.alarms.is_empty());
}

#[test]
fn a_logged_trust_list_that_cannot_be_had_stops_releases() {
    let mut case = Case::linked_at(-HOUR);
    case.world.append(Entry::bare(EntryKind::TrustList, sha256(b"a list that nobody shows")));
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::LogInconsistent));
}

#[test]
fn the_officers_of_this_custodian_must_have_approved() {
    use crate::ports::PresentedRequests as _;
    let mut case = Case::linked_at(-HOUR);
    let request = case.presentation.request;
    let mut row = case.store.request(&request).unwrap().unwrap();
    row.state = RequestState::AwaitingApproval;
    case.store.put_request(&row).unwrap();
    assert_eq!(kind(case.open_at(1)), Some(ProblemType::NotApproved), "decided again at the very end");
}
