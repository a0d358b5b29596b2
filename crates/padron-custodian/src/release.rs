//! What is released under an approved order: the evaluation of its number, then parts of its record.

use crate::Custodian;
use crate::check::Approved;
use crate::follow::sound;
use crate::ports::{CustodianTransaction, JournalRow, Outcome};
use crate::proofs::Agreed;
use crate::requests::unknown;
use jiff::Timestamp;
use padron_model::{Compartment, Number};
use padron_protocol::contract::custodian::{EvaluateOrder, OpenRecord};
use padron_protocol::log::{Shown, line_hash};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::opening::{
    LineHistory, OpeningPartMessage, OpeningReply, OpeningRequest, OrderParts, SealedRecord,
};
use padron_protocol::messages::order::{OrderEvaluation, RequestState, SealedMessage};
use padron_protocol::verify::{LinkedRecord, LoggedRequest, check_record, check_terms, read_history};
use padron_protocol::{Base64, Problem, ProblemType, Uuid};
use padron_threshold::{Compact, Epoch, Label, LineToken, Purpose, evaluate_clear, open_part};
use rand_core::CryptoRng;

/// Parts that are ready to go, once the store agrees and the journal has them.
pub struct Release {
    pub(crate) request: Uuid,
    pub(crate) authority: String,
    pub(crate) entries: Vec<Shown>,
    /// With a ticket: whatever comes after it is under one that was journaled.
    pub(crate) access: Option<JournalRow>,
    pub(crate) reply: SealedMessage,
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

    /// Evaluates the order's number, and no other: nothing is blinded, the number is read from the order. The part is
    /// sealed to every custodian, itself too.
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
        let parts = self.seal_part(request, &EvaluationReply::from(part), rng)?;
        let reply = self.seal_reply::<EvaluateOrder>(authority, request, &OrderParts { parts }, rng)?;
        Ok(Release { request: *request, authority: authority.into(), entries, access: None, reply })
    }

    /// Opens this custodian's part of each compartment, if the history that it has signed itself lists the record, and
    /// the record's link is what the log shows.
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
        let line = read_token(&asked.line_token)?;
        let history = self.own_history(&asked.history, &logged, &line)?;
        let listed = history.records.iter().find(|listed| listed.record == asked.record.record);
        let listed = listed.ok_or_else(|| not_covered("the history does not list this record"))?;
        check_named(&history.ticket.compartments, asked)?;
        let linked = check_record(listed, &asked.link, &line, &logged.order, (proofs.log(), &self.trusted))?;
        entries.push(linked.shown);
        let parts = self.open_parts(&asked.record, &line, &linked, rng)?;
        let reply = self.seal_reply::<OpenRecord>(authority, request, &OpeningReply { parts }, rng)?;
        Ok(Release { request: *request, authority: authority.into(), entries, access: None, reply })
    }

    /// What this custodian has said itself of the line, under this request.
    fn own_history(&self, token: &str, logged: &LoggedRequest, line: &LineToken) -> Result<LineHistory, Problem> {
        let regime = &self.trusted.list().regime;
        let said = read_history(token, &logged.order.authority, regime, &self.trusted)?;
        if said.custodian != self.name() {
            return Err(not_covered("the history is not this custodian's own; ask it first"));
        }
        check_terms(&said.history.ticket, logged)?;
        if said.history.ticket.line != line_hash(line) {
            return Err(not_covered("the history is of another line"));
        }
        Ok(said.history)
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
                regime: &linked.link.promise.regime.0,
                epoch: Epoch(linked.link.event.epoch),
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
}

pub(crate) fn not_covered(what: &str) -> Problem {
    Problem::new(ProblemType::NotCovered).detail(what)
}

pub(crate) fn read_token(token: &Base64) -> Result<LineToken, Problem> {
    token
        .array()
        .map(LineToken::from_bytes)
        .ok_or_else(|| Problem::new(ProblemType::MalformedRequest).field("line_token").detail("must be 32 bytes"))
}

fn check_named(named: &[Compartment], asked: &OpeningRequest) -> Result<(), Problem> {
    let mut wanted = asked.record.compartments.iter().map(|part| part.compartment);
    match wanted.find(|compartment| !named.contains(compartment)) {
        None => Ok(()),
        Some(other) => Err(not_covered("the order does not name this compartment").field(other.as_str())),
    }
}

#[cfg(test)]
mod tests;
