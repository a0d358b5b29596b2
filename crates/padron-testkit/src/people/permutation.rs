//! A permutation of 0 to n−1 that can be undone: i ↦ (a·i + b) mod n, with a prime to n.
//!
//! It spreads numbers and guarantees that no two people get the same; it hides nothing and is not meant to.

use rand_chacha::ChaCha20Rng;
use rand_core::Rng;

#[derive(Clone, Copy)]
pub(super) struct Permutation {
    modulus: u64,
    multiplier: u64,
    inverse: u64,
    offset: u64,
}

impl Permutation {
    /// One of the permutations of 0 to `modulus - 1`.
    pub(super) fn new(modulus: u64, rng: &mut ChaCha20Rng) -> Self {
        let offset = rng.next_u64() % modulus;
        let mut multiplier = rng.next_u64() % modulus;
        loop {
            if let Some(inverse) = inverse(multiplier, modulus) {
                return Self { modulus, multiplier, inverse, offset };
            }
            multiplier = (multiplier + 1) % modulus;
        }
    }

    /// The place of `i`, which must be below the modulus.
    pub(super) const fn apply(&self, i: u64) -> u64 {
        multiply(self.multiplier, i % self.modulus, self.modulus, self.offset)
    }

    /// Which `i` has this place.
    pub(super) fn invert(&self, place: u64) -> Option<u64> {
        let shifted = place.checked_add(self.modulus)?.checked_sub(self.offset)?;
        (place < self.modulus).then(|| multiply(self.inverse, shifted % self.modulus, self.modulus, 0))
    }
}

/// (a·b + c) mod n without overflow.
const fn multiply(a: u64, b: u64, modulus: u64, c: u64) -> u64 {
    ((a as u128 * b as u128 + c as u128) % modulus as u128) as u64
}

/// The inverse of `value` modulo `modulus` (extended Euclid); `None` if they share a factor.
fn inverse(value: u64, modulus: u64) -> Option<u64> {
    let (mut remainder, mut next_remainder) = (i128::from(modulus), i128::from(value));
    let (mut factor, mut next_factor) = (0_i128, 1_i128);
    while next_remainder != 0 {
        let quotient = remainder / next_remainder;
        (remainder, next_remainder) = (next_remainder, remainder - quotient * next_remainder);
        (factor, next_factor) = (next_factor, factor - quotient * next_factor);
    }
    if remainder != 1 {
        return None;
    }
    u64::try_from(factor.rem_euclid(i128::from(modulus))).ok()
}
