//! The registrar: keeps sealed records, applies the regime's rules, sequences the log.
//!
//! Its use-cases are plain functions over the ports in [`ports`]: checking a batch of submissions ([`intake`]),
//! storing it ([`link`]), logging requests and decisions ([`requests`]), handing out sealed records ([`disclosure`])
//! and a person's view boxes ([`holdings`]). [`sequence`] makes the public log of what they append, [`prove`] proves
//! from its tiles, [`trust`], [`statistics`] and [`shown`] are what else it shows.
//!
//! It is **not** able to read a record: it holds no share, and tokens reach it already evaluated. It is not a server
//! either; it opens no socket, knows no clock and no database.

pub mod disclosure;
pub mod holdings;
pub mod intake;
pub mod link;
pub mod ports;
mod promises;
pub mod prove;
pub mod requests;
pub mod rows;
pub mod sequence;
pub mod shown;
pub mod statistics;
pub mod trust;

use hmac::{Hmac, KeyInit as _, Mac as _};
use padron_protocol::messages::verification::HolderLimits;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Problem, ProblemType, jws::Signer};
use padron_threshold::{DeliverySecret, LineToken, VrfSecret};
use sha2::Sha256;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A registrar with its keys: everything that does not change while it runs.
pub struct Registrar {
    trusted: Arc<Trusted>,
    limits: HolderLimits,
    signer: Signer,
    slots: DeliverySecret,
    secrets: Secrets,
}

/// A reply, and the entries of the log that it rests on: their proofs go with it once witnesses vouch for them.
pub struct Logged<T> {
    /// The reply, without proofs.
    pub reply: T,
    pub entries: Vec<u64>,
}

/// The secrets that lie with the keyring.
pub struct Secrets {
    /// Rows are keyed by HMAC(pepper, token).
    pub pepper: Zeroizing<[u8; 32]>,
    /// Nonces of log entries are derived from this and the record.
    pub nonces: Zeroizing<[u8; 32]>,
    /// Labels the moves of lines in the log; never replaced, as old labels could not be found any more.
    pub labels: VrfSecret,
}

impl Registrar {
    /// A registrar under a trust list and a regime.
    pub fn new(
        trusted: Arc<Trusted>,
        limits: HolderLimits,
        signer: Signer,
        slots: DeliverySecret,
        secrets: Secrets,
    ) -> Self {
        Self { trusted, limits, signer, slots, secrets }
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// Its id.
    pub fn name(&self) -> &str {
        self.signer.name()
    }

    fn register(&self) -> &str {
        &self.trusted.list().register
    }

    fn line_key(&self, token: &LineToken) -> rows::Key {
        self.key("line", token.as_bytes())
    }

    /// The key of a line's accesses: another one than its records have, so that the two lists do not meet at rest.
    fn access_key(&self, token: &LineToken) -> rows::Key {
        self.key("access", token.as_bytes())
    }

    fn slot_key(&self, token: &[u8; 32]) -> rows::Key {
        self.key("slot", token)
    }

    fn holder_key(&self, token: &[u8; 32]) -> rows::Key {
        self.key("holder", token)
    }

    /// HMAC(pepper, token), cut to 16 bytes: a national register stays far below the 2^64 rows where these collide.
    fn key(&self, name: &str, token: &[u8; 32]) -> rows::Key {
        let mut key = [0; 16];
        key.copy_from_slice(&mac(&self.secrets.pepper, &[name.as_bytes(), token])[..16]);
        rows::Key(key)
    }

    fn nonce(&self, name: &str, of: &[u8]) -> [u8; 32] {
        mac(&self.secrets.nonces, &[name.as_bytes(), of])
    }

    fn party(&self, id: &str, role: Role) -> Result<&TrustedParty, Problem> {
        self.trusted.party_as(id, role).ok_or_else(|| {
            Problem::new(ProblemType::Forbidden).detail(format!("the trust list names no {} of this id", role.as_str()))
        })
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a short key up with zeros to the hash's block (RFC 2104); doing so here cannot fail.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}
