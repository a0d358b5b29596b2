//! Opening needs t proved parts of this very ciphertext, valid under this very label.

use super::*;
use crate::keys::{KeyError, Purpose, deal_scalar};
use crate::seal::tests::{Case, other_labels};
use crate::seal::{pad, seal, unpad};
use crate::tests::{EPOCH, IDENTITY, MALFORMED, doubled, index, refusal, rng, scalar, subsets};

fn part(case: &Case, sealed: &Compact, position: usize) -> OpeningPart {
    open_part(&case.shares[position], &case.public, &case.label(), sealed, &mut rng(position as u64)).unwrap()
}

fn refused(change: impl FnOnce(&mut Vec<OpeningPart>)) -> SealError {
    let case = Case::new();
    let sealed = case.compact(1);
    let mut parts: Vec<_> = (0..3).map(|position| part(&case, &sealed, position)).collect();
    change(&mut parts);
    refusal(open(&case.public, &case.label(), &sealed, &parts))
}

#[test]
fn every_quorum_opens() {
    let case = Case::new();
    let sealed = case.compact(1);
    for size in 3..=5 {
        for subset in subsets(size, 5) {
            let parts: Vec<_> = subset.iter().map(|position| part(&case, &sealed, *position)).collect();
            let padded = open(&case.public, &case.label(), &sealed, &parts).unwrap();
            assert_eq!(unpad(&padded).unwrap().as_slice(), b"a synthetic person");
        }
    }
}

#[test]
fn fewer_than_t_parts_do_not_open() {
    for have in 0..3 {
        assert_eq!(refused(|parts| parts.truncate(have)), SealError::TooFewParts { have, need: 3 });
    }
    assert_eq!(refused(|parts| parts[2] = parts[0].clone()), SealError::DuplicatePart(index(1)));
}

#[test]
fn two_parts_interpolate_to_a_key_that_does_not_decrypt() {
    let case = Case::new();
    let sealed = case.compact(1);
    let points: Vec<_> =
        (0..2).map(|position| group::decode(&part(&case, &sealed, position).element).unwrap()).collect();
    let guess = Interpolation::at_zero(&[index(1), index(2)]).combine(&points).compress().to_bytes();
    let refused = refusal(decrypt(&guess, &sealed.u_bytes, &case.label().hash(), &sealed.ciphertext));
    assert_eq!(refused, SealError::Undecryptable);
}

#[test]
fn each_wrong_part_is_refused_by_name() {
    assert_eq!(
        refused(|parts| parts[1].epoch = Epoch(8)),
        SealError::WrongEpoch { custodian: index(2), expected: EPOCH, found: Epoch(8) }
    );
    assert_eq!(refused(|parts| parts[1].index = index(9)), SealError::UnknownCustodian(index(9)));
    assert_eq!(refused(|parts| parts[1].index = index(5)), SealError::PartNotProved(index(5)));
    assert_eq!(refused(|parts| parts[1].element = MALFORMED), SealError::MalformedPart(index(2)));
    assert_eq!(refused(|parts| parts[1].element = IDENTITY), SealError::IdentityPart(index(2)));
    assert_eq!(refused(|parts| parts[1].element = doubled(&parts[1].element)), SealError::PartNotProved(index(2)));
    assert_eq!(refused(|parts| parts[1].proof[..32].fill(0xff)), SealError::MalformedProof(index(2)));
    assert_eq!(refused(|parts| parts[1].proof[40] ^= 1), SealError::PartNotProved(index(2)));
}

#[test]
fn a_part_of_another_ciphertext_is_refused() {
    let case = Case::new();
    let other = part(&case, &case.compact(2), 0);
    assert_eq!(refused(|parts| parts[0] = other), SealError::PartNotProved(index(1)));
}

#[test]
fn custodians_check_the_ciphertext_under_the_label_before_they_act() {
    let case = Case::new();
    let sealed = case.compact(1);
    let parts: Vec<_> = (0..3).map(|position| part(&case, &sealed, position)).collect();
    for (field, label) in other_labels(&case) {
        let custodian = refusal(open_part(&case.shares[0], &case.public, &label, &sealed, &mut rng(1)));
        assert_eq!(custodian, SealError::BadProof(0), "{field}");
        assert_eq!(refusal(open(&case.public, &label, &sealed, &parts)), SealError::BadProof(0), "{field}");
    }
    let mut bytes = sealed.to_bytes();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let altered = Compact::from_bytes(&bytes).unwrap();
    let custodian = refusal(open_part(&case.shares[0], &case.public, &case.label(), &altered, &mut rng(1)));
    assert_eq!(custodian, SealError::BadProof(0));
}

#[test]
fn a_share_that_is_not_the_keys_is_refused() {
    let case = Case::new();
    let sealed = case.compact(1);
    let (_, foreign) = deal_scalar(Purpose::Sealing, EPOCH, 3, 5, scalar(7), &mut rng(7)).unwrap();
    let refused = refusal(open_part(&foreign[0], &case.public, &case.label(), &sealed, &mut rng(1)));
    assert_eq!(refused, SealError::Key(KeyError::ShareMismatch(index(1))));
    let (line, shares) = crate::tests::key(Purpose::Line, 3, 5);
    let refused = refusal(open_part(&shares[0], &line, &case.label(), &sealed, &mut rng(1)));
    assert_eq!(refused, SealError::NotSealingKey(Purpose::Line));
}

/// A sealer who encrypts under a wrong data key and proves it correctly harms only its own record.
#[test]
fn a_proved_ciphertext_of_nonsense_does_not_decrypt() {
    let case = Case::new();
    let (other, _) = deal_scalar(Purpose::Sealing, EPOCH, 3, 5, scalar(7), &mut rng(7)).unwrap();
    let padded = pad(b"nonsense", 64).unwrap();
    // Sealed to another key, but with the challenge of ours: the stored form is valid here, its data key is not.
    let sealed = seal(&other, &case.label(), &padded, &mut rng(1)).unwrap();
    let forged = case.forge(&sealed, &mut rng(1));
    assert_eq!(forged.verify(&case.public, &case.label()), Ok(()));
    let parts: Vec<_> = (0..3).map(|position| part(&case, &forged, position)).collect();
    assert_eq!(refusal(open(&case.public, &case.label(), &forged, &parts)), SealError::Undecryptable);
}

/// An opening's proof is no evaluation's and no trial's: the tags differ.
#[test]
fn proofs_of_openings_serve_nowhere_else() {
    let case = Case::new();
    let sealed = case.compact(1);
    let part = part(&case, &sealed, 0);
    let point = group::decode(&part.element).unwrap();
    let (challenge, response) = proof::parse(&part.proof).unwrap();
    let verification = case.public.share(index(1)).unwrap();
    let check = |suite: &Suite| proof::verify_pair(suite, verification, &sealed.u, &point, &challenge, &response);
    assert_eq!(check(&OPENING), Ok(()));
    assert_eq!(check(&crate::group::VOPRF), Err(ProofFault::Wrong));
}
