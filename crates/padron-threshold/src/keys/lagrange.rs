//! Interpolation at zero from the shares of a few custodians.
//!
//! For small indices the Lagrange coefficients are small fractions: for custodians 1, 2, 3 they are 3, -3, 1. Where a
//! common denominator is small, the sum costs a handful of additions, and one multiplication by the denominator's
//! inverse when it is not 1 (never for consecutive indices). Variable time: indices are public.

use crate::keys::CustodianIndex;
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{Identity, VartimeMultiscalarMul};

/// Above this numerator a multi-scalar multiplication is the cheaper way.
const MAX_NUMERATOR: i128 = 1 << 16;

/// How to combine the elements of a set of custodians; computed once for a batch.
pub(crate) enum Interpolation {
    /// Add and subtract small multiples, then multiply by the inverse of the common denominator.
    Small {
        /// Signed digits of the numerators, most significant first; each step doubles, then adds these multiples.
        steps: Vec<Vec<(usize, bool)>>,
        /// The inverse of the common denominator, when that is not 1.
        inverse: Option<Scalar>,
    },
    /// Full-size coefficients.
    Full(Vec<Scalar>),
}

impl Interpolation {
    /// For distinct indices, in the order in which the elements will come.
    pub(crate) fn at_zero(indices: &[CustodianIndex]) -> Self {
        match small_fractions(indices) {
            Some((numerators, denominator)) => Self::Small {
                steps: steps(&numerators),
                inverse: (denominator != 1).then(|| Scalar::from(denominator.unsigned_abs()).invert()),
            },
            None => Self::Full(coefficients_at(indices, Scalar::ZERO)),
        }
    }

    /// The value at zero of the polynomial through the elements.
    pub(crate) fn combine(&self, elements: &[RistrettoPoint]) -> RistrettoPoint {
        match self {
            Self::Full(coefficients) => RistrettoPoint::vartime_multiscalar_mul(coefficients, elements),
            Self::Small { steps, inverse } => {
                let sum = small_sum(steps, elements);
                match inverse {
                    None => sum,
                    Some(inverse) => RistrettoPoint::vartime_double_scalar_mul_basepoint(inverse, &sum, &Scalar::ZERO),
                }
            }
        }
    }
}

fn small_sum(steps: &[Vec<(usize, bool)>], elements: &[RistrettoPoint]) -> RistrettoPoint {
    let mut sum: Option<RistrettoPoint> = None;
    for step in steps {
        sum = sum.map(|sum| sum + sum);
        for (position, negative) in step {
            let element = elements[*position];
            sum = Some(match (sum, *negative) {
                (None, false) => element,
                (None, true) => -element,
                (Some(sum), false) => sum + element,
                (Some(sum), true) => sum - element,
            });
        }
    }
    sum.unwrap_or_else(RistrettoPoint::identity)
}

/// Above this many candidates only runs of neighbours are tried, and the first ones.
const MAX_ENUMERATED: usize = 10;

/// The `count` of these distinct indices that are cheapest to combine, in the order given. There must be that many.
pub(crate) fn cheapest(indices: &[CustodianIndex], count: usize) -> Vec<CustodianIndex> {
    if indices.len() == count {
        return indices.to_vec();
    }
    let candidates: Vec<Vec<CustodianIndex>> = if indices.len() <= MAX_ENUMERATED {
        let masks = (0u32..1 << indices.len()).filter(|mask| mask.count_ones() as usize == count);
        masks.map(|mask| pick(indices, |position| mask >> position & 1 == 1)).collect()
    } else {
        // Consecutive numbers never need a division: a polynomial with integer values at t places in a row, of degree
        // below t, has integer values at all integers.
        (0..=indices.len() - count).map(|first| pick(indices, |at| (first..first + count).contains(&at))).collect()
    };
    candidates.into_iter().min_by_key(|candidate| cost(candidate)).unwrap_or_default()
}

fn pick(indices: &[CustodianIndex], chosen: impl Fn(usize) -> bool) -> Vec<CustodianIndex> {
    indices.iter().enumerate().filter(|(position, _)| chosen(*position)).map(|(_, index)| *index).collect()
}

/// Roughly in group additions.
fn cost(indices: &[CustodianIndex]) -> usize {
    const MULTIPLICATION: usize = 150;
    match small_fractions(indices) {
        None => MULTIPLICATION * indices.len(),
        Some((numerators, denominator)) => {
            let steps = steps(&numerators);
            let additions: usize = steps.iter().map(Vec::len).sum();
            steps.len() + additions + if denominator == 1 { 0 } else { MULTIPLICATION }
        }
    }
}

/// The coefficients of the values at `indices` for the value at `x`.
pub(crate) fn coefficients_at(indices: &[CustodianIndex], x: Scalar) -> Vec<Scalar> {
    let coefficient = |own: &CustodianIndex| {
        let others = indices.iter().filter(|other| *other != own);
        let (numerator, denominator) = others.fold((Scalar::ONE, Scalar::ONE), |(top, bottom), other| {
            (top * (other.scalar() - x), bottom * (other.scalar() - own.scalar()))
        });
        numerator * denominator.invert()
    };
    indices.iter().map(coefficient).collect()
}

/// The coefficients at zero over their least common denominator, if all stay small.
fn small_fractions(indices: &[CustodianIndex]) -> Option<(Vec<i128>, i128)> {
    let mut fractions = Vec::with_capacity(indices.len());
    let mut common: i128 = 1;
    for own in indices {
        let (mut top, mut bottom): (i128, i128) = (1, 1);
        for other in indices.iter().filter(|other| *other != own) {
            top = top.checked_mul(i128::from(other.get()))?;
            bottom = bottom.checked_mul(i128::from(other.get()) - i128::from(own.get()))?;
            let divisor = gcd(top, bottom);
            (top, bottom) = (top / divisor, bottom / divisor);
        }
        common = (common / gcd(common, bottom)).checked_mul(bottom.abs())?;
        fractions.push((top, bottom));
    }
    let numerators: Option<Vec<_>> = fractions
        .iter()
        .map(|(top, bottom)| top.checked_mul(common / bottom).filter(|value| value.abs() <= MAX_NUMERATOR))
        .collect();
    (common <= MAX_NUMERATOR).then_some(())?;
    Some((numerators?, common))
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Non-adjacent forms of the numerators, turned into the steps of one shared double-and-add.
fn steps(numerators: &[i128]) -> Vec<Vec<(usize, bool)>> {
    let mut steps: Vec<Vec<(usize, bool)>> = Vec::new();
    for (position, numerator) in numerators.iter().enumerate() {
        let mut rest = *numerator;
        let mut place = 0;
        while rest != 0 {
            let digit = if rest % 2 == 0 { 0 } else { 2 - rest.rem_euclid(4) };
            if steps.len() <= place {
                steps.push(Vec::new());
            }
            if digit != 0 {
                steps[place].push((position, digit < 0));
            }
            rest = (rest - digit) / 2;
            place += 1;
        }
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests;
