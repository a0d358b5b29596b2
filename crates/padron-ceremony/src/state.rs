//! What a party keeps between the steps: its seed and the messages received, in an age file under its passphrase.

use anyhow::{Result, anyhow, ensure};
use padron_host::under_passphrase;
use padron_protocol::Hash32;
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The largest state file, in bytes: two messages of each of 32 custodians take a tenth of it.
const MAX_FILE: u64 = 4 * 1024 * 1024;

/// A party's state. No `Debug`; the seed is wiped when dropped.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyState {
    pub plan: Hash32,
    pub index: u16,
    /// What this party's whole randomness comes from. Secret.
    pub seed: Hash32,
    /// The hash of our own first messages: running through again must give them again.
    pub own: Hash32,
    /// The round-1 files of the others as signed, once they were answered. Never replaced by different ones: echoing
    /// twice would let a cheat show each party what it wants to hear.
    pub round1: Vec<String>,
    /// The echo files of the others, once shares were released.
    pub echoes: Vec<String>,
}

impl Drop for PartyState {
    fn drop(&mut self) {
        self.seed.0.zeroize();
    }
}

/// Where and how a party keeps its state.
pub struct Vault<'a> {
    pub path: &'a Path,
    /// The party's passphrase.
    pub passphrase: &'a str,
    /// scrypt's log₂ N; `None` takes about a second's worth.
    pub work_factor: Option<u8>,
}

impl Vault<'_> {
    /// Whether there is a state.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// Writes the state, in place of an older one.
    pub fn write(&self, state: &PartyState) -> Result<()> {
        let text = Zeroizing::new(serde_json::to_vec(state)?);
        under_passphrase::write(self.path, &text, self.passphrase, self.work_factor)
    }

    /// Opens the state.
    pub fn read(&self) -> Result<PartyState> {
        let place = self.path.display();
        ensure!(
            self.exists(),
            "cannot open {place}; `padron ceremony start` makes it, and without it you cannot go on"
        );
        let text = under_passphrase::read(self.path, self.passphrase, MAX_FILE)?;
        // serde's own message could quote what it read.
        serde_json::from_slice(&text).map_err(|_| anyhow!("{place} holds no state of a ceremony"))
    }
}
