//! Every way in which a key can be wrong, and that right ones pass.

use super::*;
use crate::tests::{EPOCH, IDENTITY, MALFORMED, doubled, index, key, refusal, rng, scalar};
use proptest::prelude::*;

fn parts(public: &PublicKey) -> ([u8; 32], Vec<(CustodianIndex, [u8; 32])>) {
    (public.group_bytes(), public.shares().to_vec())
}

fn parse(threshold: u16, group: [u8; 32], shares: &[(CustodianIndex, [u8; 32])]) -> Result<PublicKey, KeyError> {
    PublicKey::new(Purpose::Line, EPOCH, threshold, group, shares)
}

#[test]
fn a_dealt_key_parses_in_any_order_of_its_shares() {
    let (public, _) = key(Purpose::Line, 3, 5);
    let (group, mut shares) = parts(&public);
    shares.reverse();
    assert_eq!(parse(3, group, &shares).unwrap(), public);
}

#[test]
fn a_subset_of_at_least_t_shares_is_still_the_key() {
    let (public, _) = key(Purpose::Line, 3, 5);
    let (group, shares) = parts(&public);
    assert!(parse(3, group, &[shares[0], shares[2], shares[4]]).is_ok());
}

#[test]
fn indices_are_1_to_32() {
    assert_eq!(CustodianIndex::new(0), Err(KeyError::IndexOutOfRange(0)));
    assert_eq!(CustodianIndex::new(33), Err(KeyError::IndexOutOfRange(33)));
    assert_eq!(CustodianIndex::new(32).unwrap().get(), 32);
}

#[test]
fn thresholds_that_do_not_fit_are_refused() {
    let (public, _) = key(Purpose::Line, 2, 3);
    let (group, shares) = parts(&public);
    assert_eq!(parse(0, group, &shares), Err(KeyError::Threshold { threshold: 0, shares: 3 }));
    assert_eq!(parse(4, group, &shares), Err(KeyError::Threshold { threshold: 4, shares: 3 }));
    let many = vec![shares[0]; 33];
    assert_eq!(parse(2, group, &many), Err(KeyError::TooManyShares(33)));
    assert_eq!(refusal(deal(Purpose::Line, EPOCH, 1, 33, &mut rng(1))), KeyError::TooManyShares(33));
    assert_eq!(refusal(deal(Purpose::Line, EPOCH, 3, 2, &mut rng(1))), KeyError::Threshold { threshold: 3, shares: 2 });
}

#[test]
fn a_lower_or_higher_threshold_than_dealt_is_refused() {
    let (public, _) = key(Purpose::Line, 3, 5);
    let (group, shares) = parts(&public);
    assert_eq!(parse(2, group, &shares), Err(KeyError::InconsistentShares(index(2))));
    assert!(matches!(parse(1, group, &shares), Err(KeyError::InconsistentShares(_))));
    // Interpolating with more shares than needed gives the same key, so this is a true statement, if a stricter one.
    assert!(parse(4, group, &shares).is_ok());
}

#[test]
fn malformed_identity_and_duplicate_values_each_have_their_error() {
    let (public, _) = key(Purpose::Line, 2, 3);
    let (group, shares) = parts(&public);
    assert_eq!(parse(2, MALFORMED, &shares), Err(KeyError::MalformedGroupKey));
    assert_eq!(parse(2, IDENTITY, &shares), Err(KeyError::IdentityGroupKey));
    for position in 0..3 {
        let mut wrong = shares.clone();
        wrong[position].1 = MALFORMED;
        assert_eq!(parse(2, group, &wrong), Err(KeyError::MalformedVerificationShare(wrong[position].0)));
        wrong[position].1 = IDENTITY;
        assert_eq!(parse(2, group, &wrong), Err(KeyError::IdentityVerificationShare(wrong[position].0)));
    }
    let mut twice = shares.clone();
    twice[2].0 = twice[0].0;
    assert_eq!(parse(2, group, &twice), Err(KeyError::DuplicateIndex(index(1))));
}

#[test]
fn one_wrong_share_or_group_key_is_found_wherever_it_stands() {
    for (threshold, custodians) in [(1, 1), (1, 3), (2, 3), (3, 5), (5, 5), (7, 11)] {
        let (public, _) = key(Purpose::Line, threshold, custodians);
        let (group, shares) = parts(&public);
        assert!(matches!(parse(threshold, doubled(&group), &shares), Err(KeyError::InconsistentShares(_))));
        for position in 0..shares.len() {
            let mut wrong = shares.clone();
            wrong[position].1 = doubled(&wrong[position].1);
            assert!(matches!(parse(threshold, group, &wrong), Err(KeyError::InconsistentShares(_))));
        }
    }
}

#[test]
fn swapped_shares_are_inconsistent() {
    let (public, _) = key(Purpose::Line, 2, 3);
    let (group, mut shares) = parts(&public);
    (shares[0].1, shares[1].1) = (shares[1].1, shares[0].1);
    assert!(matches!(parse(2, group, &shares), Err(KeyError::InconsistentShares(_))));
}

#[test]
fn the_preferred_quorum_is_of_those_within_reach() {
    let (public, _) = key(Purpose::Line, 3, 5);
    let quorum = |numbers: &[u16]| {
        let reach: Vec<_> = numbers.iter().map(|number| index(*number)).collect();
        public.preferred_quorum(&reach).map(|quorum| quorum.iter().map(|index| index.get()).collect::<Vec<_>>())
    };
    assert_eq!(quorum(&[1, 2, 3, 5]), Some(vec![1, 2, 3]));
    assert_eq!(quorum(&[5, 4, 3, 1]), Some(vec![1, 3, 4]));
    assert_eq!(quorum(&[1, 3, 5]), Some(vec![1, 3, 5]));
    assert_eq!(quorum(&[1, 3, 9, 9, 3]), None);
}

#[test]
fn a_secret_share_must_be_canonical_and_not_zero() {
    let share = |bytes| refusal(KeyShare::new(Purpose::Line, EPOCH, index(1), bytes));
    assert_eq!(share([0; 32]), KeyError::MalformedShare);
    assert_eq!(share([0xff; 32]), KeyError::MalformedShare);
}

#[test]
fn a_share_survives_its_bytes_and_matches_its_key_only() {
    let (public, shares) = key(Purpose::Line, 2, 3);
    let again = |purpose, epoch, number: u16, from: usize| {
        KeyShare::new(purpose, epoch, index(number), *shares[from].to_bytes()).unwrap().matches(&public)
    };
    assert_eq!(again(Purpose::Line, EPOCH, 1, 0), Ok(()));
    assert_eq!(again(Purpose::Line, EPOCH, 1, 1), Err(KeyError::ShareMismatch(index(1))));
    assert_eq!(again(Purpose::Line, EPOCH, 9, 0), Err(KeyError::UnknownCustodian(index(9))));
    assert_eq!(
        again(Purpose::Person, EPOCH, 1, 0),
        Err(KeyError::PurposeMismatch { share: Purpose::Person, public: Purpose::Line })
    );
    assert_eq!(again(Purpose::Line, Epoch(8), 1, 0), Err(KeyError::EpochMismatch { share: Epoch(8), public: EPOCH }));
}

#[test]
fn the_fingerprint_tells_keys_sharings_and_epochs_apart() {
    let (public, _) = key(Purpose::Line, 2, 3);
    let (group, shares) = parts(&public);
    let other = |purpose, epoch, threshold, shares: &[_]| {
        PublicKey::new(purpose, epoch, threshold, group, shares).unwrap().fingerprint()
    };
    assert_eq!(other(Purpose::Line, EPOCH, 2, &shares), public.fingerprint());
    assert_ne!(other(Purpose::Person, EPOCH, 2, &shares), public.fingerprint());
    assert_ne!(other(Purpose::Line, Epoch(8), 2, &shares), public.fingerprint());
    assert_ne!(other(Purpose::Line, EPOCH, 3, &shares), public.fingerprint());
    assert_ne!(other(Purpose::Line, EPOCH, 2, &shares[..2]), public.fingerprint());
    let (reshared, _) = deal_scalar(Purpose::Line, EPOCH, 2, 3, scalar(1), &mut rng(2)).unwrap();
    let (again, _) = deal_scalar(Purpose::Line, EPOCH, 2, 3, scalar(1), &mut rng(3)).unwrap();
    assert_eq!(reshared.group_bytes(), again.group_bytes());
    assert_ne!(reshared.fingerprint(), again.fingerprint());
}

proptest! {
    #[test]
    fn no_bytes_make_a_key_panic(threshold in 0u16..6, group: [u8; 32], shares: Vec<(u16, [u8; 32])>) {
        let shares: Vec<_> =
            shares.into_iter().map(|(number, bytes)| (index(number % 32 + 1), bytes)).collect();
        let _ = parse(threshold, group, &shares);
    }
}
