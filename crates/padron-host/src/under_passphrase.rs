//! Files under a passphrase, in the age format: the standard `age` tool opens them too.

use crate::files;
use age::secrecy::SecretString;
use anyhow::{Context as _, Result, anyhow, ensure};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use zeroize::Zeroizing;

/// The largest scrypt work factor (log₂ N) that is accepted from a file: about eight seconds.
const MAX_WORK_FACTOR: u8 = 22;

/// Writes `plain`, readable by the owner only, in place of what is there. `work_factor` is scrypt's log₂ N; `None`
/// takes about a second's worth.
pub fn write(path: &Path, plain: &[u8], passphrase: &str, work_factor: Option<u8>) -> Result<()> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    if let Some(work_factor) = work_factor {
        recipient.set_work_factor(work_factor);
    }
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| anyhow!("age: {error}"))?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed)?;
    writer.write_all(plain)?;
    writer.finish()?;
    files::write_secret(path, &sealed)
}

/// Opens a file of at most `limit` bytes.
pub fn read(path: &Path, passphrase: &str, limit: u64) -> Result<Zeroizing<Vec<u8>>> {
    let place = path.display();
    let file = File::open(path).with_context(|| format!("cannot open {place}"))?;
    let mut sealed = Vec::new();
    file.take(limit + 1).read_to_end(&mut sealed).with_context(|| format!("cannot read {place}"))?;
    ensure!(sealed.len() as u64 <= limit, "{place} is longer than the {limit} bytes that such a file may have");
    let decryptor = age::Decryptor::new(sealed.as_slice()).with_context(|| format!("{place} is not an age file"))?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MAX_WORK_FACTOR);
    let mut plain = Zeroizing::new(Vec::new());
    decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .with_context(|| format!("{place} does not open with this passphrase"))?
        .take(limit)
        .read_to_end(&mut plain)
        .with_context(|| format!("{place} is damaged"))?;
    Ok(plain)
}
