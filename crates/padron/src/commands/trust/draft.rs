use super::read;
use anyhow::{Context as _, Result, bail};
use padron_host::{files, system};
use padron_protocol::Hash32;
use padron_protocol::jws::Signer;
use padron_protocol::trust::{Roots, SignedTrustList, TrustList, Trusted};
use rand_core::Rng as _;
use serde_json::Value;
use std::path::Path;

/// Makes an unsigned list of a draft.
pub fn new(draft: &Path, after: Option<&Path>, out: &Path) -> Result<()> {
    let mut form: Value =
        serde_json::from_str(&files::read(draft)?).with_context(|| format!("{} is not JSON", draft.display()))?;
    if let Some(after) = after {
        follow(&mut form, &read(after)?)?;
    }
    let list: TrustList =
        serde_json::from_value(form).with_context(|| format!("{} is not a trust list", draft.display()))?;
    let unsigned = SignedTrustList::unsigned(&list)?;
    check_content(&unsigned).with_context(|| draft.display().to_string())?;
    files::write(out, unsigned.to_text()?.as_bytes())?;
    println!("{}: version {}, hash {}, not signed yet", out.display(), list.version, unsigned.hash());
    Ok(())
}

/// Fills in what follows from the list before.
fn follow(form: &mut Value, before: &SignedTrustList) -> Result<()> {
    let list = before.list()?;
    let Some(fields) = form.as_object_mut() else { bail!("a draft is a JSON object") };
    if fields.get("register").is_some_and(|register| register.as_str() != Some(&list.register)) {
        bail!("the draft is of another register than the list that it is to follow");
    }
    let version = list.version.checked_add(1).context("there is no version after this one")?;
    fields.insert("register".into(), list.register.into());
    fields.insert("version".into(), version.into());
    fields.insert("predecessors".into(), serde_json::to_value([before.hash()])?);
    fields.entry("issued").or_insert(serde_json::to_value(system::now())?);
    Ok(())
}

/// The rules that hold whoever signs: tried under a key that nobody has.
fn check_content(unsigned: &SignedTrustList) -> Result<Trusted> {
    let mut secret = [0; 32];
    system::rng().fill_bytes(&mut secret);
    let nobody = Signer::new("nobody", &secret);
    let mut signed = unsigned.clone();
    signed.sign(&nobody)?;
    Ok(signed.open_any_age(&Roots { threshold: 1, keys: vec![Hash32(nobody.public())] })?)
}

#[cfg(test)]
mod tests;
