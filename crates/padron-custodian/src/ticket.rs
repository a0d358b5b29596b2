//! Tickets: what may be asked of the registrar, once enough custodians have evaluated an order's number.

use crate::Custodian;
use crate::check::Approved;
use crate::journal::journal_key;
use crate::ports::JournalRow;
use crate::proofs::Agreed;
use crate::release::Release;
use jiff::{SignedDuration, Timestamp};
use padron_protocol::contract::custodian::IssueTicket;
use padron_protocol::log::line_hash;
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::opening::{
    PartFor, PartFrom, TICKET_LIFETIME_SECONDS, Ticket, TicketReply, TicketRequest, TicketTerms,
};
use padron_protocol::messages::order::Order;
use padron_protocol::sealed::request_info;
use padron_protocol::trust::Role;
use padron_protocol::verify::check_line;
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{LineToken, delivery};
use rand_core::CryptoRng;

/// The step of a request by whose name parts are sealed from custodian to custodian.
const PART_STEP: &str = "part";

impl Custodian {
    /// Seals this custodian's part of an order's evaluation to every custodian.
    pub(crate) fn seal_part(
        &self,
        request: &Uuid,
        part: &EvaluationReply,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<PartFor>, Problem> {
        let plain = serde_json::to_vec(part).map_err(|_| ProblemType::Internal)?;
        let mut parts = Vec::new();
        for party in self.trusted.custodians() {
            let Some(key) = &party.delivery else { continue };
            let info = request_info(self.register(), PART_STEP, &party.id, request);
            let sealed =
                delivery::seal(key, &info, self.name().as_bytes(), &plain, rng).map_err(|_| ProblemType::Internal)?;
            parts.push(PartFor { custodian: party.id.clone(), sealed: sealed.into() });
        }
        Ok(parts)
    }

    /// A part that a custodian sealed to this one; `None` for anything else.
    fn open_part_from(&self, request: &Uuid, from: &PartFrom) -> Option<EvaluationReply> {
        let party = self.trusted.party_as(&from.custodian, Role::Custodian)?;
        let info = request_info(self.register(), PART_STEP, self.name(), request);
        let plain = delivery::open(&self.delivery, &info, party.id.as_bytes(), &from.sealed.0).ok()?;
        let part: EvaluationReply = serde_json::from_slice(&plain).ok()?;
        (Some(part.index) == party.index.map(padron_threshold::CustodianIndex::get)).then_some(part)
    }

    /// The line's token from parts, those that do not hold left out: one custodian that lies stops nobody.
    fn combine(&self, order: &Order, request: &Uuid, parts: &[PartFrom]) -> Result<LineToken, Problem> {
        let mut parts: Vec<EvaluationReply> =
            parts.iter().filter_map(|from| self.open_part_from(request, from)).collect();
        loop {
            let bad = match check_line(order, &parts, &self.trusted) {
                Ok(token) => return Ok(token),
                Err(bad) => bad,
            };
            let Some(custodian) = bad.custodian else {
                let detail = bad.problem.detail.unwrap_or(bad.problem.title);
                return Err(Problem::new(ProblemType::BadParts).field("parts").detail(detail));
            };
            parts.retain(|part| part.index != custodian);
        }
    }

    /// Says what may be asked of the registrar, by the order and nothing else, and tells the line's token.
    pub fn ticket(
        &self,
        authority: &str,
        request: &Uuid,
        asked: &TicketRequest,
        proofs: &Agreed,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Release, Problem> {
        let shown = (&asked.presentation, &asked.file);
        let Approved { request: logged, entries } = self.check_approved(authority, request, shown, proofs, now)?;
        let token = self.combine(&logged.order, request, &asked.parts)?;
        let order = logged.order;
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let ticket = Ticket {
            register: self.register().into(),
            regime: self.trusted.list().regime,
            audience: registrar.id.clone(),
            custodian: self.name().into(),
            terms: TicketTerms {
                authority: authority.into(),
                request: *request,
                copy: asked.copy,
                line: line_hash(&token),
                from: order.from,
                to: order.to,
                compartments: order.compartments,
                embargo: order.embargo,
            },
            at: now,
            expires: now
                .saturating_add(SignedDuration::from_secs(TICKET_LIFETIME_SECONDS))
                .unwrap_or(now)
                .min(order.expires),
        };
        let reply = TicketReply {
            ticket: self.signer.sign(&ticket).map_err(|_| ProblemType::Internal)?,
            line_token: (*token.as_bytes()).into(),
        };
        let reply = self.seal_reply::<IssueTicket>(authority, request, &reply, rng)?;
        let access = JournalRow {
            line: journal_key(token.as_bytes()),
            request: *request,
            copy: asked.copy,
            authority: authority.into(),
            court: order.court,
            at: now,
            embargo: order.embargo,
            to: order.to,
            records: Vec::new(),
        };
        Ok(Release { request: *request, authority: authority.into(), entries, access: Some(access), reply })
    }
}

#[cfg(test)]
mod tests;
