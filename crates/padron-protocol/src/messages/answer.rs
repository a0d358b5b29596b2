//! The answer to an order: for a court file, to be checked by anybody who is given it.

use super::opening::OpenedMove;
use super::order::RequestPresentation;
use super::verification::Strength;
use crate::bytes::{Base64, Hash32, Uuid};
use jiff::Timestamp;
use padron_model::Compartment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What every answer says of itself, in both languages of the register.
pub const NOTICE: &str = "Registrada a nombre de; no dice quién la usó. / Registered to; it does not say who used it.";

/// The whole answer. Personal: no `Debug`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The form of the answer: 2.
    pub version: u8,
    /// What an answer says and does not say.
    pub notice: String,
    pub receiver: String,
    pub copy: u32,
    /// The request, its order and the nonces that open its entry in the log.
    pub request: RequestPresentation,
    pub decisions: Vec<super::order::LoggedDecision>,
    /// Custodians' [`Ticket`](super::opening::Ticket)s as JWS: they have evaluated the order's number, and say which line
    /// it is.
    pub tickets: Vec<String>,
    /// The disclosure's [`Promise`](crate::log::Promise) as JWS.
    pub disclosure: String,
    /// Custodians' [`History`](super::opening::History) of the line as JWS.
    pub histories: Vec<String>,
    /// The line's token: with it, anybody can check that everything is this line's.
    pub line_token: Base64,
    /// What was registered: exactly the records of the history, in its order.
    pub records: Vec<AnswerRecord>,
    /// The proofs that request, decisions, disclosure and links are in the public log.
    pub proofs: Vec<crate::log::LogProofs>,
    /// When it was put together.
    pub at: Timestamp,
}

/// One record, opened.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRecord {
    pub record: Uuid,
    /// Its link, opened.
    pub link: OpenedMove,
    /// The verifier's signature over the holder's attributes and the line's number.
    pub evidence: AnswerEvidence,
    pub compartments: Vec<OpenedCompartment>,
}

/// What gives the verifier's signed statement back, together with the order's number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerEvidence {
    /// How strongly the holder was verified.
    pub strength: Strength,
    pub issued: Timestamp,
    /// Until when it served for a submission.
    pub expires: Timestamp,
    /// The salted hash of the holder's attributes in the statement.
    pub attributes: Hash32,
    /// The salt of the number's hash in the statement.
    pub number_salt: Hash32,
    /// The hash of the sealed slots in the statement.
    pub slots: Hash32,
    /// The verifier's signature.
    pub signature: Base64,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedCompartment {
    #[schemars(with = "String")]
    pub compartment: Compartment,
    /// The salt under which the log commits to the text.
    pub salt: Hash32,
    /// The text as registered, in the model's canonical bytes.
    pub text: Base64,
    /// The same for people: field and value. Checked against `text`.
    pub fields: Vec<(String, String)>,
}

impl Drop for OpenedCompartment {
    fn drop(&mut self) {
        self.text.0.zeroize();
        for (_, value) in &mut self.fields {
            value.zeroize();
        }
    }
}
