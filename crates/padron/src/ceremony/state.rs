//! What a party keeps between the steps: its seed and the messages received, in an age file under its passphrase.

use crate::files;
use age::secrecy::SecretString;
use anyhow::{Context as _, Result, anyhow, ensure};
use padron_protocol::Hash32;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The largest state file, in bytes: two messages of each of 32 custodians take a tenth of it.
const MAX_FILE: u64 = 4 * 1024 * 1024;
/// The largest scrypt work factor (log₂ N) that is accepted from a file: about eight seconds.
const MAX_WORK_FACTOR: u8 = 22;

/// A party's state. No `Debug`; the seed is wiped when dropped.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The plan's hash.
    pub plan: Hash32,
    /// Whose.
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

impl Drop for State {
    fn drop(&mut self) {
        self.seed.0.zeroize();
    }
}

/// Where and how a party keeps its state.
pub struct Vault<'a> {
    /// The file.
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
    pub fn write(&self, state: &State) -> Result<()> {
        let text = Zeroizing::new(serde_json::to_vec(state)?);
        let mut recipient = age::scrypt::Recipient::new(SecretString::from(self.passphrase.to_owned()));
        if let Some(work_factor) = self.work_factor {
            recipient.set_work_factor(work_factor);
        }
        let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
            .map_err(|error| anyhow!("age: {error}"))?;
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed)?;
        writer.write_all(&text)?;
        writer.finish()?;
        files::write_secret(self.path, &sealed)
    }

    /// Opens the state.
    pub fn read(&self) -> Result<State> {
        let place = self.path.display();
        let file = File::open(self.path).with_context(|| {
            format!("cannot open {place}; `padron ceremony start` makes it, and without it you cannot go on")
        })?;
        let mut sealed = Vec::new();
        file.take(MAX_FILE + 1).read_to_end(&mut sealed).with_context(|| format!("cannot read {place}"))?;
        ensure!(sealed.len() as u64 <= MAX_FILE, "{place} is longer than {MAX_FILE} bytes, as no state is");
        let decryptor =
            age::Decryptor::new(sealed.as_slice()).with_context(|| format!("{place} is not an age file"))?;
        let mut identity = age::scrypt::Identity::new(SecretString::from(self.passphrase.to_owned()));
        identity.set_max_work_factor(MAX_WORK_FACTOR);
        let mut text = Zeroizing::new(Vec::new());
        decryptor
            .decrypt(std::iter::once(&identity as &dyn age::Identity))
            .with_context(|| format!("{place} does not open with this passphrase; use the one given at the start"))?
            .take(MAX_FILE)
            .read_to_end(&mut text)
            .with_context(|| format!("{place} is damaged"))?;
        // serde's own message could quote what it read.
        serde_json::from_slice(&text).map_err(|_| anyhow!("{place} holds no state of a ceremony"))
    }
}
