//! What is released under an approved order: the evaluation of its number, then parts of its record.

use crate::Custodian;
use crate::budgets::journal_key;
use crate::check::Approved;
use crate::follow::sound;
use crate::ports::{CustodianTransaction, JournalRow, Outcome};
use crate::proofs::Agreed;
use crate::requests::unknown;
use jiff::Timestamp;
use padron_model::Number;
use padron_protocol::contract::custodian::{EvaluateOrder, OpenRecord};
use padron_protocol::log::Shown;
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    OpeningPartMessage, OpeningReply, OpeningRequest, Order, OrderEvaluation, RequestState, SealedMessage, SealedRecord,
};
use padron_protocol::verify::{DisclosedHistory, LinkedRecord, LoggedRequest, check_history, check_line, check_record};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{Compact, Epoch, Label, LineToken, Purpose, evaluate_clear, open_part};
use rand_core::CryptoRng;

/// Parts that are ready to go, once the store agrees and the journal has them.
pub struct Release {
    request: Uuid,
    authority: String,
    entries: Vec<Shown>,
    /// None for the evaluation of a number: nothing of a record is released then.
    access: Option<JournalRow>,
    reply: SealedMessage,
}

impl Custodian {
    /// Whether this custodian's own officers, or what it knows of the log, stand in the way: a custodian releases only
    /// what they have approved, however many others have.
    pub fn may_release(
        &self,
        tx: &mut impl CustodianTransaction,
        authority: &str,
        request: &Uuid,
        now: Timestamp,
    ) -> Outcome<()> {
        let Some(row) = tx.request(request)?.filter(|row| row.authority == authority) else {
            return Ok(Err(unknown()));
        };
        if let Err(problem) = sound(tx)? {
            return Ok(Err(problem));
        }
        Ok(match row.state {
            _ if now >= row.expires => Err(Problem::new(ProblemType::OrderExpired).detail("the order has run out")),
            RequestState::Rejected => Err(Problem::new(ProblemType::Refused).detail(row.reason.unwrap_or_default())),
            RequestState::AwaitingApproval => {
                Err(Problem::new(ProblemType::NotApproved).detail("this custodian's officers have not decided yet"))
            }
            RequestState::Approved | RequestState::Expired => Ok(()),
        })
    }

    /// Evaluates the order's number, and no other: nothing is blinded, the number is read from the order.
    pub fn evaluate_order(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &OrderEvaluation,
        proofs: &Agreed,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Release, Problem> {
        let shown = (&asked.presentation, &asked.file);
        let Approved { request: logged, entries } = self.check_approved(authority, request, shown, proofs, now)?;
        let number = Number::parse(&logged.order.number).map_err(|_| ProblemType::BadOrder)?;
        let key = self.trusted.key(Purpose::Line);
        let part = evaluate_clear(self.share(Purpose::Line), key, &number.evaluation_input(), rng)
            .map_err(|_| ProblemType::Internal)?;
        let reply = self.seal_reply::<EvaluateOrder>(authority, request, &EvaluationReply::from(part), rng)?;
        Ok(Release { request: *request, authority: authority.into(), entries, access: None, reply })
    }

    /// Opens this custodian's part of each compartment, if everything about the order, the line, the record, the
    /// time and the compartments agrees.
    pub fn open(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &OpeningRequest,
        proofs: &Agreed,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Release, Problem> {
        let shown = (&asked.presentation, &asked.file);
        let Approved { request: logged, mut entries } = self.check_approved(authority, request, shown, proofs, now)?;
        check_named(&logged.order, asked)?;
        let token = check_line(&logged.order, &asked.parts, &self.trusted).map_err(|bad| {
            let problem = Problem { detail: bad.problem.detail, ..Problem::new(ProblemType::BadParts) };
            problem.field("parts")
        })?;
        let record = self.prove_record(&logged, asked, &token, proofs, &mut entries, now)?;
        let parts = self.open_parts(&asked.record, &token, &record, rng)?;
        let reply = self.seal_reply::<OpenRecord>(authority, request, &OpeningReply { parts }, rng)?;
        let order = logged.order;
        let access = JournalRow {
            line: journal_key(token.as_bytes()),
            request: *request,
            authority: authority.into(),
            court: order.court,
            at: now,
            embargo: order.embargo,
        };
        Ok(Release { request: *request, authority: authority.into(), entries, access: Some(access), reply })
    }

    fn open_parts(
        &self,
        record: &SealedRecord,
        token: &LineToken,
        linked: &LinkedRecord,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<OpeningPartMessage>, Problem> {
        let mut parts = Vec::with_capacity(record.compartments.len());
        for sealed in &record.compartments {
            let label = Label {
                register: self.register(),
                record: record.record.as_bytes(),
                line_token: token,
                compartment: sealed.compartment.as_str(),
                regime: &linked.promise.regime.0,
                epoch: Epoch(linked.event.epoch),
            };
            let bad = |error| {
                Problem::new(ProblemType::NotCovered)
                    .field(sealed.compartment.as_str())
                    .detail(format!("this text is not this record's: {error}"))
            };
            let compact = Compact::from_bytes(&sealed.sealed.0).map_err(bad)?;
            let part =
                open_part(self.share(Purpose::Sealing), self.trusted.key(Purpose::Sealing), &label, &compact, rng)
                    .map_err(bad)?;
            parts.push(OpeningPartMessage {
                index: part.index.get(),
                epoch: part.epoch.0,
                element: part.element.into(),
                proof: part.proof.into(),
            });
        }
        Ok(parts)
    }

    /// Lets it go: checks once more what is stored here, and writes the release into the journal; only then is there a
    /// reply.
    pub fn release(
        &self,
        tx: &mut impl CustodianTransaction,
        release: Release,
        now: Timestamp,
    ) -> Outcome<SealedMessage> {
        let Release { request, authority, entries, access, reply } = release;
        if let Err(problem) = self.may_release(tx, &authority, &request, now)? {
            return Ok(Err(problem));
        }
        if let Err(problem) = self.rests_on(tx, &request, &entries, now)? {
            return Ok(Err(problem));
        }
        if let Some(access) = access {
            tx.put_access(&access)?;
        }
        Ok(Ok(reply))
    }

    /// The record's link, if the registrar's history and the log show it for this line in the time asked.
    fn prove_record(
        &self,
        logged: &LoggedRequest,
        asked: &OpeningRequest,
        token: &LineToken,
        proofs: &Agreed,
        entries: &mut Vec<Shown>,
        now: Timestamp,
    ) -> Result<LinkedRecord, Problem> {
        let DisclosedHistory { history, disclosure } =
            check_history(&asked.history, logged, token, proofs.log(), &self.terms(now))?;
        let listed = history
            .records
            .iter()
            .find(|listed| listed.record == asked.record.record)
            .ok_or_else(|| Problem::new(ProblemType::NotCovered).detail("the history does not list this record"))?;
        let linked = check_record(listed, &logged.order, proofs.log(), &self.trusted)?;
        // The event's own time counts as much as the promise's: it is what the answer will say.
        entries.extend([disclosure, linked.shown, Shown { at: listed.from, ..linked.shown }]);
        Ok(linked)
    }
}

fn check_named(order: &Order, asked: &OpeningRequest) -> Result<(), Problem> {
    let mut wanted = asked.record.compartments.iter().map(|part| part.compartment);
    match wanted.find(|compartment| !order.compartments.contains(compartment)) {
        None => Ok(()),
        Some(other) => Err(Problem::new(ProblemType::NotCovered)
            .field(other.as_str())
            .detail("the order does not name this compartment")),
    }
}

#[cfg(test)]
mod tests;
