use super::{Entry, Opened};
use crate::bytes::Hash32;
use crate::jws::Message;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long the registrar may take to show what it has promised, in hours.
pub const PROMISE_HOURS: i64 = 24;

/// The registrar's signed promise that an entry stands at an index: what a submitter is answered with at once. It is
/// evidence against the registrar if the log does not show the entry by then. What Certificate Transparency calls a signed
/// certificate timestamp (SCT, RFC 6962 section 3.2) is such a promise; ours names the index and the entry, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    /// The folio that people quote; empty for entries that are not a line's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folio: Option<String>,
    /// The place of the entry.
    pub index: u64,
    pub entry: Entry,
    /// When it was stored.
    pub at: Timestamp,
    /// By when a checkpoint that enough witnesses have cosigned must cover it: [`PROMISE_HOURS`] after `at`.
    pub by: Timestamp,
    /// n₁ and the statistics' text for a link, so that its holder can show kind, operator and date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Opened>,
    /// H(n₂‖event): the half that stays closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Hash32>,
}

impl Message for Promise {
    const TYPE: &'static str = "padron-promise+jws";
}

/// What a person keeps: the promise, and the proof that it was kept. The number is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The [`Promise`] as JWS.
    pub promise: String,
    /// The proof in the form of `c2sp.org/tlog-proof@v1`: index, inclusion proof, cosigned checkpoint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl Receipt {
    /// The largest receipt file that is read, in bytes.
    pub const MAX_SIZE: usize = 64 * 1024;

    /// Reads a receipt file, or a bare promise.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > Self::MAX_SIZE {
            return None;
        }
        let bare = text.trim();
        // A receipt in JSON without spaces, whose promise has two dots, is no bare promise.
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if bare.split('.').count() == 3 && bare.bytes().all(base64) {
            return Some(Self { promise: bare.to_owned(), proof: None });
        }
        serde_json::from_str(text).ok()
    }
}
