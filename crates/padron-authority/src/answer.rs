//! From the custodians' parts to an answer.

use crate::Authority;
use jiff::Timestamp;
use padron_protocol::describe::describe;
use padron_protocol::log::{LogProofs, line_hash};
use padron_protocol::messages::answer::{Answer, AnswerEvidence, AnswerRecord, NOTICE, OpenedCompartment};
use padron_protocol::messages::evaluation::BadParts;
use padron_protocol::messages::opening::{
    HistoryReply, HistoryRequest, LineHistory, OpenedMove, OpeningReply, OpeningRequest, RecordReply,
    SealedCompartment, SealedRecord, TicketReply,
};
use padron_protocol::messages::order::{RequestFile, RequestPresentation};
use padron_protocol::sealed::CompartmentText;
use padron_protocol::verify::{ANSWER_VERSION, check_tickets, open_move, open_promise, read_history};
use padron_protocol::{Hash32, Problem, ProblemType};
use padron_threshold::{
    Compact, CustodianIndex, Epoch, Label, LineToken, OpeningPart, Purpose, SealError, open as open_sealed,
};
use std::collections::BTreeMap;

/// Everything an answer is made of but the custodians' word on the history and the opened records.
#[derive(Clone)]
pub struct Gathered {
    /// The request as shown to custodians.
    pub presentation: RequestPresentation,
    pub file: RequestFile,
    /// Which copy of the answer.
    pub copy: u32,
    /// The custodians' tickets, which say the same.
    pub tickets: Vec<String>,
    pub token: LineToken,
    /// The sealed records, and what there is of the line for each custodian.
    pub reply: RecordReply,
}

/// What the custodians say of the line's history, each in its own words.
#[derive(Clone)]
pub struct Vouched {
    /// A signed history by the custodian that gave it.
    pub histories: BTreeMap<String, String>,
    /// What all of them say.
    pub history: LineHistory,
}

impl Gathered {
    fn proofs(&self) -> Result<LogProofs, Problem> {
        self.reply.proofs.clone().ok_or_else(|| {
            Problem::new(ProblemType::NotLogged).detail("there is no proof yet that the log shows the disclosure")
        })
    }

    /// What a custodian is asked about the line's history.
    pub fn history(&self, custodian: &str) -> Result<HistoryRequest, Problem> {
        let line = self.reply.lines.iter().find(|line| line.custodian == custodian).ok_or_else(|| {
            Problem::new(ProblemType::NotCovered).detail("the registrar shows this custodian nothing of the line")
        })?;
        Ok(HistoryRequest {
            presentation: self.presentation.clone(),
            file: self.file.clone(),
            tickets: self.tickets.clone(),
            line_token: (*self.token.as_bytes()).into(),
            disclosure: self.reply.disclosure.clone(),
            line: line.sealed.clone(),
            proofs: self.proofs()?,
        })
    }

    /// The link of a record, as the registrar shows it.
    fn link(&self, record: &SealedRecord) -> Result<&OpenedMove, Problem> {
        let at = self.reply.records.iter().position(|known| known.record == record.record);
        at.and_then(|at| self.reply.links.get(at))
            .ok_or_else(|| Problem::new(ProblemType::NotCovered).detail("the registrar shows no link of this record"))
    }

    /// What a custodian that has signed the history is asked to open a record.
    pub fn opening(&self, record: &SealedRecord, own: &str) -> Result<OpeningRequest, Problem> {
        Ok(OpeningRequest {
            presentation: self.presentation.clone(),
            file: self.file.clone(),
            line_token: (*self.token.as_bytes()).into(),
            history: own.to_owned(),
            link: self.link(record)?.clone(),
            record: record.clone(),
            proofs: self.proofs()?,
        })
    }
}

impl Authority {
    /// The terms and the token on which enough custodians' tickets agree: those that do not are left out.
    ///
    /// # Errors
    /// [`ProblemType::TooFewCustodians`].
    pub fn agree(&self, replies: &[(String, TicketReply)]) -> Result<(Vec<String>, LineToken), Problem> {
        let few = || {
            Problem::new(ProblemType::TooFewCustodians).detail("too few custodians agree on which line the order names")
        };
        let need = usize::from(self.trusted.key(Purpose::Line).threshold());
        for (_, leader) in replies {
            let same = replies.iter().filter(|(_, reply)| reply.line_token == leader.line_token);
            let tickets: Vec<String> = same.map(|(_, reply)| reply.ticket.clone()).collect();
            if tickets.len() < need {
                continue;
            }
            let regime = &self.trusted.list().regime;
            let token = leader.line_token.array().map(LineToken::from_bytes).ok_or_else(few)?;
            let terms = check_tickets(&tickets, regime, None, &self.trusted);
            if terms.is_ok_and(|terms| terms.line == line_hash(&token)) {
                return Ok((tickets, token));
            }
        }
        Err(few())
    }

    /// What enough custodians say of the history: of those that say the same.
    ///
    /// # Errors
    /// [`ProblemType::TooFewCustodians`].
    pub fn vouched(&self, replies: Vec<(String, HistoryReply)>) -> Result<Vouched, Problem> {
        let need = usize::from(self.trusted.key(Purpose::Line).threshold());
        let read = |(custodian, reply): (String, HistoryReply)| {
            let said = read_history(&reply.history, self.name(), &self.trusted.list().regime, &self.trusted).ok()?;
            (said.custodian == custodian).then_some((custodian, reply.history, said.history))
        };
        let read: Vec<_> = replies.into_iter().filter_map(read).collect();
        for (_, _, leader) in &read {
            let same = read.iter().filter(|(_, _, history)| history == leader);
            let histories: BTreeMap<_, _> = same.map(|(who, token, _)| (who.clone(), token.clone())).collect();
            if histories.len() >= need {
                return Ok(Vouched { histories, history: leader.clone() });
            }
        }
        Err(Problem::new(ProblemType::TooFewCustodians).detail("too few custodians agree on the line's history"))
    }

    /// The entries that the log must show before a custodian says anything of a line: the disclosure and each link.
    pub fn entries(&self, reply: &RecordReply) -> Result<Vec<u64>, Problem> {
        let links = reply.links.iter().map(|link| &link.promise);
        let index = |token: &String| open_promise(&self.trusted, token).map(|promise| promise.index);
        std::iter::once(&reply.disclosure).chain(links).map(index).collect()
    }

    /// Opens one record from the custodians' parts, each with the index of the custodian that gave it: if a part does not
    /// hold, it is said whose, so that another custodian can be asked instead.
    pub fn combine_record(
        &self,
        gathered: &Gathered,
        record: &SealedRecord,
        replies: &[(u16, OpeningReply)],
    ) -> Result<AnswerRecord, BadParts> {
        let nobody = |problem| BadParts { custodian: None, problem };
        let link = gathered.link(record).map_err(nobody)?;
        let linked = open_move(link, &line_hash(&gathered.token), &self.trusted).map_err(nobody)?;
        let mut evidence: Option<AnswerEvidence> = None;
        let mut compartments = Vec::with_capacity(record.compartments.len());
        for (at, sealed) in record.compartments.iter().enumerate() {
            let label = Label {
                register: &self.trusted.list().register,
                record: record.record.as_bytes(),
                line_token: &gathered.token,
                compartment: sealed.compartment.as_str(),
                regime: &linked.promise.regime.0,
                epoch: Epoch(linked.event.epoch),
            };
            let (opened, found) = self.open_compartment(&label, sealed, at, replies)?;
            if evidence.as_ref().is_some_and(|evidence| *evidence != found) {
                let differs =
                    Problem::new(ProblemType::BadParts).detail("its texts were sealed with two verifications");
                return Err(nobody(differs));
            }
            evidence = Some(found);
            compartments.push(opened);
        }
        let evidence = evidence.ok_or_else(|| nobody(ProblemType::NotCovered.into()))?;
        Ok(AnswerRecord { record: record.record, link: link.clone(), evidence, compartments })
    }

    fn open_compartment(
        &self,
        label: &Label<'_>,
        sealed: &SealedCompartment,
        at: usize,
        replies: &[(u16, OpeningReply)],
    ) -> Result<(OpenedCompartment, AnswerEvidence), BadParts> {
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
        let text = CompartmentText::decode(&padded).map_err(|error| bad(None, &error.to_string()))?;
        let fields = describe(compartment, &text.text).map_err(|error| bad(None, &error.to_string()))?;
        let found = &text.evidence;
        let evidence = AnswerEvidence {
            strength: found.strength,
            issued: found.issued,
            attributes: found.attributes,
            number_salt: Hash32(found.number_salt),
            slots: found.slots,
            expires: found.expires,
            signature: found.signature.into(),
        };
        let opened =
            OpenedCompartment { compartment, salt: Hash32(text.salt), text: text.text.to_vec().into(), fields };
        Ok((opened, evidence))
    }

    /// The answer, marked with its receiver, order and copy number.
    pub fn answer(&self, gathered: Gathered, vouched: Vouched, records: Vec<AnswerRecord>, now: Timestamp) -> Answer {
        Answer {
            version: ANSWER_VERSION,
            notice: NOTICE.into(),
            receiver: self.name().into(),
            copy: gathered.copy,
            request: gathered.presentation,
            decisions: gathered.file.decisions,
            tickets: gathered.tickets,
            disclosure: gathered.reply.disclosure,
            histories: vouched.histories.into_values().collect(),
            line_token: (*gathered.token.as_bytes()).into(),
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
