//! A witness: it cosigns the checkpoints of logs, each only if it extends what was cosigned before.
//!
//! It speaks C2SP tlog-witness, so it serves any log that does, not only padron's, and needs no trust list. What must
//! be refused is decided in `padron_tlog::judge`; here it is kept in order: judge, store durably, and only then answer.

mod answer;
mod cosign;
mod log;
mod memory;
mod metrics;
mod page;
mod routes;

pub use memory::WitnessMemory;
pub use routes::{serve_witness, witness_router};

use log::{CosignedTree, Log};
use metrics::Answers;
use padron_protocol::store::StoreError;
use padron_protocol::{Clock, sha256};
use padron_store::MAX_LOGS;
use padron_tlog::{KeyKind, KnownLog, NoteSigner, VerifierKey};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is handed to a witness when it starts.
pub struct WitnessSetup {
    /// The key that cosigns, of kind [`KeyKind::CosignatureV1`].
    pub signer: NoteSigner,
    /// The logs that it knows, each origin once; at most [`MAX_LOGS`].
    pub logs: Vec<KnownLog>,
    /// Where it keeps what it has cosigned.
    pub store: Arc<dyn WitnessMemory>,
    pub clock: Arc<dyn Clock>,
    /// Who runs it, for its page.
    pub public_name: Option<String>,
}

/// A witness that knows what it has cosigned.
pub struct Witness {
    signer: NoteSigner,
    store: Arc<dyn WitnessMemory>,
    clock: Arc<dyn Clock>,
    public_name: Option<String>,
    /// By the lower-case hexadecimal SHA-256 of the origin: its place in addresses.
    logs: BTreeMap<String, Log>,
    answers: Answers,
}

impl Witness {
    /// A witness that goes on where its store ends.
    ///
    /// # Errors
    /// [`WitnessSetupError`] when a key is of the wrong kind, the logs are none, too many or not distinct, or the store
    /// does not say what was cosigned.
    pub fn new(setup: WitnessSetup) -> Result<Arc<Self>, WitnessSetupError> {
        if setup.signer.kind() != KeyKind::CosignatureV1 {
            return Err(WitnessSetupError::Signer);
        }
        check(&setup.logs)?;
        let log = |known: KnownLog| (place(&known.origin), Log::new(known));
        let logs = setup.logs.into_iter().map(log).collect();
        let WitnessSetup { signer, store, clock, public_name, .. } = setup;
        let witness = Self { signer, store, clock, public_name, logs, answers: Answers::default() };
        for log in witness.logs.values() {
            witness.latest(log)?;
        }
        Ok(Arc::new(witness))
    }

    /// The key that verifies its cosignatures.
    pub fn verifier(&self) -> VerifierKey {
        self.signer.verifier()
    }

    /// What was cosigned of a log last. Blocks.
    fn latest(&self, log: &Log) -> Result<Option<CosignedTree>, StoreError> {
        Ok(log.held().read(&log.known, &*self.store, &self.signer.verifier())?.cloned())
    }

    /// Now, in seconds since 1970.
    fn now(&self) -> u64 {
        u64::try_from(self.clock.now().as_second()).unwrap_or(0)
    }
}

/// Where a log is found in addresses (C2SP tlog-witness): the SHA-256 of its origin.
fn place(origin: &str) -> String {
    sha256(origin.as_bytes()).to_string()
}

fn check(logs: &[KnownLog]) -> Result<(), WitnessSetupError> {
    if logs.is_empty() || logs.len() as u64 > MAX_LOGS {
        return Err(WitnessSetupError::Count(logs.len()));
    }
    let mut origins: Vec<&str> = logs.iter().map(|log| log.origin.as_str()).collect();
    origins.sort_unstable();
    if let Some(twice) = origins.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(WitnessSetupError::Twice(twice[0].into()));
    }
    // A log's key signs the text itself; one for cosignatures would never verify anything.
    let unusable = |log: &&KnownLog| log.keys.is_empty() || log.keys.iter().any(|key| key.kind() != KeyKind::Ed25519);
    logs.iter().find(unusable).map_or(Ok(()), |log| Err(WitnessSetupError::Keys(log.origin.clone())))
}

/// Why a witness cannot start.
#[derive(Debug, thiserror::Error)]
pub enum WitnessSetupError {
    #[error("the witness's own key must be for cosignature/v1 (0x04)")]
    Signer,
    /// None, or too many.
    #[error("a witness knows 1 to {MAX_LOGS} logs, not {0}")]
    Count(usize),
    #[error("the log {0} is named twice: name it once, with all of its keys")]
    Twice(String),
    #[error("the log {0} needs at least one key, and all of kind Ed25519 (0x01)")]
    Keys(String),
    #[error("what was cosigned cannot be read: {0}")]
    Store(#[from] StoreError),
}
