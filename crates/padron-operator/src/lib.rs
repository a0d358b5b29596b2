//! The operator's gateway: takes registrations in the operator's own house, has holders verified, and submits sealed
//! records.
//!
//! A batch goes through four steps without input or output of their own: parse ([`registration`]), ask the verifier
//! and read its answer ([`verification`]), have the numbers evaluated, seal ([`sealing`]). Whoever drives the steps
//! carries the messages.
//!
//! It is **not** a store: nothing personal outlives a batch, and nothing is written to disk. It can read neither the
//! register nor what it has sealed itself.

pub mod registration;
pub mod sealing;
pub mod verification;

use padron_model::{NumberingTable, Regime};
use padron_protocol::jws::Signer;
use padron_protocol::sha256_parts;
use padron_protocol::trust::Trusted;
use padron_threshold::DeliverySecret;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A gateway with its keys and tables.
pub struct Gateway {
    trusted: Arc<Trusted>,
    name: String,
    delivery: DeliverySecret,
    signer: Signer,
    tag_key: Zeroizing<[u8; 32]>,
    regime: Regime,
    numbering: NumberingTable,
}

impl Gateway {
    /// The gateway of the operator of the trust list whose key signs. Its tags are keyed with what follows from its
    /// delivery key, so that they are the same after a restart.
    pub fn new(
        trusted: Arc<Trusted>,
        signer: Signer,
        delivery: DeliverySecret,
        regime: Regime,
        numbering: NumberingTable,
    ) -> Self {
        let tag_key = Zeroizing::new(sha256_parts("padron content tags", &[delivery.to_bytes().as_slice()]).0);
        Self { trusted, name: signer.name().to_owned(), delivery, signer, tag_key, regime, numbering }
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// The operator's id.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn register(&self) -> &str {
        &self.trusted.list().register
    }
}

#[cfg(test)]
mod tests;
