//! Completeness, soundness against every single change, and which weights bind what.

use super::*;
use crate::group::VOPRF;
use crate::tests::{doubled, scalar};

struct Case {
    secret: Scalar,
    verification: (Encoded, RistrettoPoint),
    from: (Vec<RistrettoPoint>, Vec<Encoded>),
    to: (Vec<RistrettoPoint>, Vec<Encoded>),
    proof: [u8; 64],
}

fn encode(points: Vec<RistrettoPoint>) -> (Vec<RistrettoPoint>, Vec<Encoded>) {
    let bytes = points.iter().map(|point| point.compress().to_bytes()).collect();
    (points, bytes)
}

fn case(length: u64) -> Case {
    let secret = scalar(1);
    let point = RistrettoPoint::mul_base(&secret);
    let from: Vec<_> = (0..length).map(|seed| RistrettoPoint::mul_base(&scalar(100 + seed))).collect();
    let to = encode(from.iter().map(|point| secret * point).collect());
    let from = encode(from);
    let verification = (point.compress().to_bytes(), point);
    let elements = Elements { points: &from.0, bytes: &from.1 };
    let proof = prove(&VOPRF, &secret, &verification.0, elements, &to.1, &scalar(2));
    Case { secret, verification, from, to, proof }
}

impl Case {
    fn check(&self) -> Result<(), ProofFault> {
        let from = Elements { points: &self.from.0, bytes: &self.from.1 };
        let to = Elements { points: &self.to.0, bytes: &self.to.1 };
        verify(&VOPRF, (&self.verification.0, &self.verification.1), from, to, &self.proof)
    }
}

#[test]
fn a_proof_holds_for_batches_of_any_length() {
    for length in [1, 2, 3, 4, 5, 17] {
        assert_eq!(case(length).check(), Ok(()));
    }
}

#[test]
fn one_wrong_element_anywhere_breaks_it() {
    for length in [1, 2, 3, 9] {
        for position in 0..length as usize {
            let mut wrong = case(length);
            wrong.to.1[position] = doubled(&wrong.to.1[position]);
            wrong.to.0[position] = wrong.to.0[position] + wrong.to.0[position];
            assert_eq!(wrong.check(), Err(ProofFault::Wrong));
            let mut wrong = case(length);
            wrong.from.1[position] = doubled(&wrong.from.1[position]);
            wrong.from.0[position] = wrong.from.0[position] + wrong.from.0[position];
            assert_eq!(wrong.check(), Err(ProofFault::Wrong));
        }
    }
}

#[test]
fn errors_that_would_cancel_under_equal_weights_do_not_pass() {
    for length in [2, 3, 8] {
        let case = case(length);
        let error = RistrettoPoint::mul_base(&scalar(3));
        let mut to = case.to.0.clone();
        to[0] += error;
        to[1] -= error;
        let to = encode(to);
        let from = Elements { points: &case.from.0, bytes: &case.from.1 };
        let proof = prove(&VOPRF, &case.secret, &case.verification.0, from, &to.1, &scalar(2));
        assert_eq!(Case { to, proof, ..case }.check(), Err(ProofFault::Wrong));
    }
}

#[test]
fn another_key_breaks_it() {
    let mut wrong = case(3);
    let point = RistrettoPoint::mul_base(&scalar(9));
    wrong.verification = (point.compress().to_bytes(), point);
    assert_eq!(wrong.check(), Err(ProofFault::Wrong));
}

#[test]
fn every_bit_of_the_proof_counts() {
    for bit in 0..512 {
        let mut wrong = case(3);
        wrong.proof[bit / 8] ^= 1 << (bit % 8);
        assert!(wrong.check().is_err());
    }
}

#[test]
fn scalars_that_are_not_canonical_are_malformed() {
    let mut wrong = case(1);
    wrong.proof[..32].fill(0xff);
    assert_eq!(wrong.check(), Err(ProofFault::Malformed));
    let mut wrong = case(1);
    wrong.proof[32..].fill(0xff);
    assert_eq!(wrong.check(), Err(ProofFault::Malformed));
}

/// The reason for the bound seed: the RFC's weight of a pair ignores the rest of the batch, so a prover could search
/// for each pair on its own. Ours all change when anything does.
#[test]
fn in_larger_batches_every_weight_depends_on_every_element() {
    let case = case(5);
    let weights = |from: &[Encoded], to: &[Encoded]| super::weights(&VOPRF, &case.verification.0, from, to);
    let before = weights(&case.from.1, &case.to.1);
    for position in 0..5 {
        let mut to = case.to.1.clone();
        to[position] = doubled(&to[position]);
        let after = weights(&case.from.1, &to);
        assert!(before.iter().zip(&after).all(|(before, after)| before != after));
        let mut from = case.from.1.clone();
        from[position] = doubled(&from[position]);
        let after = weights(&from, &case.to.1);
        assert!(before.iter().zip(&after).all(|(before, after)| before != after));
    }
    let rfc = |to: &[Encoded]| rfc_weights(&VOPRF, &case.verification.0, &case.from.1, to);
    let mut to = case.to.1.clone();
    to[4] = doubled(&to[4]);
    assert_eq!(rfc(&case.to.1)[..4], rfc(&to)[..4]);
}

#[test]
fn a_swap_of_two_pairs_changes_the_weights() {
    let case = case(4);
    let (mut from, mut to) = (case.from.1.clone(), case.to.1.clone());
    from.swap(0, 1);
    to.swap(0, 1);
    let weights = |from: &[Encoded], to: &[Encoded]| super::weights(&VOPRF, &case.verification.0, from, to);
    assert_ne!(weights(&case.from.1, &case.to.1), weights(&from, &to));
}

#[test]
fn a_generator_that_repeats_does_not_repeat_a_nonce() {
    let nonce = |secret: u64, statement: &[&[u8]]| *super::nonce(&scalar(secret), statement, &mut crate::tests::rng(1));
    assert_eq!(nonce(1, &[b"a"]), nonce(1, &[b"a"]));
    assert_ne!(nonce(1, &[b"a"]), nonce(2, &[b"a"]));
    assert_ne!(nonce(1, &[b"a"]), nonce(1, &[b"b"]));
    assert_ne!(nonce(1, &[b"ab"]), nonce(1, &[b"a", b"b"]));
}
