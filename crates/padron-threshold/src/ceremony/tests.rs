//! Whole ceremonies in one process: honest ones, and one for each way to misbehave.

use super::*;
use crate::evaluate::{Output, combine_clear, evaluate_clear};
use crate::keys::{Epoch, Purpose};
use crate::tests::{EPOCH, IDENTITY, MALFORMED, doubled, index, refusal, rng};
use proptest::prelude::*;

fn plan(threshold: u16, numbers: &[u16]) -> Plan {
    let custodians: Vec<_> = numbers.iter().map(|number| index(*number)).collect();
    Plan::new([1; 16], Purpose::Line, EPOCH, threshold, &custodians).unwrap()
}

/// What a party receives: everyone's but its own.
fn others<T: FromCustodian + Clone>(me: CustodianIndex, all: &[T]) -> Vec<T> {
    all.iter().filter(|message| message.from() != me).cloned().collect()
}

type Finished = (KeyShare, PublicKey, [u8; 32]);

fn begin(plan: &Plan) -> (Vec<Committing>, Vec<Round1>) {
    let start = |me: &CustodianIndex| Ceremony::start(plan.clone(), *me, &mut rng(u64::from(me.get()))).unwrap();
    plan.custodians().iter().map(start).unzip()
}

fn echo(states: Vec<Committing>, packages: &[Round1]) -> (Vec<Echoing>, Vec<Echo>) {
    states
        .into_iter()
        .map(|state| {
            let received = others(state.me, packages);
            state.receive(received).unwrap()
        })
        .unzip()
}

fn share(states: Vec<Echoing>, echoes: &[Echo]) -> (Vec<Sharing>, Vec<ShareMessage>) {
    let (states, shares): (Vec<_>, Vec<_>) = states
        .into_iter()
        .map(|state| {
            let received = others(state.me, echoes);
            state.receive(received).unwrap()
        })
        .unzip();
    (states, shares.into_iter().flatten().collect())
}

fn finish(state: Sharing, shares: &[ShareMessage]) -> Result<Finished, CeremonyError> {
    let received = shares.iter().filter(|message| message.to == state.me).cloned().collect();
    state.receive(received)
}

fn run(plan: &Plan) -> Vec<Finished> {
    let (states, packages) = begin(plan);
    let packages: Vec<_> = packages.iter().map(|message| Round1::from_bytes(&message.to_bytes()).unwrap()).collect();
    let (states, echoes) = echo(states, &packages);
    let echoes: Vec<_> = echoes.iter().map(|message| Echo::from_bytes(&message.to_bytes()).unwrap()).collect();
    let (states, shares) = share(states, &echoes);
    let shares: Vec<_> = shares.iter().map(|message| ShareMessage::from_bytes(&message.to_bytes()).unwrap()).collect();
    states.into_iter().map(|state| finish(state, &shares).unwrap()).collect()
}

fn output(public: &PublicKey, shares: &[&KeyShare]) -> Output {
    let part = |share: &&KeyShare| evaluate_clear(share, public, b"input", &mut rng(1)).unwrap();
    combine_clear(public, b"input", &shares.iter().map(part).collect::<Vec<_>>()).unwrap()
}

#[test]
fn all_parties_come_to_one_key_that_any_quorum_can_use() {
    for (threshold, numbers) in [(2, vec![1, 2]), (3, vec![1, 2, 3, 4, 5]), (2, vec![7, 3, 32])] {
        let finished = run(&plan(threshold, &numbers));
        let (_, public, transcript) = &finished[0];
        assert!(finished.iter().all(|(_, other, seen)| other == public && seen == transcript));
        assert_eq!(public.threshold(), threshold);
        let quorum = usize::from(threshold);
        let shares: Vec<_> = finished.iter().map(|(share, _, _)| share).collect();
        let first = output(public, &shares[..quorum]);
        let last = output(public, &shares[shares.len() - quorum..]);
        assert_eq!(first.as_bytes(), last.as_bytes());
    }
}

#[test]
fn a_ceremony_replays_from_the_same_seed() {
    let (one, two) = (run(&plan(2, &[1, 2, 3])), run(&plan(2, &[1, 2, 3])));
    assert!(one.iter().zip(&two).all(|(one, two)| one.0.to_bytes() == two.0.to_bytes()));
}

#[test]
fn plans_that_make_no_sense_are_refused() {
    let make = |threshold, numbers: &[u16]| {
        let custodians: Vec<_> = numbers.iter().map(|number| index(*number)).collect();
        Plan::new([1; 16], Purpose::Line, EPOCH, threshold, &custodians)
    };
    assert_eq!(refusal(make(1, &[1, 2])), CeremonyError::Threshold { threshold: 1, custodians: 2 });
    assert_eq!(refusal(make(3, &[1, 2])), CeremonyError::Threshold { threshold: 3, custodians: 2 });
    assert_eq!(refusal(make(2, &[1, 2, 1])), CeremonyError::DuplicateCustodian(index(1)));
    assert_eq!(refusal(make(2, &[1; 33])), CeremonyError::Key(KeyError::TooManyShares(33)));
    let outside = Ceremony::start(plan(2, &[1, 2]), index(3), &mut rng(1));
    assert_eq!(refusal(outside), CeremonyError::NotInPlan(index(3)));
}

#[test]
fn every_part_of_the_plan_is_in_its_digest() {
    let custodians = [index(1), index(2), index(3)];
    let digest = |id, purpose, epoch, threshold, count: usize| {
        Plan::new([id; 16], purpose, epoch, threshold, &custodians[..count]).unwrap().digest()
    };
    let first = digest(1, Purpose::Line, EPOCH, 2, 3);
    for other in [
        digest(2, Purpose::Line, EPOCH, 2, 3),
        digest(1, Purpose::Person, EPOCH, 2, 3),
        digest(1, Purpose::Line, Epoch(8), 2, 3),
        digest(1, Purpose::Line, EPOCH, 3, 3),
        digest(1, Purpose::Line, EPOCH, 2, 2),
    ] {
        assert_ne!(first, other);
    }
}

/// Custodian 3 shows custodian 1 another package than the others: all packages are valid, the echoes differ.
#[test]
fn equivocation_is_caught_before_any_share_leaves() {
    let plan = plan(2, &[1, 2, 3]);
    let (states, packages) = begin(&plan);
    let (_, second_face) = Ceremony::start(plan.clone(), index(3), &mut rng(333)).unwrap();
    let mut deceived = packages.clone();
    deceived[2] = second_face;
    let mut states = states.into_iter();
    let (one, echo_one) = states.next().unwrap().receive(others(index(1), &deceived)).unwrap();
    let (two, echo_two) = states.next().unwrap().receive(others(index(2), &packages)).unwrap();
    let (_, echo_three) = states.next().unwrap().receive(others(index(3), &packages)).unwrap();
    // Custodian 3 even lies in its echo, telling each what it wants to hear.
    let lie = Echo { transcript: echo_one.transcript, ..echo_three.clone() };
    assert_eq!(refusal(one.receive(vec![echo_two, lie])), CeremonyError::Equivocation(index(2)));
    assert_eq!(refusal(two.receive(vec![echo_one, echo_three])), CeremonyError::Equivocation(index(1)));
}

fn refused_package(change: impl FnOnce(&mut Vec<Round1>)) -> CeremonyError {
    let (mut states, packages) = begin(&plan(2, &[1, 2, 3]));
    let mut received = others(index(1), &packages);
    change(&mut received);
    refusal(states.remove(0).receive(received))
}

#[test]
fn each_wrong_package_is_refused_by_name() {
    let other_plan = Plan::new([9; 16], Purpose::Line, EPOCH, 2, &[index(1), index(2)]).unwrap().digest();
    assert_eq!(refused_package(|all| drop(all.pop())), CeremonyError::MissingMessage(index(3)));
    assert_eq!(refused_package(|all| all.push(all[0].clone())), CeremonyError::DuplicateMessage(index(2)));
    assert_eq!(refused_package(|all| all[0].from = index(1)), CeremonyError::Uninvited(index(1)));
    assert_eq!(refused_package(|all| all[0].from = index(9)), CeremonyError::Uninvited(index(9)));
    assert_eq!(refused_package(|all| all[0].plan = other_plan), CeremonyError::OtherPlan(index(2)));
    assert_eq!(
        refused_package(|all| all[1].commitments.push([1; 32])),
        CeremonyError::WrongCommitments { custodian: index(3), expected: 2, found: 3 }
    );
    for (field, value) in [(0, MALFORMED), (1, MALFORMED), (0, IDENTITY)] {
        let refused = refused_package(|all| all[1].commitments[field] = value);
        assert_eq!(refused, CeremonyError::MalformedCommitments(index(3)));
    }
    assert_eq!(refused_package(|all| all[0].proof = [0xff; 64]), CeremonyError::MalformedCommitments(index(2)));
    assert_eq!(refused_package(|all| all[0].proof[32] ^= 1), CeremonyError::BadProofOfKnowledge(index(2)));
}

/// A rogue key is made from another's commitment; without its secret there is no proof.
#[test]
fn a_rogue_key_is_refused() {
    let refused = refused_package(|all| {
        all[1].commitments[0] = doubled(&all[0].commitments[0]);
        all[1].proof = all[0].proof;
    });
    assert_eq!(refused, CeremonyError::BadProofOfKnowledge(index(3)));
    let replayed = refused_package(|all| {
        all[1].commitments = all[0].commitments.clone();
        all[1].proof = all[0].proof;
    });
    assert_eq!(replayed, CeremonyError::BadProofOfKnowledge(index(3)));
}

fn refused_share(change: impl FnOnce(&mut Vec<ShareMessage>)) -> CeremonyError {
    let (states, packages) = begin(&plan(2, &[1, 2, 3]));
    let (states, echoes) = echo(states, &packages);
    let (mut states, shares) = share(states, &echoes);
    let mut received: Vec<_> = shares.iter().filter(|message| message.to == index(1)).cloned().collect();
    change(&mut received);
    refusal(states.remove(0).receive(received))
}

#[test]
fn each_wrong_share_is_refused_by_name() {
    assert_eq!(refused_share(|all| all[1].share[0] ^= 1), CeremonyError::BadShare(index(3)));
    assert_eq!(refused_share(|all| all[1].share = [0xff; 32]), CeremonyError::BadShare(index(3)));
    assert_eq!(refused_share(|all| drop(all.pop())), CeremonyError::MissingMessage(index(3)));
    assert_eq!(refused_share(|all| all.push(all[0].clone())), CeremonyError::DuplicateMessage(index(2)));
    assert_eq!(
        refused_share(|all| all[0].to = index(3)),
        CeremonyError::WrongRecipient { from: index(2), to: index(3) }
    );
    let swapped = refused_share(|all| {
        let first = all[0].share;
        all[0].share = all[1].share;
        all[1].share = first;
    });
    assert_eq!(swapped, CeremonyError::BadShare(index(2)));
}

#[test]
fn messages_of_one_kind_do_not_parse_as_another() {
    let (_, packages) = begin(&plan(2, &[1, 2]));
    let package = packages[0].to_bytes();
    assert_eq!(refusal(Echo::from_bytes(&package)), CeremonyError::MalformedMessage("echo"));
    assert_eq!(refusal(ShareMessage::from_bytes(&package)), CeremonyError::MalformedMessage("share"));
    for end in 0..package.len() {
        assert_eq!(refusal(Round1::from_bytes(&package[..end])), CeremonyError::MalformedMessage("round 1"));
    }
    let longer = [package.as_slice(), &[0]].concat();
    assert_eq!(refusal(Round1::from_bytes(&longer)), CeremonyError::MalformedMessage("round 1"));
}

proptest! {
    #[test]
    fn messages_survive_their_bytes(
        plan: [u8; 32], from in 1u16..=32, to in 1u16..=32, transcript: [u8; 32],
        commitments in proptest::collection::vec(any::<[u8; 32]>(), 0..=32), proof: [[u8; 32]; 2]
    ) {
        let (from, to) = (index(from), index(to));
        let proof = proof.as_flattened().try_into().unwrap();
        let message = Round1 { plan, from, commitments, proof };
        prop_assert_eq!(&Round1::from_bytes(&message.to_bytes()).unwrap(), &message);
        let message = Echo { plan, from, transcript };
        prop_assert_eq!(&Echo::from_bytes(&message.to_bytes()).unwrap(), &message);
        let message = ShareMessage { plan, from, to, share: transcript };
        let again = ShareMessage::from_bytes(&message.to_bytes()).unwrap();
        prop_assert!(again.plan == plan && again.from == from && again.to == to && again.share == transcript);
    }

    #[test]
    fn no_bytes_make_the_parsers_panic(kind in 0u8..6, mut bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
        bytes[0] = kind;
        if let Ok(message) = Round1::from_bytes(&bytes) {
            prop_assert_eq!(message.to_bytes(), bytes.clone());
        }
        if let Ok(message) = Echo::from_bytes(&bytes) {
            prop_assert_eq!(message.to_bytes(), bytes.clone());
        }
        if let Ok(message) = ShareMessage::from_bytes(&bytes) {
            prop_assert!(message.to_bytes().as_slice() == bytes.as_slice());
        }
    }
}
