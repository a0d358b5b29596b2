//! Threshold equals single key; every wrong part is refused by name.

mod oracle;
mod rfc;

use super::*;
use crate::keys::{deal_scalar, single_from_scalar};
use crate::tests::{EPOCH, IDENTITY, MALFORMED, doubled, index, key, refusal, rng, scalar, subsets};
use proptest::prelude::*;

const INPUTS: [&[u8]; 3] = [b"+525512345678", b"", b"a third input"];

struct Case {
    public: PublicKey,
    shares: Vec<KeyShare>,
    blinding: Blinding,
    elements: Vec<[u8; 32]>,
}

fn case(threshold: u16, custodians: u16, inputs: &[&[u8]]) -> Case {
    let (public, shares) = key(Purpose::Line, threshold, custodians);
    let (blinding, elements) = blind(&public, inputs, &mut rng(4)).unwrap();
    Case { public, shares, blinding, elements }
}

impl Case {
    fn part(&self, position: usize) -> EvaluationPart {
        evaluate(&self.shares[position], &self.public, &self.elements, &mut rng(position as u64)).unwrap()
    }

    fn parts(&self, count: usize) -> Vec<EvaluationPart> {
        (0..count).map(|position| self.part(position)).collect()
    }

    fn combine(&self, parts: &[EvaluationPart]) -> Result<Vec<Output>, EvaluateError> {
        combine(&self.public, &self.blinding, parts)
    }

    fn refused(&self, change: impl FnOnce(&mut Vec<EvaluationPart>)) -> EvaluateError {
        let mut parts = self.parts(usize::from(self.public.threshold()));
        change(&mut parts);
        refusal(self.combine(&parts))
    }
}

fn raw(outputs: &[Output]) -> Vec<[u8; 64]> {
    outputs.iter().map(|output| *output.as_bytes()).collect()
}

fn single_outputs(secret: Scalar, inputs: &[&[u8]]) -> Vec<[u8; 64]> {
    let (public, share) = single_from_scalar(Purpose::Line, EPOCH, secret.to_bytes()).unwrap();
    let (blinding, elements) = blind(&public, inputs, &mut rng(50)).unwrap();
    let part = evaluate(&share, &public, &elements, &mut rng(51)).unwrap();
    raw(&combine(&public, &blinding, &[part]).unwrap())
}

/// Every threshold of every number of custodians up to 7, and every subset that reaches it.
#[test]
fn every_quorum_of_every_sharing_up_to_7_gives_the_single_keys_output() {
    let secret = scalar(1);
    let inputs: Vec<&[u8]> = INPUTS.to_vec();
    let expected = single_outputs(secret, &inputs);
    for custodians in 1..=7 {
        for threshold in 1..=custodians {
            let (public, shares) =
                deal_scalar(Purpose::Line, EPOCH, threshold, custodians, secret, &mut rng(2)).unwrap();
            let (blinding, elements) = blind(&public, &inputs, &mut rng(3)).unwrap();
            let part = |share| evaluate(share, &public, &elements, &mut rng(4)).unwrap();
            let parts: Vec<_> = shares.iter().map(part).collect();
            for subset in subsets(usize::from(threshold), usize::from(custodians)) {
                let quorum: Vec<_> = subset.iter().map(|position| parts[*position].clone()).collect();
                assert_eq!(raw(&combine(&public, &blinding, &quorum).unwrap()), expected);
            }
            assert_eq!(raw(&combine(&public, &blinding, &parts).unwrap()), expected, "all parts");
        }
    }
}

#[test]
fn order_of_the_parts_does_not_matter() {
    let case = case(3, 5, &INPUTS);
    let mut parts = vec![case.part(4), case.part(0), case.part(2)];
    let outputs = raw(&case.combine(&parts).unwrap());
    parts.reverse();
    assert_eq!(raw(&case.combine(&parts).unwrap()), outputs);
}

#[test]
fn clear_and_blinded_evaluation_agree() {
    let case = case(3, 5, &INPUTS);
    let blinded = raw(&case.combine(&case.parts(3)).unwrap());
    for (input, expected) in INPUTS.iter().zip(blinded) {
        let part = |share| evaluate_clear(share, &case.public, input, &mut rng(8)).unwrap();
        let parts: Vec<_> = case.shares[1..4].iter().map(part).collect();
        assert_eq!(*combine_clear(&case.public, input, &parts).unwrap().as_bytes(), expected);
        let other = refusal(combine_clear(&case.public, b"another number", &parts));
        assert_eq!(other, EvaluateError::BadProof(index(2)));
    }
}

#[test]
fn blinded_elements_hide_the_input_and_outputs_do_not_depend_on_the_blind() {
    let (public, _) = key(Purpose::Line, 2, 3);
    let (_, one) = blind(&public, &INPUTS, &mut rng(1)).unwrap();
    let (_, two) = blind(&public, &INPUTS, &mut rng(2)).unwrap();
    assert!(one.iter().zip(&two).all(|(one, two)| one != two));
    let outputs = |seed| {
        let (public, shares) = key(Purpose::Line, 2, 3);
        let (blinding, elements) = blind(&public, &INPUTS, &mut rng(seed)).unwrap();
        let part = |share| evaluate(share, &public, &elements, &mut rng(9)).unwrap();
        raw(&combine(&public, &blinding, &shares.iter().take(2).map(part).collect::<Vec<_>>()).unwrap())
    };
    assert_eq!(outputs(1), outputs(2));
}

#[test]
fn fewer_than_t_parts_are_refused_and_interpolate_to_something_else() {
    let case = case(3, 5, &INPUTS);
    let expected = raw(&case.combine(&case.parts(3)).unwrap());
    for have in 0..3 {
        let refused = refusal(case.combine(&case.parts(have)));
        assert_eq!(refused, EvaluateError::TooFewParts { have, need: 3 });
    }
    let two = case.parts(2);
    let decode = |part: &EvaluationPart| group::decode(&part.elements[0]).unwrap();
    let guess = Interpolation::at_zero(&[index(1), index(2)]).combine(&[decode(&two[0]), decode(&two[1])]);
    let unblinded = guess - &case.blinding.blinds[0] * case.public.table();
    assert_ne!(*output(Purpose::Line, INPUTS[0], &unblinded).as_bytes(), expected[0]);
}

#[test]
fn a_duplicate_part_does_not_count_twice() {
    let case = case(3, 5, &INPUTS);
    let refused = case.refused(|parts| parts[2] = parts[0].clone());
    assert_eq!(refused, EvaluateError::DuplicatePart(index(1)));
}

#[test]
fn a_part_of_another_epoch_is_refused() {
    let case = case(3, 5, &INPUTS);
    let refused = case.refused(|parts| parts[1].epoch = Epoch(8));
    assert_eq!(refused, EvaluateError::WrongEpoch { custodian: index(2), expected: EPOCH, found: Epoch(8) });
}

#[test]
fn a_part_of_an_unknown_custodian_is_refused() {
    let case = case(3, 5, &INPUTS);
    assert_eq!(case.refused(|parts| parts[1].index = index(6)), EvaluateError::UnknownCustodian(index(6)));
}

#[test]
fn a_part_under_another_custodians_name_is_not_proved() {
    let case = case(3, 5, &INPUTS);
    assert_eq!(case.refused(|parts| parts[1].index = index(5)), EvaluateError::BadProof(index(5)));
}

#[test]
fn a_part_of_another_length_is_refused() {
    let case = case(3, 5, &INPUTS);
    let short = case.refused(|parts| parts[2].elements.truncate(2));
    assert_eq!(short, EvaluateError::WrongLength { custodian: index(3), expected: 3, found: 2 });
    let long = case.refused(|parts| {
        let element = parts[2].elements[0];
        parts[2].elements.push(element);
    });
    assert_eq!(long, EvaluateError::WrongLength { custodian: index(3), expected: 3, found: 4 });
}

#[test]
fn malformed_and_identity_elements_of_a_part_are_named() {
    let case = case(3, 5, &INPUTS);
    for position in 0..3 {
        let custodian = index(2);
        let refused = case.refused(|parts| parts[1].elements[position] = MALFORMED);
        assert_eq!(refused, EvaluateError::MalformedPart { custodian, position });
        let refused = case.refused(|parts| parts[1].elements[position] = IDENTITY);
        assert_eq!(refused, EvaluateError::IdentityPart { custodian, position });
        let refused = case.refused(|parts| parts[1].elements[position] = doubled(&parts[1].elements[position]));
        assert_eq!(refused, EvaluateError::BadProof(custodian));
    }
}

#[test]
fn swapped_elements_and_swapped_proofs_are_refused() {
    let case = case(3, 5, &INPUTS);
    assert_eq!(case.refused(|parts| parts[0].elements.swap(0, 1)), EvaluateError::BadProof(index(1)));
    let proofs = case.refused(|parts| {
        (parts[0].proof, parts[1].proof) = (parts[1].proof, parts[0].proof);
    });
    assert_eq!(proofs, EvaluateError::BadProof(index(1)));
}

#[test]
fn malformed_and_wrong_proofs_are_refused() {
    let case = case(3, 5, &INPUTS);
    assert_eq!(case.refused(|parts| parts[2].proof[..32].fill(0xff)), EvaluateError::MalformedProof(index(3)));
    assert_eq!(case.refused(|parts| parts[2].proof[32..].fill(0xff)), EvaluateError::MalformedProof(index(3)));
    assert_eq!(case.refused(|parts| parts[2].proof = [0; 64]), EvaluateError::BadProof(index(3)));
    assert_eq!(case.refused(|parts| parts[2].proof[0] ^= 1), EvaluateError::BadProof(index(3)));
}

#[test]
fn one_bad_part_among_more_than_enough_is_still_named() {
    let case = case(2, 5, &INPUTS);
    let mut parts = case.parts(5);
    parts[4].proof[0] ^= 1;
    assert_eq!(refusal(case.combine(&parts)), EvaluateError::BadProof(index(5)));
}

#[test]
fn parts_replayed_from_another_batch_are_refused() {
    let case = case(3, 5, &INPUTS);
    let (_, elements) = blind(&case.public, &INPUTS, &mut rng(77)).unwrap();
    let old = evaluate(&case.shares[0], &case.public, &elements, &mut rng(5)).unwrap();
    assert_eq!(case.refused(|parts| parts[0] = old), EvaluateError::BadProof(index(1)));
}

#[test]
fn parts_of_another_key_are_refused() {
    let case = case(3, 5, &INPUTS);
    let (public, shares) = deal_scalar(Purpose::Line, EPOCH, 3, 5, scalar(70), &mut rng(71)).unwrap();
    let foreign = evaluate(&shares[0], &public, &case.elements, &mut rng(5)).unwrap();
    assert_eq!(case.refused(|parts| parts[0] = foreign), EvaluateError::BadProof(index(1)));
}

#[test]
fn a_blinding_serves_only_under_its_own_key() {
    let case = case(2, 3, &INPUTS);
    let parts = case.parts(2);
    let (group, shares) = (case.public.group_bytes(), case.public.shares());
    let refused = |public: &PublicKey| refusal(combine(public, &case.blinding, &parts));
    let other = deal_scalar(Purpose::Line, EPOCH, 2, 3, scalar(70), &mut rng(71)).unwrap().0;
    assert_eq!(refused(&other), EvaluateError::BlindingOfOtherKey);
    let other = PublicKey::new(Purpose::Person, EPOCH, 2, group, shares).unwrap();
    assert_eq!(refused(&other), EvaluateError::BlindingOfOtherKey);
    let other = PublicKey::new(Purpose::Line, Epoch(8), 2, group, shares).unwrap();
    assert_eq!(refused(&other), EvaluateError::BlindingOfOtherKey);
}

#[test]
fn custodians_refuse_malformed_and_identity_elements() {
    let case = case(2, 3, &INPUTS);
    for position in 0..3 {
        let refused = |element| {
            let mut elements = case.elements.clone();
            elements[position] = element;
            refusal(evaluate(&case.shares[0], &case.public, &elements, &mut rng(1)))
        };
        assert_eq!(refused(MALFORMED), EvaluateError::MalformedElement(position));
        assert_eq!(refused(IDENTITY), EvaluateError::IdentityElement(position));
    }
}

#[test]
fn custodians_refuse_under_a_share_that_is_not_the_keys() {
    let case = case(2, 3, &INPUTS);
    let (_, foreign) = deal_scalar(Purpose::Line, EPOCH, 2, 3, scalar(70), &mut rng(71)).unwrap();
    let refused = refusal(evaluate(&foreign[0], &case.public, &case.elements, &mut rng(1)));
    assert_eq!(refused, EvaluateError::Key(KeyError::ShareMismatch(index(1))));
    let refused = refusal(evaluate_clear(&foreign[0], &case.public, b"x", &mut rng(1)));
    assert_eq!(refused, EvaluateError::Key(KeyError::ShareMismatch(index(1))));
}

#[test]
fn the_sealing_key_never_evaluates() {
    let (public, shares) = key(Purpose::Sealing, 2, 3);
    let elements = [RistrettoPoint::mul_base(&scalar(3)).compress().to_bytes()];
    assert_eq!(refusal(blind(&public, &[b"x"], &mut rng(1))), EvaluateError::SealingKey);
    assert_eq!(refusal(evaluate(&shares[0], &public, &elements, &mut rng(1))), EvaluateError::SealingKey);
    assert_eq!(refusal(evaluate_clear(&shares[0], &public, b"x", &mut rng(1))), EvaluateError::SealingKey);
    assert_eq!(refusal(combine_clear(&public, b"x", &[])), EvaluateError::SealingKey);
}

#[test]
fn batches_and_inputs_have_limits() {
    let (public, shares) = key(Purpose::Line, 1, 1);
    let blinded = |count| refusal(blind(&public, &vec![b"x".as_slice(); count], &mut rng(1)));
    assert_eq!(blinded(0), EvaluateError::EmptyBatch);
    assert_eq!(blinded(MAX_BATCH + 1), EvaluateError::BatchTooLarge(MAX_BATCH + 1));
    let element = RistrettoPoint::mul_base(&scalar(3)).compress().to_bytes();
    let evaluated = |count| refusal(evaluate(&shares[0], &public, &vec![element; count], &mut rng(1)));
    assert_eq!(evaluated(0), EvaluateError::EmptyBatch);
    assert_eq!(evaluated(MAX_BATCH + 1), EvaluateError::BatchTooLarge(MAX_BATCH + 1));
    let long = vec![0; MAX_INPUT + 1];
    assert_eq!(refusal(blind(&public, &[b"x", &long], &mut rng(1))), EvaluateError::InputTooLong(1));
    assert_eq!(refusal(evaluate_clear(&shares[0], &public, &long, &mut rng(1))), EvaluateError::InputTooLong(0));
    assert!(blind(&public, &[&long[1..]], &mut rng(1)).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn any_part_without_its_proof_is_refused(
        elements in proptest::collection::vec(any::<[u8; 32]>(), 0..4), proof: [[u8; 32]; 2], number in 1u16..8
    ) {
        let case = case(1, 7, &INPUTS);
        let mut bytes = [0; 64];
        bytes.copy_from_slice(proof.as_flattened());
        let part = EvaluationPart { index: index(number), epoch: EPOCH, elements, proof: bytes };
        prop_assert!(case.combine(&[part]).is_err());
    }
}
