//! Courts and authorities: orders are signed, requests made, answers put together.
//!
//! Its steps are plain functions: a court signs an [`order`](mod@order); an authority prepares a [`request`](mod@request),
//! shows it to custodians one by one, and puts the [`answer`](mod@answer) together from their parts.
//!
//! It is **not** able to open anything: what it combines was released by custodians, each of which checked the order
//! for itself. It opens no socket and no file.

pub mod answer;
pub mod order;
pub mod request;

use padron_protocol::jws::Signer;
use padron_protocol::messages::order::SealedMessage;
use padron_protocol::sealed::request_info;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{DeliverySecret, delivery};
use rand_core::CryptoRng;
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;

/// An authority with its keys.
pub struct Authority {
    trusted: Arc<Trusted>,
    signer: Signer,
    delivery: DeliverySecret,
}

impl Authority {
    /// The authority whose key signs, if the trust list names it.
    pub fn new(trusted: Arc<Trusted>, signer: Signer, delivery: DeliverySecret) -> Result<Self, Problem> {
        trusted.party_as(signer.name(), Role::Authority).ok_or_else(|| {
            Problem::new(ProblemType::Forbidden).detail("the trust list names no authority of this id")
        })?;
        Ok(Self { trusted, signer, delivery })
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// Its id.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// The key its requests are signed with.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Seals a message for one step to one custodian: only that one learns the number.
    pub fn seal<M: Serialize>(
        &self,
        step: &str,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &M,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedMessage, Problem> {
        let key = custodian.delivery.as_ref().ok_or_else(|| {
            Problem::new(ProblemType::Forbidden).detail("the trust list has no delivery key for this custodian")
        })?;
        let info = request_info(&self.trusted.list().register, step, &custodian.id, request);
        let plain = serde_json::to_vec(message).map_err(|_| ProblemType::Internal)?;
        let sealed =
            delivery::seal(key, &info, self.name().as_bytes(), &plain, rng).map_err(|_| ProblemType::Internal)?;
        Ok(SealedMessage { sealed: sealed.into() })
    }

    /// Opens a custodian's reply to one step.
    pub fn open<M: DeserializeOwned>(
        &self,
        step: &str,
        custodian: &str,
        request: &Uuid,
        reply: &SealedMessage,
    ) -> Result<M, Problem> {
        let bad = || Problem::new(ProblemType::BadParts).detail(format!("the reply of {custodian} does not open"));
        let info = request_info(&self.trusted.list().register, step, self.name(), request);
        let plain = delivery::open(&self.delivery, &info, custodian.as_bytes(), &reply.sealed.0).map_err(|_| bad())?;
        serde_json::from_slice(&plain).map_err(|_| bad())
    }
}

#[cfg(test)]
mod tests;
