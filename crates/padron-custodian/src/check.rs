//! The checks that every step under an order begins with: from the court's signature to the log.

use crate::Custodian;
use crate::proofs::{Agreed, Dated};
use jiff::{SignedDuration, Timestamp};
use padron_model::{Compartment, Number};
use padron_protocol::http_signature::SKEW_SECONDS;
use padron_protocol::jws::{claimed_signer, open};
use padron_protocol::log::{EntryKind, Promise};
use padron_protocol::messages::order::{
    Decision, LoggedDecision, MAX_TEXT, Order, RequestFile, RequestPresentation, decision_halves,
};
use padron_protocol::sealed::KEPT;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType, Uuid};
use std::collections::BTreeSet;

/// An order that holds, with its request's commitment.
pub(crate) struct CheckedOrder {
    pub(crate) order: Order,
    pub(crate) token: String,
    pub(crate) promise: Promise,
    /// The entries that it rests on.
    pub(crate) dated: Vec<Dated>,
}

impl Custodian {
    pub(crate) fn read_promise(&self, token: &str) -> Result<Promise, Problem> {
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let promise: Promise =
            open(token, &registrar.id, &registrar.signing).map_err(|error| not_logged(&error.to_string()))?;
        (promise.register == self.register())
            .then_some(promise)
            .ok_or_else(|| not_logged("the promise is of another register"))
    }

    /// Checks an order and that its request is in the log.
    pub(crate) fn check_presentation(
        &self,
        authority: &str,
        request: &Uuid,
        shown: &RequestPresentation,
        proofs: &Agreed,
        now: Timestamp,
    ) -> Result<CheckedOrder, Problem> {
        let order = self.check_order(authority, &shown.order, now)?;
        if shown.request != *request {
            return Err(not_logged("the presentation is of another request"));
        }
        let promise = self.read_promise(&shown.promise)?;
        let halves = RequestPresentation::halves(&shown.statistics_nonce, &shown.event_nonce, &order, &shown.order);
        if promise.entry.kind != EntryKind::Request || promise.entry.commitment != halves.commitment() {
            return Err(not_logged("the logged request commits to another order"));
        }
        let dated = vec![proofs.shows(&promise)?];
        Ok(CheckedOrder { order, token: shown.order.clone(), promise, dated })
    }

    fn check_order(&self, authority: &str, token: &str, now: Timestamp) -> Result<Order, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::BadOrder).detail(what);
        let court = claimed_signer(token).ok_or_else(|| bad("the order is not a signed message"))?;
        let court = self
            .trusted
            .party_as(&court, Role::Court)
            .ok_or_else(|| bad("it is not signed by a court of the trust list"))?;
        let order: Order = open(token, &court.id, &court.signing).map_err(|error| bad(&error.to_string()))?;
        let named = order.compartments.iter().collect::<BTreeSet<_>>().len();
        let rules = [
            (order.court == court.id, "the order names another court than the one that signed"),
            (order.register == self.register(), "the order is for another register"),
            (order.regime == self.trusted.list().regime, "the order is for another regime"),
            (order.authority == authority, "the order is bound to another authority"),
            (Number::parse(&order.number).is_ok(), "the order does not name one valid number"),
            (
                order.from <= order.to && order.to <= now.saturating_add(SKEW).unwrap_or(now),
                "the time asked about must have begun before it ends, and have passed",
            ),
            (named > 0 && named == order.compartments.len(), "the order must name each compartment once"),
            (
                order.compartments.iter().all(|compartment| KEPT.contains(compartment)),
                "the order names a compartment that is not kept",
            ),
            (
                !order.basis.is_empty() && order.basis.len() <= MAX_TEXT,
                "the order must name its legal basis in at most 500 bytes",
            ),
            (order.case.len() <= MAX_TEXT, "the case reference must have at most 500 bytes"),
            (
                within(order.issued, order.expires, self.limits.validity_days),
                "the regime does not allow an order to be valid so long",
            ),
            (
                within(order.issued, order.embargo, self.limits.embargo_days),
                "the regime does not allow an embargo so long",
            ),
        ];
        if let Some((_, what)) = rules.iter().find(|(holds, _)| !holds) {
            return Err(bad(what));
        }
        if order.issued > now.saturating_add(SKEW).unwrap_or(now) || now >= order.expires {
            return Err(Problem::new(ProblemType::OrderExpired)
                .detail(format!("it is in force from {} to {}", order.issued, order.expires)));
        }
        Ok(order)
    }

    /// Checks that enough custodians have approved this very request, in the log.
    pub(crate) fn check_approvals(
        &self,
        order: &mut CheckedOrder,
        request: &Uuid,
        file: &RequestFile,
        proofs: &Agreed,
    ) -> Result<(), Problem> {
        let mut approved = BTreeSet::new();
        for logged in &file.decisions {
            if let Some((custodian, dated)) = self.approval(order, request, logged, proofs)? {
                approved.insert(custodian);
                order.dated.push(dated);
            }
        }
        let need = usize::from(self.trusted.list().approvals);
        if approved.len() < need {
            return Err(Problem::new(ProblemType::NotApproved)
                .detail(format!("{} custodians have approved in the log, {need} must", approved.len())));
        }
        Ok(())
    }

    fn approval(
        &self,
        order: &CheckedOrder,
        request: &Uuid,
        logged: &LoggedDecision,
        proofs: &Agreed,
    ) -> Result<Option<(String, Dated)>, Problem> {
        let token = &logged.decision;
        let bad = |what: &str| Problem::new(ProblemType::NotApproved).detail(what);
        let custodian = claimed_signer(token).ok_or_else(|| bad("a decision is not a signed message"))?;
        let party = self
            .trusted
            .party_as(&custodian, Role::Custodian)
            .ok_or_else(|| bad("a decision is not signed by a custodian"))?;
        let decision: Decision = open(token, &custodian, &party.signing).map_err(|error| bad(&error.to_string()))?;
        let fits = decision.register == self.register()
            && decision.custodian == custodian
            && decision.request == *request
            && decision.commitment == order.promise.entry.commitment;
        if !fits {
            return Err(bad("a decision is on another request"));
        }
        if !decision.approved {
            return Ok(None);
        }
        let promise = self.read_promise(&logged.promise)?;
        let entry = &promise.entry;
        let fits = entry.kind == EntryKind::Approval
            && entry.actor.as_deref() == Some(&custodian)
            && entry.commitment == decision_halves(token).commitment();
        if !fits {
            return Err(bad("an approval is not the one that was logged"));
        }
        Ok(Some((custodian, proofs.shows(&promise)?)))
    }

    pub(crate) fn check_named(
        order: &Order,
        compartments: impl IntoIterator<Item = Compartment>,
    ) -> Result<(), Problem> {
        match compartments.into_iter().find(|compartment| !order.compartments.contains(compartment)) {
            None => Ok(()),
            Some(other) => Err(Problem::new(ProblemType::NotCovered)
                .field(other.as_str())
                .detail("the order does not name this compartment")),
        }
    }
}

const SKEW: SignedDuration = SignedDuration::from_secs(SKEW_SECONDS);

fn within(from: Timestamp, to: Timestamp, days: i64) -> bool {
    let length = to.as_second() - from.as_second();
    (0..=days * 86_400).contains(&length)
}

fn not_logged(what: &str) -> Problem {
    Problem::new(ProblemType::NotLogged).detail(what)
}
