//! Parsing of elements and scalars, and hashing.

use super::*;
use crate::tests::{IDENTITY, MALFORMED, scalar};
use proptest::prelude::*;

#[test]
fn only_canonical_elements_other_than_the_identity_parse() {
    assert_eq!(decode(&MALFORMED), Err(Fault::Malformed));
    assert_eq!(decode(&IDENTITY), Err(Fault::Identity));
    let point = RistrettoPoint::mul_base(&scalar(1));
    assert_eq!(decode(&point.compress().to_bytes()), Ok(point));
}

#[test]
fn negative_field_elements_do_not_parse() {
    // RFC 9496 section 4.3.1: an encoding with its lowest bit set is negative.
    let mut bytes = RistrettoPoint::mul_base(&scalar(1)).compress().to_bytes();
    bytes[0] |= 1;
    assert_eq!(decode(&bytes), Err(Fault::Malformed));
}

#[test]
fn batch_encoding_encodes_twice_each_point() {
    let points: Vec<_> = (1..9).map(|seed| RistrettoPoint::mul_base(&scalar(seed))).collect();
    let expected: Vec<_> = points.iter().map(|point| (point + point).compress().to_bytes()).collect();
    assert_eq!(encode_doubled(&points), expected);
}

#[test]
fn modes_and_inputs_hash_apart() {
    let hashes = [
        Suite::new(0).hash_to_group(b"x"),
        Suite::new(1).hash_to_group(b"x"),
        Suite::new(1).hash_to_group(b"y"),
        hash_to_group(&[b"x"], b"another tag"),
    ];
    for (position, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..position].contains(hash));
    }
    assert_eq!(hash_to_group(&[b"a", b"bc"], b"tag"), hash_to_group(&[b"abc"], b"tag"));
}

proptest! {
    #[test]
    fn what_parses_encodes_to_the_same_bytes(bytes: [u8; 32]) {
        if let Ok(point) = decode(&bytes) {
            prop_assert_eq!(point.compress().to_bytes(), bytes);
        }
        if let Some(scalar) = decode_scalar(&bytes) {
            prop_assert_eq!(scalar.to_bytes(), bytes);
        }
    }
}
