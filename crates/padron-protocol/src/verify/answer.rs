use super::history::{LinkedRecord, check_history, check_line, check_record};
use super::order::{LoggedRequest, Terms, check_approvals, check_order, check_request, read_order};
use super::{Report, ensure, open_promise};
use crate::describe::describe;
use crate::jws::{attach, open};
use crate::log::{LinkEvent, LogProofs, Promise, Proven, text_commitment};
use crate::messages::answer::{Answer, AnswerRecord, NOTICE, OpenedCompartment};
use crate::messages::order::{History, HistoryRecord, Order};
use crate::messages::verification::{VERIFICATION_LIFETIME_SECONDS, VerificationStatement, attributes_hash};
use crate::problem::{Problem, ProblemType};
use crate::sealed::KEPT;
use crate::trust::{Role, Trusted};
use jiff::SignedDuration;
use padron_model::Compartment;
use padron_threshold::LineToken;
use padron_tlog::Window;
use std::collections::BTreeSet;

/// Checks an answer: that a court ordered it, that it was logged and approved, that the line is the one ordered, and
/// that every text is what was registered then. The rules are those that custodians held the order to, at the time when
/// the request was logged.
pub fn verify_answer(answer: &Answer, trusted: &Trusted) -> Report {
    let mut report = Report::default();
    let meaning = "enough witnesses have cosigned the log that shows all of this";
    let Some(log) = report.note("witnesses", meaning, open_proofs(&answer.proofs, trusted)) else { return report };
    let Some(request) = note_request(&mut report, answer, trusted, &log) else { return report };
    let terms = Terms::when_logged(trusted, &request.promise);
    let approvals = check_approvals(&request, &answer.decisions, &log, &terms);
    report.note("approvals", "enough custodians approved this request, in the log", approvals);
    let line = check_shown_line(answer, &request.order, trusted);
    report.note("line", "custodians proved that the history is of the ordered number", line);
    let history = check_shown_history(answer, &request, &log, &terms);
    let Some(history) = report.note("history", "the registrar signed what it has of the line in that time", history)
    else {
        return report;
    };
    for listed in &history.records {
        let result = check_shown_record(answer, listed, &request.order, (trusted, &log));
        report.note("text", "the text is what was registered: its salted hash stands in the log", result);
    }
    if history.records.is_empty() {
        let result =
            ensure(answer.records.is_empty(), || unfounded("the registrar's history has no record, the answer has"));
        report.note("no-record", "the registrar signed that there is no record of the line in that time", result);
    }
    report
}

/// Opens every proof of an answer, whenever it was cosigned.
fn open_proofs(proofs: &[LogProofs], trusted: &Trusted) -> Result<Vec<Proven>, Problem> {
    proofs.iter().map(|proofs| Ok(proofs.open(trusted, Window::ANY)?)).collect()
}

fn note_request(report: &mut Report, answer: &Answer, trusted: &Trusted, log: &[Proven]) -> Option<LoggedRequest> {
    let token = &answer.request.order;
    let promise = open_promise(trusted, &answer.request.promise);
    let order = check_form(answer).and_then(|()| match &promise {
        Ok(promise) => check_order(token, &answer.receiver, &Terms::when_logged(trusted, promise)),
        Err(_) => read_order(token, trusted),
    });
    let order = report.note("order", "a court of the trust list signed the order", order)?;
    let request = promise.and_then(|_| check_request(order, &answer.request, log, trusted));
    report.note("request", "the request was logged before anything was opened", request)
}

fn check_form(answer: &Answer) -> Result<(), Problem> {
    let known = "the answer has a form that this version does not know; use a newer one";
    ensure(answer.version == 1, || unfounded(known))?;
    ensure(answer.notice == NOTICE, || unfounded("the notice is not the one that every answer carries"))
}

fn check_shown_line(answer: &Answer, order: &Order, trusted: &Trusted) -> Result<(), Problem> {
    let token = check_line(order, &answer.parts, trusted).map_err(|bad| bad.problem)?;
    ensure(answer.line_token.0 == token.as_bytes(), || unfounded("the parts prove another line than the answer shows"))
}

fn check_shown_history(
    answer: &Answer,
    request: &LoggedRequest,
    log: &[Proven],
    terms: &Terms<'_>,
) -> Result<History, Problem> {
    let token = answer.line_token.array().ok_or_else(|| unfounded("the line's token is not 32 bytes"))?;
    let disclosed = check_history(&answer.history, request, &LineToken::from_bytes(token), log, terms)?;
    ensure(disclosed.history.copy == answer.copy, || {
        unfounded("the copy's number is not the one that the registrar counted")
    })?;
    Ok(disclosed.history)
}

fn check_shown_record(
    answer: &Answer,
    listed: &HistoryRecord,
    order: &Order,
    (trusted, log): (&Trusted, &[Proven]),
) -> Result<(), Problem> {
    let LinkedRecord { promise, event, .. } = check_record(listed, order, log, trusted)?;
    let record = answer.records.iter().find(|record| record.record == listed.record);
    let record = record.ok_or_else(|| unfounded("the answer leaves out a record of the history"))?;
    let shown: BTreeSet<Compartment> = record.compartments.iter().map(|opened| opened.compartment).collect();
    ensure(shown == order.compartments.iter().copied().collect(), || {
        unfounded("the answer does not show exactly what was ordered")
    })?;
    for opened in &record.compartments {
        check_text(opened, &event)?;
    }
    check_verification(record, listed, &promise, trusted)
}

fn unfounded(what: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemType::NotCovered).detail(what)
}

fn check_text(opened: &OpenedCompartment, event: &LinkEvent) -> Result<(), Problem> {
    let name = opened.compartment.as_str();
    let place = KEPT
        .iter()
        .position(|kept| *kept == opened.compartment)
        .ok_or_else(|| unfounded("the compartment is not kept"))?;
    let commitment = text_commitment(name, &opened.salt.0, &opened.text.0);
    ensure(event.commitments[place] == commitment, || {
        unfounded(format!("the text of {name} is not the one registered"))
    })?;
    let fields = describe(opened.compartment, &opened.text.0).map_err(unfounded)?;
    ensure(fields == opened.fields, || unfounded(format!("the fields shown of {name} are not those of its text")))
}

/// The verifier's signature over the attributes, put together again from the parts that were sealed.
fn check_verification(
    record: &AnswerRecord,
    listed: &HistoryRecord,
    promise: &Promise,
    trusted: &Trusted,
) -> Result<(), Problem> {
    let subscriber = record.compartments.iter().find(|opened| opened.compartment == Compartment::Subscriber);
    let Some(subscriber) = subscriber else { return Ok(()) };
    let evidence =
        record.evidence.as_ref().ok_or_else(|| unfounded("the subscriber's text carries no verification"))?;
    let verifier = trusted.only(Role::Verifier).ok_or_else(|| unfounded("the trust list names no verifier"))?;
    let registrar = trusted.only(Role::Registrar).ok_or_else(|| unfounded("the trust list names no registrar"))?;
    let lifetime = SignedDuration::from_secs(VERIFICATION_LIFETIME_SECONDS);
    let statement = VerificationStatement {
        register: trusted.list().register.clone(),
        regime: promise.regime,
        audience: registrar.id.clone(),
        operator: listed.operator.clone(),
        record: listed.record,
        strength: evidence.strength,
        attributes: attributes_hash(&subscriber.salt.0, &subscriber.text.0),
        slots: evidence.slots,
        issued: evidence.issued,
        expires: evidence.issued.saturating_add(lifetime).map_err(unfounded)?,
    };
    let signature = evidence.signature.array().ok_or_else(|| unfounded("the verifier's signature is not 64 bytes"))?;
    let token = attach(&statement, &verifier.id, &signature).map_err(unfounded)?;
    open::<VerificationStatement>(&token, &verifier.id, &verifier.signing)
        .map(|_| ())
        .map_err(|_| unfounded("the verifier did not sign these attributes for this record"))
}
