//! Holders in, signed verifications out.

use crate::{EvaluatedPersons, Seed, Verifier};
use jiff::Timestamp;
use padron_model::{Holder, HolderKind};
use padron_protocol::log::Evaluators;
use padron_protocol::messages::attestation::ConfirmRequest;
use padron_protocol::messages::identity::{PersonalBytes, Verdict};
use padron_protocol::messages::link::{SealedSlots, SlotKind};
use padron_protocol::messages::verification::{
    MAX_ROWS, Strength, VerificationOutcome, VerificationReply, VerificationRequest, VerificationStatement, Verified,
    attributes_hash,
};
use padron_protocol::sealed::{holders_info, slots_hash, slots_info, verified_info};
use padron_protocol::trust::Role;
use padron_protocol::{Base64, Hash32, Problem, ProblemType, Uuid};
use padron_threshold::{BatchReceiver, BatchSender, PersonSecret};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// A holder to be verified. Personal: no `Debug`.
pub struct OpenedHolder {
    pub record: Uuid,
    /// The salted hash of the number that it is verified for.
    pub number: Hash32,
    /// The holder's canonical bytes.
    pub bytes: Zeroizing<Vec<u8>>,
    kind: SlotKind,
}

/// A row of a batch as far as it has come.
pub type Row = Result<OpenedHolder, Problem>;

/// What signing a batch needs beside its rows.
struct Signing<'a> {
    operator: &'a str,
    evaluators: Evaluators,
    now: Timestamp,
    slots: BatchSender,
    slots_key: Base64,
    to_operator: BatchSender,
}

impl Verifier {
    /// Opens the holders that an operator sealed to this verifier.
    pub fn open_holders(&self, operator: &str, request: &VerificationRequest) -> Result<Vec<Row>, Problem> {
        if request.rows.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("a batch holds at most {MAX_ROWS} rows")));
        }
        let bad = |field: &str, what: &str| Problem::new(ProblemType::MalformedRequest).field(field).detail(what);
        let receiver = BatchReceiver::new(&self.delivery, &holders_info(self.register(), operator), &request.key.0)
            .map_err(|_| bad("key", "it is not sealed to this verifier"))?;
        let open = |(at, row): (usize, &padron_protocol::messages::verification::VerificationRow)| {
            let at = u32::try_from(at).map_err(|_| ProblemType::Internal)?;
            let bytes = receiver
                .open_row(at, row.record.as_bytes(), &row.holder.0)
                .map_err(|_| bad("holder", "it does not open for this record and row"))?;
            let holder = Holder::decode(&bytes).map_err(|error| bad("holder", &error.to_string()))?;
            let kind = match holder.kind() {
                HolderKind::LegalPerson => SlotKind::LegalPerson,
                HolderKind::National | HolderKind::Foreigner => SlotKind::Person,
            };
            Ok(OpenedHolder { record: row.record, number: row.number, bytes, kind })
        };
        Ok(request.rows.iter().enumerate().map(open).collect())
    }

    /// Asks the attester about the holders who could be opened.
    pub fn ask_attester(operator: &str, rows: &[Row], seed: &Seed) -> ConfirmRequest {
        let holders = rows.iter().flatten().map(|holder| PersonalBytes(Base64(holder.bytes.to_vec())));
        ConfirmRequest { operator: operator.into(), seed: seed.to_message(), holders: holders.collect() }
    }

    /// Keeps the rows that the identity source confirms.
    pub fn judge(rows: Vec<Row>, verdicts: Vec<Verdict>) -> Result<Vec<Row>, Problem> {
        let asked = rows.iter().filter(|row| row.is_ok()).count();
        if asked != verdicts.len() {
            return Err(
                Problem::new(ProblemType::Unreachable).detail("the identity source did not answer for every holder")
            );
        }
        let mut verdicts = verdicts.into_iter();
        let judge = |holder: OpenedHolder| match verdicts.next() {
            Some(Verdict::Match) => Ok(holder),
            Some(Verdict::Mismatch | Verdict::Unknown | Verdict::Withdrawn) | None => {
                Err(Problem::new(ProblemType::NotVerified)
                    .field("holder")
                    .detail("the identity source does not confirm the holder as given; compare with the document"))
            }
        };
        let mut judge = judge;
        Ok(rows.into_iter().map(|row| row.and_then(&mut judge)).collect())
    }

    /// Signs and seals the outcomes, once the custodians have evaluated the confirmed persons in their order.
    pub fn sign(
        &self,
        operator: &str,
        rows: Vec<Row>,
        secrets: EvaluatedPersons,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<VerificationReply, Problem> {
        let (signing, key) = self.signing((operator, secrets.evaluators), now, rng)?;
        let mut secrets = secrets.persons.into_iter();
        let mut outcomes = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            outcomes.push(match row {
                Err(problem) => VerificationOutcome::Refused(problem),
                Ok(holder) => {
                    let secret = secrets.next().ok_or(ProblemType::Internal)?;
                    let at = u32::try_from(at).map_err(|_| ProblemType::Internal)?;
                    VerificationOutcome::Verified(self.sign_row(&signing, at, &holder, &secret, rng)?)
                }
            });
        }
        Ok(VerificationReply { key, slots_key: signing.slots_key, rows: outcomes })
    }

    /// The answer to a batch in which nobody was confirmed.
    pub fn refuse_all(
        &self,
        operator: &str,
        rows: Vec<Row>,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<VerificationReply, Problem> {
        let (signing, key) = self.signing((operator, Evaluators::default()), now, rng)?;
        let refuse = |row: Row| VerificationOutcome::Refused(row.err().unwrap_or_else(|| ProblemType::Internal.into()));
        Ok(VerificationReply { key, slots_key: signing.slots_key, rows: rows.into_iter().map(refuse).collect() })
    }

    fn signing<'a>(
        &self,
        (operator, evaluators): (&'a str, Evaluators),
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<(Signing<'a>, Base64), Problem> {
        let to = |role: Role, id: &str| {
            self.trusted.party_as(id, role).and_then(|party| party.delivery.as_ref()).ok_or_else(|| {
                Problem::new(ProblemType::Forbidden).detail("the trust list has no delivery key for this party")
            })
        };
        let registrar = self.registrar()?.id.clone();
        let internal = |_| Problem::new(ProblemType::Internal);
        let (slots, slots_key) =
            BatchSender::new(to(Role::Registrar, &registrar)?, &slots_info(self.register()), rng).map_err(internal)?;
        let info = verified_info(self.register(), operator);
        let (to_operator, key) = BatchSender::new(to(Role::Operator, operator)?, &info, rng).map_err(internal)?;
        Ok((Signing { operator, evaluators, now, slots, slots_key: slots_key.into(), to_operator }, key.into()))
    }

    fn sign_row(
        &self,
        signing: &Signing<'_>,
        row: u32,
        holder: &OpenedHolder,
        secret: &PersonSecret,
        rng: &mut impl CryptoRng,
    ) -> Result<Verified, Problem> {
        let internal = |_| Problem::new(ProblemType::Internal);
        let context = holder.record.as_bytes();
        let slots = self.slots(holder.kind, secret, rng);
        let sealed = signing.slots.seal_row(row, context, &slots).map_err(internal)?.into();
        let mut secrets = Zeroizing::new([0u8; 64]);
        secrets[..32].copy_from_slice(secret.view_key(context).as_slice());
        let mut nonce = [0; 32];
        rng.fill_bytes(&mut nonce);
        secrets[32..].copy_from_slice(&nonce);
        let issued = Timestamp::from_millisecond(signing.now.as_millisecond()).unwrap_or(signing.now);
        let statement = VerificationStatement {
            register: self.register().into(),
            regime: self.trusted.list().regime,
            audience: self.registrar()?.id.clone(),
            operator: signing.operator.into(),
            record: holder.record,
            strength: Strength::Attributes,
            attributes: attributes_hash(&nonce, &holder.bytes),
            number: holder.number,
            slots: slots_hash(&signing.slots_key, row, &sealed),
            evaluators: signing.evaluators,
            issued,
            expires: issued.saturating_add(self.limits.verification_age).unwrap_or(issued),
        };
        Ok(Verified {
            statement: self.signer.sign(&statement).map_err(|_| ProblemType::Internal)?,
            slots: SealedSlots { row, sealed },
            secrets: signing.to_operator.seal_row(row, context, secrets.as_slice()).map_err(internal)?.into(),
        })
    }
}

#[cfg(test)]
mod tests;
