//! Checking a batch of submissions: everything that needs no store, so that it can run beside others.

use crate::promises::whole_milliseconds;
use crate::{Registrar, rows::Key};
use jiff::Timestamp;
use padron_model::Compartment;
use padron_protocol::jws::{Unchecked, check_all, open};
use padron_protocol::log::{
    EntryKind, EvaluatedLabel, Evaluators, LineEvent, MoverProof, Moves, Quorums, SignedMove, evaluate_labels,
    line_hash, root_of,
};
use padron_protocol::messages::link::{LinkBatch, LinkSubmission, SlotKind, record_of};
use padron_protocol::messages::verification::{MAX_ROWS, VerificationStatement};
use padron_protocol::sealed::{KEPT, decode_slots, encrypt, slots_hash, slots_info};
use padron_protocol::trust::Role;
use padron_protocol::{Base64, Hash32, Problem, ProblemType, Uuid, sha256};
use padron_threshold::{BatchReceiver, Label, LineToken, Purpose, SealError, Sealed, verify_batch};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// The name under which a record is wrapped.
pub(crate) const WRAP: &[u8] = b"padron record";

/// A submission that is what it should be; whether there is a line and a slot for it, the store will tell.
pub struct Checked {
    pub(crate) record: Uuid,
    pub(crate) operator: String,
    pub(crate) line: Key,
    pub(crate) tag: [u8; 16],
    pub(crate) slots: CheckedSlots,
    pub(crate) at: Timestamp,
    pub(crate) evaluators: Quorums,
    /// The first place of the line's history: a line is linked once.
    pub(crate) label: EvaluatedLabel,
    /// The commitment of the event, which is in the wrap.
    pub(crate) event: Hash32,
    pub(crate) opened_event: Vec<u8>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) wrap_key: Zeroizing<[u8; 32]>,
}

pub(crate) enum CheckedSlots {
    Person(Vec<Key>),
    LegalPerson(Key),
}

/// The place that a line's first link takes.
const FIRST: u32 = 0;

struct ParsedRow {
    submission: LinkSubmission,
    /// What its mover signed, and that it did.
    moved: (SignedMove, MoverProof),
    record: Uuid,
    token: LineToken,
    statement: Unchecked<VerificationStatement>,
    sealed: Vec<Sealed>,
}

impl Registrar {
    /// Checks every row of an operator's batch: form, the verifier's statement, the slots, the seals. A bad row does
    /// not spoil its neighbours. Each good row comes back wrapped under a fresh key.
    pub fn check(
        &self,
        operator: &str,
        batch: LinkBatch,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Result<Checked, Problem>>, Problem> {
        if batch.rows.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("a batch holds at most {MAX_ROWS} rows")));
        }
        self.check_evaluators(Purpose::Line, batch.evaluators)?;
        let moves = self.check_moves(operator, &batch, now)?;
        let mut rows: Vec<Result<ParsedRow, Problem>> =
            batch.rows.into_iter().zip(moves).map(|(row, moved)| self.parse(operator, row, moved)).collect();
        self.check_statements(operator, &batch.slots_key, &mut rows, now)?;
        self.check_seals(&mut rows, rng);
        let mut labels = self.labels_of(&rows)?.into_iter();
        let slots = BatchReceiver::new(&self.slots, &slots_info(self.register()), &batch.slots_key.0);
        let slots = slots.map_err(|_| bad_slots())?;
        let mut finish = |row: ParsedRow| {
            let label = labels.next().ok_or(ProblemType::Internal)?;
            self.finish(operator, (row, label, batch.evaluators), &slots, now, rng)
        };
        Ok(rows.into_iter().map(|row| row.and_then(&mut finish)).collect())
    }

    /// As many custodians as it takes, each with a share of the key.
    fn check_evaluators(&self, purpose: Purpose, evaluators: Evaluators) -> Result<(), Problem> {
        let key = self.trusted.key(purpose);
        let known = evaluators.indices().all(|index| key.shares().iter().any(|(share, _)| *share == index));
        let fits = known && evaluators.count() == u32::from(key.threshold());
        fits.then_some(()).ok_or_else(|| {
            Problem::new(ProblemType::MalformedRequest).field("evaluators").detail(format!(
                "must name the {} custodians that evaluated, for each {}",
                key.threshold(),
                purpose.as_str()
            ))
        })
    }

    /// What the operator signed of each row: the whole batch falls if it did not sign exactly these rows.
    fn check_moves(
        &self,
        operator: &str,
        batch: &LinkBatch,
        now: Timestamp,
    ) -> Result<Vec<(SignedMove, MoverProof)>, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::BadSignature).field("moves").detail(what);
        let party = self.party(operator, Role::Operator)?;
        let signed: Moves = open(&batch.moves, operator, &party.signing).map_err(|error| bad(&error.to_string()))?;
        let moved = |row: &LinkSubmission| {
            let token = row.line_token.array().ok_or_else(|| {
                Problem::new(ProblemType::MalformedRequest).field("line_token").detail("must be 32 bytes")
            })?;
            Ok(SignedMove {
                kind: EntryKind::Link,
                record: *record_of(operator, &row.submission).as_bytes(),
                line: line_hash(&LineToken::from_bytes(token)),
                commitments: row.commitments,
                verification: sha256(row.statement.as_bytes()),
            })
        };
        let moves = batch.rows.iter().map(moved).collect::<Result<Vec<SignedMove>, Problem>>()?;
        let fits = [
            (signed.register == self.register(), "the moves are for another register"),
            (signed.regime == self.trusted.list().regime, "the moves are for another regime"),
            (signed.audience == self.name(), "the moves are for another registrar"),
            (signed.mover == operator, "the moves are another operator's"),
            (usize::from(signed.count) == moves.len(), "another number of moves was signed than sent"),
            (signed.root == root_of(&moves), "other moves were signed than sent"),
            (signed.issued <= now.saturating_add(SKEW).unwrap_or(now), "the moves are from the future"),
            (now < signed.expires, "the moves have expired"),
        ];
        if let Some((_, what)) = fits.iter().find(|(fit, _)| !fit) {
            return Err(bad(what));
        }
        let proofs = MoverProof::all(&batch.moves, &signed, &moves).ok_or(ProblemType::Internal)?;
        Ok(moves.into_iter().zip(proofs).collect())
    }

    /// The labels of the good rows, in order.
    fn labels_of(&self, rows: &[Result<ParsedRow, Problem>]) -> Result<Vec<EvaluatedLabel>, Problem> {
        let places: Vec<_> = rows.iter().flatten().map(|row| (&row.token, FIRST)).collect();
        if places.is_empty() {
            return Ok(Vec::new());
        }
        evaluate_labels(&self.secrets.labels, &places).map_err(crate::promises::internal)
    }

    fn parse(
        &self,
        operator: &str,
        submission: LinkSubmission,
        moved: (SignedMove, MoverProof),
    ) -> Result<ParsedRow, Problem> {
        let field = |name: &str, what: &str| Problem::new(ProblemType::MalformedRequest).field(name).detail(what);
        let token = submission.line_token.array().ok_or_else(|| field("line_token", "must be 32 bytes"))?;
        submission.content_tag.array::<16>().ok_or_else(|| field("content_tag", "must be 16 bytes"))?;
        if submission.view_box.0.len() > 512 {
            return Err(field("view_box", "must be at most 512 bytes"));
        }
        let verifier = self.trusted.only(Role::Verifier).ok_or(ProblemType::Internal)?;
        let statement = Unchecked::parse(&submission.statement, &verifier.id)
            .map_err(|error| Problem::new(ProblemType::BadVerification).field("statement").detail(error))?;
        let sealed = KEPT
            .iter()
            .zip(&submission.compartments)
            .map(|(compartment, bytes)| {
                let bad =
                    |error: SealError| Problem::new(ProblemType::BadSeal).field(compartment.as_str()).detail(error);
                let sealed = Sealed::from_bytes(&bytes.0).map_err(bad)?;
                let expected = padron_threshold::SEALED_OVERHEAD + padron_protocol::sealed::padded_size(*compartment);
                (bytes.0.len() == expected).then_some(sealed).ok_or_else(|| {
                    Problem::new(ProblemType::BadSeal)
                        .field(compartment.as_str())
                        .detail(format!("must be {expected} bytes"))
                })
            })
            .collect::<Result<_, _>>()?;
        let record = record_of(operator, &submission.submission);
        Ok(ParsedRow { record, token: LineToken::from_bytes(token), statement, sealed, submission, moved })
    }

    fn check_statements(
        &self,
        operator: &str,
        slots_key: &Base64,
        rows: &mut [Result<ParsedRow, Problem>],
        now: Timestamp,
    ) -> Result<(), Problem> {
        let verifier = self.trusted.only(Role::Verifier).ok_or(ProblemType::Internal)?;
        let good: Vec<&Unchecked<VerificationStatement>> =
            rows.iter().filter_map(|row| row.as_ref().ok()).map(|row| &row.statement).collect();
        let all_good = check_all(&good, &verifier.signing).is_ok();
        for row in rows {
            let Ok(parsed) = row.as_ref() else { continue };
            let signed = if all_good { Ok(()) } else { parsed.statement.verify(&verifier.signing) };
            let bad = |what: String| Problem::new(ProblemType::BadVerification).field("statement").detail(what);
            let checked = signed.map_err(|error| bad(error.to_string())).and_then(|()| {
                self.statement_fits(operator, (parsed, slots_key), now)
                    .map_err(|what| bad(format!("the verification is for another {what}")))?;
                self.check_evaluators(Purpose::Person, parsed.statement.claimed().evaluators)
            });
            if let Err(problem) = checked {
                *row = Err(problem);
            }
        }
        Ok(())
    }

    fn statement_fits(
        &self,
        operator: &str,
        (row, slots_key): (&ParsedRow, &Base64),
        now: Timestamp,
    ) -> Result<(), &'static str> {
        let statement = row.statement.claimed();
        let slots = &row.submission.slots;
        let fits = [
            (statement.register == self.register(), "register"),
            (statement.regime == self.trusted.list().regime, "regime"),
            (statement.audience == self.name(), "registrar"),
            (statement.operator == operator, "operator"),
            (statement.record == row.record, "submission"),
            (
                statement.slots == slots_hash(slots_key, slots.row, &slots.sealed),
                "person: the slots are not those verified",
            ),
            (statement.issued <= now.saturating_add(SKEW).unwrap_or(now), "time: it is from the future"),
            (now < statement.expires, "time: it has expired"),
            (
                statement.expires <= statement.issued.saturating_add(self.limits.verification_age).unwrap_or(now),
                "time: it was given longer than the regime allows",
            ),
        ];
        fits.iter().find(|(fit, _)| !fit).map_or(Ok(()), |(_, what)| Err(what))
    }

    /// All seals of the batch in one multi-scalar multiplication. Only if that fails is each row checked by itself, so
    /// that a batch of bad rows costs no more than twice a good one.
    fn check_seals(&self, rows: &mut [Result<ParsedRow, Problem>], rng: &mut impl CryptoRng) {
        if self.check_seals_of(rows, rng).is_ok() {
            return;
        }
        for row in rows {
            if let Err(problem) = self.check_seals_of(std::slice::from_ref(row), rng) {
                *row = Err(problem);
            }
        }
    }

    fn check_seals_of(&self, rows: &[Result<ParsedRow, Problem>], rng: &mut impl CryptoRng) -> Result<(), Problem> {
        let mut items = Vec::with_capacity(rows.len() * KEPT.len());
        for row in rows.iter().flatten() {
            items.extend(
                KEPT.iter().zip(&row.sealed).map(|(compartment, sealed)| (self.label(row, *compartment), sealed)),
            );
        }
        verify_batch(self.trusted.key(Purpose::Sealing), &items, rng).map_err(|error| {
            let item = if let SealError::BadProof(item) = error { item } else { 0 };
            Problem::new(ProblemType::BadSeal)
                .field(KEPT[item % KEPT.len()].as_str())
                .detail("not validly sealed under this record's label")
        })
    }

    fn label<'a>(&'a self, row: &'a ParsedRow, compartment: Compartment) -> Label<'a> {
        let list = self.trusted.list();
        Label {
            register: &list.register,
            record: row.record.as_bytes(),
            line_token: &row.token,
            compartment: compartment.as_str(),
            regime: &list.regime.0,
            epoch: self.trusted.key(Purpose::Sealing).epoch(),
        }
    }

    fn finish(
        &self,
        operator: &str,
        (row, label, evaluators): (ParsedRow, EvaluatedLabel, Evaluators),
        receiver: &BatchReceiver,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Checked, Problem> {
        let slots = self.open_slots(&row, receiver)?;
        let evaluators = Quorums { line: evaluators, person: row.statement.claimed().evaluators };
        let at = whole_milliseconds(now);
        let (moved, mover) = row.moved.clone();
        let epoch = self.trusted.key(Purpose::Sealing).epoch().0;
        let event = LineEvent { moved, at_ms: at.as_millisecond(), epoch, place: FIRST, mover }.encode();
        let mut plain = Vec::with_capacity(4096);
        put_part(&mut plain, &event);
        for (compartment, sealed) in KEPT.iter().zip(&row.sealed) {
            put_part(&mut plain, &sealed.compact(self.trusted.key(Purpose::Sealing), &self.label(&row, *compartment)));
        }
        put_part(&mut plain, &row.submission.view_box.0);
        // The way to a batch's root is as long as the batch is large: padded, every record is as long as every other, and
        // with noise nothing in it says how long the padding is to whom it would be a class.
        let mut padding = vec![0; LineEvent::MAX_SIZE.saturating_sub(event.len())];
        rng.fill_bytes(&mut padding);
        put_part(&mut plain, &padding);
        let mut wrap_key = Zeroizing::new([0; 32]);
        rng.fill_bytes(wrap_key.as_mut());
        let wrapped = encrypt(&wrap_key, WRAP, row.record.as_bytes(), &plain).map_err(crate::promises::internal)?;
        Ok(Checked {
            record: row.record,
            operator: operator.to_owned(),
            line: self.line_key(&row.token),
            tag: row.submission.content_tag.array().unwrap_or_default(),
            slots,
            at,
            evaluators,
            label,
            event: self.event_commitment(&row.record, &event),
            opened_event: event,
            wrapped,
            wrap_key,
        })
    }

    fn open_slots(&self, row: &ParsedRow, receiver: &BatchReceiver) -> Result<CheckedSlots, Problem> {
        let slots = &row.submission.slots;
        let plain = receiver.open_row(slots.row, row.record.as_bytes(), &slots.sealed.0).map_err(|_| bad_slots())?;
        self.slot_keys(&plain).ok_or_else(bad_slots)
    }

    /// The store's keys of a person's slots or of a legal person; `None` when they are not as many as the cap.
    pub(crate) fn slot_keys(&self, plain: &[u8]) -> Option<CheckedSlots> {
        let (kind, tokens) = decode_slots(plain).ok()?;
        match kind {
            SlotKind::Person if tokens.len() == usize::from(self.limits.cap) => {
                Some(CheckedSlots::Person(tokens.iter().map(|token| self.slot_key(token)).collect()))
            }
            SlotKind::LegalPerson if tokens.len() == 1 => Some(CheckedSlots::LegalPerson(self.holder_key(&tokens[0]))),
            SlotKind::Person | SlotKind::LegalPerson => None,
        }
    }
}

const SKEW: jiff::SignedDuration = jiff::SignedDuration::from_secs(padron_protocol::http_signature::SKEW_SECONDS);

fn bad_slots() -> Problem {
    Problem::new(ProblemType::BadVerification).field("slots").detail("the slots do not open for this record")
}

fn put_part(plain: &mut Vec<u8>, part: &[u8]) {
    plain.extend_from_slice(&(part.len() as u32).to_be_bytes());
    plain.extend_from_slice(part);
}

/// The parts of an unwrapped record: the link's event, the sealed compartments in the order of [`KEPT`], the view box, and
/// padding.
pub(crate) fn parts_of(plain: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = plain;
    let mut parts = Vec::with_capacity(KEPT.len() + 3);
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (part, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        parts.push(part);
        rest = after;
    }
    (parts.len() == KEPT.len() + 3).then_some(parts)
}
