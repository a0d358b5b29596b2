//! `padron serve witness`: it needs no trust list, for it serves any log that it is told of.

use super::stop_signal;
use crate::config;
use anyhow::{Context as _, Result};
use padron_host::keys::PartyKeys;
use padron_host::system::SystemClock;
use padron_http::witness::{Witness, WitnessSetup, serve_witness};
use padron_store::WitnessStore;
use padron_tlog::{KnownLog, VerifierKey};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves the witness of a configuration until it is told to stop.
pub(super) async fn witness(path: &Path) -> Result<()> {
    let config = config::read_witness(path)?;
    let signer = PartyKeys::read(&config.keys)?.cosigner(&config.name)?;
    let store = store(&config.data, config.create)?;
    let setup = WitnessSetup {
        signer,
        logs: known_logs(&config.logs)?,
        store: Arc::new(store),
        clock: Arc::new(SystemClock),
        public_name: config.public_name,
    };
    let witness = Witness::new(setup)?;
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}: is the port busy?", config.listen))?;
    println!("{}", witness.verifier());
    tracing::info!(listen = %listener.local_addr()?, logs = config.logs.len(), "ready");
    Ok(serve_witness(witness, listener, stop_signal()).await?)
}

/// The logs of these verifier keys; those of one name are one log's.
fn known_logs(keys: &[String]) -> Result<Vec<KnownLog>> {
    let mut logs: Vec<KnownLog> = Vec::new();
    for text in keys {
        let key = VerifierKey::parse(text).with_context(|| format!("`logs` names {text:?}"))?;
        match logs.iter_mut().find(|log| log.origin == key.name()) {
            Some(log) => log.keys.push(key),
            None => logs.push(KnownLog { origin: key.name().to_owned(), keys: vec![key] }),
        }
    }
    Ok(logs)
}

/// The store of a directory. A new one is made only where that was asked for and nothing is there: a witness that
/// begins anew under the same key could vouch for two histories.
fn store(dir: &Path, create: bool) -> Result<WitnessStore> {
    if create {
        if is_empty(dir)? {
            WitnessStore::create(dir)?;
        }
        tracing::warn!("take `create` out of the configuration: with it, an emptied store is made anew unnoticed");
    }
    WitnessStore::open(dir).context("only the very first start of a witness makes a store, with `create = true`")
}

fn is_empty(dir: &Path) -> Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error).with_context(|| format!("cannot look into {}", dir.display())),
    }
}

#[cfg(test)]
mod tests;
