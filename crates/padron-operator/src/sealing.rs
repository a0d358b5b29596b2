//! From verified registrations to sealed submissions.

use crate::Gateway;
use crate::verification::VerifiedRow;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use padron_model::Compartment;
use padron_protocol::jws::Unchecked;
use padron_protocol::log::{
    BelievedBatch, Between, Entry, EntryKind, Evaluators, LABEL_BLOCK, LineEvent, Moves, Quorums, SignedMove,
    check_labels, line_hash,
};
use padron_protocol::messages::evaluation::{BadParts, EvaluationReply, EvaluationRequest, combine_replies};
use padron_protocol::messages::link::{LinkBatch, LinkOutcome, LinkReply, LinkSubmission, Linked, folio_of, record_of};
use padron_protocol::messages::opening::OpenedMove;
use padron_protocol::messages::verification::VerificationStatement;
use padron_protocol::sealed::{CompartmentText, KEPT, SealedError, ViewBox};
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::verify::{LineMove, open_move_of_batch};
use padron_protocol::{Hash32, Problem, ProblemType, sha256};
use padron_threshold::{Blinding, Label, LineToken, Purpose, blind, seal_batch};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Numbers on their way to the custodians.
pub struct BlindedNumbers {
    blinding: Blinding,
}

/// A compartment ready to be sealed, with what the log will say of it.
struct Plain {
    compartment: Compartment,
    padded: Zeroizing<Vec<u8>>,
    commitment: Hash32,
}

impl Gateway {
    /// Blinds the numbers for the custodians.
    pub fn blind(
        &self,
        rows: &[VerifiedRow],
        rng: &mut impl CryptoRng,
    ) -> Result<(BlindedNumbers, EvaluationRequest), Problem> {
        let key = self.trusted.key(Purpose::Line);
        let inputs: Vec<_> = rows.iter().map(|row| row.parsed.number.evaluation_input()).collect();
        let inputs: Vec<&[u8]> = inputs.iter().map(|input| input.as_slice()).collect();
        let (blinding, elements) = blind(key, &inputs, rng).map_err(|_| ProblemType::Internal)?;
        Ok((
            BlindedNumbers { blinding },
            EvaluationRequest { epoch: key.epoch().0, elements: elements.concat().into() },
        ))
    }

    /// The lines' tokens from the custodians' parts, each proof checked.
    pub fn tokens(&self, numbers: &BlindedNumbers, parts: &[EvaluationReply]) -> Result<Vec<LineToken>, BadParts> {
        let outputs = combine_replies(self.trusted.key(Purpose::Line), &numbers.blinding, parts)?;
        Ok(outputs.iter().map(LineToken::from_output).collect())
    }

    /// Seals the rows under their tokens, which these custodians evaluated, and signs the whole batch as its mover.
    pub fn seal(
        &self,
        rows: Vec<VerifiedRow>,
        (tokens, evaluators): (&[LineToken], Evaluators),
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<LinkBatch, Problem> {
        let slots_key = rows.first().map(|row| row.slots.0.clone()).ok_or(ProblemType::Internal)?;
        if rows.iter().any(|row| row.slots.0 != slots_key) {
            // The rows of one batch come out of one answer of the verifier.
            return Err(ProblemType::Internal.into());
        }
        let plains = rows.iter().map(|row| plain_compartments(row, rng)).collect::<Result<Vec<_>, _>>()?;
        let sealed = self.seal_all(&rows, tokens, &plains, rng)?;
        let moves: Vec<SignedMove> = rows.iter().zip(tokens).zip(&plains).map(moved).collect();
        let registrar = self.trusted.only(Role::Registrar).ok_or(ProblemType::Internal)?;
        let between = Between {
            register: self.register(),
            regime: self.trusted.list().regime,
            registrar: &registrar.id,
            mover: &self.name,
        };
        let moves = Moves::sign(between, &moves, now, &self.signer).map_err(|_| ProblemType::Internal)?;
        let mut sealed = sealed.into_iter();
        let submissions = rows.into_iter().zip(tokens).zip(plains).map(|((row, token), plains)| {
            let mut next = || sealed.next().map(Into::into).unwrap_or_default();
            let compartments = [next(), next(), next()];
            self.submission(row, token, &plains, compartments, now)
        });
        Ok(LinkBatch { evaluators, moves, slots_key, rows: submissions.collect::<Result<_, Problem>>()? })
    }

    /// Holds the registrar to its answer: the entry of each linked row must commit to a move of that row's line and record
    /// that this gateway signed, carry the line's label, this operator's name and the custodians that evaluated it, at a
    /// place where custodians look whatever they are shown; and folio and time must be those of the promise. What does not
    /// hold is no link, whatever the registrar says. What only the gateway may see is taken out of the reply.
    ///
    /// # Errors
    /// [`ProblemType::Unreachable`]: the registrar does not answer for every row, or its proof of the labels does not hold.
    pub fn check_linked(
        &self,
        tokens: &[LineToken],
        batch: &LinkBatch,
        reply: LinkReply,
    ) -> Result<LinkReply, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::Unreachable).detail(what);
        if reply.rows.len() != batch.rows.len() {
            return Err(bad("the registrar did not answer for every row"));
        }
        let linked = reply.rows.iter().zip(tokens).filter_map(|(row, token)| match row {
            LinkOutcome::Linked(linked) => Some((token, linked)),
            LinkOutcome::Refused(_) => None,
        });
        let places: Option<Vec<_>> = linked.map(|(token, linked)| Some((token, place_of(linked)?))).collect();
        let places = places.ok_or_else(|| bad("the registrar does not open the entries of the lines it linked"))?;
        let proved = match &reply.labels {
            Some(proof) => check_labels(self.trusted.label_key(), &places, proof)
                .map_err(|problem| bad(&problem.detail.unwrap_or(problem.title)))?,
            None if places.is_empty() => Vec::new(),
            None => return Err(bad("the registrar does not prove the labels of the lines it linked")),
        };
        let (mut proved, mut believed) = (proved.into_iter(), BelievedBatch::default());
        let check = |((row, token), submission): ((LinkOutcome, &LineToken), &LinkSubmission)| match row {
            LinkOutcome::Linked(linked) => {
                let person = holders_evaluators(submission, &self.trusted);
                let shown = (Quorums { line: batch.evaluators, person }, proved.next().unwrap_or_default());
                let checked = self.check_link(linked, (token, submission), shown, &mut believed);
                checked.map_or_else(LinkOutcome::Refused, LinkOutcome::Linked)
            }
            refused => refused,
        };
        let rows = reply.rows.into_iter().zip(tokens).zip(&batch.rows).map(check).collect();
        Ok(LinkReply { rows, proofs: reply.proofs, labels: None })
    }

    fn check_link(
        &self,
        linked: Linked,
        (token, submission): (&LineToken, &LinkSubmission),
        shown: (Quorums, Hash32),
        believed: &mut BelievedBatch,
    ) -> Result<Linked, Problem> {
        let Linked { folio, at, promise, event } = linked;
        let bad = |what: &str| Problem::new(ProblemType::Unreachable).detail(what);
        let event = event.ok_or_else(|| bad("the registrar does not open the entry of a line it linked"))?;
        let opened = OpenedMove { promise, event };
        let LineMove { promise, event, .. } = open_move_of_batch(&opened, &line_hash(token), &self.trusted, believed)
            .map_err(|problem| {
            let what = problem.detail.unwrap_or(problem.title);
            bad(&format!("the registrar promised an entry that is not this line's: {what}"))
        })?;
        let record = record_of(&self.name, &submission.submission);
        let entry = Entry::line(EntryKind::Link, &self.name, shown, promise.entry.commitment);
        let holds = event.moved.record == *record.as_bytes()
            && event.place < LABEL_BLOCK
            && promise.entry == entry
            && promise.folio == Some(folio_of(&record))
            && (promise.folio.as_ref(), promise.at) == (Some(&folio), at);
        if !holds {
            return Err(bad("the registrar promised an entry that is not this line's"));
        }
        Ok(Linked { folio, at, promise: opened.promise, event: None })
    }

    fn seal_all(
        &self,
        rows: &[VerifiedRow],
        tokens: &[LineToken],
        plains: &[[Plain; 3]],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Vec<u8>>, Problem> {
        let key = self.trusted.key(Purpose::Sealing);
        let list = self.trusted.list();
        let mut items = Vec::with_capacity(rows.len() * KEPT.len());
        for ((row, token), plains) in rows.iter().zip(tokens).zip(plains) {
            for plain in plains {
                let label = Label {
                    register: &list.register,
                    record: row.parsed.record.as_bytes(),
                    line_token: token,
                    compartment: plain.compartment.as_str(),
                    regime: &list.regime.0,
                    epoch: key.epoch(),
                };
                items.push((label, plain.padded.as_slice()));
            }
        }
        let sealed = seal_batch(key, &items, rng).map_err(|_| ProblemType::Internal)?;
        Ok(sealed.iter().map(padron_threshold::Sealed::to_bytes).collect())
    }

    fn submission(
        &self,
        row: VerifiedRow,
        token: &LineToken,
        plains: &[Plain; 3],
        compartments: [padron_protocol::Base64; 3],
        now: Timestamp,
    ) -> Result<LinkSubmission, Problem> {
        let last_four = row.parsed.number.last_four().as_bytes().try_into().map_err(|_| ProblemType::Internal)?;
        let view = ViewBox { last_four, operator: self.name.clone(), at: now, token: token.clone() };
        Ok(LinkSubmission {
            submission: row.parsed.submission,
            line_token: (*token.as_bytes()).into(),
            content_tag: self.content_tag(&row).into(),
            view_box: view.close(&row.view_key, &row.parsed.record).map_err(too_long)?.into(),
            statement: row.statement,
            slots: row.slots.1,
            compartments,
            commitments: plains.each_ref().map(|plain| plain.commitment),
        })
    }
}

fn plain_compartments(row: &VerifiedRow, rng: &mut impl CryptoRng) -> Result<[Plain; 3], Problem> {
    let subscriber =
        CompartmentText { salt: row.nonce, evidence: row.evidence.clone(), text: row.parsed.holder.clone() };
    let contact = CompartmentText::new(row.parsed.contact.clone(), row.evidence.clone(), rng);
    let line = CompartmentText::new(row.parsed.line.clone(), row.evidence.clone(), rng);
    let plain = |compartment, text: CompartmentText| {
        Ok::<_, Problem>(Plain {
            compartment,
            padded: text.encode(compartment).map_err(too_long)?,
            commitment: text.commitment(compartment),
        })
    };
    let [first, second, third] = KEPT;
    Ok([plain(first, subscriber)?, plain(second, contact)?, plain(third, line)?])
}

impl Gateway {
    /// A tag that is equal for equal content of one record, and means nothing without the gateway's key: neither the
    /// verifier nor the registrar can test a guess with it.
    fn content_tag(&self, row: &VerifiedRow) -> [u8; 16] {
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(self.tag_key.as_slice());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(b"padron content");
        mac.update(row.parsed.record.as_bytes());
        for part in [&row.parsed.holder, &row.parsed.contact, &row.parsed.line] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        tag
    }
}

/// What the mover signs of a row: its line, and the texts that will be sealed for it.
fn moved(((row, token), plains): ((&VerifiedRow, &LineToken), &[Plain; 3])) -> SignedMove {
    SignedMove {
        kind: EntryKind::Link,
        record: *row.parsed.record.as_bytes(),
        line: line_hash(token),
        commitments: plains.each_ref().map(|plain| plain.commitment),
        verification: sha256(row.statement.as_bytes()),
    }
}

/// The custodians that evaluated a row's holder, as the verifier signed.
fn holders_evaluators(submission: &LinkSubmission, trusted: &Trusted) -> Evaluators {
    let verifier = trusted.only(Role::Verifier);
    let statement = verifier.and_then(|verifier| Unchecked::parse(&submission.statement, &verifier.id).ok());
    statement
        .map_or_else(Evaluators::default, |statement: Unchecked<VerificationStatement>| statement.claimed().evaluators)
}

/// The place that a link's event gives it.
fn place_of(linked: &Linked) -> Option<u32> {
    LineEvent::decode(&linked.event.as_ref()?.bytes.0).ok().map(|event| event.place)
}

fn too_long(error: SealedError) -> Problem {
    Problem::new(ProblemType::InvalidField).field("registration").detail(error)
}

#[cfg(test)]
mod tests;
