use super::read;
use anyhow::{Context as _, Result, anyhow, bail};
use padron_host::files;
use padron_http::PlainClient;
use padron_protocol::contract::TrustListText;
use padron_protocol::contract::registrar::LogTrustList;
use padron_protocol::jws::{PublicSigningKey, open};
use padron_protocol::log::{Promise, Receipt};
use padron_protocol::trust::{Role, TrustList};
use std::path::Path;
use std::time::Duration;

/// How long the registrar may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Posts a list and tells what the registrar promised.
pub async fn publish(path: &Path, registrar: &str, out: Option<&Path>) -> Result<()> {
    let signed = read(path)?;
    let list = signed.list()?;
    let registrar = PlainClient::new(registrar, TIMEOUT);
    let reply = registrar.call::<LogTrustList>(&(), &TrustListText(signed.to_text()?)).await;
    let reply = reply.map_err(|problem| anyhow!("the registrar refused the list: {problem}"))?;
    let promise = check(&list, &reply.promise)?;
    if promise.entry != signed.entry() {
        bail!("the registrar promised to log something else than this list; keep its answer and do not go on");
    }
    println!("version {}, hash {}: logged as entry {}", list.version, signed.hash(), promise.index);
    let shown = reply.proofs.as_ref().and_then(|proofs| proofs.alone(promise.index));
    if shown.is_none() {
        println!("the log must show it by {}", promise.by);
    }
    if let Some(out) = out {
        let receipt = Receipt { promise: reply.promise, proof: shown };
        files::write(out, &serde_json::to_vec_pretty(&receipt)?)?;
        println!("promise kept in {}", out.display());
    }
    Ok(())
}

/// The promise, under the registrar's key in the list itself.
fn check(list: &TrustList, token: &str) -> Result<Promise> {
    let registrar = list.parties.iter().find(|party| party.role == Role::Registrar);
    let registrar = registrar.context("the list names no registrar")?;
    let key = PublicSigningKey::from_bytes(&registrar.signing.0).context("the registrar's key is not valid")?;
    open(token, &registrar.id, &key).context("the registrar's promise")
}

#[cfg(test)]
mod tests;
