//! Keys: who holds which share, and the check that all shares belong to one key.

use crate::group::{self, Encoded, Fault};
use curve25519_dalek::ristretto::{RistrettoBasepointTable, RistrettoPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;
use std::fmt;
use std::sync::{Arc, OnceLock};

mod deal;
pub(crate) mod lagrange;
mod share;

#[cfg(test)]
pub(crate) use deal::deal_scalar;
pub use deal::{deal, single, single_from_scalar};
pub use share::KeyShare;

/// The most custodians that one key may have.
pub const MAX_CUSTODIANS: u16 = 32;

/// What is wrong with a key, a share, or the two together.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// An index outside 1..=32.
    #[error("custodian index {0} is outside 1..={MAX_CUSTODIANS}; take the index from the trust list")]
    IndexOutOfRange(u16),
    /// A threshold of zero, or above the number of shares.
    #[error("threshold {threshold} does not fit {shares} shares; it must be at least 1 and at most their number")]
    Threshold {
        threshold: u16,
        /// How many shares were given.
        shares: usize,
    },
    /// More than [`MAX_CUSTODIANS`] shares.
    #[error("{0} shares are more than the {MAX_CUSTODIANS} that a key may have")]
    TooManyShares(usize),
    /// Two shares with one index.
    #[error("custodian {} is named twice; each may hold one share of a key", .0.get())]
    DuplicateIndex(CustodianIndex),
    #[error("the group key is not a canonical ristretto255 element; compare it with the ceremony's transcript")]
    MalformedGroupKey,
    #[error("the group key is the identity, which protects nothing")]
    IdentityGroupKey,
    /// A verification share is not a canonical element.
    #[error("the verification share of custodian {} is not a canonical ristretto255 element", .0.get())]
    MalformedVerificationShare(CustodianIndex),
    /// A verification share is the identity.
    #[error("the verification share of custodian {} is the identity", .0.get())]
    IdentityVerificationShare(CustodianIndex),
    /// The shares do not lie on one polynomial of degree t - 1 with the group key at 0.
    #[error("the verification shares do not form one key of this threshold; custodian {} or one before it is wrong", .0.get())]
    InconsistentShares(CustodianIndex),
    /// A secret share is not a canonical scalar, or is zero.
    #[error("the secret share is not a canonical scalar other than zero; restore it from a backup")]
    MalformedShare,
    /// The share and the public key serve different purposes.
    #[error("the share is for `{}` and the public key for `{}`", .share.as_str(), .public.as_str())]
    PurposeMismatch {
        /// Of the share.
        share: Purpose,
        /// Of the public key.
        public: Purpose,
    },
    /// The share and the public key are of different epochs.
    #[error("the share is of epoch {} and the public key of epoch {}", .share.0, .public.0)]
    EpochMismatch {
        /// Of the share.
        share: Epoch,
        /// Of the public key.
        public: Epoch,
    },
    /// The public key names no such custodian.
    #[error("the public key has no share of custodian {}", .0.get())]
    UnknownCustodian(CustodianIndex),
    /// The secret share is not the one behind the verification share (it may predate a refresh).
    #[error("the share of custodian {} is not the one that the public key names; it may predate a refresh", .0.get())]
    ShareMismatch(CustodianIndex),
}

/// What a key is for. Three independent keys exist, so that the failure of one use does not spread.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Purpose {
    /// Tokens of lines.
    Line,
    /// Secrets of persons.
    Person,
    Sealing,
}

impl Purpose {
    /// The name used in files and in every derivation: `line`, `person` or `sealing`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Person => "person",
            Self::Sealing => "sealing",
        }
    }
}

/// The number of a key in the sequence of keys of its purpose; stored with whatever was made under it.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Epoch(pub u32);

/// The place of a custodian in the sharing: the abscissa of its share, 1..=32.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustodianIndex(u16);

impl CustodianIndex {
    /// Accepts 1..=[`MAX_CUSTODIANS`].
    ///
    /// # Errors
    /// [`KeyError::IndexOutOfRange`] otherwise; 0 would be the secret itself.
    pub fn new(index: u16) -> Result<Self, KeyError> {
        if (1..=MAX_CUSTODIANS).contains(&index) { Ok(Self(index)) } else { Err(KeyError::IndexOutOfRange(index)) }
    }

    /// The number, 1..=32.
    pub fn get(self) -> u16 {
        self.0
    }

    pub(crate) fn scalar(self) -> Scalar {
        Scalar::from(self.0)
    }
}

/// The public side of a shared key, parsed and found consistent. Cheap to clone.
#[derive(Clone)]
pub struct PublicKey {
    inner: Arc<Inner>,
}

struct Inner {
    purpose: Purpose,
    epoch: Epoch,
    threshold: u16,
    group: RistrettoPoint,
    group_bytes: Encoded,
    shares: Vec<(CustodianIndex, Encoded)>,
    points: Vec<RistrettoPoint>,
    table: OnceLock<Box<RistrettoBasepointTable>>,
}

impl PublicKey {
    /// Parses and checks a public key: the encodings, the indices, the threshold, and that every verification share
    /// lies on one polynomial of degree `threshold - 1` whose value at 0 is the group key.
    ///
    /// # Errors
    /// A [`KeyError`] that names the first thing wrong.
    pub fn new(
        purpose: Purpose,
        epoch: Epoch,
        threshold: u16,
        group: [u8; 32],
        shares: &[(CustodianIndex, [u8; 32])],
    ) -> Result<Self, KeyError> {
        if shares.len() > usize::from(MAX_CUSTODIANS) {
            return Err(KeyError::TooManyShares(shares.len()));
        }
        if threshold == 0 || usize::from(threshold) > shares.len() {
            return Err(KeyError::Threshold { threshold, shares: shares.len() });
        }
        let mut shares = shares.to_vec();
        shares.sort_unstable();
        if let Some(pair) = shares.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(KeyError::DuplicateIndex(pair[0].0));
        }
        let group_point = group::decode(&group).map_err(|fault| match fault {
            Fault::Malformed => KeyError::MalformedGroupKey,
            Fault::Identity => KeyError::IdentityGroupKey,
        })?;
        let points = shares.iter().map(decode_share).collect::<Result<Vec<_>, _>>()?;
        check_consistent(threshold, &group_point, &shares, &points)?;
        let inner = Inner {
            purpose,
            epoch,
            threshold,
            group: group_point,
            group_bytes: group,
            shares,
            points,
            table: OnceLock::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What the key is for.
    pub fn purpose(&self) -> Purpose {
        self.inner.purpose
    }

    pub fn epoch(&self) -> Epoch {
        self.inner.epoch
    }

    /// How many custodians must act together.
    pub fn threshold(&self) -> u16 {
        self.inner.threshold
    }

    /// The group key in its canonical encoding.
    pub fn group_bytes(&self) -> [u8; 32] {
        self.inner.group_bytes
    }

    /// The verification shares, by ascending index.
    pub fn shares(&self) -> &[(CustodianIndex, [u8; 32])] {
        &self.inner.shares
    }

    /// Which of the custodians within reach to ask: a quorum whose parts combine without a division, if there is one.
    /// (Of 3 of 5, half of the quorums do: `[1, 2, 3]` does, `[1, 3, 5]` does not and costs a scalar multiplication
    /// more for each output.) `None` if fewer than the threshold are in reach; strangers and repetitions are ignored.
    pub fn preferred_quorum(&self, within_reach: &[CustodianIndex]) -> Option<Vec<CustodianIndex>> {
        let shares = self.inner.shares.iter().map(|(index, _)| *index);
        let known: Vec<_> = shares.filter(|index| within_reach.contains(index)).collect();
        let threshold = usize::from(self.threshold());
        (known.len() >= threshold).then(|| lagrange::cheapest(&known, threshold))
    }

    /// SHA-256 over everything in the key: changes with a refresh, although the group key does not.
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut shares = Vec::with_capacity(self.inner.shares.len() * 34);
        for (index, bytes) in &self.inner.shares {
            shares.extend_from_slice(&index.get().to_be_bytes());
            shares.extend_from_slice(bytes);
        }
        crate::kdf::hash_fields(&[
            b"padron public key v1",
            self.purpose().as_str().as_bytes(),
            &self.epoch().0.to_be_bytes(),
            &self.threshold().to_be_bytes(),
            &self.inner.group_bytes,
            &shares,
        ])
    }

    /// Multiples of the group key for constant-time multiplication, 30 KiB, built at first use.
    pub(crate) fn table(&self) -> &RistrettoBasepointTable {
        self.inner.table.get_or_init(|| Box::new(RistrettoBasepointTable::create(&self.inner.group)))
    }

    /// The verification share of a custodian.
    pub(crate) fn share(&self, index: CustodianIndex) -> Option<(&Encoded, &RistrettoPoint)> {
        let position = self.inner.shares.binary_search_by_key(&index, |(index, _)| *index).ok()?;
        Some((&self.inner.shares[position].1, &self.inner.points[position]))
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.purpose() == other.purpose()
            && self.epoch() == other.epoch()
            && self.threshold() == other.threshold()
            && self.inner.group_bytes == other.inner.group_bytes
            && self.inner.shares == other.inner.shares
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey")
            .field("purpose", &self.purpose())
            .field("epoch", &self.epoch())
            .field("threshold", &self.threshold())
            .field("shares", &self.inner.shares.len())
            .finish_non_exhaustive()
    }
}

fn decode_share((index, bytes): &(CustodianIndex, Encoded)) -> Result<RistrettoPoint, KeyError> {
    group::decode(bytes).map_err(|fault| match fault {
        Fault::Malformed => KeyError::MalformedVerificationShare(*index),
        Fault::Identity => KeyError::IdentityVerificationShare(*index),
    })
}

/// The first t shares fix the polynomial; the group key and every further share must lie on it.
fn check_consistent(
    threshold: u16,
    group: &RistrettoPoint,
    shares: &[(CustodianIndex, Encoded)],
    points: &[RistrettoPoint],
) -> Result<(), KeyError> {
    let (base, _) = points.split_at(usize::from(threshold));
    let indices: Vec<_> = shares.iter().take(base.len()).map(|(index, _)| *index).collect();
    let at = |x: Scalar| RistrettoPoint::vartime_multiscalar_mul(lagrange::coefficients_at(&indices, x), base);
    if at(Scalar::ZERO) != *group {
        return Err(KeyError::InconsistentShares(shares[base.len() - 1].0));
    }
    let off = shares.iter().zip(points).skip(base.len()).find(|((index, _), point)| at(index.scalar()) != **point);
    off.map_or(Ok(()), |((index, _), _)| Err(KeyError::InconsistentShares(*index)))
}

/// The value of a polynomial, lowest coefficient first (Horner).
pub(crate) fn polynomial(coefficients: &[Scalar], x: Scalar) -> Scalar {
    coefficients.iter().rev().fold(Scalar::ZERO, |sum, coefficient| sum * x + coefficient)
}

#[cfg(test)]
mod tests;
