//! Checking what padron hands out, with the trust list and nothing else.
//!
//! Each rule stands here once: custodians hold an order to it before they release anything, the registrar before it logs a
//! decision, and whoever is given an answer or a receipt afterwards. What a rule gives is what it has seen, of which entry
//! and when, not that it holds.

mod answer;
mod attestation;
mod history;
mod moves;
mod order;
mod receipt;

pub use answer::{ANSWER_VERSION, shown_history, verify_answer};
pub use attestation::check_attestation;
pub use history::{
    LinkedRecord, check_disclosure, check_histories, check_line, check_record, check_terms, check_tickets,
    read_history, read_ticket,
};
pub use moves::{LineMove, OpenedLine, covers, open_line, open_link_of, open_move, open_move_of_batch};
pub use order::{
    Approval, LoggedRequest, OrderLimits, Terms, check_approvals, check_order, check_request, read_decision, read_order,
};
pub use receipt::{ReceiptFacts, verify_receipt};

use crate::jws::{JwsError, Message, claimed_signer, open};
use crate::log::Promise;
use crate::problem::{Problem, ProblemType};
use crate::trust::{Role, Trusted};
use serde::Serialize;

/// What was checked, in the order in which it was.
#[derive(Default, Serialize)]
pub struct Report {
    pub checks: Vec<CheckResult>,
}

#[derive(Serialize)]
pub struct CheckResult {
    /// What is checked: a stable name.
    pub check: &'static str,
    pub holds: bool,
    /// What it means, or what exactly fails.
    pub detail: String,
}

impl Report {
    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|result| result.holds)
    }

    fn note<T>(&mut self, check: &'static str, meaning: &str, result: Result<T, Problem>) -> Option<T> {
        let (holds, detail, value) = match result {
            Ok(value) => (true, meaning.to_owned(), Some(value)),
            Err(problem) => (false, problem.detail.unwrap_or(problem.title), None),
        };
        self.checks.push(CheckResult { check, holds, detail });
        value
    }
}

/// A message that must be the registrar's.
fn open_registrars<M: Message>(trusted: &Trusted, token: &str) -> Result<M, JwsError> {
    let registrar = trusted.only(Role::Registrar).ok_or(JwsError::Header)?;
    open(token, &registrar.id, &registrar.signing)
}

/// A message that must be a custodian's, with that custodian's name: the message must name the same. `what` it is stands
/// in the error.
fn open_custodians<M: Message>(trusted: &Trusted, token: &str, what: &str) -> Result<(String, M), String> {
    let custodian = claimed_signer(token).ok_or_else(|| format!("{what} is not a signed message"))?;
    let party = trusted
        .party_as(&custodian, Role::Custodian)
        .ok_or_else(|| format!("{what} is not signed by a custodian of the trust list"))?;
    let message = open(token, &custodian, &party.signing).map_err(|error| error.to_string())?;
    Ok((custodian, message))
}

/// Reads the registrar's promise that an entry stands in the log; whether it does is for the proofs to show.
///
/// # Errors
/// [`ProblemType::NotLogged`].
pub fn open_promise(trusted: &Trusted, token: &str) -> Result<Promise, Problem> {
    let bad = |what: &str| Problem::new(ProblemType::NotLogged).detail(what);
    let promise: Promise = open_registrars(trusted, token).map_err(|error| bad(&error.to_string()))?;
    ensure(promise.register == trusted.list().register, || bad("the promise is of another register"))?;
    Ok(promise)
}

fn ensure<E>(holds: bool, otherwise: impl FnOnce() -> E) -> Result<(), E> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

#[cfg(test)]
mod tests;
