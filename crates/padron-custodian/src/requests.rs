//! A request from its arrival to the officers' decision.

use crate::Custodian;
use crate::alarms::{ENTRY_BACKDATED, raise};
use crate::budgets::{Account, spend_all};
use crate::follow::{index_key, sound};
use crate::ports::{ClosedStatisticsRow, CustodianTransaction, Outcome, PresentedRow, StoreError};
use crate::proofs::{Agreed, backdated};
use jiff::Timestamp;
use padron_protocol::log::Shown;
use padron_protocol::messages::order::{
    Decision, MAX_TEXT, OfficerDecision, OpenedStatistics, Queue, QueuedRequest, RequestPresentation, RequestState,
    RequestStatistics, RequestStatus, decision_commitments, order_tag,
};
use padron_protocol::sealed::request_info;
use padron_protocol::trust::Role;
use padron_protocol::verify::LoggedRequest;
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::delivery;
use rand_core::CryptoRng;

/// The most requests that one queue shows.
const QUEUE: usize = 200;

/// A request whose order holds and that is in the log.
pub struct Received {
    row: PresentedRow,
    statistics: ClosedStatisticsRow,
    entries: [Shown; 1],
}

impl Custodian {
    /// Checks an arriving request: order, log, register, time. Its order is sealed to the officers.
    pub fn receive(
        &self,
        authority: &str,
        request: &Uuid,
        shown: &RequestPresentation,
        proofs: &Agreed,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Received, Problem> {
        let logged = self.check_presentation(authority, request, shown, proofs, now)?;
        let info = request_info(self.register(), "officers", self.name(), request);
        let sealed_order = delivery::seal(&self.officers.delivery, &info, b"", logged.token.as_bytes(), rng)
            .map_err(|_| ProblemType::Internal)?;
        let row = PresentedRow {
            request: *request,
            order: logged.order.order,
            authority: authority.into(),
            commitment: logged.promise.entry.commitment,
            received: now,
            expires: logged.order.expires,
            state: RequestState::AwaitingApproval,
            reason: None,
            sealed_order,
            decision: None,
            logged: false,
            entry: None,
        };
        Ok(Received { row, statistics: statistics(shown, &logged)?, entries: [logged.shown] })
    }

    /// Puts a request into the queue. An order is spent by its first request.
    pub fn enqueue(
        &self,
        tx: &mut impl CustodianTransaction,
        received: &Received,
        now: Timestamp,
    ) -> Outcome<RequestStatus> {
        let row = &received.row;
        if let Err(problem) = first_under_its_order(tx, received)? {
            return Ok(Err(problem));
        }
        if let Err(problem) = self.rests_on(tx, &row.request, &received.entries, now)? {
            return Ok(Err(problem));
        }
        match tx.request_of_order(&row.order)? {
            Some(request) if request != row.request => {
                return Ok(Err(Problem::new(ProblemType::OrderSpent)
                    .detail("another request has used this order; ask the court for a new one")));
            }
            Some(_) => {}
            // A name that is taken by another order is answered below.
            None if tx.request(&row.request)?.is_none() => {
                let cap = self.trusted.list().budgets.requests;
                let account = Account { caller: &row.authority, purpose: "request", cap, float: None };
                if let Err(problem) = spend_all(tx, &[account], 1, now)? {
                    return Ok(Err(problem));
                }
                tx.put_request(row)?;
                tx.put_statistics(&received.statistics)?;
            }
            None => {}
        }
        Ok(match tx.request(&row.request)? {
            Some(stored) if stored.order == row.order => Ok(status(&stored, row.received)),
            _ => Err(Problem::new(ProblemType::OrderSpent).detail("a request of this name is here with another order")),
        })
    }

    /// Whether anything may rest on these entries: the log contradicts nothing that was followed here, and none of them
    /// claims a time at which the log did not have it.
    pub(crate) fn rests_on(
        &self,
        tx: &mut impl CustodianTransaction,
        request: &Uuid,
        entries: &[Shown],
        now: Timestamp,
    ) -> Outcome<()> {
        if let Err(problem) = sound(tx)? {
            return Ok(Err(problem));
        }
        if !backdated(tx, entries)? {
            return Ok(Ok(()));
        }
        // Which entry is not said: the alarm is public, and who is asked about is not.
        let what = format!("under request {request}, an entry was shown that is dated before the log had it");
        raise(tx, ENTRY_BACKDATED, what, now)?;
        Ok(Err(Problem::new(ProblemType::NotCovered).detail(
            "backdated: an entry claims a time more than 24 hours before the log had it, by what this custodian saw",
        )))
    }

    /// Where a request stands here.
    pub fn state(
        &self,
        tx: &mut impl CustodianTransaction,
        authority: &str,
        request: &Uuid,
        now: Timestamp,
    ) -> Outcome<RequestStatus> {
        let row = tx.request(request)?.filter(|row| row.authority == authority);
        Ok(row.map(|row| status(&row, now)).ok_or_else(unknown))
    }

    /// The requests that wait for the officers.
    pub fn queue(&self, tx: &mut impl CustodianTransaction) -> Result<Queue, StoreError> {
        let rows = tx.in_state(RequestState::AwaitingApproval, QUEUE)?;
        let queued = |row: PresentedRow| QueuedRequest {
            request: row.request,
            received: row.received,
            state: row.state,
            order: row.sealed_order.into(),
        };
        Ok(Queue { requests: rows.into_iter().map(queued).collect() })
    }

    /// Takes a decision: signs it and stores it, to be logged. The first decision stands.
    pub fn decide(
        &self,
        tx: &mut impl CustodianTransaction,
        request: &Uuid,
        decision: &OfficerDecision,
        now: Timestamp,
    ) -> Outcome<RequestStatus> {
        let Some(mut row) = tx.request(request)? else { return Ok(Err(unknown())) };
        if row.state != RequestState::AwaitingApproval {
            return Ok(Err(Problem::new(ProblemType::OrderSpent).detail("this request has been decided here")));
        }
        if now >= row.expires {
            return Ok(Err(
                Problem::new(ProblemType::OrderExpired).detail("the order has run out; there is nothing to decide")
            ));
        }
        let reason = decision.reason.clone().filter(|reason| !reason.trim().is_empty());
        if !decision.approved && reason.as_ref().is_none_or(|reason| reason.len() > MAX_TEXT) {
            return Ok(Err(Problem::new(ProblemType::MalformedRequest)
                .field("reason")
                .detail("a refusal carries a reason of at most 500 bytes")));
        }
        let token = match self.sign_decision(&row, decision.approved, reason.clone(), now) {
            Ok(token) => token,
            Err(problem) => return Ok(Err(problem)),
        };
        row.state = if decision.approved { RequestState::Approved } else { RequestState::Rejected };
        row.reason = reason;
        row.entry = Some(decision_commitments(&token).commitment());
        row.decision = Some(token);
        tx.put_request(&row)?;
        Ok(Ok(status(&row, now)))
    }

    fn sign_decision(
        &self,
        row: &PresentedRow,
        approved: bool,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<String, Problem> {
        let list = self.trusted.list();
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let decision = Decision {
            register: list.register.clone(),
            regime: list.regime,
            audience: registrar.id.clone(),
            custodian: self.name().into(),
            request: row.request,
            commitment: row.commitment,
            approved,
            reason,
            at: now,
        };
        self.signer.sign(&decision).map_err(|_| ProblemType::Internal.into())
    }

    /// Decisions that the registrar has not logged yet: request and signed decision.
    pub fn unlogged(&self, tx: &mut impl CustodianTransaction) -> Result<Vec<(Uuid, String)>, StoreError> {
        let rows = tx.unlogged(QUEUE)?;
        Ok(rows.into_iter().filter_map(|row| row.decision.map(|decision| (row.request, decision))).collect())
    }

    /// ClosedStatistics whose embargo has ended and that the registrar does not have: the longest overdue first.
    pub fn due_statistics(
        &self,
        tx: &mut impl CustodianTransaction,
        now: Timestamp,
    ) -> Result<Vec<(Uuid, OpenedStatistics)>, StoreError> {
        let opened = |row: ClosedStatisticsRow| {
            (row.request, OpenedStatistics { nonce: row.nonce, text: row.text, event: row.event })
        };
        Ok(tx.due_statistics(now, QUEUE)?.into_iter().map(opened).collect())
    }

    /// Notes that the registrar has logged the decision on a request.
    pub fn mark_logged(&self, tx: &mut impl CustodianTransaction, request: &Uuid) -> Result<(), StoreError> {
        if let Some(mut row) = tx.request(request)? {
            row.logged = true;
            tx.put_request(&row)?;
        }
        Ok(())
    }
}

/// Whether the log has no earlier request under the same order: spent is spent, whatever a restored disk says.
fn first_under_its_order(tx: &mut impl CustodianTransaction, received: &Received) -> Outcome<()> {
    let index = received.entries[0].index;
    let found = tx.places(&[index_key(&order_tag(&received.row.order))], index.saturating_add(1))?;
    let first = found.first().and_then(|places| places.first());
    Ok(if first == Some(&index) {
        Ok(())
    } else {
        Err(Problem::new(ProblemType::OrderSpent)
            .detail("the log has an earlier request under this order; ask the court for a new one"))
    })
}

/// What the request's entry says of itself, to be opened when the embargo has ended.
fn statistics(shown: &RequestPresentation, logged: &LoggedRequest) -> Result<ClosedStatisticsRow, Problem> {
    let text = serde_json::to_string(&RequestStatistics::of(&logged.order)).map_err(|_| ProblemType::Internal)?;
    Ok(ClosedStatisticsRow {
        request: shown.request,
        nonce: shown.statistics_nonce,
        text,
        event: logged.commitments.event,
        embargo: logged.order.embargo,
        published: false,
    })
}

fn status(row: &PresentedRow, now: Timestamp) -> RequestStatus {
    let state = if now >= row.expires { RequestState::Expired } else { row.state };
    RequestStatus { request: row.request, state, reason: row.reason.clone() }
}

pub(crate) fn unknown() -> Problem {
    Problem::new(ProblemType::NotLogged).detail("no request of this name has arrived here; present it first")
}

#[cfg(test)]
mod tests;
