//! A court's order, an authority's request under it, the custodians' approvals, and the way to an answer.

use crate::bytes::{Base64, Hash32, Uuid, sha256, sha256_parts};
use crate::jws::Message;
use crate::log::{Commitments, Entry, EntryKind, LogProofs, commit};
use jiff::Timestamp;
use padron_model::Compartment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest basis, case reference or reason, in bytes.
pub const MAX_TEXT: usize = 500;

/// What a court signs: one line, a time, named compartments, a basis, an expiry. Personal: it holds the number, so it
/// has no `Debug` and is sealed wherever it goes.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The order's own name.
    pub order: Uuid,
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    pub court: String,
    /// The authority that may ask, and no other.
    pub authority: String,
    /// The one line, in E.164.
    pub number: String,
    /// Start of the time asked about.
    pub from: Timestamp,
    /// End of the time asked about (equal to `from` for a moment).
    pub to: Timestamp,
    /// What may be opened.
    #[schemars(with = "Vec<String>")]
    pub compartments: Vec<Compartment>,
    pub basis: String,
    pub case: String,
    /// When it was signed.
    pub issued: Timestamp,
    /// After this it opens nothing.
    pub expires: Timestamp,
    /// Until when the person is not told.
    pub embargo: Timestamp,
}

impl Message for Order {
    const TYPE: &'static str = "padron-order+jws";
}

/// What a request commits to publicly, opened when the embargo ends. It names neither line nor person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestStatistics {
    pub court: String,
    pub authority: String,
    /// What may be opened.
    #[schemars(with = "Vec<String>")]
    pub compartments: Vec<Compartment>,
    /// When the order was signed.
    pub ordered: Timestamp,
    /// Until when the person is not told.
    pub embargo: Timestamp,
}

impl RequestStatistics {
    /// The statistics of an order.
    pub fn of(order: &Order) -> Self {
        Self {
            court: order.court.clone(),
            authority: order.authority.clone(),
            compartments: order.compartments.clone(),
            ordered: order.issued,
            embargo: order.embargo,
        }
    }
}

/// Authority to registrar: log that I ask. The registrar sees no number, no court, no case.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestSubmission {
    /// The request's own name.
    pub request: Uuid,
    /// [`order_tag`] of the order: the log shows it, and takes it once.
    pub tag: Hash32,
    pub commitments: Commitments,
}

/// What a request's entry shows of its order: a hash of its random name, which tells nothing and is asked under once,
/// whatever a restored disk says.
pub fn order_tag(order: &Uuid) -> Hash32 {
    sha256_parts("padron order tag", &[order.as_bytes()])
}

/// Registrar to authority.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestLogged {
    /// The [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
    /// The proof that it is kept, where it came within the wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<LogProofs>,
}

/// What opens a request's commitment: its order and two nonces. Sealed to each custodian, one by one.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPresentation {
    /// The request's name.
    pub request: Uuid,
    /// The order as JWS.
    pub order: String,
    /// n₁, over the statistics.
    pub statistics_nonce: Hash32,
    /// n₂, over the order.
    pub event_nonce: Hash32,
    /// The registrar's [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
}

/// Authority to custodian, sealed: decide on this request. The log must show it already.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Presentation {
    pub presentation: RequestPresentation,
    pub proofs: LogProofs,
}

/// Custodian to registrar, once the embargo has ended: what the request's entry says of itself.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedStatistics {
    pub nonce: Hash32,
    /// The JSON of the [`RequestStatistics`].
    pub text: String,
    /// H(n₂‖event): the half that stays closed.
    pub event: Hash32,
}

impl OpenedStatistics {
    /// Whether an entry's commitment is opened by this.
    pub fn opens(&self, commitment: &Hash32) -> bool {
        let statistics = commit("statistics", &self.nonce.0, self.text.as_bytes());
        Commitments { statistics, event: self.event }.commitment() == *commitment
    }
}

impl RequestPresentation {
    /// The commitments that these nonces give for this order.
    pub fn commitments(statistics_nonce: &Hash32, event_nonce: &Hash32, order: &Order, token: &str) -> Commitments {
        let statistics = serde_json::to_vec(&RequestStatistics::of(order)).unwrap_or_default();
        Commitments {
            statistics: commit("statistics", &statistics_nonce.0, &statistics),
            event: commit("event", &event_nonce.0, &sha256(token.as_bytes()).0),
        }
    }
}

/// Anything that is sealed to the callee (HPKE): `enc` and ciphertext in one.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedMessage {
    /// The bytes.
    pub sealed: Base64,
}

/// States of a request at a custodian (ETSI TS 103 120 section 6.4, those that occur).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RequestState {
    /// Officers have not decided.
    AwaitingApproval,
    Approved,
    /// Refused here, with reasons.
    Rejected,
    /// The order has run out.
    Expired,
}

/// A custodian's word on a request.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestStatus {
    pub request: Uuid,
    /// Where it stands here.
    pub state: RequestState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A custodian's decision, signed with its own key and logged.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    pub audience: String,
    pub custodian: String,
    pub request: Uuid,
    /// The commitment of the request's entry: this decision is on that text and no other.
    pub commitment: Hash32,
    pub approved: bool,
    /// Why refused; never a person's or line's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub at: Timestamp,
}

impl Decision {
    /// Its entry in the log; `token` is the decision as JWS. The nonces are hashes of the decision's own text: whoever has
    /// it can open the entry.
    pub fn entry(&self, token: &str) -> Entry {
        let kind = if self.approved { EntryKind::Approval } else { EntryKind::Refusal };
        let commitment = decision_commitments(token).commitment();
        Entry::decision(kind, &self.custodian, commitment)
    }
}

impl Message for Decision {
    const TYPE: &'static str = "padron-decision+jws";
}

/// Custodian to registrar: log my decision.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionSubmission {
    /// The [`Decision`] as JWS.
    pub decision: String,
}

/// What the registrar has of a request: all of it is in the log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    pub request: Uuid,
    /// Its [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
    pub decisions: Vec<LoggedDecision>,
    /// The proofs of the request and of the decisions under the newest cosigned checkpoint, where it covers them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<LogProofs>,
}

/// A decision and the promise that it stands in the log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoggedDecision {
    /// The [`Decision`] as JWS.
    pub decision: String,
    /// Its [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
}

/// The nonces of a decision's entry are hashes of its own text: whoever has the decision can open the entry.
pub fn decision_commitments(token: &str) -> Commitments {
    let hash = sha256(token.as_bytes());
    let nonce = |name: &str| sha256_parts(name, &[&hash.0]).0;
    Commitments::commit((&nonce("decision statistics"), b"decision"), (&nonce("decision event"), &hash.0))
}

/// Authority to custodian, sealed: evaluate the order's number.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderEvaluation {
    pub presentation: RequestPresentation,
    pub file: RequestFile,
}

/// A request in an officer's queue.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueuedRequest {
    pub request: Uuid,
    /// When it came in.
    pub received: Timestamp,
    /// Where it stands here.
    pub state: RequestState,
    /// The order's JWS, sealed to the officers.
    pub order: Base64,
}

/// The officers' queue.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Queue {
    /// Oldest first.
    pub requests: Vec<QueuedRequest>,
}

/// An officer's decision.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficerDecision {
    pub approved: bool,
    /// Why refused; never a person's or line's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
