//! A person's own view: the lines in their name, and who asked about them.

use crate::bytes::{Base64, Uuid};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Verifier to registrar, sealed: what stands in these slots.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldingsRequest {
    /// A signed-in person's slots or holder token, sealed to the registrar in the form of a verification's slots.
    pub sealed: Base64,
}

/// Registrar to verifier.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldingsReply {
    /// The records that occupy the slots.
    pub records: Vec<Holding>,
}

/// One record of the person's.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// The record.
    pub record: Uuid,
    /// The view box.
    pub view_box: Base64,
}

/// Verifier to registrar or custodian: who asked about these lines. Embargoed accesses are not told.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessesRequest {
    /// Line tokens, 32 bytes each, at most 1000.
    #[schemars(with = "Vec<crate::bytes::Bytes<32>>", length(max = 1000))]
    pub lines: Vec<Base64>,
}

/// One list per line, in order.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessesReply {
    /// The accesses.
    pub lines: Vec<Vec<Access>>,
}

/// One access to one line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    /// The request.
    pub request: Uuid,
    /// Who asked.
    pub authority: String,
    /// Who ordered; only custodians know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// When it was answered.
    pub at: Timestamp,
}

/// What a person sees, as JSON.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnView {
    /// The lines in the person's name.
    pub lines: Vec<OwnLine>,
    /// Custodians that did not answer: accesses that they alone know are missing.
    pub silent_custodians: Vec<String>,
}

/// One line of the person's.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnLine {
    /// The last four digits.
    pub last_four: String,
    /// The operator.
    pub operator: String,
    /// Since when.
    pub since: Timestamp,
    /// The folio of the link.
    pub folio: String,
    /// Who asked about it.
    pub accesses: Vec<OwnAccess>,
}

/// One access, with who confirms it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnAccess {
    /// Who asked.
    pub authority: String,
    /// Who ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    /// When.
    pub at: Timestamp,
    /// How many custodians have it in their own journals.
    pub custodians: usize,
    /// Whether registrar and custodians disagree: an alarm.
    pub alarm: bool,
}
