use super::moves::{LineMove, covers, open_move};
use super::order::{LoggedRequest, Terms};
use super::{ensure, open_custodians, open_promise};
use crate::bytes::Hash32;
use crate::log::{Proven, Shown, line_hash, shown_by};
use crate::messages::evaluation::{BadParts, EvaluationReply, combine_clear_replies};
use crate::messages::opening::{History, HistoryRecord, LineHistory, OpenedMove, Ticket, TicketTerms};
use crate::messages::order::Order;
use crate::problem::{Problem, ProblemType};
use crate::trust::{Role, Trusted};
use padron_model::Number;
use padron_threshold::{LineToken, Purpose};
use std::collections::BTreeSet;

fn not_covered(what: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemType::NotCovered).detail(what)
}

/// The token of the ordered line, if enough custodians' parts prove that it is the evaluation of the order's number.
///
/// # Errors
/// [`BadParts`] says whose part does not hold, where one is to blame.
pub fn check_line(order: &Order, parts: &[EvaluationReply], trusted: &Trusted) -> Result<LineToken, BadParts> {
    let number = Number::parse(&order.number)
        .map_err(|_| BadParts { custodian: None, problem: ProblemType::BadOrder.into() })?;
    let output = combine_clear_replies(trusted.key(Purpose::Line), &number.evaluation_input(), parts)?;
    Ok(LineToken::from_output(&output))
}

/// The terms on which enough custodians agree in their tickets: each is one custodian's, for this register, and they say
/// the same. A ticket in the future or the past of `at` is not taken where a moment is given.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn check_tickets(
    tokens: &[String],
    regime: &Hash32,
    at: Option<jiff::Timestamp>,
    trusted: &Trusted,
) -> Result<TicketTerms, Problem> {
    let mut signers = BTreeSet::new();
    let mut agreed: Option<TicketTerms> = None;
    for token in tokens {
        let ticket = read_ticket(token, regime, trusted)?;
        ensure(at.is_none_or(|at| at < ticket.expires), || not_covered("a ticket has run out"))?;
        let same = agreed.as_ref().is_none_or(|terms| *terms == ticket.terms);
        ensure(same, || not_covered("the tickets do not say the same"))?;
        signers.insert(ticket.custodian);
        agreed = Some(ticket.terms);
    }
    quorum(signers.len(), "tickets", trusted)?;
    agreed.ok_or_else(|| not_covered("there is no ticket"))
}

/// Reads one custodian's ticket.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn read_ticket(token: &str, regime: &Hash32, trusted: &Trusted) -> Result<Ticket, Problem> {
    let (custodian, ticket): (_, Ticket) = open_custodians(trusted, token, "a ticket").map_err(not_covered)?;
    let fits = ticket.register == trusted.list().register
        && ticket.regime == *regime
        && trusted.only(Role::Registrar).is_some_and(|registrar| registrar.id == ticket.audience)
        && ticket.custodian == custodian;
    ensure(fits, || not_covered("a ticket is for another register, regime or registrar"))?;
    Ok(ticket)
}

/// Checks that terms are those of an order and its request, and no wider.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn check_terms(terms: &TicketTerms, request: &LoggedRequest) -> Result<(), Problem> {
    let order = &request.order;
    let fits = terms.authority == order.authority
        && terms.request == request.request
        && terms.from == order.from
        && terms.to == order.to
        && terms.compartments == order.compartments
        && terms.embargo == order.embargo;
    ensure(fits, || not_covered("the ticket is for another request, time, compartments or embargo than the order's"))
}

/// Checks that the log shows the disclosure that these terms allow, and no other.
///
/// # Errors
/// [`ProblemType::NotCovered`], and what [`shown_by`] refuses.
pub fn check_disclosure(
    promise: &str,
    terms: &TicketTerms,
    log: &[Proven],
    trusted: &Trusted,
) -> Result<Shown, Problem> {
    let promise = open_promise(trusted, promise)?;
    ensure(promise.entry == terms.disclosure(), || not_covered("the entry is not the disclosure of this ticket"))?;
    Ok(shown_by(log, &promise)?)
}

/// Reads one custodian's word on a line's history.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn read_history(token: &str, audience: &str, regime: &Hash32, trusted: &Trusted) -> Result<History, Problem> {
    let (custodian, history): (_, History) = open_custodians(trusted, token, "a history").map_err(not_covered)?;
    let fits = history.register == trusted.list().register
        && history.regime == *regime
        && history.audience == audience
        && history.custodian == custodian;
    ensure(fits, || not_covered("a history is for another register, regime or receiver"))?;
    Ok(history)
}

/// The history on which enough custodians agree: of this request, this line, and a checkpoint that the log shows.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn check_histories(
    tokens: &[String],
    request: &LoggedRequest,
    line: &LineToken,
    log: &[Proven],
    terms: &Terms<'_>,
) -> Result<LineHistory, Problem> {
    let mut signers = BTreeSet::new();
    let mut agreed: Option<LineHistory> = None;
    for token in tokens {
        let history = read_history(token, &request.order.authority, &terms.regime, terms.trusted)?;
        let same = agreed.as_ref().is_none_or(|agreed| *agreed == history.history);
        ensure(same, || not_covered("the custodians do not agree on the line's history"))?;
        signers.insert(history.custodian);
        agreed = Some(history.history);
    }
    quorum(signers.len(), "histories", terms.trusted)?;
    let history = agreed.ok_or_else(|| not_covered("there is no history"))?;
    check_terms(&history.ticket, request)?;
    ensure(history.ticket.line == line_hash(line), || not_covered("the history is of another line"))?;
    let shown = log
        .iter()
        .any(|proven| proven.checkpoint().size == history.size && proven.checkpoint().root.0 == history.root.0);
    ensure(shown, || not_covered("the history is of another log than the checkpoints shown"))?;
    Ok(history)
}

fn quorum(have: usize, what: &str, trusted: &Trusted) -> Result<(), Problem> {
    let need = usize::from(trusted.key(Purpose::Line).threshold());
    ensure(have >= need, || not_covered(format!("{have} custodians have signed {what}, {need} must")))
}

/// A record of a history, and that the log shows the link that it came from.
pub struct LinkedRecord {
    pub link: LineMove,
    pub shown: Shown,
}

/// Checks that a record of a history covers the time asked, and that the log shows its link: of this line, at this entry,
/// signed by this operator.
///
/// # Errors
/// [`ProblemType::NotCovered`], and what [`open_move`] and [`shown_by`] refuse.
pub fn check_record(
    listed: &HistoryRecord,
    shown: &OpenedMove,
    line: &LineToken,
    order: &Order,
    (log, trusted): (&[Proven], &Trusted),
) -> Result<LinkedRecord, Problem> {
    let link = open_move(shown, &line_hash(line), trusted)?;
    let fits = link.promise.index == listed.index
        && link.record() == listed.record
        && link.mover() == listed.operator
        && link.at == listed.from;
    ensure(fits, || not_covered("the link shown is not that of the record in the history"))?;
    let shown = shown_by(log, &link.promise)?;
    ensure(covers(listed, order.from, order.to), || not_covered("the record does not cover the time asked"))?;
    Ok(LinkedRecord { link, shown })
}
