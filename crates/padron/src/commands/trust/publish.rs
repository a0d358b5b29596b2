use super::read;
use anyhow::{Context as _, Result, bail};
use padron_host::files;
use padron_protocol::Problem;
use padron_protocol::jws::{PublicSigningKey, open};
use padron_protocol::log::{Promise, Receipt};
use padron_protocol::messages::order::RequestLogged;
use padron_protocol::trust::{Role, TrustList};
use std::path::Path;
use std::time::Duration;

/// The longest answer that is read, in bytes.
const MAX_REPLY: usize = 256 * 1024;

/// Posts a list and tells what the registrar promised.
pub async fn publish(path: &Path, registrar: &str, out: Option<&Path>) -> Result<()> {
    let signed = read(path)?;
    let list = signed.list()?;
    let reply = post(&format!("{}/v1/trust", registrar.trim_end_matches('/')), signed.to_text()?).await?;
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

async fn post(url: &str, body: String) -> Result<RequestLogged> {
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    let request = http.post(url).header("content-type", "application/json").body(body);
    let mut response = request.send().await.context("the registrar does not answer")?;
    let good = response.status().is_success();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.context("the registrar's answer broke off")? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_REPLY {
            bail!("the registrar's answer is too long");
        }
    }
    if good {
        return serde_json::from_slice(&bytes).context("the registrar's answer is not what the contract says");
    }
    match serde_json::from_slice::<Problem>(&bytes) {
        Ok(problem) => bail!("the registrar refused the list: {problem}"),
        Err(_) => bail!("the registrar refused the list and did not say why"),
    }
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
