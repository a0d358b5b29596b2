use super::{ChainError, Pinned, PublishedLists};
use crate::fixture::{Memory, NOTICE, later, list, now, party, registrar, signed, successor};
use crate::ports::TrustLists as _;
use padron_protocol::ProblemType;
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, Promise};
use padron_protocol::trust::{Role, SignedTrustList, Trusted};
use std::sync::Arc;

fn first() -> Pinned {
    Pinned::open(&signed(&list(), &[1, 2]), &list().roots).unwrap()
}

fn chain(tx: &mut Memory) -> PublishedLists {
    PublishedLists::read(first(), tx).unwrap()
}

/// Logs a list that somebody offers.
fn log(tx: &mut Memory, text: &str) -> Promise {
    let offered = chain(tx).offered(text, now()).unwrap();
    let logged = registrar().log_trust_list(tx, &offered, now()).unwrap().unwrap();
    let registrar = registrar();
    let key = registrar.trusted().party("registrar").unwrap().signing;
    open(&logged.reply.promise, "registrar", &key).unwrap()
}

/// The first list is logged, and a second one with a new operator and without another.
fn two() -> (Memory, Arc<Trusted>) {
    let mut tx = Memory::default();
    registrar().log_trust_list(&mut tx, &first(), now()).unwrap().unwrap();
    let text = successor(first().trusted(), |list| {
        list.parties.push(party("operator-b", Role::Operator, None));
        list.parties.retain(|party| party.id != "prosecutor");
    });
    log(&mut tx, &text);
    let second = SignedTrustList::parse(&text).unwrap().open_any_age(&list().roots).unwrap();
    (tx, Arc::new(second))
}

fn has(chain: &PublishedLists, seconds: i64, id: &str) -> bool {
    chain.in_force(later(seconds)).trusted.party(id).is_some()
}

#[test]
fn a_list_is_logged_once_and_its_promise_is_repeated() {
    let mut tx = Memory::default();
    registrar().log_trust_list(&mut tx, &first(), now()).unwrap().unwrap();
    let text = successor(first().trusted(), |_| {});
    let promise = log(&mut tx, &text);
    assert_eq!((promise.index, promise.entry.kind), (1, EntryKind::TrustList));
    assert_eq!(promise.entry, SignedTrustList::parse(&text).unwrap().entry());
    assert_eq!(promise.at, "2026-03-02T12:00:00.123Z".parse().unwrap());
    assert_eq!(log(&mut tx, &text), promise);
    assert_eq!((tx.entries.len(), tx.lists.len()), (2, 2));
    assert_eq!(tx.lists[1].text, text);
}

#[test]
fn only_the_next_list_under_enough_roots_is_taken() {
    let (mut tx, second) = two();
    let chain = chain(&mut tx);
    let mut under_one_root = second.list().clone();
    under_one_root.version = 3;
    under_one_root.predecessor = Some(second.hash());
    let refused = [
        ("another second list", successor(first().trusted(), |list| list.approvals = 3)),
        ("a version left out", successor(&second, |list| list.version += 1)),
        ("another predecessor", successor(&second, |list| list.predecessor = Some(first().trusted().hash()))),
        ("one root alone", signed(&under_one_root, &[2])),
        ("expired", successor(&second, |list| list.expires = now())),
        ("another log", successor(&second, |list| list.log.origin = "test.example/other".into())),
        ("another log key", successor(&second, |list| list.log.key = list.parties[0].signing)),
        ("no list", "{}".to_owned()),
        ("nothing", String::new()),
    ];
    for (what, text) in refused {
        let problem = chain.offered(&text, now()).err().unwrap_or_else(|| panic!("{what}"));
        assert!(problem.is(ProblemType::BadTrustList), "{what}: {problem}");
    }
    assert!(chain.offered(&successor(&second, |_| {}), now()).is_ok());
}

#[test]
fn of_two_lists_that_follow_the_same_one_the_first_is_logged() {
    let (mut tx, second) = two();
    let offers = [3, 2].map(|approvals| successor(&second, |list| list.approvals = approvals));
    let [one, other] = offers.map(|text| chain(&mut tx).offered(&text, now()).unwrap());
    registrar().log_trust_list(&mut tx, &one, now()).unwrap().unwrap();
    let problem = registrar().log_trust_list(&mut tx, &other, now()).unwrap().err().unwrap();
    assert!(problem.is(ProblemType::BadTrustList));
    assert_eq!(tx.lists.len(), 3);
}

#[test]
fn what_is_removed_is_gone_at_once_and_what_is_added_waits_for_its_notice() {
    let (mut tx, _) = two();
    let before = chain(&mut tx);
    assert!(!has(&before, 0, "prosecutor"), "gone as soon as it is logged");
    assert!(!has(&before, NOTICE * 10, "operator-b"), "nobody has vouched for it yet");
    assert_eq!(before.unmarked().collect::<Vec<_>>(), [(2, 1)]);
    tx.mark_cosigned(2, later(60)).unwrap();
    tx.mark_cosigned(2, later(6000)).unwrap();
    let marked = chain(&mut tx);
    assert_eq!(marked.unmarked().count(), 0);
    assert!(!has(&marked, 60 + NOTICE - 1, "operator-b"));
    assert!(has(&marked, 60 + NOTICE, "operator-b"), "the first time counts");
    assert!(has(&marked, 60 + NOTICE, "operator-a"));
    assert_eq!(marked.in_force(later(60 + NOTICE)).trusted.list().version, 2);
    let force = marked.in_force(later(60));
    assert_eq!((force.trusted.list().version, force.text), (1, signed(&list(), &[1, 2])));
}

#[test]
fn a_later_list_waits_for_the_one_before_it() {
    let (mut tx, second) = two();
    log(&mut tx, &successor(&second, |list| list.parties.retain(|party| party.id != "operator-a")));
    tx.mark_cosigned(3, later(0)).unwrap();
    let chain = chain(&mut tx);
    assert_eq!(chain.in_force(later(NOTICE * 10)).trusted.list().version, 1, "the second is still without witnesses");
    assert!(!has(&chain, 0, "operator-a") && !has(&chain, 0, "prosecutor"), "both removals hold");
}

#[test]
fn an_expired_list_is_still_the_one_to_go_by() {
    let mut tx = Memory::default();
    registrar().log_trust_list(&mut tx, &first(), now()).unwrap().unwrap();
    let force = chain(&mut tx).in_force(later(400 * 24 * 3600));
    assert_eq!(force.trusted.list().version, 1);
}

#[test]
fn the_configured_list_is_one_that_was_logged() {
    let (mut tx, second) = two();
    let follows = |text: &str| Pinned::open(text, &list().roots).unwrap();
    let third = follows(&successor(&second, |_| {}));
    assert!(matches!(PublishedLists::read(third, &mut tx), Err(ChainError::NotLogged { configured: 3, newest: 2 })));
    let other = follows(&successor(first().trusted(), |list| list.approvals = 3));
    assert!(matches!(PublishedLists::read(other, &mut tx), Err(ChainError::Another(2))));
    let chain = PublishedLists::read(follows(&tx.lists[1].text.clone()), &mut tx).unwrap();
    assert_eq!(chain.in_force(now()).trusted.list().version, 2, "from the second on");
    tx.lists[1].text = successor(&second, |_| {});
    assert!(
        matches!(PublishedLists::read(first(), &mut tx), Err(ChainError::Store(_))),
        "a stored list that does not follow"
    );
    tx.lists.remove(0);
    assert!(matches!(PublishedLists::read(first(), &mut tx), Err(ChainError::Store(_))), "a stored list that is gone");
}
