use super::OpenedAnswer;
use crate::demo::stage::{NEWCOMERS, Stage};
use anyhow::{Context as _, Result};
use padron_authority::Authority;
use padron_host::files;
use padron_host::keys::PartyKeys;
use padron_host::system;
use padron_host::system::{SystemClock, SystemEntropy};
use padron_http::roles::Asking;
use padron_model::HolderKind;
use padron_protocol::contract::custodian::OpenRecord;
use padron_protocol::jws::{Signer, claimed_signer};
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::opening::{OpeningRequest, SealedRecord};
use padron_protocol::messages::order::{RequestPresentation, RequestStatus, RequestSubmission, order_tag};
use padron_protocol::{Problem, ProblemType};
use std::sync::Arc;

/// Whom the story's orders are about: natural persons with an imported line, never the same twice.
fn subject(stage: &Stage, skip: usize) -> Result<(u64, usize)> {
    let population = stage.people.population();
    let natural = |i: &u64| population.person(*i).holder.kind() == HolderKind::National;
    (0..stage.options.people - NEWCOMERS).filter(natural).nth(skip).map(|i| (i, 0)).context("there are too few people")
}

/// Draws up and signs an order with the court's commands; gives the signed order's file.
fn ordered(stage: &Stage, name: &str, person: u64, line: usize) -> Result<String> {
    let lines = stage.people.population().lines_of(person);
    let number = lines[line].number.e164();
    ordered_about(stage, name, number)
}

/// The same about any number.
fn ordered_about(stage: &Stage, name: &str, number: &str) -> Result<String> {
    files::write_secret(&stage.outside.join(format!("{name}.number")), number.as_bytes())?;
    let trust = stage.trust_arguments();
    let mut new = vec![
        "order",
        "new",
        "--court",
        "court",
        "--authority",
        "prosecutor",
        "--compartments",
        "subscriber,line",
        "--basis",
        "Art. 189",
    ];
    let (number, draft, signed) = (format!("{name}.number"), format!("{name}.order.json"), format!("{name}.order.jws"));
    new.extend(["--number-file", &number, "--out", &draft]);
    new.extend(trust.iter().map(String::as_str));
    stage.must(&new)?;
    stage.must(&["order", "sign", &draft, "--key", &stage.key("court")?, "--out", &signed])?;
    Ok(signed)
}

/// Submits an order with the authority's command.
fn submitted(stage: &Stage, name: &str, order: &str) -> Result<RequestPresentation> {
    let request = format!("{name}.request.json");
    let key = stage.key("prosecutor")?;
    let trust = stage.trust_arguments();
    let mut submit = vec!["request", "submit", order, "--out", &request, "--key", &key];
    submit.extend(trust.iter().map(String::as_str));
    stage.must(&submit)?;
    Ok(serde_json::from_str(&files::read(&stage.outside.join(request))?)?)
}

/// Opens with the authority's command: the output, and whether it succeeded.
fn opened(stage: &Stage, name: &str) -> Result<(bool, String)> {
    let (request, out, page) =
        (format!("{name}.request.json"), format!("{name}.answer.json"), format!("{name}.answer.html"));
    let key = stage.key("prosecutor")?;
    let trust = stage.trust_arguments();
    let mut open = vec!["request", "open", &request, "--out", &out, "--page", &page, "--key", &key];
    open.extend(trust.iter().map(String::as_str));
    let output = stage.command(&open)?;
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told).trim().to_owned();
    told.lines().for_each(|line| println!("     {line}"));
    Ok((output.status.success(), told))
}

/// An order, answered without the fifth custodian.
pub async fn order(stage: &mut Stage) -> Result<OpenedAnswer> {
    stage.scene(|t| t.order);
    let process = stage.country.process("custodian-5").map(|process| process.to_string()).unwrap_or_default();
    stage.country.kill("custodian-5")?;
    stage.say(|t| t.killed("custodian-5", &process));
    let (person, line) = subject(stage, 0)?;
    let signed = ordered(stage, "case-1", person, line)?;
    let presentation = submitted(stage, "case-1", &signed)?;
    let started = system::stopwatch();
    let (success, told) = opened(stage, "case-1")?;
    let elapsed = started.elapsed().as_millis();
    stage.findings.answer_milliseconds = u64::try_from(elapsed)?;
    anyhow::ensure!(success, "the order was not answered: {told}");
    let answer: Answer = serde_json::from_str(&files::read(&stage.outside.join("case-1.answer.json"))?)?;
    let truth = stage.people.population().person(person);
    let shows = |name: &str, value: &str| {
        answer
            .records
            .iter()
            .flat_map(|record| &record.compartments)
            .flat_map(|opened| &opened.fields)
            .any(|(field, shown)| field == name && shown == value)
    };
    let honest = shows("given_names", truth.name.given())
        && truth.name.first_surname().is_some_and(|surname| shows("first_surname", surname));
    stage.note(2, honest && elapsed < 5000, |t| t.order_done(elapsed));
    let figures = super::look::figures(stage).await?;
    let logged = figures.requests >= 1 && figures.approvals >= 3 && figures.disclosures >= 1;
    stage.note(3, logged, |t| t.order_logged(figures.approvals));
    let verified = verified(stage)?;
    stage.note(6, verified, |t| t.answer_verified);
    Ok(OpenedAnswer { person, line, presentation })
}

/// The answer verifies as it is, and does not with one letter changed.
fn verified(stage: &Stage) -> Result<bool> {
    let (good, _) = checked(stage, "case-1.answer.json")?;
    let mut answer = kept(stage, "case-1")?;
    let shown = answer.pointer_mut("/records/0/compartments/0/fields/1/1").context("the answer shows no field")?;
    *shown = format!("{}x", shown.as_str().unwrap_or_default()).into();
    files::write_secret(&stage.outside.join("altered.answer.json"), answer.to_string().as_bytes())?;
    let trust = stage.trust_arguments();
    let mut verify = vec!["verify", "altered.answer.json"];
    verify.extend(trust.iter().map(String::as_str));
    let altered = stage.quiet_command(&verify)?;
    Ok(good && altered.status.code() == Some(1))
}

/// An answer as the authority keeps it.
fn kept(stage: &Stage, name: &str) -> Result<serde_json::Value> {
    Ok(serde_json::from_str(&files::read(&stage.outside.join(format!("{name}.answer.json")))?)?)
}

/// Checks an answer with the command that anybody has: whether it holds, and the first check that does not.
fn checked(stage: &Stage, file: &str) -> Result<(bool, String)> {
    let trust = stage.trust_arguments();
    let mut verify = vec!["verify", file];
    verify.extend(trust.iter().map(String::as_str));
    let output = stage.command(&verify)?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    told.lines().for_each(|line| println!("     {line}"));
    let failed = told.lines().map(str::trim).find(|line| line.starts_with("FAILS"));
    Ok((output.status.success(), failed.unwrap_or_default().to_owned()))
}

/// Another person's record, true in every letter, under the order about this number.
pub fn false_answer(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.false_answer);
    let (mut mine, theirs) = (kept(stage, "case-1")?, kept(stage, "case-2")?);
    mine["records"] = theirs["records"].clone();
    let proofs = theirs["proofs"].as_array().cloned().unwrap_or_default();
    mine["proofs"].as_array_mut().context("the answer has no proofs")?.extend(proofs);
    files::write_secret(&stage.outside.join("false.answer.json"), mine.to_string().as_bytes())?;
    let (held, failed) = checked(stage, "false.answer.json")?;
    stage.note(6, !held && !failed.is_empty(), |t| t.false_answer_done(&failed));
    Ok(())
}

/// A line that nobody has: proved. And the same said of one that somebody has.
pub async fn nobody(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.nobody);
    let population = stage.people.population();
    let line = population.excess_line(subject(stage, 0)?.0, 9).context("there are too few numbers")?;
    let signed = ordered_about(stage, "case-nobody", line.number.e164())?;
    submitted(stage, "case-nobody", &signed)?;
    let (success, told) = opened(stage, "case-nobody")?;
    anyhow::ensure!(success, "the order was not answered: {told}");
    let (held, _) = checked(stage, "case-nobody.answer.json")?;
    stage.note(6, held, |t| t.nobody_done);
    let mut hidden = kept(stage, "case-1")?;
    hidden["records"] = serde_json::json!([]);
    files::write_secret(&stage.outside.join("hidden.answer.json"), hidden.to_string().as_bytes())?;
    let (held, failed) = checked(stage, "hidden.answer.json")?;
    stage.note(6, !held && !failed.is_empty(), |t| t.nobody_hidden(&failed));
    Ok(())
}

/// Asks as the prosecutor.
fn asking(stage: &Stage) -> Result<Asking> {
    let keys = PartyKeys::read(&stage.country.layout.place("prosecutor")?.keys)?;
    let authority = Authority::new(stage.trusted.clone(), keys.signer(), keys.delivery())?;
    Ok(Asking::new(authority, keys.signer(), Arc::new(SystemClock), Arc::new(SystemEntropy)))
}

/// An order signed with another key in the court's name, logged and presented as if it were real.
pub async fn forged(stage: &mut Stage, real: &OpenedAnswer) -> Result<()> {
    stage.scene(|t| t.forged);
    let asking = asking(stage)?;
    let mut order =
        asking.authority().read_order(&real.presentation.order).map_err(|problem| anyhow::anyhow!("{problem}"))?;
    order.order = super::link::key();
    let token = Signer::new("court", &[7; 32]).sign(&order)?;
    let mut prepared = asking.prepare(&real.presentation.order)?;
    let commitments =
        RequestPresentation::commitments(&prepared.statistics_nonce, &prepared.event_nonce, &order, &token);
    prepared.order = token;
    prepared.submission = RequestSubmission { request: prepared.request, tag: order_tag(&order.order), commitments };
    let (_, words) = asking.submit(&prepared).await?;
    let (refused, reason) = refusals(words.into_iter().map(|(_, word): (String, Result<RequestStatus, Problem>)| word));
    stage.note(2, refused == 4, |t| t.forged_done(&reason));
    Ok(())
}

/// How many refused with a reason, and the first reason.
fn refusals<T>(words: impl Iterator<Item = Result<T, Problem>>) -> (usize, String) {
    let mut reasons = words.filter_map(Result::err).filter(|problem| !problem.is(ProblemType::Unreachable));
    let first = reasons.next();
    let count = usize::from(first.is_some()) + reasons.count();
    (count, first.map(|problem| problem.to_string()).unwrap_or_default())
}

/// A valid order for one line, shown with another line's record: what a prosecutor with a friend at the registrar
/// could try. Both orders are real, so everything but the pairing is.
pub async fn other_line(stage: &mut Stage, mine: &OpenedAnswer) -> Result<()> {
    stage.scene(|t| t.other);
    let (person, line) = subject(stage, 1)?;
    let signed = ordered(stage, "case-2", person, line)?;
    let other = submitted(stage, "case-2", &signed)?;
    let asking = asking(stage)?;
    let theirs = asking.open(&other).await.map_err(|problem| anyhow::anyhow!("{problem}"))?;
    files::write_secret(&stage.outside.join("case-2.answer.json"), &serde_json::to_vec_pretty(&theirs)?)?;
    let (_, file) = asking.status(&mine.presentation.request).await?;
    let record = theirs.records.first().context("the second answer is empty")?.record;
    let proofs = theirs.proofs.last().context("the second answer has no proofs")?;
    let mut words = Vec::new();
    for custodian in stage.trusted.custodians() {
        let own = theirs.histories.iter().find(|said| claimed_signer(said).as_ref() == Some(&custodian.id));
        let opening = OpeningRequest {
            presentation: mine.presentation.clone(),
            file: file.clone(),
            line_token: theirs.line_token.clone(),
            history: own.cloned().unwrap_or_default(),
            link: theirs.records[0].link.clone(),
            record: SealedRecord { record, compartments: Vec::new() },
            proofs: proofs.clone(),
        };
        words.push(asking.sealed_step::<OpenRecord>(custodian, &mine.presentation.request, &opening).await);
    }
    let (refused, reason) = refusals(words.into_iter());
    stage.note(2, refused == 4, |t| t.other_done(&reason));
    Ok(())
}

/// A new order while too few witnesses are alive: why no custodian takes it, or `None` if one does.
pub fn unwitnessed(stage: &Stage) -> Result<Option<String>> {
    let (person, line) = subject(stage, 2)?;
    let signed = ordered(stage, "case-3", person, line)?;
    let key = stage.key("prosecutor")?;
    let trust = stage.trust_arguments();
    let mut submit = vec!["request", "submit", &signed, "--out", "case-3.request.json", "--key", &key];
    submit.extend(trust.iter().map(String::as_str));
    let output = stage.command(&submit)?;
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).trim().to_owned();
    told.lines().for_each(|line| println!("     {line}"));
    let title = ProblemType::NotWitnessed.title();
    let refused = told.lines().filter(|line| line.contains(title)).count() == stage.trusted.custodians().len();
    Ok(refused.then(|| title.to_owned()))
}

/// With only two custodians alive nothing opens; started again, they do.
pub async fn without_quorum(stage: &mut Stage) -> Result<()> {
    stage.scene(|t| t.quorum);
    for custodian in ["custodian-3", "custodian-4"] {
        let process = stage.country.process(custodian).map(|process| process.to_string()).unwrap_or_default();
        stage.country.kill(custodian)?;
        stage.say(|t| t.killed(custodian, &process));
    }
    let (success, told) = opened(stage, "case-1")?;
    let reason = told.lines().last().unwrap_or_default().to_owned();
    stage.note(2, !success, |t| t.quorum_done(&reason));
    for custodian in ["custodian-3", "custodian-4", "custodian-5"] {
        stage.country.start(custodian)?;
    }
    for custodian in ["custodian-3", "custodian-4", "custodian-5"] {
        stage.country.wait_ready(custodian).await?;
    }
    Ok(())
}
