use crate::{append, decide, later, now, store, write};
use padron_protocol::jws::{PublicSigningKey, open};
use padron_protocol::log::{EntryKind, Promise};
use padron_protocol::testing::{self, NOTICE, after, list, party, roots, signer};
use padron_protocol::trust::{Role, SignedTrustList, TrustList, Trusted};
use padron_protocol::{Problem, ProblemType};
use padron_registrar::ports::{Events as _, TrustListRows as _};
use padron_registrar::rows::TrustListRow;
use padron_registrar::trust::{ChainError, Pinned, PublishedLists};
use padron_store::RegistrarStore;
use std::sync::Arc;

fn signed(list: &TrustList, roots: &[u8]) -> String {
    testing::signed(list, roots).to_text().unwrap()
}

/// The list that follows `held`, changed.
fn successor(held: &Trusted, change: impl FnOnce(&mut TrustList)) -> String {
    signed(&testing::successor(held, change), &[1, 3])
}

fn opened(text: &str) -> Trusted {
    SignedTrustList::parse(text).unwrap().open_any_age(&roots()).unwrap()
}

fn first() -> Pinned {
    Pinned::open(&signed(&list(), &[1, 2]), &list().roots).unwrap()
}

fn chain_from(first: Pinned, store: &RegistrarStore) -> Result<PublishedLists, ChainError> {
    store.read(|tx| Ok(PublishedLists::read(first, tx))).unwrap()
}

fn chain(store: &RegistrarStore) -> PublishedLists {
    chain_from(first(), store).unwrap()
}

fn log_pinned(store: &RegistrarStore, list: Pinned) -> Result<String, Problem> {
    decide(store, move |registrar, tx| registrar.log_trust_list(tx, &list, now())).map(|logged| logged.reply.promise)
}

/// Stores lists as if they had been logged.
fn stored(lists: impl IntoIterator<Item = (u64, String)>) -> RegistrarStore {
    let (store, lists) = (store(), Vec::from_iter(lists));
    write(&store, move |tx| {
        for (version, text) in lists {
            let index = append(tx, EntryKind::TrustList)?;
            tx.put_trust_list(&TrustListRow { version, text, index, at: after(0), cosigned: None })?;
        }
        Ok(())
    });
    store
}

/// Logs a list that somebody offers.
fn log(store: &RegistrarStore, text: &str) -> Promise {
    let promise = log_pinned(store, chain(store).offered(text, now()).unwrap()).unwrap();
    open(&promise, "registrar", &PublicSigningKey::from_bytes(&signer("registrar").public()).unwrap()).unwrap()
}

/// The first list is logged.
fn one() -> RegistrarStore {
    let store = store();
    log_pinned(&store, first()).unwrap();
    store
}

/// The first list is logged, and a second one with a new operator and without another.
fn two() -> (RegistrarStore, Arc<Trusted>) {
    let store = one();
    let text = successor(first().trusted(), |list| {
        list.parties.push(party("operator-b", Role::Operator));
        list.parties.retain(|party| party.id != "prosecutor");
    });
    log(&store, &text);
    (store, Arc::new(opened(&text)))
}

fn has(chain: &PublishedLists, seconds: i64, id: &str) -> bool {
    chain.in_force(later(seconds)).trusted.party(id).is_some()
}

#[test]
fn a_list_is_logged_once_and_its_promise_is_repeated() {
    let store = one();
    let text = successor(first().trusted(), |_| {});
    let promise = log(&store, &text);
    assert_eq!((promise.index, promise.entry.kind), (1, EntryKind::TrustList));
    assert_eq!(promise.entry, SignedTrustList::parse(&text).unwrap().entry());
    assert_eq!(promise.at, "2026-03-02T12:00:00.123Z".parse().unwrap());
    assert_eq!(log(&store, &text), promise);
    let (size, newest) = store.read(|tx| Ok((tx.size()?, tx.newest_trust_list()?.unwrap()))).unwrap();
    assert_eq!((size, newest.version), (2, 2));
    assert_eq!(newest.text, text);
}

#[test]
fn only_the_next_list_under_enough_roots_is_taken() {
    let (store, second) = two();
    let chain = chain(&store);
    let mut under_one_root = second.list().clone();
    under_one_root.version = 3;
    under_one_root.predecessors = vec![second.hash()];
    let refused = [
        ("another second list", successor(first().trusted(), |list| list.approvals = 3)),
        ("a version left out", successor(&second, |list| list.version += 1)),
        ("another predecessor", successor(&second, |list| list.predecessors = vec![first().trusted().hash()])),
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
    let (store, second) = two();
    let offers = [3, 2].map(|approvals| successor(&second, |list| list.approvals = approvals));
    let [one, other] = offers.map(|text| chain(&store).offered(&text, now()).unwrap());
    log_pinned(&store, one).unwrap();
    assert!(log_pinned(&store, other).unwrap_err().is(ProblemType::BadTrustList));
    assert_eq!(store.read(|tx| tx.newest_trust_list()).unwrap().unwrap().version, 3);
}

#[test]
fn what_is_removed_is_gone_at_once_and_what_is_added_waits_for_its_notice() {
    let (store, _) = two();
    let before = chain(&store);
    assert!(!has(&before, 0, "prosecutor"), "gone as soon as it is logged");
    assert!(!has(&before, NOTICE * 10, "operator-b"), "nobody has vouched for it yet");
    assert_eq!(before.unmarked().collect::<Vec<_>>(), [(2, 1)]);
    write(&store, |tx| tx.mark_cosigned(2, after(60)));
    write(&store, |tx| tx.mark_cosigned(2, after(6000)));
    let marked = chain(&store);
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
    let (store, second) = two();
    log(&store, &successor(&second, |list| list.parties.retain(|party| party.id != "operator-a")));
    write(&store, |tx| tx.mark_cosigned(3, after(0)));
    let chain = chain(&store);
    assert_eq!(chain.in_force(later(NOTICE * 10)).trusted.list().version, 1, "the second is still without witnesses");
    assert!(!has(&chain, 0, "operator-a") && !has(&chain, 0, "prosecutor"), "both removals hold");
}

#[test]
fn an_expired_list_is_still_the_one_to_go_by() {
    let store = one();
    let force = chain(&store).in_force(later(400 * 24 * 3600));
    assert_eq!(force.trusted.list().version, 1);
}

#[test]
fn the_configured_list_is_one_that_was_logged() {
    let (store, second) = two();
    let follows = |text: &str| Pinned::open(text, &roots()).unwrap();
    let third = follows(&successor(&second, |_| {}));
    assert!(matches!(chain_from(third, &store), Err(ChainError::NotLogged { configured: 3, newest: 2 })));
    let other = follows(&successor(first().trusted(), |list| list.approvals = 3));
    assert!(matches!(chain_from(other, &store), Err(ChainError::Another(2))));
    let text = store.read(|tx| tx.newest_trust_list()).unwrap().unwrap().text;
    let chain = chain_from(follows(&text), &store).unwrap();
    assert_eq!(chain.in_force(now()).trusted.list().version, 2, "from the second on");
    let damaged = |lists: Vec<(u64, String)>| matches!(chain_from(first(), &stored(lists)), Err(ChainError::Store(_)));
    let begin = (1, first().text().to_owned());
    assert!(!damaged(vec![begin.clone(), (2, text.clone())]));
    assert!(damaged(vec![begin, (2, successor(&second, |_| {}))]), "a stored list that does not follow");
    assert!(damaged(vec![(2, text)]), "a stored list that is gone");
}
