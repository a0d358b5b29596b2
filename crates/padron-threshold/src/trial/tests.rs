//! A trial passes only when every custodian holds the share that the key names.

use super::*;
use crate::keys::{KeyError, Purpose, deal_scalar};
use crate::tests::{EPOCH, doubled, index, key, refusal, rng, scalar};
use proptest::prelude::*;

const TRANSCRIPT: [u8; 32] = [4; 32];

fn parts(purpose: Purpose) -> (PublicKey, Vec<TrialPart>) {
    let (public, shares) = key(purpose, 3, 5);
    let part = |share| super::part(share, &public, &TRANSCRIPT, &mut rng(1)).unwrap();
    let parts = shares.iter().map(part).collect();
    (public, parts)
}

fn refused(change: impl FnOnce(&mut Vec<TrialPart>)) -> CeremonyError {
    let (public, mut parts) = parts(Purpose::Line);
    change(&mut parts);
    refusal(check(&public, &TRANSCRIPT, parts))
}

#[test]
fn keys_of_every_purpose_can_be_tried() {
    for purpose in [Purpose::Line, Purpose::Person, Purpose::Sealing] {
        let (public, parts) = parts(purpose);
        let parts = parts.iter().map(|part| TrialPart::from_bytes(&part.to_bytes()).unwrap()).collect();
        assert_eq!(check(&public, &TRANSCRIPT, parts), Ok(()));
    }
}

#[test]
fn everyone_must_pass() {
    assert_eq!(refused(|parts| parts.truncate(4)), CeremonyError::MissingMessage(index(5)));
    assert_eq!(refused(|parts| parts[4] = parts[3].clone()), CeremonyError::DuplicateMessage(index(4)));
    assert_eq!(refused(|parts| parts[1].plan = [5; 32]), CeremonyError::OtherPlan(index(2)));
    assert_eq!(refused(|parts| parts[1].from = index(9)), CeremonyError::Uninvited(index(9)));
    assert_eq!(refused(|parts| parts[1].element = [0; 32]), CeremonyError::BadTrial(index(2)));
    assert_eq!(refused(|parts| parts[1].element = doubled(&parts[1].element)), CeremonyError::BadTrial(index(2)));
    assert_eq!(refused(|parts| parts[1].proof[3] ^= 1), CeremonyError::BadTrial(index(2)));
}

#[test]
fn a_trial_of_another_transcript_or_key_does_not_count() {
    let (public, shares) = key(Purpose::Line, 3, 5);
    let (_, mut all) = parts(Purpose::Line);
    let other = super::part(&shares[0], &public, &[5; 32], &mut rng(1)).unwrap();
    all[0] = TrialPart { plan: TRANSCRIPT, ..other };
    assert_eq!(refusal(check(&public, &TRANSCRIPT, all)), CeremonyError::BadTrial(index(1)));
    let (_, foreign) = deal_scalar(Purpose::Line, EPOCH, 3, 5, scalar(7), &mut rng(7)).unwrap();
    let refused = refusal(super::part(&foreign[0], &public, &TRANSCRIPT, &mut rng(1)));
    assert_eq!(refused, CeremonyError::Key(KeyError::ShareMismatch(index(1))));
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(mut bytes in proptest::collection::vec(any::<u8>(), 1..200)) {
        bytes[0] = 5;
        bytes.resize(131, 0);
        if let Ok(part) = TrialPart::from_bytes(&bytes) {
            prop_assert_eq!(part.to_bytes(), bytes);
        }
    }
}
