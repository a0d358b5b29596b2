//! Whose signatures a log must bear, as the command line says it.

use anyhow::{Context as _, Result, ensure};
use padron_protocol::watch::Keys;
use padron_tlog::{PolicyWitness, VerifierKey, WitnessPolicy};

/// From note verifier keys: the log's, its witnesses', and how many of these must have cosigned (all, unless said).
pub fn plain(log: &str, witnesses: &[String], cosignatures: Option<usize>) -> Result<Keys> {
    let log = VerifierKey::parse(log).context("--key")?;
    let key = |text: &String| {
        let key = VerifierKey::parse(text).with_context(|| format!("--witness {text}"))?;
        Ok(PolicyWitness { group: key.name().to_owned(), key })
    };
    let witnesses = witnesses.iter().map(key).collect::<Result<Vec<_>>>()?;
    let cosignatures = cosignatures.unwrap_or(witnesses.len());
    ensure!(cosignatures == 0 || !witnesses.is_empty(), "--cosignatures needs the witnesses' keys: --witness");
    let policy = (cosignatures > 0).then(|| WitnessPolicy::new(witnesses, cosignatures, 1)).transpose()?;
    Ok(Keys::Plain(Box::new(log), policy))
}
