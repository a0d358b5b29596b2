use super::order::{LoggedRequest, Terms};
use super::receipt::halves_of;
use super::{ensure, open_promise, open_registrars};
use crate::bytes::sha256;
use crate::log::{EntryKind, LinkEvent, Promise, Proven, Shown, shown_by};
use crate::messages::evaluation::{BadParts, EvaluationReply, combine_clear_replies};
use crate::messages::order::{History, HistoryRecord, Order};
use crate::problem::{Problem, ProblemType};
use crate::trust::Trusted;
use padron_model::Number;
use padron_threshold::{LineToken, Purpose};

/// The registrar's word on a line, and that the log shows its disclosure.
pub struct DisclosedHistory {
    pub history: History,
    pub disclosure: Shown,
}

/// A record of a history, and that the log shows the link that it came from.
pub struct LinkedRecord {
    pub promise: Promise,
    pub event: LinkEvent,
    pub shown: Shown,
}

fn not_covered(what: &str) -> Problem {
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

/// The registrar's word on a line, its signature checked and nothing else.
///
/// # Errors
/// [`ProblemType::NotCovered`].
pub fn read_history(token: &str, trusted: &Trusted) -> Result<History, Problem> {
    open_registrars(trusted, token).map_err(|error| not_covered(&error.to_string()))
}

/// Checks that a history is the registrar's, of this line, time and request, and that its disclosure was logged.
///
/// # Errors
/// [`ProblemType::NotCovered`], and what [`shown_by`] refuses.
pub fn check_history(
    token: &str,
    request: &LoggedRequest,
    line: &LineToken,
    log: &[Proven],
    terms: &Terms<'_>,
) -> Result<DisclosedHistory, Problem> {
    let history = read_history(token, terms.trusted)?;
    let order = &request.order;
    let fits = history.register == terms.trusted.list().register
        && history.regime == terms.regime
        && history.audience == order.authority
        && history.request == request.request
        && history.line == sha256(line.as_bytes())
        && history.from == order.from
        && history.to == order.to;
    ensure(fits, || not_covered("the history is of another line, time, request or receiver"))?;
    let disclosure = open_promise(terms.trusted, &history.disclosure)?;
    ensure(disclosure.entry.kind == EntryKind::Disclosure, || not_covered("the disclosure is not in the log"))?;
    let disclosure = shown_by(log, &disclosure)?;
    Ok(DisclosedHistory { history, disclosure })
}

/// The event of a record's link, if the registrar's promise shows that the log's entry commits to it. Whether the log
/// has the entry is for the proofs to show.
///
/// # Errors
/// [`ProblemType::NotLogged`].
pub fn open_link(listed: &HistoryRecord, trusted: &Trusted) -> Result<(Promise, LinkEvent), Problem> {
    let bad = |what: &str| Problem::new(ProblemType::NotLogged).detail(what);
    let promise = open_promise(trusted, &listed.promise)?;
    let commitments = halves_of(&promise, Some((&listed.event.nonce.0, &listed.event.bytes.0)));
    ensure(promise.entry.kind == EntryKind::Link, || bad("the entry is not a link"))?;
    ensure(commitments.map(|commitments| commitments.commitment()) == Some(promise.entry.commitment), || {
        bad("the link's entry commits to another event")
    })?;
    let event = LinkEvent::decode(&listed.event.bytes.0).map_err(|error| bad(&error.to_string()))?;
    ensure(&event.record == listed.record.as_bytes(), || bad("the link is of another record"))?;
    ensure(event.at().is_ok_and(|at| at == listed.from), || bad("the link began at another time"))?;
    Ok((promise, event))
}

/// Checks that a record of a history covers the time asked, and that the log shows its link.
///
/// # Errors
/// [`ProblemType::NotCovered`], and what [`open_link`] and [`shown_by`] refuse.
pub fn check_record(
    listed: &HistoryRecord,
    order: &Order,
    log: &[Proven],
    trusted: &Trusted,
) -> Result<LinkedRecord, Problem> {
    let (promise, event) = open_link(listed, trusted)?;
    let shown = shown_by(log, &promise)?;
    let covers = listed.from <= order.to && listed.to.is_none_or(|to| to >= order.from);
    ensure(covers, || not_covered("the record does not cover the time asked"))?;
    Ok(LinkedRecord { promise, event, shown })
}
