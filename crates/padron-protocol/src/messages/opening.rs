//! What is released under an approved order: tickets, the registrar's disclosure, the line's history, parts of records.

use super::order::{RequestFile, RequestPresentation};
use crate::bytes::{Base64, Hash32, Uuid, sha256_parts};
use crate::jws::Message;
use crate::log::{Commitments, Entry, EntryKind, LabelProof, LogProofs, OpenedBytes};
use jiff::Timestamp;
use padron_model::Compartment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long the registrar may be asked with a ticket, in seconds.
pub const TICKET_LIFETIME_SECONDS: i64 = 24 * 3600;

/// A custodian's part of the evaluation of an order's number, sealed to each custodian: whoever has a part in the clear
/// could test guesses with it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderParts {
    pub parts: Vec<PartFor>,
}

/// A part on its way to one custodian.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartFor {
    /// Whom it is sealed to.
    pub custodian: String,
    pub sealed: Base64,
}

/// A part that came from one custodian.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartFrom {
    /// Whose it is.
    pub custodian: String,
    pub sealed: Base64,
}

/// Authority to custodian, sealed: combine these, and say what may be asked of the registrar.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketRequest {
    pub presentation: RequestPresentation,
    pub file: RequestFile,
    /// Which copy of the answer, from 1: each is disclosed once.
    pub copy: u32,
    /// Parts sealed to this custodian, at least as many as the threshold.
    #[schemars(length(max = 32))]
    pub parts: Vec<PartFrom>,
}

/// Custodian to authority, sealed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketReply {
    /// A [`Ticket`] as JWS.
    pub ticket: String,
    /// The line's token, 32 bytes.
    #[schemars(with = "crate::bytes::Bytes<32>")]
    pub line_token: Base64,
}

/// What may be asked under an order, by its own terms.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketTerms {
    /// The authority that may ask, and no other.
    pub authority: String,
    pub request: Uuid,
    /// Which copy of the answer, from 1.
    pub copy: u32,
    /// SHA-256 of the line's token.
    pub line: Hash32,
    /// Start of the time asked about.
    pub from: Timestamp,
    /// End of the time asked about.
    pub to: Timestamp,
    #[schemars(with = "Vec<String>")]
    pub compartments: Vec<Compartment>,
    /// Until when the person is not told.
    pub embargo: Timestamp,
}

/// A custodian's word on what may be asked under an order: it has evaluated the order's number itself.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    /// The registrar.
    pub audience: String,
    pub custodian: String,
    pub terms: TicketTerms,
    pub at: Timestamp,
    pub expires: Timestamp,
}

impl Message for Ticket {
    const TYPE: &'static str = "padron-ticket+jws";
}

impl TicketTerms {
    /// The disclosure's entry in the log. Its nonces are hashes of the terms: whoever has a ticket can open it.
    pub fn disclosure(&self) -> Entry {
        let terms = serde_json::to_vec(self).unwrap_or_default();
        let hash = sha256_parts("padron ticket", &[&terms]);
        let nonce = |name: &str| sha256_parts(name, &[&hash.0]).0;
        let commitments = Commitments::commit(
            (&nonce("disclosure statistics"), b"disclosure"),
            (&nonce("disclosure event"), &hash.0),
        );
        Entry::bare(EntryKind::Disclosure, commitments.commitment())
    }
}

/// Authority to registrar: the sealed records of this line.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordRequest {
    /// The line's token, 32 bytes.
    #[schemars(with = "crate::bytes::Bytes<32>")]
    pub line_token: Base64,
    /// [`Ticket`]s of as many custodians as it takes, as JWS: the same terms in each.
    #[schemars(length(max = 32))]
    pub tickets: Vec<String>,
}

/// Registrar to authority: what there is. The same tickets get the same again.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordReply {
    /// The [`Promise`](crate::log::Promise) of the disclosure's entry as JWS.
    pub disclosure: String,
    /// Every move of the line, for each custodian alone: whoever has it can follow the line in the log.
    pub lines: Vec<LineFor>,
    /// The links of the records in the time asked, opened.
    pub links: Vec<OpenedMove>,
    /// The sealed compartments of those records, as far as the tickets name them.
    pub records: Vec<SealedRecord>,
    /// The proofs of the disclosure and of each link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<LogProofs>,
}

/// The step of a request by whose name a line's moves are sealed to a custodian.
pub const LINE_STEP: &str = "line";

/// A line's moves, sealed to one custodian.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineFor {
    pub custodian: String,
    /// A [`LineMoves`] as JSON.
    pub sealed: Base64,
}

/// Everything that the registrar has logged about a line, with the labels where it could have logged more.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineMoves {
    /// The labels of every block of places that is begun, the first one always.
    pub blocks: Vec<LabelProof>,
    /// The moves, by their place.
    pub moves: Vec<OpenedMove>,
}

/// A line's move with what opens its entry.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedMove {
    /// The entry's [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
    /// n₂ and the bytes of the [`LineEvent`](crate::log::LineEvent).
    pub event: OpenedBytes,
}

/// Authority to custodian, sealed: is this all that the log has of the line?
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryRequest {
    pub presentation: RequestPresentation,
    pub file: RequestFile,
    /// The tickets that the registrar was asked with.
    #[schemars(length(max = 32))]
    pub tickets: Vec<String>,
    pub line_token: Base64,
    /// The disclosure's promise.
    pub disclosure: String,
    /// The [`LineMoves`] that the registrar sealed to this custodian.
    pub line: Base64,
    /// The proofs of the disclosure and of each link: the history is that of their checkpoint.
    pub proofs: LogProofs,
}

/// Custodian to authority, sealed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryReply {
    /// A [`History`] as JWS.
    pub history: String,
}

/// What a line's history was in the time asked, as the log shows it at one size.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineHistory {
    /// Under which ticket it was looked for.
    pub ticket: TicketTerms,
    /// How many entries the log had.
    pub size: u64,
    /// The root over them.
    pub root: Hash32,
    /// The records in the time asked, oldest first; none, and nothing at fault: the line was registered to nobody.
    pub records: Vec<HistoryRecord>,
    /// What is wrong with the line's moves; nothing: the history is whole.
    pub faults: Vec<HistoryFault>,
}

/// A custodian's word on a line's history: it has looked every label up in its own index of the log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    /// The authority that asked.
    pub audience: String,
    pub custodian: String,
    pub history: LineHistory,
    pub at: Timestamp,
}

impl Message for History {
    const TYPE: &'static str = "padron-history+jws";
}

/// One record of a line's history.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryRecord {
    pub record: Uuid,
    pub operator: String,
    pub from: Timestamp,
    /// Until when, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Timestamp>,
    /// The entry of its link.
    pub index: u64,
}

/// Something that is wrong with a line's moves in the log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryFault {
    /// The place among the line's moves.
    pub place: u32,
    /// The entry, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u64>,
    pub fault: FaultKind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The registrar shows a move that the log does not have there.
    Missing,
    /// The log has this place more than once.
    Twice,
    /// The log has a move of this line that the registrar does not show.
    Unshown,
    /// What the registrar shows does not open the entry, or its mover did not sign it.
    Unopened,
    /// A line in that state cannot move so.
    Impossible,
}

impl FaultKind {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Twice => "twice",
            Self::Unshown => "unshown",
            Self::Unopened => "unopened",
            Self::Impossible => "impossible",
        }
    }
}

/// The sealed compartments of one record.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedRecord {
    pub record: Uuid,
    /// Compartment and its stored form, in the order of the model.
    pub compartments: Vec<SealedCompartment>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedCompartment {
    #[schemars(with = "String")]
    pub compartment: Compartment,
    /// Its stored form.
    pub sealed: Base64,
}

/// Authority to custodian, sealed: open this.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningRequest {
    pub presentation: RequestPresentation,
    pub file: RequestFile,
    pub line_token: Base64,
    /// This custodian's own [`History`] as JWS.
    pub history: String,
    /// The record's link, opened.
    pub link: OpenedMove,
    pub record: SealedRecord,
    /// The proofs of the disclosure and of each link.
    pub proofs: LogProofs,
}

/// Custodian to authority, sealed: its parts.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningReply {
    /// One part for each compartment, in order.
    pub parts: Vec<OpeningPartMessage>,
}

/// One custodian's part of one opening.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningPartMessage {
    /// The custodian's index.
    pub index: u16,
    /// The epoch of its share.
    pub epoch: u32,
    pub element: Base64,
    pub proof: Base64,
}
