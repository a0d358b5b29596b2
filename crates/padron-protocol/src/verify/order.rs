use super::{ensure, open_custodians, open_promise};
use crate::bytes::{Hash32, Uuid};
use crate::http_signature::SKEW_SECONDS;
use crate::jws::{claimed_signer, open};
use crate::log::{Commitments, EntryKind, Promise, Proven, Shown, shown_by};
use crate::messages::order::{Decision, LoggedDecision, MAX_TEXT, Order, RequestPresentation, order_tag};
use crate::problem::{Problem, ProblemType};
use crate::sealed::KEPT;
use crate::trust::{Role, Trusted};
use jiff::{SignedDuration, Timestamp};
use padron_model::{Authorisation, Compartment, Number};
use std::collections::{BTreeMap, BTreeSet};

/// The regime's limits on orders.
#[derive(Clone, Copy)]
pub struct OrderLimits {
    /// The longest time from signature to expiry, in days.
    pub validity_days: i64,
    /// The longest time from signature to the end of the embargo, in days.
    pub embargo_days: i64,
    /// Whether such an order may name each of the compartments that are [`KEPT`].
    pub compartments: [bool; KEPT.len()],
}

impl OrderLimits {
    /// Those of a kind of authorisation.
    pub fn of(rules: &Authorisation) -> Self {
        Self {
            validity_days: rules.validity_days.into(),
            embargo_days: rules.embargo_days.into(),
            compartments: KEPT.map(|compartment| rules.compartments.contains(&compartment)),
        }
    }

    fn allows(&self, compartment: &Compartment) -> bool {
        KEPT.iter().zip(self.compartments).any(|(kept, allowed)| kept == compartment && allowed)
    }
}

/// Under what an order, and all that follows from it, is judged.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub trusted: &'a Trusted,
    pub regime: Hash32,
    /// Known to whoever has the regime's file; an order is not held to them otherwise.
    pub limits: Option<OrderLimits>,
    /// The moment at which the order must have been in force.
    pub at: Timestamp,
}

impl<'a> Terms<'a> {
    /// The terms that held when a request was logged: those of whoever looks at it afterwards.
    pub fn when_logged(trusted: &'a Trusted, request: &Promise) -> Self {
        Self { trusted, regime: request.regime, limits: None, at: request.at }
    }
}

/// An order of which the log shows that it was asked under.
pub struct LoggedRequest {
    pub request: Uuid,
    pub order: Order,
    /// The order as JWS.
    pub token: String,
    /// What the request's entry commits to.
    pub commitments: Commitments,
    pub promise: Promise,
    pub shown: Shown,
}

/// A custodian's approval that the log shows.
pub struct Approval {
    pub custodian: String,
    pub shown: Shown,
}

fn bad_order(what: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemType::BadOrder).detail(what)
}

fn not_logged(what: &str) -> Problem {
    Problem::new(ProblemType::NotLogged).detail(what)
}

/// Reads an order: a court of the trust list signed it, in its own name, for this register.
///
/// # Errors
/// [`ProblemType::BadOrder`].
pub fn read_order(token: &str, trusted: &Trusted) -> Result<Order, Problem> {
    let court = claimed_signer(token).ok_or_else(|| bad_order("the order is not a signed message"))?;
    let court = trusted
        .party_as(&court, Role::Court)
        .ok_or_else(|| bad_order("the order is not signed by a court of the trust list"))?;
    let order: Order = open(token, &court.id, &court.signing).map_err(bad_order)?;
    ensure(order.court == court.id, || bad_order("the order names another court than the one that signed"))?;
    ensure(order.register == trusted.list().register, || bad_order("the order is for another register"))?;
    Ok(order)
}

/// Reads an order that this authority may ask under, and that was in force: every rule that an order is held to.
///
/// # Errors
/// [`ProblemType::BadOrder`] with the rule that is broken; [`ProblemType::OrderExpired`] outside its time.
pub fn check_order(token: &str, authority: &str, terms: &Terms<'_>) -> Result<Order, Problem> {
    let order = read_order(token, terms.trusted)?;
    let soon = terms.at.saturating_add(SignedDuration::from_secs(SKEW_SECONDS)).unwrap_or(terms.at);
    let named = order.compartments.iter().collect::<BTreeSet<_>>().len();
    let lasts = |end: Timestamp, days: fn(&OrderLimits) -> i64| {
        terms.limits.is_none_or(|limits| within(order.issued, end, days(&limits)))
    };
    let rules = [
        (order.regime == terms.regime, "the order is for another regime"),
        (order.authority == authority, "the order is bound to another authority"),
        (Number::parse(&order.number).is_ok(), "the order does not name one valid number"),
        (
            order.from <= order.to && order.to <= soon,
            "the time asked about must have begun before it ends, and have passed",
        ),
        (named > 0 && named == order.compartments.len(), "the order must name each compartment once"),
        (
            order.compartments.iter().all(|compartment| KEPT.contains(compartment)),
            "the order names a compartment that is not kept",
        ),
        (
            terms.limits.is_none_or(|limits| order.compartments.iter().all(|named| limits.allows(named))),
            "the regime does not let such an order name one of its compartments",
        ),
        (
            !order.basis.is_empty() && order.basis.len() <= MAX_TEXT,
            "the order must name its legal basis in at most 500 bytes",
        ),
        (order.case.len() <= MAX_TEXT, "the case reference must have at most 500 bytes"),
        (lasts(order.expires, |limits| limits.validity_days), "the regime does not allow an order to be valid so long"),
        (lasts(order.embargo, |limits| limits.embargo_days), "the regime does not allow an embargo so long"),
    ];
    if let Some((_, what)) = rules.iter().find(|(holds, _)| !holds) {
        return Err(bad_order(what));
    }
    if order.issued > soon || terms.at >= order.expires {
        return Err(Problem::new(ProblemType::OrderExpired)
            .detail(format!("it is in force from {} to {}", order.issued, order.expires)));
    }
    Ok(order)
}

fn within(from: Timestamp, to: Timestamp, days: i64) -> bool {
    let length = to.as_second() - from.as_second();
    (0..=days * 86_400).contains(&length)
}

/// Checks that the log shows a request under this very order.
///
/// # Errors
/// [`ProblemType::NotLogged`] and what [`shown_by`] refuses.
pub fn check_request(
    order: Order,
    presented: &RequestPresentation,
    log: &[Proven],
    trusted: &Trusted,
) -> Result<LoggedRequest, Problem> {
    let promise = open_promise(trusted, &presented.promise)?;
    let RequestPresentation { request, order: token, statistics_nonce, event_nonce, .. } = presented;
    let commitments = RequestPresentation::commitments(statistics_nonce, event_nonce, &order, token);
    ensure(promise.entry.kind == EntryKind::Request, || not_logged("the entry is not a request"))?;
    ensure(promise.entry.commitment == commitments.commitment(), || {
        not_logged("the logged request commits to another order")
    })?;
    ensure(promise.entry.tag == Some(order_tag(&order.order)), || {
        not_logged("the logged request is tagged with another order")
    })?;
    let shown = shown_by(log, &promise)?;
    Ok(LoggedRequest { request: *request, order, token: token.clone(), commitments, promise, shown })
}

/// Reads a custodian's decision on a request: which it names, and the commitment of whose entry.
///
/// # Errors
/// [`ProblemType::NotApproved`].
pub fn read_decision(
    token: &str,
    (request, commitment): (&Uuid, &Hash32),
    regime: &Hash32,
    trusted: &Trusted,
) -> Result<Decision, Problem> {
    let bad = |what: &str| Problem::new(ProblemType::NotApproved).field("decision").detail(what);
    let (custodian, decision): (_, Decision) =
        open_custodians(trusted, token, "a decision").map_err(|what| bad(&what))?;
    let fits = decision.register == trusted.list().register
        && decision.regime == *regime
        && trusted.only(Role::Registrar).is_some_and(|registrar| decision.audience == registrar.id)
        && decision.custodian == custodian
        && decision.request == *request
        && decision.commitment == *commitment
        && decision.reason.as_ref().is_none_or(|reason| reason.len() <= MAX_TEXT);
    ensure(fits, || bad("a decision is on another request, register or regime"))?;
    Ok(decision)
}

/// Checks that as many custodians as the trust list asks for have approved this very request, in the log.
///
/// # Errors
/// [`ProblemType::NotApproved`], also for one decision that is not what it is shown as.
pub fn check_approvals(
    request: &LoggedRequest,
    decisions: &[LoggedDecision],
    log: &[Proven],
    terms: &Terms<'_>,
) -> Result<Vec<Approval>, Problem> {
    let mut approved = BTreeMap::new();
    for logged in decisions {
        let on = (&request.request, &request.promise.entry.commitment);
        let decision = read_decision(&logged.decision, on, &terms.regime, terms.trusted)?;
        let promise = open_promise(terms.trusted, &logged.promise)?;
        ensure(promise.entry == decision.entry(&logged.decision), || {
            Problem::new(ProblemType::NotApproved).detail("a decision is not the one that was logged")
        })?;
        let shown = shown_by(log, &promise)?;
        if decision.approved {
            approved.insert(decision.custodian, shown);
        }
    }
    let (have, need) = (approved.len(), usize::from(terms.trusted.list().approvals));
    ensure(have >= need, || {
        Problem::new(ProblemType::NotApproved)
            .detail(format!("{have} custodians have approved in the log, {need} must"))
    })?;
    Ok(approved.into_iter().map(|(custodian, shown)| Approval { custodian, shown }).collect())
}

#[cfg(test)]
mod tests;
