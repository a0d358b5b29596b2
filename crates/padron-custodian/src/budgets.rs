//! Blinded evaluation within budgets.

use crate::Custodian;
use crate::ports::{BudgetRows, CustodianTransaction, LogStates, Outcome, Spent, StoreError};
use jiff::Timestamp;
use padron_protocol::messages::evaluation::{EvaluationReply, EvaluationRequest};
use padron_protocol::{Problem, ProblemType};
use padron_threshold::{Epoch, Purpose, evaluate};
use rand_core::CryptoRng;

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
            Purpose::Line => {
                let float = Float { most: budgets.line_float, drain: budgets.line_drain };
                spend(tx, (caller, LINE), count, (budgets.line_evaluations, Some(float)), now)
            }
            Purpose::Person => spend(tx, (caller, "person"), count, (budgets.person_evaluations, None), now),
            Purpose::Sealing => Ok(Err(ProblemType::Forbidden.into())),
        }
    }

    /// Evaluates what was paid for.
    pub fn evaluate(&self, paid: &Paid, rng: &mut impl CryptoRng) -> Result<EvaluationReply, Problem> {
        let part = evaluate(self.share(paid.purpose), self.trusted.key(paid.purpose), &paid.elements, rng)
            .map_err(|error| Problem::new(ProblemType::MalformedRequest).field("elements").detail(error))?;
        Ok(part.into())
    }
}

/// How much may be unmatched, and how much of it is forgiven a day.
#[derive(Clone, Copy)]
pub(crate) struct Float {
    most: u64,
    drain: u64,
}

/// How far ahead of the witnesses' newest word the budget's clock may be, in seconds: a clock that is set ahead must not
/// refill a year's budget at once. A week, so that links go on while witnesses are away.
const AHEAD: i64 = 7 * 86_400;

/// Matches an operator's evaluations with links that were counted in the log. A link matches an evaluation that was made,
/// never one that is to come: links from before this custodian was there give no credit.
pub(crate) fn credit(
    tx: &mut (impl BudgetRows + LogStates),
    operator: &str,
    links: u64,
    drain: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let day = today(tx, now)?;
    let spent = opened(tx, (operator, LINE), day, drain)?;
    match links.min(spent.unmatched()) {
        0 => Ok(()),
        matched => {
            tx.begin_day(operator, LINE, day, spent.carried)?;
            tx.add_matched(operator, LINE, day, matched)
        }
    }
}

/// The budget's day: never before one on which something was spent, nor before what witnesses have said, nor far ahead of
/// it.
fn today(tx: &mut (impl BudgetRows + LogStates), now: Timestamp) -> Result<i64, StoreError> {
    let now = now.as_second();
    let now = tx.newest_mark()?.map_or(now, |mark| now.clamp(mark.time, mark.time.saturating_add(AHEAD)));
    Ok(now.div_euclid(86_400).max(tx.newest_day()?))
}

/// What is used of a day, with what is carried over into one that has not begun.
fn opened(
    tx: &mut impl BudgetRows,
    (caller, purpose): (&str, &str),
    day: i64,
    drain: u64,
) -> Result<Spent, StoreError> {
    let spent = tx.spent(caller, purpose, day)?;
    if spent != Spent::default() {
        return Ok(spent);
    }
    let Some((before, earlier)) = tx.spent_before(caller, purpose, day)? else { return Ok(spent) };
    let forgiven = drain.saturating_mul(day.abs_diff(before));
    Ok(Spent { carried: earlier.unmatched().saturating_sub(forgiven), ..spent })
}

/// Spends so many of a caller's budget of the day, or refuses.
pub(crate) fn spend(
    tx: &mut (impl BudgetRows + LogStates),
    (caller, purpose): (&str, &str),
    count: u64,
    (cap, float): (u64, Option<Float>),
    now: Timestamp,
) -> Outcome<()> {
    let day = today(tx, now)?;
    let spent = opened(tx, (caller, purpose), day, float.map_or(0, |float| float.drain))?;
    let refuse = |what: String| Ok(Err(Problem::new(ProblemType::BudgetExhausted).detail(what)));
    if spent.used.saturating_add(count) > cap {
        return refuse(format!("{} of today's {cap} are used; the day ends at 00:00 UTC", spent.used));
    }
    let unmatched = spent.unmatched().saturating_add(count);
    if float.is_some_and(|float| unmatched > float.most) {
        return refuse(format!(
            "{unmatched} evaluations would have no link in the log; submit what was evaluated first, or wait: some are \
             forgiven every day"
        ));
    }
    if float.is_some() {
        tx.begin_day(caller, purpose, day, spent.carried)?;
    }
    tx.spend(caller, purpose, day, count)?;
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
