//! Trust lists that were logged, as a custodian's officers see and confirm them.

use crate::bytes::Hash32;
use crate::trust::Change;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Custodian to its officers: the lists that were logged after the one pinned here.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustLists {
    /// The version in force here.
    pub in_force: u64,
    /// Oldest first.
    pub lists: Vec<ListedTrustList>,
}

/// One list that was logged.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListedTrustList {
    pub version: u64,
    /// SHA-256 of its payload: what officers compare with what the root keys' holders tell them.
    pub hash: Hash32,
    /// The index of its entry in the log.
    pub index: u64,
    /// When it was first seen here under enough cosignatures.
    pub cosigned: Timestamp,
    /// When what it adds or changes takes effect, if it is confirmed by then.
    pub due: Timestamp,
    /// When it runs out.
    pub expires: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<Confirmed>,
    /// What it changes against the list in force.
    pub changes: Vec<Change>,
}

/// An officer's confirmation, as stored.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmed {
    pub officer: String,
    pub at: Timestamp,
}

/// Officer to custodian: this list, and the ones before it, are what the root keys' holders meant.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustConfirmation {
    pub version: u64,
    /// Its hash, as the officer had it from elsewhere.
    pub hash: Hash32,
}
