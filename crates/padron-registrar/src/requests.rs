//! Requests and decisions: logged before anything else can happen under them.

use crate::ports::{Outcome, StoreError, Transaction};
use crate::rows::{DecisionRow, NewEntry, RequestRow};
use crate::{Logged, Registrar};
use jiff::Timestamp;
use padron_protocol::jws::open;
use padron_protocol::log::{Entry, EntryKind};
use padron_protocol::messages::order::{
    Decision, DecisionSubmission, LoggedDecision, RequestFile, RequestLogged, RequestSubmission,
};
use padron_protocol::trust::Role;
use padron_protocol::verify::read_decision;
use padron_protocol::{Problem, ProblemType, Uuid};

impl Registrar {
    /// Logs that an authority asks. The entry shows nothing but that. Repeating it gives the same promise.
    pub fn log_request(
        &self,
        tx: &mut impl Transaction,
        authority: &str,
        submission: &RequestSubmission,
        now: Timestamp,
    ) -> Outcome<Logged<RequestLogged>> {
        let commitment = submission.commitments.commitment();
        let row = match tx.request(&submission.request)? {
            Some(row) if row.authority == authority && row.commitment == commitment && row.tag == submission.tag => row,
            Some(_) => {
                return Ok(Err(Problem::new(ProblemType::OrderSpent)
                    .detail("a request of this name was logged with other content")));
            }
            None if tx.request_tagged(&submission.tag)?.is_some() => {
                return Ok(Err(Problem::new(ProblemType::OrderSpent)
                    .detail("another request was logged under this order; an order is asked under once")));
            }
            None => {
                let tag = submission.tag;
                let index = tx.append(&NewEntry::new(Entry::request(tag, commitment), now))?;
                let (request, authority) = (submission.request, authority.into());
                let row = RequestRow { request, authority, index, tag, commitment, at: now };
                tx.put_request(&row)?;
                row
            }
        };
        Ok(self.request_logged(&row))
    }

    pub(crate) fn request_logged(&self, row: &RequestRow) -> Result<Logged<RequestLogged>, Problem> {
        let reply = RequestLogged { promise: self.request_promise(row)?, proofs: None };
        Ok(Logged { reply, entries: vec![row.index] })
    }

    fn request_promise(&self, row: &RequestRow) -> Result<String, Problem> {
        self.promise(row.index, &Entry::request(row.tag, row.commitment), row.at)
    }

    /// Logs a custodian's decision. The first one stands; repeating it gives the same promise.
    pub fn log_decision(
        &self,
        tx: &mut impl Transaction,
        custodian: &str,
        request: &Uuid,
        submission: &DecisionSubmission,
        now: Timestamp,
    ) -> Outcome<LoggedDecision> {
        let Some(asked) = tx.request(request)? else { return Ok(Err(unknown_request())) };
        let decision = match self.read_decision(custodian, &asked, &submission.decision) {
            Ok(decision) => decision,
            Err(problem) => return Ok(Err(problem)),
        };
        let earlier = tx.decisions(request)?.into_iter().find(|row| row.custodian == custodian);
        let row = match earlier {
            Some(row) if row.token == submission.decision => row,
            Some(_) => {
                return Ok(Err(
                    Problem::new(ProblemType::OrderSpent).detail("this custodian has already decided on this request")
                ));
            }
            None => {
                let entry = NewEntry { entry: decision.entry(&submission.decision), at: now };
                let index = tx.append(&entry)?;
                let row = DecisionRow {
                    request: *request,
                    custodian: custodian.into(),
                    token: submission.decision.clone(),
                    index,
                    at: now,
                };
                tx.put_decision(&row)?;
                row
            }
        };
        Ok(self.logged_decision(&row))
    }

    fn read_decision(&self, custodian: &str, asked: &RequestRow, token: &str) -> Result<Decision, Problem> {
        let on = (&asked.request, &asked.commitment);
        let bad = |what| Problem::new(ProblemType::BadSignature).field("decision").detail(what);
        match read_decision(token, on, &self.trusted.list().regime, &self.trusted) {
            Ok(decision) if decision.custodian == custodian => Ok(decision),
            Ok(_) => Err(bad("it is another custodian's".to_owned())),
            Err(problem) => Err(bad(problem.detail.unwrap_or(problem.title))),
        }
    }

    pub(crate) fn logged_decision(&self, row: &DecisionRow) -> Result<LoggedDecision, Problem> {
        let party = self.party(&row.custodian, Role::Custodian)?;
        let decision: Decision = open(&row.token, &row.custodian, &party.signing).map_err(crate::promises::internal)?;
        let promise = self.promise(row.index, &decision.entry(&row.token), row.at)?;
        Ok(LoggedDecision { decision: row.token.clone(), promise })
    }

    /// A request with its logged decisions.
    pub fn request_file(
        &self,
        tx: &mut impl Transaction,
        caller: (&str, Role),
        request: &Uuid,
    ) -> Outcome<Logged<RequestFile>> {
        let Some(row) = tx.request(request)? else { return Ok(Err(unknown_request())) };
        if caller.1 == Role::Authority && caller.0 != row.authority {
            return Ok(Err(unknown_request()));
        }
        let decisions = tx.decisions(request)?;
        Ok((|| {
            let entries = std::iter::once(row.index).chain(decisions.iter().map(|row| row.index)).collect();
            let promise = self.request_promise(&row)?;
            let decisions = decisions.iter().map(|row| self.logged_decision(row)).collect::<Result<_, _>>()?;
            Ok(Logged { reply: RequestFile { request: *request, promise, decisions, proofs: None }, entries })
        })())
    }

    /// How many custodians have approved.
    pub(crate) fn approvals(&self, tx: &mut impl Transaction, request: &Uuid) -> Result<usize, StoreError> {
        let mut approvals = 0;
        for row in tx.decisions(request)? {
            let entry = tx.entry(row.index)?;
            approvals += usize::from(entry.is_some_and(|entry| entry.kind == EntryKind::Approval));
        }
        Ok(approvals)
    }
}

pub(crate) fn unknown_request() -> Problem {
    Problem::new(ProblemType::NotLogged)
        .detail("no request of this name is in the log; submit it to the registrar first")
}
