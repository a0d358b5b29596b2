use super::*;
use crate::testing::{self, list, log, now, trusted};
use crate::trust::Role;
use jiff::SignedDuration;
use padron_tlog::PolicyWitness;

fn time() -> u64 {
    seconds(now())
}

fn lists(change: impl FnOnce(&mut crate::trust::TrustList)) -> Keys {
    let mut next = list();
    next.version = 2;
    next.predecessors = vec![trusted(&list()).hash()];
    change(&mut next);
    Keys::Lists(vec![trusted(&list()), trusted(&next)])
}

fn flag(keys: &Keys, cosigners: &[(&str, u64)]) -> Option<Flag> {
    keys.check(&log(3, cosigners).0, now()).err().map(|finding| finding.flag)
}

#[test]
fn enough_witnesses_must_have_cosigned() {
    let keys = Keys::Lists(vec![trusted(&list())]);
    let checked = keys.check(&log(3, &[("witness-1", time() - 9), ("witness-3", time() - 5)]).0, now());
    assert_eq!(checked.unwrap().unwrap().time, time() - 9);
    assert_eq!(flag(&keys, &[("witness-1", time())]), Some(Flag::TooFewCosignatures));
    assert_eq!(flag(&keys, &[]), Some(Flag::TooFewCosignatures));
    assert_eq!(flag(&keys, &[("court", time()), ("witness-1", time())]), Some(Flag::TooFewCosignatures));
}

#[test]
fn a_cosignature_from_the_future_does_not_count() {
    let keys = Keys::Lists(vec![trusted(&list())]);
    assert_eq!(flag(&keys, &[("witness-1", time() + 119), ("witness-2", time())]), None);
    assert_eq!(flag(&keys, &[("witness-1", time() + 121), ("witness-2", time())]), Some(Flag::TooFewCosignatures));
}

#[test]
fn the_list_before_still_counts_but_not_what_was_removed() {
    let both = [("witness-1", time()), ("witness-2", time())];
    assert_eq!(flag(&lists(|_| {}), &both), None);
    let remove = |list: &mut crate::trust::TrustList| list.parties.retain(|party| party.id != "witness-2");
    assert_eq!(flag(&lists(remove), &both), Some(Flag::TooFewCosignatures));
    assert_eq!(flag(&lists(remove), &[("witness-1", time()), ("witness-3", time())]), None);
    // New witnesses of a list that waits for its notice, and the old ones: either may be the ones to go by.
    let add = |list: &mut crate::trust::TrustList| {
        list.parties.push(testing::party("witness-4", Role::Witness));
        list.witness_policy.cosignatures = 3;
    };
    assert_eq!(flag(&lists(add), &both), None);
}

#[test]
fn another_logs_checkpoint_is_refused() {
    let mut other = list();
    other.log.origin = "other.example/log".into();
    let keys = Keys::Lists(vec![trusted(&other)]);
    assert_eq!(flag(&keys, &[("witness-1", time()), ("witness-2", time())]), Some(Flag::BadCheckpoint));
    assert_eq!(keys.origin(), "other.example/log");
}

#[test]
fn keys_from_elsewhere_do_without_a_trust_list() {
    let log_key = Box::new(testing::log_signer().verifier());
    assert_eq!(flag(&Keys::Plain(log_key.clone(), None), &[]), None);
    let witness = testing::witness("witness-1").verifier();
    let policy = WitnessPolicy::new(vec![PolicyWitness { group: "a".into(), key: witness.clone() }], 1, 1).unwrap();
    let keys = Keys::Plain(log_key, Some(policy.clone()));
    assert_eq!(flag(&keys, &[("witness-1", time())]), None);
    assert_eq!(flag(&keys, &[("witness-2", time())]), Some(Flag::TooFewCosignatures));
    let wrong = padron_tlog::NoteSigner::new(testing::ORIGIN, padron_tlog::KeyKind::Ed25519, &[1; 32]).unwrap();
    let keys = Keys::Plain(Box::new(wrong.verifier()), Some(policy));
    assert_eq!(flag(&keys, &[("witness-1", time())]), Some(Flag::BadCheckpoint));
}

#[test]
fn after_ten_minutes_a_log_is_stale() {
    let fresh = |age: u64| {
        let cosigned = Cosigned { time: time(), witnesses: Vec::new() };
        check_fresh(&cosigned, now() + SignedDuration::from_secs(age as i64)).map_err(|finding| finding.flag)
    };
    assert_eq!(fresh(600), Ok(()));
    assert_eq!(fresh(601), Err(Flag::StaleCosignatures));
}
