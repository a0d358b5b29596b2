//! What is released under an approved order: the evaluation of its number, then parts of its record.

use crate::Custodian;
use crate::alarms::sound;
use crate::budgets::journal_key;
use crate::check::CheckedOrder;
use crate::ports::{AccessRow, Transaction};
use crate::proofs::{Agreed, Dated};
use crate::requests::{Outcome, unknown};
use jiff::Timestamp;
use padron_model::Number;
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, LinkEvent, Promise};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    History, OpeningPartMessage, OpeningReply, OpeningRequest, Order, OrderEvaluation, RequestState, SealedMessage,
    SealedRecord,
};
use padron_protocol::trust::Role;
use padron_protocol::verify::open_link;
use padron_protocol::{Problem, ProblemType, Uuid, sha256};
use padron_threshold::{
    Compact, Epoch, EvaluationPart, Label, LineToken, Purpose, combine_clear, evaluate_clear, open_part,
};
use rand_core::CryptoRng;

/// Parts that are ready to go, once the store agrees and the journal has them.
pub struct Release {
    request: Uuid,
    authority: String,
    dated: Vec<Dated>,
    /// None for the evaluation of a number: nothing of a record is released then.
    access: Option<AccessRow>,
    reply: SealedMessage,
}

impl Custodian {
    /// Whether this custodian's own officers, or what it knows of the log, stand in the way: a custodian releases only
    /// what they have approved, however many others have.
    pub fn may_release(
        &self,
        tx: &mut impl Transaction,
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
        let mut checked = self.check_presentation(authority, request, &asked.presentation, proofs, now)?;
        self.check_approvals(&mut checked, request, &asked.file, proofs)?;
        let input = number_input(&checked)?;
        let part = evaluate_clear(self.share(Purpose::Line), self.trusted.key(Purpose::Line), &input, rng)
            .map_err(|_| ProblemType::Internal)?;
        let reply = self.seal_reply("evaluation", authority, request, &EvaluationReply::from(part), rng)?;
        Ok(Release { request: *request, authority: authority.into(), dated: checked.dated, access: None, reply })
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
        let mut checked = self.check_presentation(authority, request, &asked.presentation, proofs, now)?;
        self.check_approvals(&mut checked, request, &asked.file, proofs)?;
        Self::check_named(&checked.order, asked.record.compartments.iter().map(|part| part.compartment))?;
        let token = self.prove_line(&checked, &asked.parts)?;
        let (promise, event) = self.prove_record(&mut checked, asked, &token, proofs)?;
        let parts = self.open_parts(&asked.record, &token, &promise, &event, rng)?;
        let reply = self.seal_reply("opening", authority, request, &OpeningReply { parts }, rng)?;
        let order = checked.order;
        let access = AccessRow {
            line: journal_key(token.as_bytes()),
            request: *request,
            authority: authority.into(),
            court: order.court,
            at: now,
            embargo: order.embargo,
        };
        Ok(Release {
            request: *request,
            authority: authority.into(),
            dated: checked.dated,
            access: Some(access),
            reply,
        })
    }

    fn open_parts(
        &self,
        record: &SealedRecord,
        token: &LineToken,
        promise: &Promise,
        event: &LinkEvent,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<OpeningPartMessage>, Problem> {
        let mut parts = Vec::with_capacity(record.compartments.len());
        for sealed in &record.compartments {
            let label = Label {
                register: self.register(),
                record: record.record.as_bytes(),
                line_token: token,
                compartment: sealed.compartment.as_str(),
                regime: &promise.regime.0,
                epoch: Epoch(event.epoch),
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
    pub fn release(&self, tx: &mut impl Transaction, release: Release, now: Timestamp) -> Outcome<SealedMessage> {
        let Release { request, authority, dated, access, reply } = release;
        if let Err(problem) = self.may_release(tx, &authority, &request, now)? {
            return Ok(Err(problem));
        }
        if let Err(problem) = self.rests_on(tx, &request, &dated, now)? {
            return Ok(Err(problem));
        }
        if let Some(access) = access {
            tx.put_access(&access)?;
        }
        Ok(Ok(reply))
    }

    /// The line's token, if enough custodians' parts prove that it is the evaluation of the order's number.
    fn prove_line(&self, checked: &CheckedOrder, parts: &[EvaluationReply]) -> Result<LineToken, Problem> {
        let parts = parts.iter().map(EvaluationPart::try_from).collect::<Result<Vec<_>, _>>()?;
        let input = number_input(checked)?;
        let output = combine_clear(self.trusted.key(Purpose::Line), &input, &parts)
            .map_err(|error| Problem::new(ProblemType::BadParts).field("parts").detail(error))?;
        Ok(LineToken::from_output(&output))
    }

    /// The record's link, if the registrar's history and the log show it for this line in the time asked.
    fn prove_record(
        &self,
        checked: &mut CheckedOrder,
        asked: &OpeningRequest,
        token: &LineToken,
        proofs: &Agreed,
    ) -> Result<(Promise, LinkEvent), Problem> {
        let bad = |what: &str| Problem::new(ProblemType::NotCovered).detail(what);
        let order = &checked.order;
        let history = self.read_history(&asked.history, asked.presentation.request, order, token)?;
        let disclosure = self.read_promise(&history.disclosure)?;
        if disclosure.entry.kind != EntryKind::Disclosure {
            return Err(bad("the disclosure is not in the log"));
        }
        checked.dated.push(proofs.shows(&disclosure)?);
        let listed = history
            .records
            .iter()
            .find(|listed| listed.record == asked.record.record)
            .ok_or_else(|| bad("the history does not list this record"))?;
        let (promise, event) =
            open_link(listed, &self.trusted).map_err(|what| Problem::new(ProblemType::NotLogged).detail(what))?;
        let shown = proofs.shows(&promise)?;
        // The event's own time counts as much as the promise's: it is what the answer will say.
        checked.dated.extend([shown, Dated { at: listed.from, ..shown }]);
        if listed.from > order.to || listed.to.is_some_and(|to| to < order.from) {
            return Err(bad("the record does not cover the time asked"));
        }
        Ok((promise, event))
    }

    /// The registrar's history, if it is of this line, time and request.
    fn read_history(&self, token: &str, request: Uuid, order: &Order, line: &LineToken) -> Result<History, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::NotCovered).detail(what);
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let history: History =
            open(token, &registrar.id, &registrar.signing).map_err(|error| bad(&error.to_string()))?;
        let fits = history.register == self.register()
            && history.audience == order.authority
            && history.request == request
            && history.line == sha256(line.as_bytes())
            && history.from == order.from
            && history.to == order.to;
        fits.then_some(history).ok_or_else(|| bad("the history is of another line, time or request"))
    }
}

fn number_input(checked: &CheckedOrder) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem> {
    let number = Number::parse(&checked.order.number).map_err(|_| ProblemType::BadOrder)?;
    Ok(number.evaluation_input())
}

#[cfg(test)]
mod tests;
