use super::*;
use crate::evaluate::{combine_clear, evaluate_clear};
use crate::keys::{Purpose, single_from_scalar};
use crate::tests::{EPOCH, IDENTITY, MALFORMED, rng, scalar};
use proptest::prelude::*;

const INPUTS: [&[u8]; 3] = [b"first", b"", b"third"];

fn secret() -> VrfSecret {
    VrfSecret::of(scalar(7)).unwrap()
}

fn key() -> VrfKey {
    VrfKey::from_bytes(secret().public()).unwrap()
}

fn prove(inputs: &[&[u8]], seed: u64) -> (Vec<VrfEvaluation>, VrfProof) {
    let made = secret().evaluate(inputs).unwrap();
    let proof = secret().prove(&made.iter().collect::<Vec<_>>(), &mut rng(seed)).unwrap();
    (made, proof)
}

fn raw(outputs: &[VrfOutput]) -> Vec<[u8; 64]> {
    outputs.iter().map(|output| output.0).collect()
}

proptest! {
    #[test]
    fn an_output_is_that_of_the_single_key_evaluation_and_is_proved(
        input in prop::collection::vec(any::<u8>(), 0..80), others in 0usize..4, seed: u64,
    ) {
        let (public, share) = single_from_scalar(Purpose::Line, EPOCH, scalar(7).to_bytes()).unwrap();
        let part = evaluate_clear(&share, &public, &input, &mut rng(seed)).unwrap();
        let expected = *combine_clear(&public, &input, &[part]).unwrap().as_bytes();
        let inputs: Vec<&[u8]> = std::iter::repeat_n(b"other".as_slice(), others).chain([input.as_slice()]).collect();
        let (made, proof) = prove(&inputs, seed);
        prop_assert_eq!(made[others].output().0, expected);
        let made: Vec<_> = made.iter().map(|made| made.output().0).collect();
        prop_assert_eq!(raw(&key().verify(&inputs, &proof).unwrap()), made);
    }
}

#[test]
fn what_was_changed_is_not_believed() {
    let (_, proof) = prove(&INPUTS, 1);
    let refused = |key: &VrfKey, inputs: &[&[u8]], change: &dyn Fn(&mut VrfProof)| {
        let mut changed = proof.clone();
        change(&mut changed);
        key.verify(inputs, &changed).err().unwrap()
    };
    let as_is = |_: &mut VrfProof| {};
    assert!(key().verify(&INPUTS, &proof).is_ok());
    let other = VrfSecret::from_seed(&[2; 32]).unwrap();
    let other = VrfKey::from_bytes(other.public()).unwrap();
    assert_eq!(refused(&other, &INPUTS, &as_is), VrfError::BadProof);
    assert_eq!(refused(&key(), &[b"first", b"", b"another"], &as_is), VrfError::BadProof);
    assert_eq!(refused(&key(), &[INPUTS[1], INPUTS[0], INPUTS[2]], &as_is), VrfError::BadProof);
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.elements.swap(0, 1)), VrfError::BadProof);
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.elements[2] = proof.elements[1]), VrfError::BadProof);
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.proof[40] ^= 1), VrfError::BadProof);
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.proof[..32].fill(0xff)), VrfError::BadProof);
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.elements[1] = MALFORMED), VrfError::MalformedOutput(1));
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.elements[1] = IDENTITY), VrfError::MalformedOutput(1));
    let shorter = VrfError::WrongLength { inputs: 3, elements: 2 };
    assert_eq!(refused(&key(), &INPUTS, &|proof| proof.elements.truncate(2)), shorter);
}

#[test]
fn keys_and_batches_of_a_wrong_form_are_refused() {
    assert_eq!(VrfKey::from_bytes(IDENTITY).err(), Some(VrfError::MalformedKey));
    assert_eq!(VrfKey::from_bytes(MALFORMED).err(), Some(VrfError::MalformedKey));
    assert_eq!(VrfSecret::of(Scalar::ZERO).err(), Some(VrfError::MalformedSecret));
    let refused = |inputs: &[&[u8]]| secret().evaluate(inputs).err().unwrap();
    assert_eq!(refused(&[]), VrfError::BatchSize(0));
    assert_eq!(refused(&vec![b"".as_slice(); MAX_BATCH + 1]), VrfError::BatchSize(MAX_BATCH + 1));
    assert_eq!(refused(&[b"", &[0; MAX_INPUT + 1]]), VrfError::InputTooLong(1));
    assert_eq!(secret().prove(&[], &mut rng(1)).err(), Some(VrfError::BatchSize(0)));
}

#[test]
fn a_label_is_of_its_suite() {
    let made = secret().evaluate(&[b"line"]).unwrap();
    assert_ne!(made[0].output().label(1), made[0].output().label(2));
}
