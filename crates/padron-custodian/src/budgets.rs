//! Blinded evaluation within budgets, and the journal's look-ups, which have one too.

use crate::Custodian;
use crate::ports::{BudgetRows, CustodianTransaction, Outcome, StoreError};
use jiff::Timestamp;
use padron_protocol::messages::evaluation::{EvaluationReply, EvaluationRequest};
use padron_protocol::messages::person::{Access, AccessesReply, AccessesRequest};
use padron_protocol::{Hash32, Problem, ProblemType, sha256_parts};
use padron_threshold::{Epoch, Purpose, evaluate};
use rand_core::CryptoRng;

/// The most lines of one look-up, and accesses of one line.
const LIMIT: usize = 1000;
const JOURNAL: &str = "journal";
const LINE: &str = "line";

/// Blinded elements whose evaluation is paid for.
pub struct Paid {
    purpose: Purpose,
    elements: Vec<[u8; 32]>,
}

impl Paid {
    /// How many elements.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Never true: an empty request is refused.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }
}

impl Custodian {
    /// Reads the elements; what they are evaluated under follows from who asks.
    pub fn read_elements(&self, purpose: Purpose, request: &EvaluationRequest) -> Result<Paid, Problem> {
        let current = self.trusted.key(purpose).epoch();
        if Epoch(request.epoch) != current {
            return Err(Problem::new(ProblemType::WrongEpoch)
                .field("epoch")
                .detail(format!("the current epoch is {}", current.0)));
        }
        let bad = |what: &str| Problem::new(ProblemType::MalformedRequest).field("elements").detail(what);
        let elements = request.elements.chunks32().ok_or_else(|| bad("must be 32 bytes each"))?;
        if elements.is_empty() || elements.len() > padron_threshold::MAX_BATCH {
            return Err(bad("must be 1 to 1024 elements"));
        }
        Ok(Paid { purpose, elements })
    }

    /// Spends the caller's budget for these elements, or refuses.
    pub fn pay(&self, tx: &mut impl CustodianTransaction, caller: &str, paid: &Paid, now: Timestamp) -> Outcome<()> {
        let budgets = &self.trusted.list().budgets;
        let count = paid.elements.len() as u64;
        match paid.purpose {
            Purpose::Line => spend(tx, caller, LINE, count, budgets.line_evaluations, Some(budgets.line_float), now),
            Purpose::Person => spend(tx, caller, "person", count, budgets.person_evaluations, None, now),
            Purpose::Sealing => Ok(Err(ProblemType::Forbidden.into())),
        }
    }

    /// Evaluates what was paid for.
    pub fn evaluate(&self, paid: &Paid, rng: &mut impl CryptoRng) -> Result<EvaluationReply, Problem> {
        let part = evaluate(self.share(paid.purpose), self.trusted.key(paid.purpose), &paid.elements, rng)
            .map_err(|error| Problem::new(ProblemType::MalformedRequest).field("elements").detail(error))?;
        Ok(part.into())
    }

    /// This custodian's own journal of the lines of a signed-in person, without what is under embargo.
    pub fn journal(
        &self,
        tx: &mut impl CustodianTransaction,
        verifier: &str,
        request: &AccessesRequest,
        now: Timestamp,
    ) -> Outcome<AccessesReply> {
        if request.lines.len() > LIMIT {
            return Ok(Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {LIMIT} lines at once"))));
        }
        let cap = self.trusted.list().budgets.journal_lookups;
        if let Err(problem) = spend(tx, verifier, JOURNAL, request.lines.len() as u64, cap, None, now)? {
            return Ok(Err(problem));
        }
        let mut lines = Vec::with_capacity(request.lines.len());
        for token in &request.lines {
            let rows = tx.accesses(&journal_key(&token.0), LIMIT)?;
            let told = rows.into_iter().filter(|row| row.embargo <= now);
            lines.push(
                told.map(|row| Access {
                    request: row.request,
                    authority: row.authority,
                    court: Some(row.court),
                    at: row.at,
                })
                .collect(),
            );
        }
        Ok(Ok(AccessesReply { lines }))
    }
}

/// The journal's key of a line.
pub(crate) fn journal_key(token: &[u8]) -> Hash32 {
    sha256_parts("padron custodian journal", &[token])
}

/// Matches an operator's evaluations of today with links that were counted in the log. A link matches an evaluation that
/// was made, never one that is to come: links from before this custodian was there give no credit.
pub(crate) fn credit(tx: &mut impl BudgetRows, operator: &str, links: u64, now: Timestamp) -> Result<(), StoreError> {
    let day = today(tx, now)?;
    let spent = tx.spent(operator, LINE, day)?;
    match links.min(spent.used.saturating_sub(spent.matched)) {
        0 => Ok(()),
        matched => tx.add_matched(operator, LINE, day, matched),
    }
}

fn today(tx: &mut impl BudgetRows, now: Timestamp) -> Result<i64, StoreError> {
    Ok(now.as_second().div_euclid(86_400).max(tx.newest_day()?))
}

fn spend(
    tx: &mut impl BudgetRows,
    caller: &str,
    purpose: &str,
    count: u64,
    cap: u64,
    float: Option<u64>,
    now: Timestamp,
) -> Outcome<()> {
    let day = today(tx, now)?;
    let spent = tx.spent(caller, purpose, day)?;
    let refuse = |what: String| Ok(Err(Problem::new(ProblemType::BudgetExhausted).detail(what)));
    if spent.used.saturating_add(count) > cap {
        return refuse(format!("{} of today's {cap} are used; the day ends at 00:00 UTC", spent.used));
    }
    let unmatched = spent.used.saturating_add(count).saturating_sub(spent.matched);
    if float.is_some_and(|float| unmatched > float) {
        return refuse(format!(
            "{unmatched} evaluations of today would have no link in the log; submit what was evaluated first"
        ));
    }
    tx.spend(caller, purpose, day, count)?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
