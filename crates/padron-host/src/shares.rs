//! A custodian's shares at rest, under a passphrase.

use crate::under_passphrase;
use anyhow::{Context as _, Result, anyhow, bail};
use padron_custodian::Shares;
use padron_protocol::Hash32;
use padron_threshold::{CustodianIndex, Epoch, KeyShare, Purpose};
use serde::{Deserialize, Serialize};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The largest shares file, in bytes: three shares take a hundredth of it.
const MAX_FILE: u64 = 64 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareFile {
    index: u16,
    shares: Vec<StoredShare>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredShare {
    purpose: String,
    epoch: u32,
    scalar: Hash32,
}

impl Drop for StoredShare {
    fn drop(&mut self) {
        self.scalar.0.zeroize();
    }
}

/// Writes the shares under a passphrase. `work_factor` is scrypt's log₂ N; `None` takes about a second's worth.
pub fn write(path: &Path, shares: &[KeyShare], passphrase: &str, work_factor: Option<u8>) -> Result<()> {
    let index = shares.first().ok_or_else(|| anyhow!("there is no share to write"))?.index().get();
    let stored = |share: &KeyShare| StoredShare {
        purpose: share.purpose().as_str().into(),
        epoch: share.epoch().0,
        scalar: Hash32(*share.to_bytes()),
    };
    let file = ShareFile { index, shares: shares.iter().map(stored).collect() };
    let text = Zeroizing::new(serde_json::to_vec(&file)?);
    under_passphrase::write(path, &text, passphrase, work_factor)
}

/// Opens the shares.
pub fn read(path: &Path, passphrase: &str) -> Result<Shares> {
    let text = under_passphrase::read(path, passphrase, MAX_FILE)?;
    let file: ShareFile =
        serde_json::from_slice(&text).with_context(|| format!("{} holds no shares", path.display()))?;
    let share = |purpose: Purpose| -> Result<KeyShare> {
        let stored = file.shares.iter().find(|share| share.purpose == purpose.as_str());
        let Some(stored) = stored else { bail!("{} has no share of the {} key", path.display(), purpose.as_str()) };
        Ok(KeyShare::new(purpose, Epoch(stored.epoch), CustodianIndex::new(file.index)?, stored.scalar.0)?)
    };
    Ok(Shares { line: share(Purpose::Line)?, person: share(Purpose::Person)?, sealing: share(Purpose::Sealing)? })
}
