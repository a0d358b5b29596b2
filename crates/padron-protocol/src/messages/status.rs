//! What any party says of itself.

pub use crate::log::Figures;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a role can do its work.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readiness {
    /// All checks pass.
    pub ready: bool,
    pub checks: Vec<Check>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    pub name: String,
    /// Whether it passes.
    pub ok: bool,
    /// What to do when it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What a custodian found wrong with the log.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarms {
    /// Newest first.
    pub alarms: Vec<Alarm>,
}

/// Something that must not happen, and has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alarm {
    /// Its kind: a stable name, as `approval-not-ours`.
    pub name: String,
    /// What was seen, where; after the first line, the evidence.
    pub detail: String,
    /// When it was noticed.
    pub at: jiff::Timestamp,
}
