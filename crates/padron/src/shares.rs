//! A custodian's shares at rest: an age file under a passphrase, which the standard `age` tool opens too.

use crate::files;
use age::secrecy::SecretString;
use anyhow::{Context as _, Result, anyhow, bail};
use padron_custodian::Shares;
use padron_protocol::Hash32;
use padron_threshold::{CustodianIndex, Epoch, KeyShare, Purpose};
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write as _};
use std::path::Path;
use zeroize::{Zeroize, Zeroizing};

/// The largest scrypt work factor (log₂ N) that is accepted from a file: about eight seconds.
const MAX_WORK_FACTOR: u8 = 22;

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
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    if let Some(work_factor) = work_factor {
        recipient.set_work_factor(work_factor);
    }
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| anyhow!("age: {error}"))?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(&text)?;
    writer.finish()?;
    files::write_secret(path, &sealed)
}

/// Opens the shares.
pub fn read(path: &Path, passphrase: &str) -> Result<Shares> {
    let sealed = files::read_bytes(path)?;
    let decryptor =
        age::Decryptor::new(sealed.as_slice()).with_context(|| format!("{} is not an age file", path.display()))?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let mut text = Zeroizing::new(Vec::new());
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .with_context(|| format!("{} does not open with this passphrase", path.display()))?
        .read_to_end(&mut text)?;
    let file: ShareFile =
        serde_json::from_slice(&text).with_context(|| format!("{} holds no shares", path.display()))?;
    let share = |purpose: Purpose| -> Result<KeyShare> {
        let stored = file.shares.iter().find(|share| share.purpose == purpose.as_str());
        let Some(stored) = stored else { bail!("{} has no share of the {} key", path.display(), purpose.as_str()) };
        Ok(KeyShare::new(purpose, Epoch(stored.epoch), CustodianIndex::new(file.index)?, stored.scalar.0)?)
    };
    Ok(Shares { line: share(Purpose::Line)?, person: share(Purpose::Person)?, sealing: share(Purpose::Sealing)? })
}
