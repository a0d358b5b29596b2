//! From the custodians' parts to an answer.

use crate::Authority;
use jiff::Timestamp;
use padron_protocol::describe::describe;
use padron_protocol::messages::answer::{Answer, AnswerEvidence, AnswerRecord, NOTICE, OpenedCompartment};
use padron_protocol::messages::evaluation::{BadParts, EvaluationReply};
use padron_protocol::messages::order::{
    History, OpeningReply, OpeningRequest, Order, RecordReply, RequestFile, RequestPresentation, SealedCompartment,
    SealedRecord,
};
use padron_protocol::sealed::CompartmentText;
use padron_protocol::verify::{check_line, open_link, open_promise, read_history};
use padron_protocol::{Hash32, Problem, ProblemType};
use padron_threshold::{
    Compact, CustodianIndex, Epoch, Label, LineToken, OpeningPart, Purpose, SealError, open as open_sealed,
};

/// Everything an answer is made of but the opened records.
pub struct Gathered {
    /// The request as shown to custodians.
    pub presentation: RequestPresentation,
    pub file: RequestFile,
    /// The parts of the number's evaluation.
    pub parts: Vec<EvaluationReply>,
    pub token: LineToken,
    /// The sealed records with their history.
    pub reply: RecordReply,
}

impl Gathered {
    /// What a custodian is asked to open a record.
    pub fn opening(&self, record: &SealedRecord) -> Result<OpeningRequest, Problem> {
        let proofs = self.reply.proofs.clone().ok_or_else(|| {
            Problem::new(ProblemType::NotLogged).detail("there is no proof yet that the log shows the disclosure")
        })?;
        Ok(OpeningRequest {
            presentation: self.presentation.clone(),
            file: self.file.clone(),
            parts: self.parts.clone(),
            history: self.reply.history.clone(),
            record: record.clone(),
            proofs,
        })
    }
}

impl Authority {
    /// The line's token from the custodians' parts, each proof checked.
    pub fn combine(&self, order: &Order, parts: &[EvaluationReply]) -> Result<LineToken, BadParts> {
        check_line(order, parts, &self.trusted)
    }

    /// The registrar's word on the line, its signature checked.
    pub fn read_history(&self, reply: &RecordReply) -> Result<History, Problem> {
        read_history(&reply.history, &self.trusted)
    }

    /// The entries that the log must show before a custodian opens anything of a history: the disclosure and each link.
    pub fn entries(&self, history: &History) -> Result<Vec<u64>, Problem> {
        let links = history.records.iter().map(|listed| &listed.promise);
        let index = |token: &String| open_promise(&self.trusted, token).map(|promise| promise.index);
        std::iter::once(&history.disclosure).chain(links).map(index).collect()
    }

    /// Opens one record from the custodians' parts: one list of parts per custodian.
    pub fn open_record(
        &self,
        gathered: &Gathered,
        history: &History,
        record: &SealedRecord,
        replies: &[OpeningReply],
    ) -> Result<AnswerRecord, Problem> {
        let replies: Vec<_> =
            replies.iter().map(|reply| (reply.parts.first().map_or(0, |part| part.index), reply.clone())).collect();
        self.combine_record(gathered, history, record, &replies).map_err(|bad| bad.problem)
    }

    /// The same from parts with the index of the custodian that gave them: if a part does not hold, it is said whose,
    /// so that another custodian can be asked instead.
    pub fn combine_record(
        &self,
        gathered: &Gathered,
        history: &History,
        record: &SealedRecord,
        replies: &[(u16, OpeningReply)],
    ) -> Result<AnswerRecord, BadParts> {
        let nobody = |problem| BadParts { custodian: None, problem };
        let listed = history
            .records
            .iter()
            .find(|listed| listed.record == record.record)
            .ok_or_else(|| nobody(ProblemType::NotCovered.into()))?;
        let (promise, event) = open_link(listed, &self.trusted).map_err(nobody)?;
        let mut evidence = None;
        let mut compartments = Vec::with_capacity(record.compartments.len());
        for (at, sealed) in record.compartments.iter().enumerate() {
            let label = Label {
                register: &self.trusted.list().register,
                record: record.record.as_bytes(),
                line_token: &gathered.token,
                compartment: sealed.compartment.as_str(),
                regime: &promise.regime.0,
                epoch: Epoch(event.epoch),
            };
            let (opened, found) = self.open_compartment(&label, sealed, at, replies)?;
            evidence = found.or(evidence);
            compartments.push(opened);
        }
        Ok(AnswerRecord { record: record.record, evidence, compartments })
    }

    fn open_compartment(
        &self,
        label: &Label<'_>,
        sealed: &SealedCompartment,
        at: usize,
        replies: &[(u16, OpeningReply)],
    ) -> Result<(OpenedCompartment, Option<AnswerEvidence>), BadParts> {
        let compartment = sealed.compartment;
        let bad = |custodian: Option<u16>, what: &str| BadParts {
            custodian,
            problem: Problem::new(ProblemType::BadParts).field(compartment.as_str()).detail(what),
        };
        let compact = Compact::from_bytes(&sealed.sealed.0).map_err(|error| bad(None, &error.to_string()))?;
        let part = |(index, reply): &(u16, OpeningReply)| {
            opening_part(reply, at)
                .filter(|part| part.index.get() == *index)
                .ok_or_else(|| bad(Some(*index), "a custodian's part is malformed"))
        };
        let parts = replies.iter().map(part).collect::<Result<Vec<_>, _>>()?;
        let padded = open_sealed(self.trusted.key(Purpose::Sealing), label, &compact, &parts)
            .map_err(|error| bad(to_blame(&error), &error.to_string()))?;
        let text = CompartmentText::decode(compartment, &padded).map_err(|error| bad(None, &error.to_string()))?;
        let fields = describe(compartment, &text.text).map_err(|error| bad(None, &error.to_string()))?;
        let evidence = text.evidence.as_ref().map(|found| AnswerEvidence {
            strength: found.strength,
            issued: found.issued,
            slots: found.slots,
            signature: found.signature.into(),
        });
        let opened =
            OpenedCompartment { compartment, salt: Hash32(text.salt), text: text.text.to_vec().into(), fields };
        Ok((opened, evidence))
    }

    /// The answer, marked with its receiver, order and copy number.
    pub fn answer(&self, gathered: Gathered, history: &History, records: Vec<AnswerRecord>, now: Timestamp) -> Answer {
        Answer {
            version: 1,
            notice: NOTICE.into(),
            receiver: self.name().into(),
            copy: history.copy,
            request: gathered.presentation,
            decisions: gathered.file.decisions,
            history: gathered.reply.history,
            line_token: (*gathered.token.as_bytes()).into(),
            parts: gathered.parts,
            records,
            proofs: gathered.file.proofs.into_iter().chain(gathered.reply.proofs).collect(),
            at: now,
        }
    }
}

/// Whose part an opening failed for.
fn to_blame(error: &SealError) -> Option<u16> {
    use SealError as E;
    match error {
        E::DuplicatePart(custodian)
        | E::UnknownCustodian(custodian)
        | E::MalformedPart(custodian)
        | E::IdentityPart(custodian)
        | E::MalformedProof(custodian)
        | E::PartNotProved(custodian)
        | E::WrongEpoch { custodian, .. } => Some(custodian.get()),
        _ => None,
    }
}

fn opening_part(reply: &OpeningReply, at: usize) -> Option<OpeningPart> {
    let part = reply.parts.get(at)?;
    Some(OpeningPart {
        index: CustodianIndex::new(part.index).ok()?,
        epoch: Epoch(part.epoch),
        element: part.element.array()?,
        proof: part.proof.array()?,
    })
}
