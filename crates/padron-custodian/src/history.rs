//! A line's history: every label that the line could have is looked up in this custodian's own index of the log.

use crate::Custodian;
use crate::alarms::{LINE_AT_FAULT, raise};
use crate::check::Approved;
use crate::follow::index_key;
use crate::journal::journal_key;
use crate::ports::{CustodianTransaction, Outcome};
use crate::proofs::Agreed;
use crate::release::{not_covered, read_token};
use jiff::Timestamp;
use padron_protocol::contract::custodian::VouchHistory;
use padron_protocol::log::{Shown, line_hash};
use padron_protocol::messages::opening::{
    History, HistoryFault, HistoryReply, HistoryRequest, LINE_STEP, LineHistory, LineMoves, TicketTerms,
};
use padron_protocol::messages::order::SealedMessage;
use padron_protocol::sealed::request_info;
use padron_protocol::trust::Role;
use padron_protocol::verify::{OpenedLine, check_disclosure, check_terms, check_tickets, covers, open_line};
use padron_protocol::{Hash32, Problem, ProblemType, Uuid};
use padron_threshold::{LineToken, delivery};
use rand_core::CryptoRng;

/// A line as the registrar shows it, to be compared with this custodian's index.
pub struct ShownLine {
    request: Uuid,
    authority: String,
    ticket: TicketTerms,
    token: LineToken,
    line: OpenedLine,
    /// Of the checkpoint at which it is looked for.
    size: u64,
    root: Hash32,
    entries: Vec<Shown>,
}

impl Custodian {
    /// Opens what the registrar shows of a line, under tickets that enough custodians have signed and whose disclosure
    /// the log shows.
    pub fn read_line(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &HistoryRequest,
        proofs: &Agreed,
        now: Timestamp,
    ) -> Result<ShownLine, Problem> {
        let shown = (&asked.presentation, &asked.file);
        let Approved { request: logged, mut entries } = self.check_approved(authority, request, shown, proofs, now)?;
        let ticket = check_tickets(&asked.tickets, &self.trusted.list().regime, None, &self.trusted)?;
        check_terms(&ticket, &logged)?;
        let token = read_token(&asked.line_token)?;
        if ticket.line != line_hash(&token) {
            return Err(not_covered("the tickets are for another line"));
        }
        entries.push(check_disclosure(&asked.disclosure, &ticket, proofs.log(), &self.trusted)?);
        let line = open_line(&self.open_shown(request, asked)?, &token, &self.trusted)?;
        let newest = proofs.log().last().ok_or(ProblemType::NotLogged)?;
        let (size, root) = (newest.checkpoint().size, Hash32(newest.checkpoint().root.0));
        let (request, authority) = (*request, authority.to_owned());
        Ok(ShownLine { request, authority, ticket, token, line, size, root, entries })
    }

    fn open_shown(&self, request: &Uuid, asked: &HistoryRequest) -> Result<LineMoves, Problem> {
        let bad = || not_covered("what the registrar shows of the line does not open here").field("line");
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let info = request_info(self.register(), LINE_STEP, self.name(), request);
        let plain = delivery::open(&self.delivery, &info, registrar.id.as_bytes(), &asked.line.0).map_err(|_| bad())?;
        serde_json::from_slice(&plain).map_err(|_| bad())
    }

    /// Looks every label up, and signs what came of it. What is wrong with the line is told to everybody, and marks the
    /// history; it stops nothing else.
    pub fn vouch(
        &self,
        tx: &mut impl CustodianTransaction,
        shown: &ShownLine,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Outcome<SealedMessage> {
        if let Err(problem) = self.may_release(tx, &shown.authority, &shown.request, now)? {
            return Ok(Err(problem));
        }
        let moves = shown.line.moves().map(|each| Shown { index: each.promise.index, at: each.at, cosigned: 0 });
        let entries: Vec<Shown> = shown.entries.iter().copied().chain(moves).collect();
        if let Err(problem) = self.rests_on(tx, &shown.request, &entries, now)? {
            return Ok(Err(problem));
        }
        let keys: Vec<[u8; 16]> = shown.line.labels().iter().map(index_key).collect();
        let found = tx.places(&keys, shown.size)?;
        let (mut records, faults) = shown.line.judge(&found);
        for fault in &faults {
            raise(tx, LINE_AT_FAULT, told(fault), now)?;
        }
        records.retain(|record| covers(record, shown.ticket.from, shown.ticket.to));
        let names = records.iter().map(|record| record.record).collect::<Vec<_>>();
        tx.note_records(&journal_key(shown.token.as_bytes()), &shown.request, &names)?;
        let history = LineHistory { ticket: shown.ticket.clone(), size: shown.size, root: shown.root, records, faults };
        Ok(self.sign_history(history, shown, now, rng))
    }

    fn sign_history(
        &self,
        history: LineHistory,
        shown: &ShownLine,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedMessage, Problem> {
        let said = History {
            register: self.register().into(),
            regime: self.trusted.list().regime,
            audience: shown.authority.clone(),
            custodian: self.name().into(),
            history,
            at: now,
        };
        let reply = HistoryReply { history: self.signer.sign(&said).map_err(|_| ProblemType::Internal)? };
        self.seal_reply::<VouchHistory>(&shown.authority, &shown.request, &reply, rng)
    }
}

/// Names entries and nothing else: whose line it is stays with the order.
fn told(fault: &HistoryFault) -> String {
    let entry = fault.index.map_or_else(|| "an entry".to_owned(), |index| format!("entry {index}"));
    format!("{entry} of the log is a line's move that is {}", fault.fault.as_str())
}

#[cfg(test)]
mod tests;
