use super::receipt::open_proofs;
use super::{Report, ensure, open_link, open_promise, open_registrars, shown_by};
use crate::bytes::sha256;
use crate::describe::describe;
use crate::jws::{JwsError, attach, claimed_signer, open};
use crate::log::{EntryKind, LinkEvent, Promise, Proven, text_commitment};
use crate::messages::answer::{Answer, AnswerRecord, NOTICE, OpenedCompartment};
use crate::messages::order::{Decision, History, HistoryRecord, Order, RequestPresentation, decision_halves};
use crate::messages::verification::{VERIFICATION_LIFETIME_SECONDS, VerificationStatement, attributes_hash};
use crate::sealed::KEPT;
use crate::trust::{Role, Trusted};
use jiff::SignedDuration;
use padron_model::{Compartment, Number};
use padron_threshold::{EvaluationPart, LineToken, Purpose, combine_clear};
use std::collections::BTreeSet;

/// Checks an answer: that a court ordered it, that it was logged and approved, that the line is the one ordered, and
/// that every text is what was registered then.
pub fn verify_answer(answer: &Answer, trusted: &Trusted) -> Report {
    let mut report = Report::default();
    let proofs = open_proofs(&answer.proofs, trusted);
    let meaning = "enough witnesses have cosigned the log that shows all of this";
    let Some(proofs) = report.note("witnesses", meaning, proofs) else { return report };
    let order = report.note("order", "a court of the trust list signed the order", check_order(answer, trusted));
    let Some(order) = order else { return report };
    let request = check_request(answer, &order, trusted, &proofs);
    let Some(promise) = report.note("request", "the request was logged before anything was opened", request) else {
        return report;
    };
    report.note(
        "approvals",
        "enough custodians approved this request, in the log",
        check_approvals(answer, &promise, trusted, &proofs),
    );
    report.note(
        "line",
        "custodians proved that the history is of the ordered number",
        check_line(answer, &order, trusted),
    );
    let history = check_history(answer, &order, trusted, &proofs);
    let Some(history) = report.note("history", "the registrar signed what it has of the line in that time", history)
    else {
        return report;
    };
    for listed in &history.records {
        let result = check_record(answer, listed, &order, (trusted, &proofs));
        report.note("text", "the text is what was registered: its salted hash stands in the log", result);
    }
    if history.records.is_empty() {
        let result = ensure(answer.records.is_empty(), "the registrar's history has no record, the answer has");
        report.note("no-record", "the registrar signed that there is no record of the line in that time", result);
    }
    report
}

/// The registrar's signed history in an answer.
pub fn read_history(answer: &Answer, trusted: &Trusted) -> Result<History, JwsError> {
    open_registrars(trusted, &answer.history)
}

fn check_order(answer: &Answer, trusted: &Trusted) -> Result<Order, String> {
    ensure(answer.version == 1, "the answer has a form that this version does not know; use a newer one")?;
    ensure(answer.notice == NOTICE, "the notice is not the one that every answer carries")?;
    let token = &answer.request.order;
    let court = claimed_signer(token).ok_or("the order is not a signed message")?;
    let court = trusted.party_as(&court, Role::Court).ok_or("the signer is no court of the trust list")?;
    let order: Order = open(token, &court.id, &court.signing).map_err(|error| error.to_string())?;
    ensure(order.court == court.id, "the order names another court than the one that signed")?;
    ensure(order.register == trusted.list().register, "the order is for another register")?;
    ensure(order.authority == answer.receiver, "the answer's receiver is not the authority of the order")?;
    Ok(order)
}

fn check_request(answer: &Answer, order: &Order, trusted: &Trusted, proofs: &[Proven]) -> Result<Promise, String> {
    let shown = &answer.request;
    let promise = open_promise(trusted, &shown.promise)?;
    let halves = RequestPresentation::halves(&shown.statistics_nonce, &shown.event_nonce, order, &shown.order);
    ensure(promise.entry.kind == EntryKind::Request, "the entry is not a request")?;
    ensure(promise.entry.commitment == halves.commitment(), "the logged request commits to another order")?;
    ensure(promise.at < order.expires, "the request was logged after the order had run out")?;
    shown_by(proofs, &promise)?;
    Ok(promise)
}

fn check_approvals(answer: &Answer, request: &Promise, trusted: &Trusted, proofs: &[Proven]) -> Result<(), String> {
    let mut approved = BTreeSet::new();
    for logged in &answer.decisions {
        let custodian = claimed_signer(&logged.decision).ok_or("a decision is not a signed message")?;
        let party = trusted.party_as(&custodian, Role::Custodian).ok_or("a decision is not a custodian's")?;
        let decision: Decision =
            open(&logged.decision, &party.id, &party.signing).map_err(|error| error.to_string())?;
        let promise = open_promise(trusted, &logged.promise)?;
        let fits = decision.request == answer.request.request
            && decision.commitment == request.entry.commitment
            && promise.entry.actor.as_deref() == Some(&custodian)
            && promise.entry.commitment == decision_halves(&logged.decision).commitment();
        ensure(fits, "a decision is on another request, or is not the one logged")?;
        shown_by(proofs, &promise)?;
        if decision.approved && promise.entry.kind == EntryKind::Approval {
            approved.insert(custodian);
        }
    }
    let need = usize::from(trusted.list().approvals);
    ensure(approved.len() >= need, &format!("{} custodians approved, {need} must", approved.len()))
}

fn check_line(answer: &Answer, order: &Order, trusted: &Trusted) -> Result<(), String> {
    let number = Number::parse(&order.number).map_err(|error| error.to_string())?;
    let parts = answer.parts.iter().map(EvaluationPart::try_from).collect::<Result<Vec<_>, _>>();
    let parts = parts.map_err(|error| error.to_string())?;
    let output = combine_clear(trusted.key(Purpose::Line), &number.evaluation_input(), &parts)
        .map_err(|error| error.to_string())?;
    let token = LineToken::from_output(&output);
    ensure(answer.line_token.0 == token.as_bytes(), "the parts prove another line than the answer shows")
}

fn check_history(answer: &Answer, order: &Order, trusted: &Trusted, proofs: &[Proven]) -> Result<History, String> {
    let history: History = open_registrars(trusted, &answer.history).map_err(|error| error.to_string())?;
    let fits = history.register == trusted.list().register
        && history.audience == answer.receiver
        && history.request == answer.request.request
        && history.line == sha256(&answer.line_token.0)
        && history.from == order.from
        && history.to == order.to;
    ensure(fits, "the history is of another line, time, request or receiver")?;
    ensure(history.copy == answer.copy, "the copy's number is not the one that the registrar counted")?;
    let disclosure = open_promise(trusted, &history.disclosure)?;
    ensure(disclosure.entry.kind == EntryKind::Disclosure, "what was logged of this answer is not a disclosure")?;
    shown_by(proofs, &disclosure)?;
    Ok(history)
}

fn check_record(
    answer: &Answer,
    listed: &HistoryRecord,
    order: &Order,
    (trusted, proofs): (&Trusted, &[Proven]),
) -> Result<(), String> {
    let (promise, event) = open_link(listed, trusted)?;
    shown_by(proofs, &promise)?;
    let record = answer.records.iter().find(|record| record.record == listed.record);
    let record = record.ok_or("the answer leaves out a record of the history")?;
    let shown: BTreeSet<Compartment> = record.compartments.iter().map(|opened| opened.compartment).collect();
    ensure(shown == order.compartments.iter().copied().collect(), "the answer does not show exactly what was ordered")?;
    for opened in &record.compartments {
        check_text(opened, &event)?;
    }
    check_verification(record, listed, &promise, trusted)
}

fn check_text(opened: &OpenedCompartment, event: &LinkEvent) -> Result<(), String> {
    let name = opened.compartment.as_str();
    let place = KEPT.iter().position(|kept| *kept == opened.compartment).ok_or("the compartment is not kept")?;
    let commitment = text_commitment(name, &opened.salt.0, &opened.text.0);
    ensure(event.texts[place] == commitment, &format!("the text of {name} is not the one registered"))?;
    let fields = describe(opened.compartment, &opened.text.0).map_err(|error| error.to_string())?;
    ensure(fields == opened.fields, &format!("the fields shown of {name} are not those of its text"))
}

/// The verifier's signature over the attributes, put together again from the parts that were sealed.
fn check_verification(
    record: &AnswerRecord,
    listed: &HistoryRecord,
    promise: &Promise,
    trusted: &Trusted,
) -> Result<(), String> {
    let subscriber = record.compartments.iter().find(|opened| opened.compartment == Compartment::Subscriber);
    let Some(subscriber) = subscriber else { return Ok(()) };
    let evidence = record.evidence.as_ref().ok_or("the subscriber's text carries no verification")?;
    let verifier = trusted.only(Role::Verifier).ok_or("the trust list names no verifier")?;
    let registrar = trusted.only(Role::Registrar).ok_or("the trust list names no registrar")?;
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
        expires: evidence.issued.saturating_add(lifetime).map_err(|error| error.to_string())?,
    };
    let signature = evidence.signature.array().ok_or("the verifier's signature is not 64 bytes")?;
    let token = attach(&statement, &verifier.id, &signature).map_err(|error| error.to_string())?;
    open::<VerificationStatement>(&token, &verifier.id, &verifier.signing)
        .map(|_| ())
        .map_err(|_| "the verifier did not sign these attributes for this record".to_owned())
}
