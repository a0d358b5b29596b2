//! Blinded evaluation within budgets.

use crate::Custodian;
use crate::ports::{BudgetRows, CustodianTransaction, LogStates, Outcome, Spent, StoreError};
use jiff::Timestamp;
use padron_protocol::messages::attestation::{AttestedPurpose, PersonEvaluation, elements_hash};
use padron_protocol::messages::evaluation::{EvaluationReply, EvaluationRequest};
use padron_protocol::trust::{Budgets, Role};
use padron_protocol::verify::check_attestation;
use padron_protocol::{Base64, Problem, ProblemType};
use padron_threshold::{Epoch, Purpose, evaluate};
use rand_core::CryptoRng;

const LINE: &str = "line";
/// Holders evaluated for one operator.
const PERSON: &str = "person";
/// Holders evaluated for one operator whom no link has matched yet.
const CONFIRMED: &str = "confirmed";
const LOOK: &str = "look";

/// Blinded elements that may be evaluated once they are paid for.
pub struct Asked {
    purpose: Purpose,
    elements: Vec<[u8; 32]>,
    payer: Payer,
}

/// Who pays.
enum Payer {
    /// An operator, for its numbers.
    Numbers(String),
    /// An operator, for holders whom it wants to link, by the verifier's word.
    Holders(String),
    /// A verifier, for somebody who looks at their own lines.
    Looker(String),
}

impl Asked {
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
    /// Reads an operator's blinded numbers.
    ///
    /// # Errors
    /// [`ProblemType::WrongEpoch`], [`ProblemType::MalformedRequest`].
    pub fn read_numbers(&self, operator: &str, request: &EvaluationRequest) -> Result<Asked, Problem> {
        let elements = self.read_elements(Purpose::Line, request.epoch, &request.elements)?;
        Ok(Asked { purpose: Purpose::Line, elements, payer: Payer::Numbers(operator.into()) })
    }

    /// Reads a verifier's blinded people: exactly those whom an attester has confirmed lately, for linking or for looking.
    ///
    /// # Errors
    /// [`ProblemType::NotAttested`], [`ProblemType::WrongEpoch`], [`ProblemType::MalformedRequest`].
    pub fn read_persons(&self, verifier: &str, request: &PersonEvaluation, now: Timestamp) -> Result<Asked, Problem> {
        let elements = self.read_elements(Purpose::Person, request.epoch, &request.elements)?;
        let purposes = [AttestedPurpose::Link, AttestedPurpose::Look];
        let attested = check_attestation(&request.attestation, verifier, &purposes, &self.trusted, now)?;
        let not_attested = |what: &str| Problem::new(ProblemType::NotAttested).field("elements").detail(what);
        if usize::from(attested.count) != elements.len() || attested.elements != elements_hash(&elements) {
            return Err(not_attested("the attester has confirmed other people than are asked about"));
        }
        let payer = match (attested.purpose, attested.operator) {
            (AttestedPurpose::Link, Some(operator)) if self.trusted.party_as(&operator, Role::Operator).is_some() => {
                Payer::Holders(operator)
            }
            (AttestedPurpose::Link, _) => {
                return Err(not_attested("they are confirmed for no operator of the trust list"));
            }
            (AttestedPurpose::Look, _) => Payer::Looker(verifier.into()),
        };
        Ok(Asked { purpose: Purpose::Person, elements, payer })
    }

    fn read_elements(&self, purpose: Purpose, epoch: u32, elements: &Base64) -> Result<Vec<[u8; 32]>, Problem> {
        let current = self.trusted.key(purpose).epoch();
        if Epoch(epoch) != current {
            return Err(Problem::new(ProblemType::WrongEpoch)
                .field("epoch")
                .detail(format!("the current epoch is {}", current.0)));
        }
        let bad = |what: &str| Problem::new(ProblemType::MalformedRequest).field("elements").detail(what);
        let elements = elements.chunks32().ok_or_else(|| bad("must be 32 bytes each"))?;
        if elements.is_empty() || elements.len() > padron_threshold::MAX_BATCH {
            return Err(bad("must be 1 to 1024 elements"));
        }
        Ok(elements)
    }

    /// Spends the payers' budgets for these elements, or refuses and spends nothing.
    pub fn pay(&self, tx: &mut impl CustodianTransaction, asked: &Asked, now: Timestamp) -> Outcome<()> {
        let budgets = &self.trusted.list().budgets;
        let count = asked.elements.len() as u64;
        let daily = |caller, purpose, cap| Account { caller, purpose, cap, float: None };
        match &asked.payer {
            Payer::Numbers(operator) => {
                let float = Some(Float { most: budgets.line_float, drain: budgets.line_drain });
                let account = Account { float, ..daily(operator, LINE, budgets.line_evaluations) };
                spend_all(tx, &[account], count, now)
            }
            // What one operator leaves without a link blocks no other.
            Payer::Holders(operator) => {
                let float = Some(Float { most: budgets.person_float, drain: budgets.person_drain });
                let confirmed = Account { float, ..daily(operator, CONFIRMED, u64::MAX) };
                spend_all(tx, &[daily(operator, PERSON, budgets.person_evaluations), confirmed], count, now)
            }
            Payer::Looker(verifier) => spend_all(tx, &[daily(verifier, LOOK, budgets.looks)], count, now),
        }
    }

    /// Evaluates what was paid for.
    pub fn evaluate(&self, asked: &Asked, rng: &mut impl CryptoRng) -> Result<EvaluationReply, Problem> {
        let part = evaluate(self.share(asked.purpose), self.trusted.key(asked.purpose), &asked.elements, rng)
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

/// Which of an operator's evaluations the links of the log are matched with.
pub(crate) enum Credited {
    Numbers,
    Holders,
}

/// Matches evaluations with links that were counted in the log. A link matches an evaluation that was made, never one that
/// is to come: links from before this custodian was there give no credit.
pub(crate) fn credit(
    tx: &mut (impl BudgetRows + LogStates),
    (operator, credited): (&str, &Credited),
    links: u64,
    budgets: &Budgets,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (purpose, drain) = match credited {
        Credited::Numbers => (LINE, budgets.line_drain),
        Credited::Holders => (CONFIRMED, budgets.person_drain),
    };
    let day = today(tx, now)?;
    let spent = opened(tx, (operator, purpose), day, drain)?;
    match links.min(spent.unmatched()) {
        0 => Ok(()),
        matched => {
            tx.begin_day(operator, purpose, day, spent.carried)?;
            tx.add_matched(operator, purpose, day, matched)
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

/// A budget of a day: whose, for what, how much, and how much of it may be unmatched.
pub(crate) struct Account<'a> {
    pub(crate) caller: &'a str,
    pub(crate) purpose: &'static str,
    pub(crate) cap: u64,
    pub(crate) float: Option<Float>,
}

/// Spends so many of each of these budgets, or refuses and spends none.
pub(crate) fn spend_all(
    tx: &mut (impl BudgetRows + LogStates),
    accounts: &[Account<'_>],
    count: u64,
    now: Timestamp,
) -> Outcome<()> {
    let day = today(tx, now)?;
    let mut all_spent = Vec::with_capacity(accounts.len());
    for Account { caller, purpose, cap, float } in accounts {
        let spent = opened(tx, (caller, purpose), day, float.map_or(0, |float| float.drain))?;
        let refuse = |what: String| Ok(Err(Problem::new(ProblemType::BudgetExhausted).detail(what)));
        if spent.used.saturating_add(count) > *cap {
            return refuse(format!("{} of today's {cap} are used; the day ends at 00:00 UTC", spent.used));
        }
        let unmatched = spent.unmatched().saturating_add(count);
        if float.is_some_and(|float| unmatched > float.most) {
            return refuse(format!(
                "{unmatched} evaluations would have no link in the log; submit what was evaluated first, or wait: some \
                 are forgiven every day"
            ));
        }
        all_spent.push(spent);
    }
    for (Account { caller, purpose, float, .. }, spent) in accounts.iter().zip(all_spent) {
        if float.is_some() {
            tx.begin_day(caller, purpose, day, spent.carried)?;
        }
        tx.spend(caller, purpose, day, count)?;
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
