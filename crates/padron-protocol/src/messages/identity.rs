//! Attester to identity source (civil register, tax office, OpenID provider): is this person who they say?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::bytes::Base64;

/// Holders to be matched, each in the model's canonical bytes. Personal: no `Debug`, wiped when dropped.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchRequest {
    pub holders: Vec<PersonalBytes>,
}

/// Bytes that hold something personal: wiped when dropped.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PersonalBytes(pub Base64);

impl Drop for PersonalBytes {
    fn drop(&mut self) {
        self.0.0.zeroize();
    }
}

/// One verdict per holder.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchReply {
    /// In the order of the request.
    pub verdicts: Vec<Verdict>,
    /// Of each match, in order, the person in the model's canonical bytes: under one document, whichever was given.
    pub persons: Vec<PersonalBytes>,
}

/// What an identity source says of one holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every attribute agrees.
    Match,
    /// The document is known, an attribute differs.
    Mismatch,
    /// No such document.
    Unknown,
    /// The document is of somebody who has died or was withdrawn.
    Withdrawn,
}

/// A person signing in at an identity source.
#[derive(Serialize, Deserialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The identity document: an identifier that the country gives people, or `COUNTRY:NUMBER` of a passport.
    pub document: String,
    pub code: String,
}

/// Whom the identity source has signed in: the canonical input of the person's evaluation.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginReply {
    /// The person, in the model's canonical bytes.
    pub person: PersonalBytes,
}
