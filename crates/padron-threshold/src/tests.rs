//! What the tests of several modules share. Everything is seeded.

mod vectors;

use crate::keys::{CustodianIndex, Epoch, KeyShare, PublicKey, Purpose, deal};
use curve25519_dalek::scalar::Scalar;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

pub(crate) const EPOCH: Epoch = Epoch(7);

/// An encoding that is no element: not canonical, since the field's order is smaller.
pub(crate) const MALFORMED: [u8; 32] = [0xff; 32];
/// The encoding of the identity.
pub(crate) const IDENTITY: [u8; 32] = [0; 32];

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(crate) fn index(number: u16) -> CustodianIndex {
    CustodianIndex::new(number).unwrap()
}

pub(crate) fn key(purpose: Purpose, threshold: u16, custodians: u16) -> (PublicKey, Vec<KeyShare>) {
    deal(purpose, EPOCH, threshold, custodians, &mut rng(99)).unwrap()
}

pub(crate) fn scalar(seed: u64) -> Scalar {
    Scalar::random(&mut rng(seed))
}

/// All subsets of `count` positions below `of`.
pub(crate) fn subsets(count: usize, of: usize) -> Vec<Vec<usize>> {
    (0u32..1 << of)
        .filter(|mask| mask.count_ones() as usize == count)
        .map(|mask| (0..of).filter(|position| mask >> position & 1 == 1).collect())
        .collect()
}

/// A valid encoding that differs from the one given: twice the element.
pub(crate) fn doubled(bytes: &[u8; 32]) -> [u8; 32] {
    let point = crate::group::decode(bytes).unwrap();
    (point + point).compress().to_bytes()
}

pub(crate) fn vector_file(name: &str) -> String {
    let path = format!("{}/../../vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap()
}

pub(crate) fn hex_array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}

/// The error of a result whose success has no `Debug`.
pub(crate) fn refusal<T, E>(result: Result<T, E>) -> E {
    match result {
        Ok(_) => panic!("this must be refused"),
        Err(error) => error,
    }
}
