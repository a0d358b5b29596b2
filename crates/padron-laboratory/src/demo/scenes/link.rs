use crate::demo::stage::{NEWCOMERS, Stage};
use crate::local::{Billing, registration};
use anyhow::{Context as _, Result, bail};
use padron_host::system;
use padron_model::HolderKind;
use padron_protocol::messages::link::Registered;
use padron_protocol::{ProblemType, Uuid};
use padron_testkit::people::{Population, write_subscribers};
use rand_core::Rng as _;
use std::fs::File;
use tokio::task::JoinSet;

/// A fresh key for a submission.
pub fn key() -> Uuid {
    let mut bytes = [0; 16];
    system::rng().fill_bytes(&mut bytes);
    Uuid::from_random(bytes)
}

/// The billing system of an operator.
pub fn billing(stage: &Stage, operator: &str) -> Result<Billing> {
    Ok(Billing::new(&stage.address(operator)?, &stage.token(operator)?))
}

/// Both operators import their customers. The last people are left for later scenes.
pub async fn import(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.import);
    let people = stage.options.people - NEWCOMERS;
    for (at, operator) in stage.operators().iter().enumerate() {
        let file = format!("{operator}-subscribers.csv");
        write_subscribers(File::create(stage.outside.join(&file))?, stage.people.population(), 0..people, Some(at))?;
        let (gateway, token) = (stage.address(operator)?, stage.country.layout.token(operator).display().to_string());
        let lang = stage.options.lang.tag();
        stage.must(&["import", &file, "--gateway", &gateway, "--token-file", &token, "--lang", lang])?;
    }
    let figures = super::look::figures(stage).await?;
    stage.findings.lines = figures.links.values().sum();
    let expected: u64 = (0..people).map(|i| stage.people.population().lines_of(i).len() as u64).sum();
    let (lines, people) = (stage.findings.lines.to_string(), people.to_string());
    stage.note(8, stage.findings.lines == expected, |t| t.imported(&lines, &people));
    Ok(())
}

/// A natural person among those that were not imported.
pub fn newcomer(stage: &Stage, skip: usize) -> Result<u64> {
    let people = stage.options.people;
    let natural = |i: &u64| stage.people.population().person(*i).holder.kind() == HolderKind::National;
    (people - NEWCOMERS..people)
        .filter(natural)
        .nth(skip)
        .context("this seed has no natural person among the last five; try another --seed")
}

/// One line at the counter; the same request again; and under another's name.
pub async fn live(stage: &mut Stage) -> Result<Registered> {
    stage.scene(|t| t.live);
    let population = stage.people.population();
    let who = newcomer(stage, 0)?;
    let person = population.person(who);
    let line = population.lines_of(who).remove(0);
    let billing = billing(stage, "operator-a")?;
    let form = registration(&person, &line);
    let (key, started) = (key(), system::stopwatch());
    let linked = match billing.link(key, &form).await {
        Ok(linked) => linked,
        Err(problem) => bail!("the live link was refused: {problem}"),
    };
    let elapsed = started.elapsed().as_millis().to_string();
    let again = billing.link(key, &form).await;
    // Well-formed papers of somebody whom the civil register does not know.
    let invented =
        Population::new(stage.options.seed + 1, 100).iter().find(|person| person.holder.kind() == HolderKind::National);
    let stolen = registration(&invented.context("nobody was invented")?, &stage.spare_line(0)?);
    let refused = billing.link(self::key(), &stolen).await.err().map(|problem| problem.title).unwrap_or_default();
    stage.note(8, true, |t| t.live_done(&linked.folio, &elapsed));
    stage.note(10, again.is_ok_and(|again| again.receipt.promise == linked.receipt.promise), |t| t.live_repeated);
    stage.note(8, !refused.is_empty(), |t| t.live_wrong(&refused));
    Ok(linked)
}

/// Ten lines over two operators, and twenty attempts at once for the last one.
pub async fn cap(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.cap);
    let who = newcomer(stage, 1)?;
    let person = stage.people.population().person(who);
    let both = [billing(stage, "operator-a")?, billing(stage, "operator-b")?];
    for k in 0..9 {
        let linked = both[usize::try_from(k % 2)?].link(key(), &registration(&person, &stage.spare_line(k + 1)?)).await;
        if let Err(problem) = linked {
            bail!("line {} of 10 was refused: {problem}", k + 1);
        }
    }
    let mut attempts = JoinSet::new();
    for k in 0..20 {
        let (billing, form) =
            (both[usize::try_from(k % 2)?].clone(), registration(&person, &stage.spare_line(k + 20)?));
        attempts.spawn(async move { billing.link(key(), &form).await });
    }
    let outcomes = attempts.join_all().await;
    let linked = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let capped = outcomes
        .iter()
        .filter(|outcome| outcome.as_ref().is_err_and(|problem| problem.is(ProblemType::CapReached)))
        .count();
    let reason = ProblemType::CapReached.title();
    stage.note(8, linked == 1 && capped == 19, |t| t.cap_done(linked, reason));
    Ok(())
}
