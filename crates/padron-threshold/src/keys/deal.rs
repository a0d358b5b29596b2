//! Keys made on one machine, for tests, vectors and simulations.

use super::{CustodianIndex, Epoch, KeyError, KeyShare, MAX_CUSTODIANS, PublicKey, Purpose, polynomial};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use rand_core::CryptoRng;
use zeroize::Zeroize;

/// A key held whole by one custodian (t = n = 1). For tests, vectors and single-machine trials only.
///
/// # Errors
/// [`KeyError::MalformedShare`] if the generator yields zero, which a sound one never does.
pub fn single(purpose: Purpose, epoch: Epoch, rng: &mut impl CryptoRng) -> Result<(PublicKey, KeyShare), KeyError> {
    single_from_scalar(purpose, epoch, Scalar::random(rng).to_bytes())
}

/// The key whose whole secret is this scalar (t = n = 1). For tests and vectors only.
///
/// # Errors
/// [`KeyError::MalformedShare`] unless the scalar is canonical and not zero.
pub fn single_from_scalar(purpose: Purpose, epoch: Epoch, scalar: [u8; 32]) -> Result<(PublicKey, KeyShare), KeyError> {
    let index = CustodianIndex::new(1)?;
    let share = KeyShare::new(purpose, epoch, index, scalar)?;
    let verification = share.verification_share();
    Ok((PublicKey::new(purpose, epoch, 1, verification, &[(index, verification)])?, share))
}

/// Deals a fresh key on one machine. **For tests and simulations only**: this machine sees the whole key. Real keys
/// come from a [`crate::ceremony`], in which no machine ever does.
///
/// # Errors
/// [`KeyError::Threshold`] or [`KeyError::TooManyShares`] for a threshold or number that does not fit.
pub fn deal(
    purpose: Purpose,
    epoch: Epoch,
    threshold: u16,
    custodians: u16,
    rng: &mut impl CryptoRng,
) -> Result<(PublicKey, Vec<KeyShare>), KeyError> {
    deal_scalar(purpose, epoch, threshold, custodians, Scalar::random(rng), rng)
}

/// Shares a given secret on one machine. For tests only.
pub(crate) fn deal_scalar(
    purpose: Purpose,
    epoch: Epoch,
    threshold: u16,
    custodians: u16,
    secret: Scalar,
    rng: &mut impl CryptoRng,
) -> Result<(PublicKey, Vec<KeyShare>), KeyError> {
    if custodians > MAX_CUSTODIANS {
        return Err(KeyError::TooManyShares(usize::from(custodians)));
    }
    if threshold == 0 || threshold > custodians {
        return Err(KeyError::Threshold { threshold, shares: usize::from(custodians) });
    }
    let mut coefficients = vec![secret];
    coefficients.extend((1..threshold).map(|_| Scalar::random(rng)));
    let shares = (1..=custodians)
        .map(|index| {
            let index = CustodianIndex::new(index)?;
            KeyShare::from_scalar(purpose, epoch, index, polynomial(&coefficients, index.scalar()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let group = RistrettoPoint::mul_base(&secret).compress().to_bytes();
    coefficients.zeroize();
    let verification: Vec<_> = shares.iter().map(|share| (share.index(), share.verification_share())).collect();
    Ok((PublicKey::new(purpose, epoch, threshold, group, &verification)?, shares))
}
