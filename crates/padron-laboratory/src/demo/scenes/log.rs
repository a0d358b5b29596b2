//! The public log: a receipt that holds elsewhere, a log that anybody checks, witnesses that cannot be done without.

use super::link::{billing, key, newcomer};
use crate::demo::stage::Stage;
use crate::local::registration;
use anyhow::{Context as _, Result, anyhow};
use padron_host::files;
use padron_protocol::log::Receipt;
use padron_protocol::messages::link::Registered;
use std::path::PathBuf;

/// The receipt of the line that was linked at the counter, checked with the trust list and nothing else.
pub fn receipt(stage: &mut Stage, linked: &Registered) -> Result<()> {
    stage.scene(|t| t.receipt);
    let elsewhere = elsewhere(stage, &linked.receipt)?;
    let receipt = elsewhere.join("receipt.json").display().to_string();
    let trust = elsewhere.join("trust.json").display().to_string();
    let roots = elsewhere.join("roots.json").display().to_string();
    let verify = ["verify", &receipt, "--trust", &trust, "--roots", &roots];
    let shown = stage.must(&[&verify[..], &["--lang", stage.options.lang.tag(), "--qr"]].concat())?;
    stage.note(3, shown.contains(&linked.folio), |t| t.receipt_done(&linked.folio, &receipt));
    let altered = files::read(&elsewhere.join("receipt.json"))?.replacen("/log\\n", "/lag\\n", 1);
    files::write(&elsewhere.join("receipt.json"), altered.as_bytes())?;
    let other = stage.quiet_command(&verify)?;
    stage.note(3, other.status.code() == Some(1), |t| t.receipt_altered);
    files::write(&elsewhere.join("receipt.json"), &serde_json::to_vec_pretty(&linked.receipt)?)?;
    Ok(())
}

/// A directory with the receipt and what is public, and nothing else of the country's.
fn elsewhere(stage: &Stage, receipt: &Receipt) -> Result<PathBuf> {
    let dir = stage.outside.join("elsewhere");
    std::fs::create_dir_all(&dir)?;
    files::write(&dir.join("receipt.json"), &serde_json::to_vec_pretty(receipt)?)?;
    std::fs::copy(stage.country.layout.trust(), dir.join("trust.json"))?;
    std::fs::copy(stage.country.layout.roots(), dir.join("roots.json"))?;
    Ok(dir)
}

/// Anybody checks the whole log, from its files; with one byte of a copy changed the check fails.
pub fn verified(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.log);
    let trust = stage.trust_arguments();
    let log = stage.country.layout.log();
    let verify = |dir: &str| {
        let mut verify = vec!["log".to_owned(), "verify".into(), dir.into()];
        verify.extend(trust.iter().cloned());
        verify
    };
    let arguments = verify(&log.display().to_string());
    stage.must(&arguments.iter().map(String::as_str).collect::<Vec<_>>())?;
    let copy = stage.outside.join("altered-log");
    copy_tree(&log, &copy)?;
    let bundle = first_bundle(&copy)?;
    let mut bytes = std::fs::read(&bundle)?;
    *bytes.last_mut().context("the bundle is empty")? ^= 1;
    std::fs::write(&bundle, bytes)?;
    let arguments = verify(&copy.display().to_string());
    let altered = stage.quiet_command(&arguments.iter().map(String::as_str).collect::<Vec<_>>())?;
    let entries = super::look::log_size(&log)?;
    stage.note(3, altered.status.code() == Some(1), |t| t.log_done(entries));
    std::fs::remove_dir_all(copy)?;
    Ok(())
}

fn copy_tree(from: &std::path::Path, to: &std::path::Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn first_bundle(log: &std::path::Path) -> Result<PathBuf> {
    let full = log.join("tile/entries/000");
    if full.is_file() {
        return Ok(full);
    }
    let widest = std::fs::read_dir(log.join("tile/entries/000.p"))?.filter_map(|entry| Some(entry.ok()?.path()));
    widest.max_by_key(|path| path.metadata().map(|data| data.len()).unwrap_or(0)).context("the log has no entries")
}

/// Two of three witnesses die: a line is still linked, under a promise, but nothing can be opened; when they are back
/// the promise is kept.
pub async fn without_witnesses(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.witnesses);
    for witness in ["witness-1", "witness-2"] {
        let process = stage.country.process(witness).map(|process| process.to_string()).unwrap_or_default();
        stage.country.kill(witness)?;
        stage.say(|t| t.killed(witness, &process));
    }
    let who = newcomer(stage, 2)?;
    let population = stage.people.population();
    let line = population.lines_of(who).into_iter().next().context("the newcomer has no line")?;
    let form = registration(&population.person(who), &line);
    let linked = billing(stage, "operator-b")?.link(key(), &form).await.map_err(|problem| anyhow!("{problem}"))?;
    stage.note(3, linked.receipt.proof.is_none(), |t| t.witnesses_promise(&linked.folio));
    let reason = super::answer::unwitnessed(stage)?;
    stage.note(3, reason.is_some(), |t| t.witnesses_closed(reason.as_deref().unwrap_or_default()));
    for witness in ["witness-1", "witness-2"] {
        stage.country.start(witness)?;
        stage.country.wait_ready(witness).await?;
    }
    let kept = completed(stage, &linked.receipt).await?;
    stage.note(3, kept, |t| t.witnesses_back);
    Ok(())
}

/// Completes a promise from the log, as its holder would, once the witnesses have seen it.
async fn completed(stage: &Stage, receipt: &Receipt) -> Result<bool> {
    let promise = stage.outside.join("promise.json").display().to_string();
    files::write(std::path::Path::new(&promise), &serde_json::to_vec_pretty(receipt)?)?;
    let log = stage.country.layout.log().display().to_string();
    let trust = stage.trust_arguments();
    let mut prove = vec!["log", "prove", &log, "--receipt", &promise, "--out", "kept.json"];
    prove.extend(trust.iter().map(String::as_str));
    for _ in 0..100 {
        if stage.quiet_command(&prove)?.status.success() {
            let mut verify = vec!["verify", "kept.json"];
            verify.extend(trust.iter().map(String::as_str));
            return Ok(stage.quiet_command(&verify)?.status.success());
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    Ok(false)
}

/// The registrar's database is put back to an earlier day: it refuses to sign a second history.
pub async fn restored(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.restored);
    let data = stage.country.layout.place("registrar")?.dir.join("data");
    let (kept, now) = (stage.outside.join("database-of-yesterday"), stage.outside.join("database-of-today"));
    stage.country.kill("registrar")?;
    copy_tree(&data, &kept)?;
    stage.country.start("registrar")?;
    stage.country.wait_ready("registrar").await?;
    let who = newcomer(stage, 0)?;
    let form = registration(&stage.people.population().person(who), &stage.spare_line(44)?);
    let linked = billing(stage, "operator-a")?.link(key(), &form).await.map_err(|problem| anyhow!("{problem}"))?;
    stage.say(|t| t.restored_linked(&linked.folio));
    stage.country.kill("registrar")?;
    copy_tree(&data, &now)?;
    copy_tree(&kept, &data)?;
    let config = stage.country.layout.place("registrar")?.dir.join("config.toml").display().to_string();
    let refused = stage.command(&["serve", "registrar", "--config", &config])?;
    let reason = String::from_utf8_lossy(&refused.stderr).trim().lines().last().unwrap_or_default().to_owned();
    stage.note(3, !refused.status.success(), |t| t.restored_done(&reason));
    copy_tree(&now, &data)?;
    stage.country.start("registrar")?;
    stage.country.wait_ready("registrar").await?;
    std::fs::remove_dir_all(kept)?;
    std::fs::remove_dir_all(now)?;
    Ok(())
}
