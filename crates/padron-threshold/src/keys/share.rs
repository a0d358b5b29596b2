//! The secret share of one custodian.

use super::{CustodianIndex, Epoch, KeyError, PublicKey, Purpose};
use crate::group::{self, Encoded};
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// The secret share of one custodian. No `Debug`; wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct KeyShare {
    #[zeroize(skip)]
    purpose: Purpose,
    #[zeroize(skip)]
    epoch: Epoch,
    #[zeroize(skip)]
    index: CustodianIndex,
    scalar: Scalar,
    /// Half the scalar, for batch encoding ([`group::encode_doubled`]).
    half: Scalar,
    #[zeroize(skip)]
    verification: Encoded,
}

impl KeyShare {
    /// Parses a share.
    ///
    /// # Errors
    /// [`KeyError::MalformedShare`] unless the scalar is canonical and not zero.
    pub fn new(purpose: Purpose, epoch: Epoch, index: CustodianIndex, scalar: [u8; 32]) -> Result<Self, KeyError> {
        let bytes = Zeroizing::new(scalar);
        let scalar = group::decode_scalar(&bytes).ok_or(KeyError::MalformedShare)?;
        Self::from_scalar(purpose, epoch, index, scalar)
    }

    pub(crate) fn from_scalar(
        purpose: Purpose,
        epoch: Epoch,
        index: CustodianIndex,
        scalar: Scalar,
    ) -> Result<Self, KeyError> {
        if scalar == Scalar::ZERO {
            return Err(KeyError::MalformedShare);
        }
        let verification = RistrettoPoint::mul_base(&scalar).compress().to_bytes();
        Ok(Self { purpose, epoch, index, scalar, half: scalar.div_by_2(), verification })
    }

    /// The scalar, for storage under a passphrase.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.scalar.to_bytes())
    }

    /// What the share's key is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The epoch of its key.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// Whose share it is.
    pub fn index(&self) -> CustodianIndex {
        self.index
    }

    /// The verification share that belongs to it: scalar times base point.
    pub fn verification_share(&self) -> [u8; 32] {
        self.verification
    }

    /// Checks that this is the share that the public key names.
    ///
    /// # Errors
    /// A [`KeyError`] that says what differs.
    pub fn matches(&self, public: &PublicKey) -> Result<(), KeyError> {
        if self.purpose != public.purpose() {
            return Err(KeyError::PurposeMismatch { share: self.purpose, public: public.purpose() });
        }
        if self.epoch != public.epoch() {
            return Err(KeyError::EpochMismatch { share: self.epoch, public: public.epoch() });
        }
        let (bytes, _) = public.share(self.index).ok_or(KeyError::UnknownCustodian(self.index))?;
        if *bytes == self.verification { Ok(()) } else { Err(KeyError::ShareMismatch(self.index)) }
    }

    pub(crate) fn scalar(&self) -> &Scalar {
        &self.scalar
    }

    pub(crate) fn half(&self) -> &Scalar {
        &self.half
    }
}
