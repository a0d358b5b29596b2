//! What all parties of a ceremony must agree on before it begins.

use super::CeremonyError;
use crate::kdf;
use crate::keys::{CustodianIndex, Epoch, KeyError, MAX_CUSTODIANS, Purpose};

/// The plan of one ceremony. Its digest is in every message, so that no message serves in another ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    id: [u8; 16],
    purpose: Purpose,
    epoch: Epoch,
    threshold: u16,
    custodians: Vec<CustodianIndex>,
}

impl Plan {
    /// A plan; `id` is fresh for every attempt. The threshold is 2 at least, because a key that one custodian can use
    /// alone needs no ceremony.
    ///
    /// # Errors
    /// [`CeremonyError::Threshold`], [`CeremonyError::DuplicateCustodian`], or too many custodians.
    pub fn new(
        id: [u8; 16],
        purpose: Purpose,
        epoch: Epoch,
        threshold: u16,
        custodians: &[CustodianIndex],
    ) -> Result<Self, CeremonyError> {
        if custodians.len() > usize::from(MAX_CUSTODIANS) {
            return Err(KeyError::TooManyShares(custodians.len()).into());
        }
        if threshold < 2 || usize::from(threshold) > custodians.len() {
            return Err(CeremonyError::Threshold { threshold, custodians: custodians.len() });
        }
        let mut custodians = custodians.to_vec();
        custodians.sort_unstable();
        if let Some(pair) = custodians.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(CeremonyError::DuplicateCustodian(pair[0]));
        }
        Ok(Self { id, purpose, epoch, threshold, custodians })
    }

    /// What the key is for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// The key's epoch.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// How many custodians must act together.
    pub fn threshold(&self) -> u16 {
        self.threshold
    }

    /// Who takes part, ascending.
    pub fn custodians(&self) -> &[CustodianIndex] {
        &self.custodians
    }

    /// SHA-256 over everything in the plan.
    pub fn digest(&self) -> [u8; 32] {
        let custodians: Vec<u8> = self.custodians.iter().flat_map(|index| index.get().to_be_bytes()).collect();
        kdf::hash_fields(&[
            b"padron ceremony plan v1",
            &self.id,
            self.purpose.as_str().as_bytes(),
            &self.epoch.0.to_be_bytes(),
            &self.threshold.to_be_bytes(),
            &custodians,
        ])
    }
}
