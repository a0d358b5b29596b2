//! Asking the verifier, and reading what it says.

use crate::Gateway;
use crate::registration::Parsed;
use padron_protocol::jws::{Unchecked, detach};
use padron_protocol::messages::link::SealedSlots;
use padron_protocol::messages::verification::{
    VerificationOutcome, VerificationReply, VerificationRequest, VerificationRow, VerificationStatement, Verified,
    attributes_hash, number_hash,
};
use padron_protocol::sealed::{Evidence, holders_info, verified_info};
use padron_protocol::trust::Role;
use padron_protocol::{Base64, Problem, ProblemType};
use padron_threshold::{BatchReceiver, BatchSender};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Registrations on their way to the verifier, each with the salt under which its number is hashed. Personal: no `Debug`.
pub struct AskedRow {
    parsed: Parsed,
    number_salt: [u8; 32],
}

/// A registration whose holder is verified. Personal: no `Debug`.
pub struct VerifiedRow {
    pub(crate) parsed: Parsed,
    pub(crate) statement: String,
    pub(crate) evidence: Evidence,
    /// The slots, and what opens them and all others of one answer.
    pub(crate) slots: (Base64, SealedSlots),
    pub(crate) view_key: Zeroizing<[u8; 32]>,
    pub(crate) nonce: [u8; 32],
}

impl Gateway {
    /// Seals the holders to the verifier.
    pub fn ask_verifier(
        &self,
        rows: Vec<Parsed>,
        rng: &mut impl CryptoRng,
    ) -> Result<(Vec<AskedRow>, VerificationRequest), Problem> {
        let verifier =
            self.trusted.only(Role::Verifier).and_then(|party| party.delivery.as_ref()).ok_or(ProblemType::Internal)?;
        let info = holders_info(self.register(), &self.name);
        let (sender, key) = BatchSender::new(verifier, &info, rng).map_err(|_| ProblemType::Internal)?;
        let salted = |parsed| {
            let mut number_salt = [0; 32];
            rng.fill_bytes(&mut number_salt);
            AskedRow { parsed, number_salt }
        };
        let asked: Vec<AskedRow> = rows.into_iter().map(salted).collect();
        let seal = |(at, AskedRow { parsed, number_salt }): (usize, &AskedRow)| {
            let at = u32::try_from(at).map_err(|_| ProblemType::Internal)?;
            let record = parsed.record;
            let holder = sender.seal_row(at, record.as_bytes(), &parsed.holder).map_err(|_| ProblemType::Internal)?;
            Ok(VerificationRow { record, number: number_hash(number_salt, &parsed.number), holder: holder.into() })
        };
        let rows = asked.iter().enumerate().map(seal).collect::<Result<_, Problem>>()?;
        Ok((asked, VerificationRequest { key: key.into(), rows }))
    }

    /// Reads the verifier's answer, row by row. The registrar checks the signatures; here it is checked that what will
    /// be sealed is what was signed.
    pub fn read_verifications(
        &self,
        rows: Vec<AskedRow>,
        reply: VerificationReply,
    ) -> Result<Vec<Result<VerifiedRow, Problem>>, Problem> {
        let bad =
            || Problem::new(ProblemType::BadVerification).detail("the verifier's answer does not fit the question");
        if rows.len() != reply.rows.len() {
            return Err(bad());
        }
        let info = verified_info(self.register(), &self.name);
        let receiver = BatchReceiver::new(&self.delivery, &info, &reply.key.0).map_err(|_| bad())?;
        let read = |(at, (asked, outcome)): (usize, (AskedRow, VerificationOutcome))| match outcome {
            VerificationOutcome::Refused(problem) => Err(problem),
            VerificationOutcome::Verified(verified) => {
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                self.read_verified((&receiver, &reply.slots_key), at, asked, verified).ok_or_else(bad)
            }
        };
        Ok(rows.into_iter().zip(reply.rows).enumerate().map(read).collect())
    }

    fn read_verified(
        &self,
        (receiver, slots_key): (&BatchReceiver, &Base64),
        at: u32,
        AskedRow { parsed, number_salt }: AskedRow,
        verified: Verified,
    ) -> Option<VerifiedRow> {
        let secrets = receiver.open_row(at, parsed.record.as_bytes(), &verified.secrets.0).ok()?;
        let (view_key, nonce) = secrets.split_first_chunk::<32>()?;
        let nonce: [u8; 32] = nonce.try_into().ok()?;
        let verifier = self.trusted.only(Role::Verifier)?;
        let statement = Unchecked::<VerificationStatement>::parse(&verified.statement, &verifier.id).ok()?;
        let claimed = statement.claimed();
        let attributes = attributes_hash(&nonce, &parsed.holder);
        let number = number_hash(&number_salt, &parsed.number);
        if claimed.record != parsed.record || claimed.attributes != attributes || claimed.number != number {
            return None;
        }
        let evidence = Evidence {
            signature: detach(&verified.statement)?,
            attributes,
            number_salt,
            slots: claimed.slots,
            issued: claimed.issued,
            expires: claimed.expires,
            strength: claimed.strength,
        };
        Some(VerifiedRow {
            parsed,
            statement: verified.statement,
            evidence,
            slots: (slots_key.clone(), verified.slots),
            view_key: Zeroizing::new(*view_key),
            nonce,
        })
    }
}

#[cfg(test)]
mod tests;
