//! A party's secret keys in a file of its own.

use crate::files;
use anyhow::{Context as _, Result, bail};
use padron_protocol::jws::Signer;
use padron_protocol::{Base64, Hash32};
use padron_registrar::Secrets;
use padron_threshold::{DeliverySecret, VrfSecret};
use padron_tlog::{KeyKind, NoteSigner};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The secret keys of a party. Kept in a file that only its owner may read; no `Debug`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyKeys {
    /// Whose they are: the id in the trust list.
    pub party: String,
    /// The Ed25519 key that signs.
    signing: Hash32,
    /// The seed of the X-Wing key that opens what is sealed to the party.
    delivery: Hash32,
    /// The registrar's keyring secrets: the pepper under which rows are keyed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pepper: Option<Hash32>,
    /// The registrar's keyring secrets: what log nonces are derived from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonces: Option<Hash32>,
    /// The registrar's keyring secrets: what labels lines' moves in the log. It is never replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    labels: Option<Hash32>,
    /// The Ed25519 key that signs the registrar's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<Hash32>,
}

impl Drop for PartyKeys {
    fn drop(&mut self) {
        self.signing.0.zeroize();
        self.delivery.0.zeroize();
        for secret in [&mut self.pepper, &mut self.nonces, &mut self.labels, &mut self.log].into_iter().flatten() {
            secret.0.zeroize();
        }
    }
}

impl PartyKeys {
    /// Fresh keys. A registrar also gets its keyring's secrets and its log's key.
    pub fn generate(party: &str, registrar: bool, rng: &mut impl CryptoRng) -> Self {
        let mut fresh = || {
            let mut bytes = [0; 32];
            rng.fill_bytes(&mut bytes);
            Hash32(bytes)
        };
        Self {
            party: party.to_owned(),
            signing: fresh(),
            delivery: fresh(),
            pepper: registrar.then(&mut fresh),
            nonces: registrar.then(&mut fresh),
            labels: registrar.then(&mut fresh),
            log: registrar.then(&mut fresh),
        }
    }

    /// Reads the file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = Zeroizing::new(files::read(path)?);
        serde_json::from_str(&text)
            .with_context(|| format!("{} is not a key file; make one with `padron keys new`", path.display()))
    }

    /// Writes the file; refuses to overwrite keys.
    pub fn write(&self, path: &Path) -> Result<()> {
        if path.exists() {
            bail!("{} exists; keys are not overwritten: move it away first", path.display());
        }
        let text = Zeroizing::new(serde_json::to_vec_pretty(self)?);
        files::write_secret(path, &text)
    }

    /// The signing key.
    pub fn signer(&self) -> Signer {
        Signer::new(self.party.clone(), &self.signing.0)
    }

    /// The key that opens what is sealed to the party.
    pub fn delivery(&self) -> DeliverySecret {
        DeliverySecret::from_bytes(self.delivery.0)
    }

    /// The public signing key.
    pub fn public_signing(&self) -> Hash32 {
        Hash32(self.signer().public())
    }

    /// The public delivery key.
    pub fn public_delivery(&self) -> Base64 {
        self.delivery().public().as_bytes().to_vec().into()
    }

    /// The key that signs the checkpoints of the log of this origin.
    pub fn log_signer(&self, origin: &str) -> Result<NoteSigner> {
        let Some(seed) = &self.log else {
            bail!("the key file has no log key; make the registrar's with `padron keys new --registrar`");
        };
        NoteSigner::new(origin, KeyKind::Ed25519, &seed.0).context("the log's origin")
    }

    /// The public half of the log's key, for a registrar.
    pub fn public_log(&self) -> Option<Hash32> {
        self.log.as_ref().map(|seed| Hash32(Signer::new("log", &seed.0).public()))
    }

    /// The public half of the key that labels lines' moves, for a registrar.
    pub fn public_labels(&self) -> Option<Hash32> {
        let secret = VrfSecret::from_seed(&self.labels.as_ref()?.0).ok()?;
        Some(Hash32(secret.public()))
    }

    /// The key with which a witness of this name cosigns.
    pub fn cosigner(&self, name: &str) -> Result<NoteSigner> {
        NoteSigner::new(name, KeyKind::CosignatureV1, &self.signing.0).context("the witness's name")
    }

    /// The registrar's keyring secrets.
    pub fn secrets(&self) -> Result<Secrets> {
        let (Some(pepper), Some(nonces), Some(labels)) = (self.pepper, self.nonces, self.labels) else {
            bail!(
                "the key file has not all of a keyring's secrets; make the registrar's with `padron keys new --registrar`"
            );
        };
        let labels = VrfSecret::from_seed(&labels.0)?;
        Ok(Secrets { pepper: Zeroizing::new(pepper.0), nonces: Zeroizing::new(nonces.0), labels })
    }
}
