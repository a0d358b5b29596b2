//! A custodian: holds one share of each key, evaluates within budgets, and opens under logged orders.
//!
//! Its use-cases are plain functions over the ports in [`ports`]: blinded evaluation ([`budgets`]), the log replayed
//! entry by entry ([`follow`]) with what must not be found in it ([`alarms`]), trust lists that were logged ([`trust`]),
//! orders from their arrival to the officers' decision ([`requests`]), and what is released under them, on [`proofs`] that
//! enough witnesses have lately vouched for: tickets ([`ticket`]), a line's whole [`history`], parts ([`release`]).
//!
//! It is **not** able to open anything alone, and not asked to trust the registrar: every step under an order is
//! checked again from the court's signature on. It opens no socket, knows no clock and no database.

pub mod alarms;
pub mod budgets;
mod check;
#[cfg(test)]
mod fixture;
pub mod follow;
pub mod history;
mod journal;
pub mod ports;
pub mod proofs;
pub mod release;
pub mod requests;
pub mod ticket;
pub mod trust;

use padron_protocol::contract::SealedStep;
use padron_protocol::jws::{PublicSigningKey, Signer};
use padron_protocol::messages::order::SealedMessage;
use padron_protocol::sealed::request_info;
use padron_protocol::trust::Trusted;
pub use padron_protocol::verify::OrderLimits;
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{DeliveryKey, DeliverySecret, KeyError, KeyShare, Purpose, delivery};
use rand_core::CryptoRng;
use std::sync::Arc;

/// A custodian with its keys: everything that does not change while it runs.
pub struct Custodian {
    trusted: Arc<Trusted>,
    signer: Signer,
    delivery: DeliverySecret,
    shares: Shares,
    officers: Officers,
    limits: OrderLimits,
}

/// Its shares of the three keys.
pub struct Shares {
    pub line: KeyShare,
    pub person: KeyShare,
    pub sealing: KeyShare,
}

/// Who decides on requests here.
pub struct Officers {
    /// The officers' signing keys, by name.
    pub keys: Vec<(String, PublicSigningKey)>,
    /// The key that orders are sealed to at rest: only officers read them.
    pub delivery: DeliveryKey,
    /// Approve whatever is valid, without an officer. Refused outside a demo.
    pub automatic: bool,
}

/// Why a custodian cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A share is not the one in the trust list.
    #[error("the share of the {0} key is not this custodian's in the trust list: {1}")]
    Share(&'static str, KeyError),
    #[error("automatic approval is for demos only, and the trust list does not say that this is one")]
    Automatic,
    #[error("the trust list names no custodian of this id")]
    NotACustodian,
}

impl Custodian {
    /// A custodian whose shares fit the trust list.
    pub fn new(
        trusted: Arc<Trusted>,
        signer: Signer,
        delivery: DeliverySecret,
        shares: Shares,
        officers: Officers,
        limits: OrderLimits,
    ) -> Result<Self, SetupError> {
        for share in [&shares.line, &shares.person, &shares.sealing] {
            let purpose = share.purpose();
            share.matches(trusted.key(purpose)).map_err(|error| SetupError::Share(purpose.as_str(), error))?;
        }
        let party = trusted.party(signer.name()).ok_or(SetupError::NotACustodian)?;
        if party.index != Some(shares.line.index()) {
            return Err(SetupError::NotACustodian);
        }
        if officers.automatic && !trusted.list().demo {
            return Err(SetupError::Automatic);
        }
        Ok(Self { trusted, signer, delivery, shares, officers, limits })
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// Its id.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    /// Whether valid requests are approved without an officer.
    pub fn automatic(&self) -> bool {
        self.officers.automatic
    }

    pub fn officer(&self, name: &str) -> Option<&PublicSigningKey> {
        self.officers.keys.iter().find(|(officer, _)| officer == name).map(|(_, key)| key)
    }

    fn register(&self) -> &str {
        &self.trusted.list().register
    }

    fn share(&self, purpose: Purpose) -> &KeyShare {
        match purpose {
            Purpose::Line => &self.shares.line,
            Purpose::Person => &self.shares.person,
            Purpose::Sealing => &self.shares.sealing,
        }
    }

    /// Opens a message that an authority sealed to this custodian for one step of a request.
    pub fn open_message<E: SealedStep>(
        &self,
        authority: &str,
        request: &Uuid,
        message: &SealedMessage,
    ) -> Result<E::Asked, Problem> {
        let info = request_info(self.register(), E::STEP, self.name(), request);
        let bad = |what: &str| Problem::new(ProblemType::MalformedRequest).field("sealed").detail(what);
        let plain = delivery::open(&self.delivery, &info, authority.as_bytes(), &message.sealed.0)
            .map_err(|_| bad("it does not open: it must be sealed to this custodian, for this request and step"))?;
        serde_json::from_slice(&plain).map_err(|_| bad("it opens, but its JSON is not what this step takes"))
    }

    /// Seals a reply to the authority.
    fn seal_reply<E: SealedStep>(
        &self,
        authority: &str,
        request: &Uuid,
        reply: &E::Answered,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedMessage, Problem> {
        let key = self.trusted.party(authority).and_then(|party| party.delivery.as_ref()).ok_or_else(|| {
            Problem::new(ProblemType::Forbidden).detail("the trust list has no delivery key for this authority")
        })?;
        let info = request_info(self.register(), E::STEP, authority, request);
        let plain = serde_json::to_vec(reply).map_err(|_| ProblemType::Internal)?;
        let sealed =
            delivery::seal(key, &info, self.name().as_bytes(), &plain, rng).map_err(|_| ProblemType::Internal)?;
        Ok(SealedMessage { sealed: sealed.into() })
    }
}
