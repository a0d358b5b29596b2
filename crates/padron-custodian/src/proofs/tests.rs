use super::*;
use crate::fixture::{Memory, World, after, custodian, now, second};
use crate::ports::SizeMark;
use padron_protocol::log::{Entry, EntryKind, Promise, shown_by};
use padron_protocol::sha256;

fn refusal<T>(result: Result<T, Problem>) -> (Option<ProblemType>, String) {
    let problem = result.err();
    (problem.as_ref().and_then(Problem::problem_type), problem.map(|problem| problem.to_string()).unwrap_or_default())
}

#[test]
fn cosignatures_of_ten_minutes_pass_and_a_second_more_does_not() {
    let custodian = custodian();
    let mut world = World::of(5);
    let signed = world.publish(0);
    let proofs = world.proofs(&signed, &[2]);
    let at = |seconds| refusal(custodian.witnessed([&proofs], after(seconds)));
    assert_eq!(at(600).0, None);
    let (kind, told) = at(601);
    assert_eq!(kind, Some(ProblemType::NotWitnessed));
    assert!(told.contains("601 s old"), "{told}");
    assert_eq!(at(-120).0, None);
    assert_eq!(at(-121).0, Some(ProblemType::NotWitnessed), "from the future");
}

#[test]
fn too_few_witnesses_or_one_group_release_nothing() {
    let custodian = custodian();
    let mut world = World::of(5);
    let mut by = |witnesses: &[&str]| {
        let signed = world.publish_by(witnesses, 0);
        refusal(custodian.witnessed([&world.proofs(&signed, &[2])], now())).0
    };
    assert_eq!(by(&["witness-1"]), Some(ProblemType::NotWitnessed));
    assert_eq!(by(&["witness-1", "witness-3"]), Some(ProblemType::NotWitnessed));
    assert_eq!(by(&["witness-1", "witness-2"]), None);
    assert_eq!(refusal(custodian.witnessed([], now())).0, Some(ProblemType::NotLogged));
}

#[test]
fn each_of_several_checkpoints_must_be_fresh() {
    let custodian = custodian();
    let mut world = World::of(5);
    let [old, new] = [0, 700].map(|at| world.publish(at)).map(|signed| world.proofs(&signed, &[1]));
    assert!(custodian.witnessed([&new], after(700)).is_ok());
    assert_eq!(refusal(custodian.witnessed([&new, &old], after(700))).0, Some(ProblemType::NotWitnessed));
}

#[test]
fn without_having_followed_nothing_is_agreed() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(5);
    let signed = world.publish(0);
    let proofs = world.proofs(&signed, &[2]);
    let witnessed = custodian.witnessed([&proofs], now()).unwrap();
    assert_eq!(refusal(witnessed.agreed(&Known::default())).0, Some(ProblemType::LogInconsistent));
    assert!(world.agree(&custodian, &mut store, &[&proofs], now()).is_ok());
}

#[test]
fn an_entry_is_shown_by_any_of_the_proofs_or_not_at_all() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut world = World::of(3);
    let placed = world.append(Entry::bare(EntryKind::Disclosure, sha256(b"1")));
    let signed = world.publish(0);
    let [other, own] = [[1], [3]].map(|indices| world.proofs(&signed, &indices));
    let agreed = world.agree(&custodian, &mut store, &[&other, &own], now()).unwrap();
    let promise = World::promise(&placed, now());
    let shows = |promise: &Promise| shown_by(agreed.log(), promise).map_err(Problem::from);
    assert_eq!(shows(&promise).unwrap(), Shown { index: 3, at: now(), cosigned: second(0) });
    let elsewhere = Promise { index: 1, ..promise.clone() };
    assert_eq!(refusal(shows(&elsewhere)).0, Some(ProblemType::NotLogged));
    let missing = Promise { index: 0, ..promise.clone() };
    assert_eq!(refusal(shows(&missing)).0, Some(ProblemType::NotLogged));
    let future = Promise { at: after(121), ..promise };
    assert_eq!(refusal(shows(&future)).0, Some(ProblemType::NotLogged));
}

#[test]
fn an_entry_is_backdated_if_the_log_was_too_short_a_day_after_its_time() {
    let day = 86_400;
    let mut store = Memory::default();
    let dated = |index, seconds| [Shown { index, at: after(seconds), cosigned: 0 }];
    assert!(!backdated(&mut store, &dated(5, -99 * day)).unwrap(), "nothing is known of that time");
    let mark = |seconds: i64, size| SizeMark { time: after(seconds).as_second(), size };
    store.marks = vec![mark(0, 5), mark(day, 5), mark(2 * day, 6)];
    assert!(!backdated(&mut store, &dated(5, 0)).unwrap(), "at the promise's very end it may still come");
    assert!(backdated(&mut store, &dated(5, -1)).unwrap());
    assert!(!backdated(&mut store, &dated(4, -1)).unwrap());
    assert!(!backdated(&mut store, &dated(5, day)).unwrap());
    assert!(backdated(&mut store, &dated(6, 0)).unwrap());
    assert!(backdated(&mut store, &[dated(4, 0), dated(6, 0)].concat()).unwrap());
}
