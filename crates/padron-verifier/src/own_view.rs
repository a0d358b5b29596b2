//! A person's own view: signed in, so the secret can be had; from it the slots, the records, the boxes, the accesses.

use crate::Verifier;
use padron_model::country::Bearer;
use padron_protocol::messages::link::{SlotKind, folio_of};
use padron_protocol::messages::person::{
    Access, AccessesReply, AccessesRequest, AskedLine, HoldingsReply, HoldingsRequest, OwnAccess, OwnLine, OwnView,
};
use padron_protocol::sealed::{ViewBox, slots_info};
use padron_protocol::verify::open_link_of;
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::{PersonSecret, delivery};
use rand_core::CryptoRng;
use std::collections::BTreeMap;

/// A signed-in person's secret. Lives as long as the request.
pub struct SignedIn {
    secret: PersonSecret,
    kind: SlotKind,
    /// The attester's word that they have signed in.
    attestation: String,
}

/// The person's lines, opened: record, box, and the link that both must fit.
pub struct OpenedLines(Vec<(AskedLine, ViewBox)>);

/// What each source says of the accesses to each line.
pub struct Accounts {
    /// The registrar's, line by line.
    pub registrar: AccessesReply,
    /// Each custodian's own journal, or nothing where it did not answer.
    pub custodians: Vec<(String, Option<AccessesReply>)>,
}

impl Verifier {
    /// The person whom the attester has seen sign in.
    pub fn sign_in(person: &[u8], secret: PersonSecret, attestation: String) -> SignedIn {
        let kind = match Bearer::of_input(person) {
            Bearer::Company => SlotKind::LegalPerson,
            Bearer::Person => SlotKind::Person,
        };
        SignedIn { secret, kind, attestation }
    }

    /// Asks the registrar what stands in the person's slots.
    pub fn ask_holdings(&self, person: &SignedIn, rng: &mut impl CryptoRng) -> Result<HoldingsRequest, Problem> {
        let key = self.registrar()?.delivery.as_ref().ok_or(ProblemType::Internal)?;
        let slots = self.slots(person.kind, &person.secret, rng);
        let sealed = delivery::seal(key, &slots_info(self.register()), self.name().as_bytes(), &slots, rng)
            .map_err(|_| ProblemType::Internal)?;
        Ok(HoldingsRequest { sealed: sealed.into(), attestation: person.attestation.clone() })
    }

    /// Opens the view boxes. One that does not open is left out: it is not this person's. So is one with another line's
    /// token than its record's: an operator that had put it there would read who asks about that line.
    pub fn open_boxes(&self, person: &SignedIn, holdings: &HoldingsReply) -> OpenedLines {
        let open = |holding: &padron_protocol::messages::person::Holding| {
            let key = person.secret.view_key(holding.record.as_bytes());
            let view = ViewBox::open(&holding.view_box.0, &key, &holding.record).ok()?;
            let (record, link) = (holding.record, holding.link.clone());
            let asked = AskedLine { record, line_token: (*view.token.as_bytes()).into(), link };
            open_link_of(&asked, &self.trusted).is_ok().then_some((asked, view))
        };
        OpenedLines(holdings.records.iter().filter_map(open).collect())
    }

    /// Asks who was told about the lines.
    pub fn ask_accesses(person: &SignedIn, lines: &OpenedLines) -> AccessesRequest {
        let attestation = person.attestation.clone();
        AccessesRequest { lines: lines.0.iter().map(|(asked, _)| asked.clone()).collect(), attestation }
    }

    /// Puts the view together. Where registrar and custodians disagree there is an alarm.
    pub fn own_view(lines: &OpenedLines, accounts: &Accounts) -> OwnView {
        let answered: Vec<&AccessesReply> =
            accounts.custodians.iter().filter_map(|(_, reply)| reply.as_ref()).collect();
        let silent = accounts.custodians.iter().filter(|(_, reply)| reply.is_none());
        let own_line = |(at, (asked, view)): (usize, &(AskedLine, ViewBox))| OwnLine {
            last_four: String::from_utf8_lossy(&view.last_four).into_owned(),
            operator: view.operator.clone(),
            since: view.at,
            folio: folio_of(&asked.record),
            accesses: merge(line_of(&accounts.registrar, at), answered.iter().map(|reply| line_of(reply, at))),
        };
        OwnView {
            lines: lines.0.iter().enumerate().map(own_line).collect(),
            silent_custodians: silent.map(|(name, _)| name.clone()).collect(),
        }
    }
}

fn line_of(reply: &AccessesReply, at: usize) -> &[Access] {
    reply.lines.get(at).map_or(&[], Vec::as_slice)
}

/// One entry per request. A custodian's entry that the registrar does not have means that somebody opened in secret;
/// a registrar's entry that no custodian has means that sealed records went out and were not opened, which is no alarm.
fn merge<'a>(registrar: &[Access], custodians: impl Iterator<Item = &'a [Access]>) -> Vec<OwnAccess> {
    let mut merged: BTreeMap<Uuid, OwnAccess> = BTreeMap::new();
    for access in registrar {
        let entry =
            OwnAccess { authority: access.authority.clone(), court: None, at: access.at, custodians: 0, alarm: false };
        merged.entry(access.request).or_insert(entry);
    }
    for access in custodians.flatten() {
        let entry = merged.entry(access.request).or_insert_with(|| OwnAccess {
            authority: access.authority.clone(),
            court: None,
            at: access.at,
            custodians: 0,
            alarm: true,
        });
        entry.custodians += 1;
        entry.court = access.court.clone();
        entry.alarm |= entry.authority != access.authority;
    }
    merged.into_values().collect()
}

#[cfg(test)]
mod tests;
