//! What is released under an approved order: the evaluation of its number, then parts of its record.

use crate::Custodian;
use crate::budgets::journal_key;
use crate::check::{CheckedOrder, LogEntries};
use crate::ports::{AccessRow, StoreError, Transaction};
use crate::requests::{Outcome, unknown};
use jiff::Timestamp;
use padron_model::Number;
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, LinkEvent, Receipt, half};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    History, HistoryRecord, OpeningPartMessage, OpeningReply, OpeningRequest, OrderEvaluation, RequestState,
    SealedMessage,
};
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType, Uuid, sha256};
use padron_threshold::{
    Compact, Epoch, EvaluationPart, Label, LineToken, Purpose, combine_clear, evaluate_clear, open_part,
};
use rand_core::CryptoRng;

/// Parts that are ready to go, once the journal has them.
pub struct Release {
    access: AccessRow,
    reply: SealedMessage,
}

impl Custodian {
    /// Whether this custodian's own officers stand in the way: a custodian releases only what they have approved, however
    /// many others have.
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
        log: &LogEntries,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedMessage, Problem> {
        let checked = self.check_presentation(authority, request, &asked.presentation, log, now)?;
        self.check_approvals(&checked, request, &asked.file, log)?;
        let input = number_input(&checked)?;
        let part = evaluate_clear(self.share(Purpose::Line), self.trusted.key(Purpose::Line), &input, rng)
            .map_err(|_| ProblemType::Internal)?;
        self.seal_reply("evaluation", authority, request, &EvaluationReply::from(part), rng)
    }

    /// Opens this custodian's part of each compartment, if everything about the order, the line, the record, the
    /// time and the compartments agrees.
    pub fn open(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &OpeningRequest,
        log: &LogEntries,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Release, Problem> {
        let checked = self.check_presentation(authority, request, &asked.presentation, log, now)?;
        self.check_approvals(&checked, request, &asked.file, log)?;
        Self::check_named(&checked.order, asked.record.compartments.iter().map(|part| part.compartment))?;
        let token = self.prove_line(&checked, &asked.parts)?;
        let (receipt, event) =
            self.prove_record(&checked, request, &asked.history, &asked.record.record, &token, log)?;
        let mut parts = Vec::with_capacity(asked.record.compartments.len());
        for sealed in &asked.record.compartments {
            let label = Label {
                register: self.register(),
                record: asked.record.record.as_bytes(),
                line_token: &token,
                compartment: sealed.compartment.as_str(),
                regime: &receipt.regime.0,
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
        let reply = self.seal_reply("opening", authority, request, &OpeningReply { parts }, rng)?;
        let order = checked.order;
        let line = journal_key(token.as_bytes());
        let access = AccessRow {
            line,
            request: *request,
            authority: authority.into(),
            court: order.court,
            at: now,
            embargo: order.embargo,
        };
        Ok(Release { access, reply })
    }

    /// Writes the release into the journal; only then is there a reply.
    pub fn release(&self, tx: &mut impl Transaction, release: Release) -> Result<SealedMessage, StoreError> {
        tx.put_access(&release.access)?;
        Ok(release.reply)
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
        checked: &CheckedOrder,
        request: &Uuid,
        history: &str,
        record: &Uuid,
        token: &LineToken,
        log: &LogEntries,
    ) -> Result<(Receipt, LinkEvent), Problem> {
        let bad = |what: &str| Problem::new(ProblemType::NotCovered).detail(what);
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let history: History =
            open(history, &registrar.id, &registrar.signing).map_err(|error| bad(&error.to_string()))?;
        let order = &checked.order;
        let fits = history.register == self.register()
            && history.audience == order.authority
            && history.request == *request
            && history.line == sha256(token.as_bytes())
            && history.from == order.from
            && history.to == order.to;
        if !fits {
            return Err(bad("the history is of another line, time or request"));
        }
        let disclosure = self.read_receipt(&history.disclosure)?;
        if disclosure.entry.kind != EntryKind::Disclosure {
            return Err(bad("the disclosure is not in the log"));
        }
        log.has(&disclosure)?;
        let listed = history
            .records
            .iter()
            .find(|listed| listed.record == *record)
            .ok_or_else(|| bad("the history does not list this record"))?;
        let (receipt, event) = self.prove_link(listed, log)?;
        let begun = event.at().is_ok_and(|at| at == listed.from && at <= order.to);
        if !begun || listed.to.is_some_and(|to| to < order.from) {
            return Err(bad("the record does not cover the time asked"));
        }
        Ok((receipt, event))
    }

    fn prove_link(&self, listed: &HistoryRecord, log: &LogEntries) -> Result<(Receipt, LinkEvent), Problem> {
        let bad = |what: &str| Problem::new(ProblemType::NotLogged).detail(what);
        let receipt = self.read_receipt(&listed.receipt)?;
        log.has(&receipt)?;
        let opened = half("event", &listed.event.nonce.0, &listed.event.bytes.0);
        let statistics =
            receipt.statistics.as_ref().map(|opened| half("statistics", &opened.nonce.0, opened.text.as_bytes()));
        let halves = statistics.map(|statistics| padron_protocol::log::Halves { statistics, event: opened });
        if receipt.entry.kind != EntryKind::Link
            || halves.map(|halves| halves.commitment()) != Some(receipt.entry.commitment)
        {
            return Err(bad("the link's entry commits to another event"));
        }
        let event = LinkEvent::decode(&listed.event.bytes.0).map_err(|error| bad(&error.to_string()))?;
        if &event.record != listed.record.as_bytes() {
            return Err(bad("the link is of another record"));
        }
        Ok((receipt, event))
    }

    /// The receipts of a history whose entries this custodian must find in the log: their indices.
    pub fn history_indices(&self, history: &str, record: &Uuid) -> Result<Vec<u64>, Problem> {
        let bad = |error| Problem::new(ProblemType::NotCovered).detail(error);
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let history: History = open(history, &registrar.id, &registrar.signing).map_err(bad)?;
        let listed =
            history.records.iter().filter(|listed| listed.record == *record).map(|listed| listed.receipt.as_str());
        std::iter::once(history.disclosure.as_str()).chain(listed).map(|receipt| self.receipt_index(receipt)).collect()
    }
}

fn number_input(checked: &CheckedOrder) -> Result<zeroize::Zeroizing<Vec<u8>>, Problem> {
    let number = Number::parse(&checked.order.number).map_err(|_| ProblemType::BadOrder)?;
    Ok(number.evaluation_input())
}
