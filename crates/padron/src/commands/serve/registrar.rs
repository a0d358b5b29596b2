use super::{RoleAddress, RoleEnded, Started};
use crate::config::{self, RegistrarConfig};
use anyhow::{Context as _, Result, ensure};
use padron_host::{files, trust_files};
use padron_http::log::{Files, OpenedLog};
use padron_http::roles::RegistrarService;
use padron_registrar::Registrar;
use padron_registrar::trust::{Pinned, PublishedLists};
use padron_store::{HeldStore, LogDirectory, RegistrarStore};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// The longest that whoever links lines is made to wait for proofs.
const MAX_RECEIPT_WAIT_MS: u16 = 10_000;

/// Serves a registrar until the process is told to stop; under each trust list that comes into force, one after the
/// other.
pub(super) async fn serve(path: &Path) -> Result<()> {
    let config: RegistrarConfig = config::read(path)?;
    let store = RegistrarStore::open(&config.data)?;
    let place = RoleAddress::take(config.common.listen).await?;
    let mut log = None;
    loop {
        let (started, service) = start_registrar(path, &store, log.take())?;
        let (alive, ended) = oneshot::channel::<()>();
        let (driven, watched) = (service.clone(), service.clone());
        let running = tokio::spawn(async move {
            let _alive = alive;
            driven.run().await;
        });
        let changed = async move {
            tokio::select! {
                () = watched.trust_changed() => {}
                // A registrar without a loop keeps no promise.
                _ = ended => {}
            }
        };
        let ended = started.serve_until(service.clone(), &place, changed).await;
        // Requests that were under way have waited for the log; now it may end.
        log = service.close().await;
        running.await.context("the log's loop panicked")?;
        if matches!(ended?, RoleEnded::Stopped) {
            return Ok(());
        }
        tracing::info!("another trust list is in force: starting anew under it");
    }
}

/// A registrar over a store that is open already, to be driven by whoever measures it.
#[cfg(feature = "laboratory")]
pub(crate) fn service(path: &Path, store: &RegistrarStore) -> Result<Arc<RegistrarService>> {
    Ok(start_registrar(path, store, None)?.1)
}

/// A registrar under the trust list in force: the configured one, or one that was logged after it. The log is opened,
/// unless it is open already.
fn start_registrar(
    path: &Path,
    store: &RegistrarStore,
    log: Option<OpenedLog>,
) -> Result<(Started, Arc<RegistrarService>)> {
    let config: RegistrarConfig = config::read(path)?;
    let common = &config.common;
    let text = files::read(&common.trust)?;
    let pinned = Pinned::open(&text, &trust_files::read_roots(&common.roots)?)
        .with_context(|| common.trust.display().to_string())?;
    let chain = store.read(|tx| Ok(PublishedLists::read(pinned, tx)))??;
    let force = chain.in_force(padron_host::system::now());
    let started = Started::under(common, force.trusted.clone(), force.text)?;
    let keys = &started.keys;
    let log = match log {
        Some(log) => log,
        None => {
            let signer = keys.log_signer(&force.trusted.list().log.origin)?;
            ensure!(
                signer.verifier() == *force.trusted.log_key(),
                "{} does not have the log key that the trust list names",
                common.keys.display()
            );
            let files = Files::new(LogDirectory::open(&config.log)?);
            OpenedLog::open(store, files, HeldStore::open(&config.checkpoint)?, signer)?
        }
    };
    let registrar = Registrar::new(force.trusted, started.holders, keys.signer(), keys.delivery(), keys.secrets()?);
    let wait = Duration::from_millis(config.receipt_wait_ms.min(MAX_RECEIPT_WAIT_MS).into());
    let service = RegistrarService::new(started.context.clone(), registrar, store.clone(), log, chain, wait);
    Ok((started, service))
}
