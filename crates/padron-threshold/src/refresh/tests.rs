//! A refresh keeps the key and replaces every share; old and new do not mix; misbehaviour ends it.

use super::*;
use crate::evaluate::{EvaluateError, combine_clear, evaluate_clear};
use crate::keys::{KeyError, Purpose, deal, deal_scalar};
use crate::seal::{Compact, pad};
use crate::tests::{EPOCH, IDENTITY, MALFORMED, index, key, refusal, rng, scalar};
use proptest::prelude::*;

fn others<T: FromCustodian + Clone>(me: CustodianIndex, all: &[T]) -> Vec<T> {
    all.iter().filter(|message| message.from() != me).cloned().collect()
}

fn begin(public: &PublicKey, shares: &[KeyShare]) -> (Vec<RefreshCommitting>, Vec<ZeroCommitments>) {
    let start =
        |share: &KeyShare| Refresh::start(public, share, [3; 16], &mut rng(u64::from(share.index().get()))).unwrap();
    shares.iter().map(start).unzip()
}

fn to_sharing(public: &PublicKey, shares: &[KeyShare]) -> (Vec<RefreshSharing>, Vec<ShareMessage>) {
    let (states, commitments) = begin(public, shares);
    let commitments: Vec<_> =
        commitments.iter().map(|message| ZeroCommitments::from_bytes(&message.to_bytes()).unwrap()).collect();
    let (states, echoes): (Vec<_>, Vec<_>) = states
        .into_iter()
        .map(|state| {
            let received = others(state.common.me, &commitments);
            state.receive(received).unwrap()
        })
        .unzip();
    let (states, outgoing): (Vec<_>, Vec<_>) = states
        .into_iter()
        .map(|state| {
            let received = others(state.common.me, &echoes);
            state.receive(received).unwrap()
        })
        .unzip();
    (states, outgoing.into_iter().flatten().collect())
}

fn candidates(public: &PublicKey, shares: &[KeyShare]) -> Vec<Candidate> {
    let (states, messages) = to_sharing(public, shares);
    let finish = |(state, old): (RefreshSharing, &KeyShare)| {
        let received = messages.iter().filter(|message| message.to == old.index()).cloned().collect();
        state.receive(old, received).unwrap()
    };
    states.into_iter().zip(shares).map(finish).collect()
}

fn refresh(public: &PublicKey, shares: &[KeyShare]) -> (PublicKey, Vec<KeyShare>) {
    let candidates = candidates(public, shares);
    let parts: Vec<_> = candidates.iter().map(|candidate| candidate.trial(&mut rng(1)).unwrap()).collect();
    let accepted: Vec<_> = candidates.into_iter().map(|candidate| candidate.accept(parts.clone()).unwrap()).collect();
    let public = accepted[0].1.clone();
    assert!(accepted.iter().all(|(_, other, transcript)| *other == public && *transcript == accepted[0].2));
    (public, accepted.into_iter().map(|(share, _, _)| share).collect())
}

fn output(public: &PublicKey, shares: &[&KeyShare]) -> Result<[u8; 64], EvaluateError> {
    let part = |share: &&KeyShare| evaluate_clear(share, public, b"input", &mut rng(1)).unwrap();
    let parts: Vec<_> = shares.iter().map(part).collect();
    combine_clear(public, b"input", &parts).map(|output| *output.as_bytes())
}

#[test]
fn the_key_stays_and_every_share_changes() {
    for (threshold, custodians) in [(2, 2), (2, 3), (3, 5), (5, 5)] {
        let (old, old_shares) = key(Purpose::Line, threshold, custodians);
        let (new, new_shares) = refresh(&old, &old_shares);
        assert_eq!(new.group_bytes(), old.group_bytes());
        assert_eq!((new.epoch(), new.threshold()), (old.epoch(), old.threshold()));
        assert_ne!(new.fingerprint(), old.fingerprint());
        assert!(old_shares.iter().zip(&new_shares).all(|(old, new)| old.to_bytes() != new.to_bytes()));
        let quorum = usize::from(threshold);
        let before = output(&old, &old_shares.iter().take(quorum).collect::<Vec<_>>());
        let after = output(&new, &new_shares.iter().rev().take(quorum).collect::<Vec<_>>());
        assert_eq!(before, after);
        let (again, _) = refresh(&new, &new_shares);
        assert_eq!(again.group_bytes(), old.group_bytes());
    }
}

#[test]
fn old_and_new_shares_do_not_mix() {
    let (old, old_shares) = key(Purpose::Line, 2, 3);
    let (new, new_shares) = refresh(&old, &old_shares);
    // A custodian who kept its old share is refused by itself, and its part by everyone.
    assert_eq!(old_shares[0].matches(&new), Err(KeyError::ShareMismatch(index(1))));
    let stale = evaluate_clear(&old_shares[0], &old, b"input", &mut rng(1)).unwrap();
    let fresh = evaluate_clear(&new_shares[1], &new, b"input", &mut rng(1)).unwrap();
    let mixed = [stale, fresh];
    assert_eq!(refusal(combine_clear(&new, b"input", &mixed)), EvaluateError::BadProof(index(1)));
    assert_eq!(refusal(combine_clear(&old, b"input", &mixed)), EvaluateError::BadProof(index(2)));
    // A thief with one share of each sharing has no point of one polynomial too many: the key does not come out.
    let at = |share: &KeyShare| *share.scalar();
    let coefficients = crate::keys::lagrange::coefficients_at(&[index(1), index(2)], Scalar::ZERO);
    let stolen = coefficients[0] * at(&old_shares[0]) + coefficients[1] * at(&new_shares[1]);
    assert_ne!(RistrettoPoint::mul_base(&stolen).compress().to_bytes(), old.group_bytes());
}

#[test]
fn what_was_sealed_before_opens_after() {
    let case = crate::seal::tests::Case::new();
    let sealed: Compact = case.compact(1);
    let (new, shares) = refresh(&case.public, &case.shares);
    let part = |share| crate::open_part(share, &new, &case.label(), &sealed, &mut rng(1)).unwrap();
    let parts: Vec<_> = shares.iter().take(3).map(part).collect();
    let padded = crate::open(&new, &case.label(), &sealed, &parts).unwrap();
    assert_eq!(padded, pad(b"a synthetic person", 64).unwrap());
}

#[test]
fn a_key_of_one_cannot_be_refreshed_and_a_foreign_share_cannot_begin() {
    let (public, shares) = deal(Purpose::Line, EPOCH, 1, 2, &mut rng(1)).unwrap();
    let refused = refusal(Refresh::start(&public, &shares[0], [3; 16], &mut rng(1)));
    assert_eq!(refused, CeremonyError::Threshold { threshold: 1, custodians: 2 });
    let (public, _) = key(Purpose::Line, 2, 3);
    let (_, foreign) = deal_scalar(Purpose::Line, EPOCH, 2, 3, scalar(5), &mut rng(5)).unwrap();
    let refused = refusal(Refresh::start(&public, &foreign[0], [3; 16], &mut rng(1)));
    assert_eq!(refused, CeremonyError::Key(KeyError::ShareMismatch(index(1))));
}

fn refused_commitments(change: impl FnOnce(&mut Vec<ZeroCommitments>)) -> CeremonyError {
    let (public, shares) = key(Purpose::Line, 3, 5);
    let (mut states, all) = begin(&public, &shares);
    let mut received = others(index(1), &all);
    change(&mut received);
    refusal(states.remove(0).receive(received))
}

#[test]
fn each_wrong_commitment_is_refused_by_name() {
    assert_eq!(refused_commitments(|all| drop(all.pop())), CeremonyError::MissingMessage(index(5)));
    assert_eq!(refused_commitments(|all| all[0].plan = [0; 32]), CeremonyError::OtherPlan(index(2)));
    assert_eq!(refused_commitments(|all| all[0].from = index(9)), CeremonyError::Uninvited(index(9)));
    assert_eq!(refused_commitments(|all| all.push(all[0].clone())), CeremonyError::DuplicateMessage(index(2)));
    // A third coefficient commitment would be a constant term: a shift of the key.
    assert_eq!(
        refused_commitments(|all| all[1].commitments.push([1; 32])),
        CeremonyError::WrongCommitments { custodian: index(3), expected: 2, found: 3 }
    );
    for value in [MALFORMED, IDENTITY] {
        let refused = refused_commitments(|all| all[2].commitments[1] = value);
        assert_eq!(refused, CeremonyError::MalformedCommitments(index(4)));
    }
}

#[test]
fn equivocation_is_caught_before_any_share_leaves() {
    let (public, shares) = key(Purpose::Line, 2, 3);
    let (mut states, all) = begin(&public, &shares);
    let (_, second_face) = Refresh::start(&public, &shares[2], [3; 16], &mut rng(333)).unwrap();
    let mut deceived = all.clone();
    deceived[2] = second_face;
    let (one, _) = states.remove(0).receive(others(index(1), &deceived)).unwrap();
    let (_, echo_two) = states.remove(0).receive(others(index(2), &all)).unwrap();
    let (_, echo_three) = states.remove(0).receive(others(index(3), &all)).unwrap();
    assert_eq!(refusal(one.receive(vec![echo_two, echo_three])), CeremonyError::Equivocation(index(2)));
}

fn refused_share(change: impl FnOnce(&mut Vec<ShareMessage>)) -> CeremonyError {
    let (public, shares) = key(Purpose::Line, 3, 5);
    let (mut states, messages) = to_sharing(&public, &shares);
    let mut received: Vec<_> = messages.iter().filter(|message| message.to == index(1)).cloned().collect();
    change(&mut received);
    refusal(states.remove(0).receive(&shares[0], received))
}

#[test]
fn each_wrong_share_is_refused_by_name() {
    assert_eq!(refused_share(|all| all[2].share[0] ^= 1), CeremonyError::BadShare(index(4)));
    assert_eq!(refused_share(|all| all[2].share = [0xff; 32]), CeremonyError::BadShare(index(4)));
    assert_eq!(refused_share(|all| all[2].share = [0; 32]), CeremonyError::BadShare(index(4)));
    assert_eq!(refused_share(|all| drop(all.pop())), CeremonyError::MissingMessage(index(5)));
    assert_eq!(
        refused_share(|all| all[0].to = index(3)),
        CeremonyError::WrongRecipient { from: index(2), to: index(3) }
    );
}

#[test]
fn the_new_share_is_out_of_reach_until_everyone_passed_the_trial() {
    let (public, shares) = key(Purpose::Line, 2, 3);
    let mut candidates = candidates(&public, &shares);
    let parts: Vec<_> = candidates.iter().map(|candidate| candidate.trial(&mut rng(1)).unwrap()).collect();
    let first = candidates.remove(0);
    assert_eq!(refusal(first.accept(parts[..2].to_vec())), CeremonyError::MissingMessage(index(3)));
    // Custodian 3 still answers with its old share.
    let transcript = *candidates[0].transcript();
    let stale = trial::part(&shares[2], &public, &transcript, &mut rng(1)).unwrap();
    let mut with_stale = parts.clone();
    with_stale[2] = stale;
    assert_eq!(refusal(candidates.remove(0).accept(with_stale)), CeremonyError::BadTrial(index(3)));
    assert!(candidates.remove(0).accept(parts).is_ok());
}

proptest! {
    #[test]
    fn commitments_survive_their_bytes(
        plan: [u8; 32], from in 1u16..=32, commitments in proptest::collection::vec(any::<[u8; 32]>(), 0..=31)
    ) {
        let message = ZeroCommitments { plan, from: index(from), commitments };
        prop_assert_eq!(&ZeroCommitments::from_bytes(&message.to_bytes()).unwrap(), &message);
    }
}
