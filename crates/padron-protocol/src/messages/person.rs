//! A person's own view: the lines in their name, and who asked about them.

use super::opening::OpenedMove;
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
    /// The sign-in's [`Attestation`](super::attestation::Attestation) as JWS: it serves once.
    pub attestation: String,
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
    pub record: Uuid,
    pub view_box: Base64,
    /// Its link, opened: the box's token must be this line's.
    pub link: OpenedMove,
}

/// Verifier to registrar or custodian: who asked about these lines. Embargoed accesses are not told.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessesRequest {
    #[schemars(length(max = 1000))]
    pub lines: Vec<AskedLine>,
    /// The sign-in's [`Attestation`](super::attestation::Attestation) as JWS.
    pub attestation: String,
}

/// A line of the signed-in person's: nobody is told of another's.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskedLine {
    pub record: Uuid,
    /// The line's token, 32 bytes.
    #[schemars(with = "crate::bytes::Bytes<32>")]
    pub line_token: Base64,
    /// The record's link, opened: it names record and line.
    pub link: OpenedMove,
}

/// One list per line, in order.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessesReply {
    pub lines: Vec<Vec<Access>>,
}

/// One access to one line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    pub request: Uuid,
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
    pub last_four: String,
    pub operator: String,
    pub since: Timestamp,
    pub folio: String,
    /// Who asked about it.
    pub accesses: Vec<OwnAccess>,
}

/// One access, with who confirms it.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnAccess {
    pub authority: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub court: Option<String>,
    pub at: Timestamp,
    /// How many custodians have it in their own journals.
    pub custodians: usize,
    /// Whether registrar and custodians disagree: an alarm.
    pub alarm: bool,
}
