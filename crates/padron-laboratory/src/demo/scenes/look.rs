use super::OpenedAnswer;
use crate::demo::stage::Stage;
use anyhow::{Context as _, Result};
use padron_http::PlainClient;
use padron_model::Document;
use padron_protocol::contract;
use padron_protocol::contract::Nothing;
use padron_protocol::contract::registrar::ReadFigures;
use padron_protocol::contract::verifier::ViewOwn;
use padron_protocol::messages::identity::LoginRequest;
use padron_protocol::messages::status::Figures;
use padron_protocol::sha256;
use padron_protocol::trust::Role;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(60);

/// The registrar's public figures.
pub async fn figures(stage: &Stage) -> Result<Figures> {
    let registrar = PlainClient::new(&stage.address("registrar")?, TIMEOUT);
    Ok(registrar.call::<ReadFigures>(&(), &Nothing).await?)
}

fn client() -> Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().timeout(TIMEOUT).build()?)
}

/// Document and code of a person, as they would type them.
pub fn sign_in(stage: &Stage, person: u64) -> Result<(String, String)> {
    let document = match stage.people.population().person(person).document() {
        Document::Identifier(identifier) => identifier.as_str().to_owned(),
        Document::Passport(passport) => format!("{}:{}", passport.country().as_str(), passport.number()),
    };
    Ok((document, stage.people.code(person)))
}

/// The person whose line was opened sees it, and who asked; with another's code there is nothing.
pub async fn person(stage: &mut Stage, opened: &OpenedAnswer) -> Result<()> {
    stage.scene(|t| t.person);
    let verifier = PlainClient::new(&stage.address("verifier")?, TIMEOUT);
    let (document, code) = sign_in(stage, opened.person)?;
    let look =
        async |code: String| verifier.call::<ViewOwn>(&(), &LoginRequest { document: document.clone(), code }).await;
    let view = look(code).await?;
    let lines = stage.people.population().lines_of(opened.person);
    let mine = lines[opened.line].number.last_four();
    let line = view.lines.iter().find(|line| line.last_four == mine).context("the person's view lacks the line")?;
    let access = line.accesses.first();
    let confirmed = access.map_or(0, |access| access.custodians);
    let told = view.lines.len() == lines.len()
        && access.is_some_and(|access| {
            access.authority == "prosecutor" && access.court.as_deref() == Some("court") && !access.alarm
        })
        && confirmed >= 3;
    let values = [view.lines.len().to_string(), line.accesses.len().to_string(), confirmed.to_string()];
    stage.note(5, told, |t| t.person_done(&values[0], &values[1], &values[2]));
    let (_, wrong) = sign_in(stage, opened.person + 1)?;
    let refused = look(wrong).await.err();
    let reason = refused.as_ref().map(|problem| problem.title.clone()).unwrap_or_default();
    stage.note(5, refused.is_some(), |t| t.person_other(&reason));
    Ok(())
}

/// How many entries the published log has.
pub fn log_size(log: &std::path::Path) -> Result<u64> {
    let note = padron_host::files::read(&log.join("checkpoint"))?;
    Ok(padron_tlog::SignedCheckpoint::parse(&note)?.checkpoint.size)
}

/// What a register for browsing would have.
const TEMPTING: [&str; 8] = ["records", "lines", "people", "search?q=a", "export", "persons/1", "links", "holders"];

/// Nothing to browse: no such paths, and nobody enters the others unsigned.
pub async fn browse(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.browse);
    let mut closed = true;
    for id in ["registrar", "verifier", "custodian-1"] {
        for what in TEMPTING {
            let url = format!("{}{}{what}", stage.address(id)?, contract::PREFIX);
            let status = client()?.get(url).send().await?.status();
            closed &= status == 404 || status == 405;
        }
    }
    for (id, role) in [("registrar", Role::Registrar), ("verifier", Role::Verifier), ("custodian-1", Role::Custodian)] {
        let guarded = contract::endpoints(role).iter().filter(|endpoint| endpoint.callers != contract::Callers::Public);
        for endpoint in guarded {
            let url = format!(
                "{}{}",
                stage.address(id)?,
                endpoint.path.replace("{request}", "00000000-0000-4000-8000-000000000000")
            );
            let request = if endpoint.method == "GET" { client()?.get(url) } else { client()?.post(url).body("{}") };
            closed &= request.send().await?.status() == 401;
        }
    }
    stage.note(4, closed, |t| t.browse_done(TEMPTING.len()));
    rules(stage)
}

/// The law is a file that the trust list names: with one byte changed no role starts under it.
fn rules(stage: &mut Stage) -> Result<()> {
    let law = sha256(padron_model::MODEL_REGIME.as_bytes()).to_string();
    let place = stage.country.layout.place("verifier")?;
    let changed = padron_model::MODEL_REGIME.replacen("lines = 10", "lines = 99", 1);
    padron_host::files::write(&stage.outside.join("changed.toml"), changed.as_bytes())?;
    let mut config =
        padron_host::files::read(&place.dir.join("config.toml"))?.replace("../model.toml", "../changed.toml");
    for (from, to) in [
        ("\"keys.json\"", &place.keys),
        ("\"../trust.json\"", &stage.country.layout.trust()),
        ("\"../roots.json\"", &stage.country.layout.roots()),
    ] {
        config = config.replace(from, &format!("\"{}\"", to.display()));
    }
    config = config.replace("../changed.toml", "changed.toml");
    padron_host::files::write(&stage.outside.join("changed-law.toml"), config.as_bytes())?;
    let output = stage.quiet_command(&["serve", "verifier", "--config", "changed-law.toml"])?;
    let refused = String::from_utf8_lossy(&output.stderr).contains("is not the regime that the trust list names");
    let named = stage.trusted.list().regime.to_string() == law;
    stage.note(7, named && refused && !output.status.success(), |t| t.rules(&law[..16]));
    Ok(())
}

/// kill -9 of the registrar loses nothing.
pub async fn durable(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.durable);
    let before = figures(stage).await?;
    let process = stage.country.process("registrar").map(|process| process.to_string()).unwrap_or_default();
    stage.country.kill("registrar")?;
    stage.say(|t| t.killed("registrar", &process));
    stage.country.start("registrar")?;
    stage.country.wait_ready("registrar").await?;
    let after = figures(stage).await?;
    stage.note(10, before == after, |t| t.durable_done(after.entries));
    Ok(())
}
