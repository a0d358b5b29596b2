use super::history::{
    LinkedRecord, check_disclosure, check_histories, check_record, check_terms, check_tickets, read_history,
};
use super::order::{LoggedRequest, Terms, check_approvals, check_order, check_request, read_order};
use super::{Report, ensure, open_promise};
use crate::bytes::sha256;
use crate::describe::describe;
use crate::jws::{attach, open};
use crate::log::{LineEvent, LogProofs, Promise, Proven, line_hash, text_commitment};
use crate::messages::answer::{Answer, AnswerEvidence, AnswerRecord, NOTICE, OpenedCompartment};
use crate::messages::opening::{HistoryRecord, LineHistory, TicketTerms};
use crate::messages::order::Order;
use crate::messages::verification::{VerificationStatement, attributes_hash, number_hash};
use crate::problem::{Problem, ProblemType};
use crate::sealed::KEPT;
use crate::trust::{Role, Trusted};
use padron_model::{Compartment, LineDetails, Number};
use padron_threshold::LineToken;
use padron_tlog::Window;
use std::collections::BTreeSet;

/// The form of answers.
pub const ANSWER_VERSION: u8 = 2;

/// Checks an answer: that a court ordered it, that it was logged and approved, that custodians found the line's history
/// whole, that exactly its records are shown, and that every text is what was registered then, of this number. The rules
/// are those that custodians held the order to, at the time when the request was logged.
pub fn verify_answer(answer: &Answer, trusted: &Trusted) -> Report {
    let mut report = Report::default();
    let meaning = "enough witnesses have cosigned the log that shows all of this";
    let Some(log) = report.note("witnesses", meaning, open_proofs(&answer.proofs, trusted)) else { return report };
    let Some(request) = note_request(&mut report, answer, trusted, &log) else { return report };
    let terms = Terms::when_logged(trusted, &request.promise);
    let approvals = check_approvals(&request, &answer.decisions, &log, &terms);
    report.note("approvals", "enough custodians approved this request, in the log", approvals);
    let line = check_shown_line(answer, &request, &terms);
    let meaning = "enough custodians evaluated the ordered number: it is this line";
    let Some((line, ticket)) = report.note("line", meaning, line) else { return report };
    let disclosed = check_disclosure(&answer.disclosure, &ticket, &log, trusted);
    report.note("disclosure", "the log shows that this copy was disclosed", disclosed);
    let history = check_shown_history(answer, &request, (&line, &ticket), &log, &terms);
    let meaning = "enough custodians looked the line up in their own copies of the log";
    let Some(history) = report.note("history", meaning, history) else { return report };
    note_whole(&mut report, answer, &history);
    for (listed, record) in history.records.iter().zip(&answer.records) {
        let shown = ShownRecord { listed, record, line: &line, order: &request.order };
        let meaning = "the texts are what was registered for this number, and who verified the holder";
        report.note("text", meaning, shown.check((&log, trusted)));
    }
    report
}

/// The history that an answer brings, as its first custodian signed it: to be shown beside what
/// [`verify_answer`] says of it.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn shown_history(answer: &Answer, trusted: &Trusted) -> Result<LineHistory, Problem> {
    let promise = open_promise(trusted, &answer.request.promise)?;
    let first = answer.histories.first().ok_or_else(|| unfounded("the answer brings no history of the line"))?;
    Ok(read_history(first, &answer.receiver, &promise.regime, trusted)?.history)
}

/// Whether custodians found the history whole, and the answer shows exactly its records.
fn note_whole(report: &mut Report, answer: &Answer, history: &LineHistory) {
    let whole = match history.faults.first() {
        None => Ok(()),
        Some(fault) => Err(unfounded(format!(
            "{} of the line's moves are at fault, the first at place {} ({}{}): the registrar must explain them, and until \
             it has, other records may be missing",
            history.faults.len(),
            fault.place,
            fault.fault.as_str(),
            fault.index.map_or_else(String::new, |index| format!(", entry {index}")),
        ))),
    };
    report.note("whole", "the log has no other move of this line", whole);
    let same = history.records.iter().map(|listed| listed.record).eq(answer.records.iter().map(|shown| shown.record));
    let meaning = if history.records.is_empty() {
        "the line was registered to nobody at that time"
    } else {
        "the answer shows exactly the records of that time, each once"
    };
    let records = ensure(same, || unfounded("the answer shows other records than the line's history"));
    report.note(if history.records.is_empty() { "nobody" } else { "records" }, meaning, records);
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
    ensure(answer.version == ANSWER_VERSION, || unfounded(known))?;
    ensure(answer.notice == NOTICE, || unfounded("the notice is not the one that every answer carries"))
}

fn check_shown_line(
    answer: &Answer,
    request: &LoggedRequest,
    terms: &Terms<'_>,
) -> Result<(LineToken, TicketTerms), Problem> {
    let ticket = check_tickets(&answer.tickets, &terms.regime, None, terms.trusted)?;
    check_terms(&ticket, request)?;
    ensure(ticket.copy == answer.copy, || unfounded("the tickets are for another copy"))?;
    let token = answer.line_token.array().ok_or_else(|| unfounded("the line's token is not 32 bytes"))?;
    let line = LineToken::from_bytes(token);
    ensure(line_hash(&line) == ticket.line, || unfounded("the tickets are for another line than the answer shows"))?;
    Ok((line, ticket))
}

fn check_shown_history(
    answer: &Answer,
    request: &LoggedRequest,
    (line, ticket): (&LineToken, &TicketTerms),
    log: &[Proven],
    terms: &Terms<'_>,
) -> Result<LineHistory, Problem> {
    let history = check_histories(&answer.histories, request, line, log, terms)?;
    ensure(history.ticket == *ticket, || unfounded("the history was looked for under another ticket"))?;
    Ok(history)
}

/// A record of the answer beside the one that the history has in its place.
struct ShownRecord<'a> {
    listed: &'a HistoryRecord,
    record: &'a AnswerRecord,
    line: &'a LineToken,
    order: &'a Order,
}

impl ShownRecord<'_> {
    fn check(&self, seen: (&[Proven], &Trusted)) -> Result<(), Problem> {
        let Self { listed, record, line, order } = self;
        let LinkedRecord { link, .. } = check_record(listed, &record.link, line, order, seen)?;
        let shown = record.compartments.iter().map(|opened| opened.compartment);
        ensure(shown.clone().count() == order.compartments.len(), || {
            unfounded("the answer does not show each ordered compartment once")
        })?;
        ensure(shown.collect::<BTreeSet<Compartment>>() == order.compartments.iter().copied().collect(), || {
            unfounded("the answer does not show exactly what was ordered")
        })?;
        for opened in &record.compartments {
            self.check_text(opened, &link.event)?;
        }
        self.check_verification(&link.promise, &link.event, seen.1)
    }

    fn check_text(&self, opened: &OpenedCompartment, event: &LineEvent) -> Result<(), Problem> {
        let name = opened.compartment.as_str();
        let place = KEPT
            .iter()
            .position(|kept| *kept == opened.compartment)
            .ok_or_else(|| unfounded("the compartment is not kept"))?;
        let commitment = text_commitment(name, &opened.salt.0, &opened.text.0);
        ensure(event.moved.commitments[place] == commitment, || {
            unfounded(format!("the text of {name} is not the one registered"))
        })?;
        let fields = describe(opened.compartment, &opened.text.0).map_err(unfounded)?;
        ensure(fields == opened.fields, || unfounded(format!("the fields shown of {name} are not those of its text")))?;
        if opened.compartment == Compartment::Line {
            let details = LineDetails::decode(&opened.text.0).map_err(unfounded)?;
            ensure(details.number.e164() == self.order.number, || {
                unfounded("the text is of another number than the order's")
            })?;
            ensure(details.operator.as_str() == self.listed.operator, || {
                unfounded("the text names another operator than the link")
            })?;
        }
        Ok(())
    }

    /// The verifier's signature over attributes and number, put together again from the parts that were sealed.
    fn check_verification(&self, promise: &Promise, event: &LineEvent, trusted: &Trusted) -> Result<(), Problem> {
        let AnswerEvidence { strength, issued, expires, attributes, number_salt, slots, signature } =
            &self.record.evidence;
        let mut opened = self.record.compartments.iter();
        if let Some(subscriber) = opened.find(|opened| opened.compartment == Compartment::Subscriber) {
            let shown = attributes_hash(&subscriber.salt.0, &subscriber.text.0);
            ensure(shown == *attributes, || unfounded("the holder shown is not the one who was verified"))?;
        }
        let verifier = trusted.only(Role::Verifier).ok_or_else(|| unfounded("the trust list names no verifier"))?;
        let registrar = trusted.only(Role::Registrar).ok_or_else(|| unfounded("the trust list names no registrar"))?;
        let number = Number::parse(&self.order.number).map_err(unfounded)?;
        let statement = VerificationStatement {
            register: trusted.list().register.clone(),
            regime: promise.regime,
            audience: registrar.id.clone(),
            operator: self.listed.operator.clone(),
            record: self.listed.record,
            strength: *strength,
            attributes: *attributes,
            number: number_hash(&number_salt.0, &number),
            slots: *slots,
            evaluators: promise.entry.evaluators.unwrap_or_default().person,
            issued: *issued,
            expires: *expires,
        };
        let signature = signature.array().ok_or_else(|| unfounded("the verifier's signature is not 64 bytes"))?;
        let token = attach(&statement, &verifier.id, &signature).map_err(unfounded)?;
        open::<VerificationStatement>(&token, &verifier.id, &verifier.signing)
            .map_err(|_| unfounded("the verifier did not sign these attributes for this number and record"))?;
        ensure(sha256(token.as_bytes()) == event.moved.verification, || {
            unfounded("the link was made with another verification")
        })
    }
}

fn unfounded(what: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemType::NotCovered).detail(what)
}
