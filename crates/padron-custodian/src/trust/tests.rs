use super::*;
use crate::fixture::{Memory, NOTICE, World, after, custodian, list, now, party, root, signed_by, signer};
use crate::follow::sound;
use padron_protocol::log::{Entry, EntryKind};
use padron_protocol::trust::{ChangeKind, Role, TrustList};

/// A custodian that finds lists in a log.
struct Finder {
    store: Memory,
    world: World,
    start: Pinned,
    /// The files below `trust/`.
    files: Vec<(u64, String)>,
}

impl Finder {
    fn new() -> Self {
        let text = signed_by(&list(), &[1, 2]).to_text().unwrap();
        let start = Pinned::open(&text, &list().roots).unwrap();
        Self { store: Memory::default(), world: World::of(3), start, files: Vec::new() }
    }

    fn chain(&self) -> FollowedLists {
        FollowedLists::open(self.start.clone(), self.store.lists.values().cloned().collect()).unwrap()
    }

    /// Logs a list and puts its file where it belongs.
    fn log(&mut self, signed: &SignedTrustList) {
        self.log_entry(signed);
        self.files.push((signed.list().unwrap().version, signed.to_text().unwrap()));
    }

    fn log_entry(&mut self, signed: &SignedTrustList) {
        self.world.append(Entry::bare(EntryKind::TrustList, signed.entry().commitment));
    }

    /// What the driver does, so many seconds after the beginning.
    fn follow(&mut self, seconds: i64) {
        let signed = self.world.publish(seconds);
        self.world.follow(&custodian(), &mut self.store, &signed, after(seconds)).unwrap();
        while !Position::read(&mut self.store).unwrap().unknown_lists().is_empty() {
            if !self.settle(after(seconds)) {
                self.chain().unsettled(&mut self.store, after(seconds)).unwrap();
                return;
            }
        }
    }

    fn settle(&mut self, now: Timestamp) -> bool {
        let chain = self.chain();
        if chain.recognise(&mut self.store).unwrap() == Settled::Done {
            return true;
        }
        let position = Position::read(&mut self.store).unwrap();
        chain.wanted(&position).into_iter().any(|version| {
            let file = self.files.iter().find(|(at, _)| *at == version);
            file.is_some_and(|(_, text)| chain.settle(&mut self.store, text, now).unwrap() == Settled::Done)
        })
    }

    fn confirm(&mut self, signed: &SignedTrustList, seconds: i64) -> Result<(), Problem> {
        let confirmation = TrustConfirmation { version: signed.list().unwrap().version, hash: signed.hash() };
        self.chain().confirm(&mut self.store, "officer", &confirmation, after(seconds)).unwrap()
    }

    fn force(&self, seconds: i64) -> InForce {
        self.chain().in_force(after(seconds))
    }

    fn unknown(&mut self) -> usize {
        Position::read(&mut self.store).unwrap().unknown_lists().len()
    }
}

/// The list that follows, changed.
fn next(held: &TrustList, change: impl FnOnce(&mut TrustList)) -> TrustList {
    let mut next = held.clone();
    next.version = held.version + 1;
    next.predecessors = vec![signed_by(held, &[1, 2]).hash()];
    change(&mut next);
    next
}

fn with_court() -> TrustList {
    next(&list(), |next| next.parties.push(party("court-2", Role::Court)))
}

#[test]
fn an_addition_waits_for_its_notice_and_for_confirmation() {
    let mut finder = Finder::new();
    let signed = signed_by(&with_court(), &[2, 3]);
    finder.log(&signed);
    finder.follow(100);
    let court = |finder: &Finder, seconds| finder.force(seconds).trusted.party("court-2").is_some();
    assert!(!court(&finder, 100 + NOTICE), "nobody has confirmed");
    finder.confirm(&signed, 200).unwrap();
    assert!(!court(&finder, 100 + NOTICE - 1), "the notice runs");
    assert!(court(&finder, 100 + NOTICE));
    assert_eq!(finder.force(100 + NOTICE).text, signed.to_text().unwrap());
    assert!(finder.store.alarms.is_empty());
}

#[test]
fn the_notice_runs_from_when_a_list_could_be_known_here() {
    let mut finder = Finder::new();
    let signed = signed_by(&with_court(), &[1, 2]);
    finder.log(&signed);
    // Cosigned long ago, and shown only now.
    let held_back = finder.world.publish(0);
    finder.world.follow(&custodian(), &mut finder.store, &held_back, after(NOTICE)).unwrap();
    assert!(finder.settle(after(NOTICE)));
    finder.confirm(&signed, NOTICE).unwrap();
    assert!(finder.force(2 * NOTICE - 1).trusted.party("court-2").is_none());
    assert!(finder.force(2 * NOTICE).trusted.party("court-2").is_some());
}

#[test]
fn a_removal_is_at_once_and_stays_while_the_rest_waits() {
    let mut finder = Finder::new();
    let second = next(&list(), |next| {
        next.parties.retain(|party| party.id != "court");
        next.parties.push(party("court-2", Role::Court));
    });
    // The third brings the removed one back: that has to wait like any addition.
    let third = next(&second, |next| {
        next.parties.push(party("court", Role::Court));
        next.parties.retain(|party| party.id != "operator-b");
    });
    finder.log(&signed_by(&second, &[1, 2]));
    finder.follow(0);
    let names = |force: InForce| ["court", "court-2", "operator-b"].map(|id| force.trusted.party(id).is_some());
    assert_eq!(names(finder.force(0)), [false, false, true]);
    finder.log(&signed_by(&third, &[1, 2]));
    finder.follow(1);
    assert_eq!(names(finder.force(1)), [false, false, false]);
    let held = finder.force(1);
    assert_eq!(held.trusted.list().version, 1);
    assert!(same(&held.trusted, &finder.force(2).trusted));
    assert!(!same(&held.trusted, finder.start.trusted()), "the running role must notice");
    // Confirming the third confirms what it builds on.
    finder.confirm(&signed_by(&third, &[1, 2]), 2).unwrap();
    assert_eq!(names(finder.force(NOTICE)), [false, true, false]);
    assert_eq!(names(finder.force(NOTICE + 1)), [true, true, false]);
    assert!(finder.store.lists.values().all(|row| row.confirmed.is_some()));
}

/// A list that is logged and has its file, but cannot follow: void, public, and no reason to stop.
fn is_void(signed: &SignedTrustList, why: &str) {
    let mut finder = Finder::new();
    finder.log_entry(signed);
    finder.files.push((2, signed.to_text().unwrap()));
    finder.follow(0);
    assert_eq!(finder.store.alarmed(), [TRUST_LIST_UNKNOWN], "{why}");
    assert!(finder.store.alarms[0].detail.contains(why), "{}", finder.store.alarms[0].detail);
    assert!(finder.store.lists.is_empty());
    assert!(same(&finder.force(0).trusted, finder.start.trusted()));
    assert!(sound(&mut finder.store).unwrap().is_ok());
    // The true one may come after it.
    finder.files.clear();
    let good = signed_by(&with_court(), &[1, 3]);
    finder.log(&good);
    finder.follow(1);
    assert_eq!(finder.store.lists.len(), 1, "{why}");
}

#[test]
fn a_list_that_is_not_the_next_one_binds_nobody() {
    is_void(&signed_by(&with_court(), &[1]), "1 of the pinned root keys");
    is_void(&signed_by(&with_court(), &[1, 7]), "1 of the pinned root keys");
    let mut other = with_court();
    other.predecessors = vec![Hash32([1; 32])];
    is_void(&signed_by(&other, &[1, 2]), "does not follow version 1");
    let mut skipped = with_court();
    skipped.version = 3;
    is_void(&signed_by(&skipped, &[1, 2]), "has version 3");
    let mut of_another = with_court();
    of_another.register = "another".into();
    is_void(&signed_by(&of_another, &[1, 2]), "does not follow");
    let mut usurped = with_court();
    usurped.roots.keys = vec![Hash32(root(8).public()), Hash32(root(9).public())];
    is_void(&signed_by(&usurped, &[8, 9]), "0 of the pinned root keys");
    let mut again = list();
    again.approvals = 3;
    is_void(&signed_by(&again, &[1, 2]), "has version 1");
}

#[test]
fn a_list_that_cannot_be_had_stops_releases_and_is_an_alarm_after_a_while() {
    let mut finder = Finder::new();
    let signed = signed_by(&with_court(), &[1, 2]);
    finder.log_entry(&signed);
    finder.follow(0);
    assert!(finder.store.alarms.is_empty(), "it may be a moment late");
    assert!(sound(&mut finder.store).unwrap().unwrap_err().is(ProblemType::LogInconsistent));
    // Another file in its place is not it.
    let other = next(&list(), |next| next.approvals = 3);
    finder.files.push((2, signed_by(&other, &[1, 2]).to_text().unwrap()));
    finder.follow(PATIENCE_SECONDS - 1);
    assert!(finder.store.alarms.is_empty());
    finder.follow(PATIENCE_SECONDS);
    assert_eq!(finder.store.alarmed(), [TRUST_LIST_UNKNOWN]);
    assert_eq!(finder.unknown(), 1);
    finder.files = vec![(2, signed.to_text().unwrap())];
    finder.follow(PATIENCE_SECONDS + 1);
    assert_eq!((finder.unknown(), finder.store.lists.len()), (0, 1), "when it is there, it is taken");
    assert!(sound(&mut finder.store).unwrap().is_ok());
}

#[test]
fn a_list_in_a_file_that_was_not_logged_is_none() {
    let mut finder = Finder::new();
    let signed = signed_by(&with_court(), &[1, 2]);
    finder.files.push((2, signed.to_text().unwrap()));
    finder.follow(0);
    assert!(finder.store.lists.is_empty());
    assert!(finder.confirm(&signed, 0).unwrap_err().is(ProblemType::BadTrustList));
    assert_eq!(finder.chain().settle(&mut finder.store, &signed.to_text().unwrap(), now()).unwrap(), Settled::Other);
    assert!(finder.store.lists.is_empty());
}

#[test]
fn lists_from_before_the_pinned_one_are_passed_over() {
    let mut finder = Finder::new();
    let second = with_court();
    let third = next(&second, |next| next.approvals = 3);
    let fourth = next(&third, |next| next.parties.push(party("court-4", Role::Court)));
    for list in [&list(), &second, &third, &fourth] {
        finder.log(&signed_by(list, &[1, 2]));
    }
    let pinned = signed_by(&third, &[1, 2]).to_text().unwrap();
    finder.start = Pinned::open(&pinned, &list().roots).unwrap();
    finder.follow(0);
    assert!(finder.store.alarms.is_empty());
    assert_eq!(finder.unknown(), 0);
    assert_eq!(finder.store.lists.keys().copied().collect::<Vec<_>>(), [4]);
}

#[test]
fn an_expired_list_stays_in_force_until_the_next_one_is() {
    let mut finder = Finder::new();
    let second = next(&list(), |next| next.expires = after(500));
    let third = next(&second, |next| next.expires = after(900_000));
    let [second, third] = [second, third].map(|list| signed_by(&list, &[1, 2]));
    finder.log(&second);
    finder.follow(0);
    assert!(finder.confirm(&second, 500).unwrap_err().to_string().contains("expired"));
    finder.confirm(&second, 499).unwrap();
    let expired = |finder: &Finder, seconds| finder.force(seconds).trusted.check_expiry(after(seconds)).is_err();
    assert!(!expired(&finder, NOTICE - 1));
    assert!(expired(&finder, NOTICE), "nothing may be done under it");
    finder.log(&third);
    finder.follow(NOTICE);
    finder.confirm(&third, NOTICE).unwrap();
    assert!(expired(&finder, 2 * NOTICE - 1));
    assert!(!expired(&finder, 2 * NOTICE));
}

#[test]
fn officers_confirm_what_was_logged_by_its_hash() {
    let mut finder = Finder::new();
    let signed = signed_by(&with_court(), &[1, 2]);
    finder.log(&signed);
    finder.follow(0);
    let wrong = TrustConfirmation { version: 2, hash: Hash32([0; 32]) };
    let refused = finder.chain().confirm(&mut finder.store, "officer", &wrong, now()).unwrap();
    assert!(refused.unwrap_err().to_string().contains("another hash"));
    finder.confirm(&signed, 5).unwrap();
    finder.confirm(&signed, 9).unwrap();
    let lists = finder.chain().lists(after(10));
    assert_eq!((lists.in_force, lists.lists.len()), (1, 1));
    let listed = &lists.lists[0];
    assert_eq!((listed.version, listed.hash, listed.index), (2, signed.hash(), 3));
    assert_eq!((listed.cosigned, listed.due), (now(), after(NOTICE)));
    let confirmed = listed.confirmed.as_ref().unwrap();
    assert_eq!((confirmed.officer.as_str(), confirmed.at), ("officer", after(5)), "the first confirmation stands");
    let changes: Vec<_> = listed.changes.iter().map(|change| (change.change, change.what.as_str())).collect();
    assert_eq!(changes, [(ChangeKind::Added, "party court-2")]);
    assert!(finder.chain().lists(after(NOTICE)).lists[0].changes.is_empty(), "it is the one in force");
}

#[test]
fn a_chain_holds_from_the_pinned_list_on_or_is_damaged() {
    let mut finder = Finder::new();
    let second = signed_by(&with_court(), &[1, 2]);
    finder.log(&second);
    finder.follow(0);
    let rows: Vec<_> = finder.store.lists.values().cloned().collect();
    // The configuration was moved on to the list that was found.
    let moved = Pinned::open(&second.to_text().unwrap(), &list().roots).unwrap();
    assert_eq!(FollowedLists::open(moved, rows.clone()).unwrap().in_force(now()).trusted.list().version, 2);
    // The configuration was moved on to another one.
    let other = signed_by(&next(&list(), |next| next.approvals = 3), &[1, 2]).to_text().unwrap();
    let other = Pinned::open(&other, &list().roots).unwrap();
    assert!(matches!(FollowedLists::open(other, rows.clone()), Err(StoreError::Damaged(_))));
    let mut altered = rows;
    altered[0].text = altered[0].text.replace("payload", "pay");
    assert!(matches!(FollowedLists::open(finder.start.clone(), altered), Err(StoreError::Damaged(_))));
}

#[test]
fn a_key_that_is_replaced_is_gone_at_once() {
    let mut finder = Finder::new();
    let changed = next(&list(), |next| {
        let operator = next.parties.iter_mut().find(|party| party.id == "operator-a").unwrap();
        operator.signing = Hash32(signer("another key").public());
    });
    finder.log(&signed_by(&changed, &[1, 2]));
    finder.follow(0);
    assert!(finder.force(0).trusted.party("operator-a").is_none());
}
