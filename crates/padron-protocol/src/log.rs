//! The public log: what an entry says to everybody, and what it commits to.
//!
//! The log is an RFC 6962 tree over [`Entry::encode`]; `padron-tlog` has its mathematics. An entry shows its kind, sometimes its actor, and a commitment H(H(n₁‖statistics)‖H(n₂‖event)): the statistics
//! can be opened without the event, and the event without telling more than its holder already knows.

mod figures;
mod follow;
mod promise;
mod proofs;
mod qr;
mod statement;

pub use figures::Figures;
pub use follow::{FollowError, Follower, Tree};
pub use promise::{PROMISE_HOURS, Promise, Receipt};
pub use proofs::{
    AHEAD_SECONDS, FRESH_SECONDS, Inclusion, LogProofs, NotProven, Proven, Shown, fresh, not_ahead, seconds, shown_by,
};
pub use qr::{BadQrText, QrReceipt};
pub use statement::LinkStatement;

use crate::bytes::{Base64, Hash32, sha256_parts};
use crate::trust::SignedTrustList;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where a registrar serves its log, below its own address.
pub const LOG_PATH: &str = "/log";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A line was linked to a verified holder.
    Link,
    /// An authority asked, with an order.
    Request,
    /// A custodian's officers approved a request.
    Approval,
    /// A custodian's officers refused a request.
    Refusal,
    /// The registrar handed sealed records, or the proof that there are none, to an authority.
    Disclosure,
    TrustList,
}

impl EntryKind {
    /// Every kind, in the order of its stored number.
    pub const ALL: [Self; 6] =
        [Self::Link, Self::Request, Self::Approval, Self::Refusal, Self::Disclosure, Self::TrustList];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Request => "request",
            Self::Approval => "approval",
            Self::Refusal => "refusal",
            Self::Disclosure => "disclosure",
            Self::TrustList => "trust-list",
        }
    }

    /// The number it is stored under.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The kind stored under this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// One entry of the public log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The form of the entry: 1.
    pub version: u8,
    pub kind: EntryKind,
    /// Who did it, where that is public: the operator of a link, the custodian of an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    pub commitment: Hash32,
}

/// Bytes that are not an entry of a version that is known.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error(
    "the bytes are not a log entry of version 1: [1][kind][length of actor][actor: a-z 0-9 -][commitment: 32 bytes]"
)]
pub struct NotAnEntry;

impl Entry {
    /// The longest actor, in bytes: a party's id.
    pub const MAX_ACTOR: usize = 40;

    /// The bytes that are hashed into the tree: `[version][kind][length of actor][actor][commitment]`, 35 to 75 bytes.
    pub fn encode(&self) -> Vec<u8> {
        let actor = self.actor.as_deref().unwrap_or_default().as_bytes();
        let mut out = Vec::with_capacity(35 + actor.len());
        out.extend([self.version, self.kind.code(), u8::try_from(actor.len()).unwrap_or(u8::MAX)]);
        out.extend_from_slice(actor);
        out.extend_from_slice(&self.commitment.0);
        out
    }

    /// Reads the bytes. Every entry has one form only.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotAnEntry> {
        let [1, kind, length, rest @ ..] = bytes else { return Err(NotAnEntry) };
        let kind = EntryKind::from_code(*kind).ok_or(NotAnEntry)?;
        let (actor, commitment) = rest.split_at_checked(usize::from(*length)).ok_or(NotAnEntry)?;
        let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        if actor.len() > Self::MAX_ACTOR || !actor.iter().all(fits) {
            return Err(NotAnEntry);
        }
        let actor = (!actor.is_empty()).then(|| String::from_utf8_lossy(actor).into_owned());
        let commitment = commitment.try_into().map(Hash32).map_err(|_| NotAnEntry)?;
        Ok(Self { version: 1, kind, actor, commitment })
    }
}

/// The two commitments of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Commitments {
    /// H(n₁‖statistics).
    pub statistics: Hash32,
    /// H(n₂‖event).
    pub event: Hash32,
}

impl Commitments {
    /// Commits to statistics and event under two nonces of 32 bytes.
    pub fn commit(statistics: (&[u8; 32], &[u8]), event: (&[u8; 32], &[u8])) -> Self {
        Self { statistics: commit("statistics", statistics.0, statistics.1), event: commit("event", event.0, event.1) }
    }

    /// The commitment that stands in the entry.
    pub fn commitment(&self) -> Hash32 {
        sha256_parts("padron log commitment", &[&self.statistics.0, &self.event.0])
    }
}

impl SignedTrustList {
    /// Its entry in the log. It shows no more than its kind; whoever has the list can check that it is the one.
    pub fn entry(&self) -> Entry {
        let hash = self.hash();
        let nonce = |name: &str| sha256_parts(name, &[&hash.0]).0;
        let commitments = Commitments::commit(
            (&nonce("trust list statistics"), b"trust-list"),
            (&nonce("trust list event"), &hash.0),
        );
        Entry { version: 1, kind: EntryKind::TrustList, actor: None, commitment: commitments.commitment() }
    }
}

/// The half of a commitment over `text` under `nonce`.
pub fn commit(name: &str, nonce: &[u8; 32], text: &[u8]) -> Hash32 {
    sha256_parts(name, &[nonce, text])
}

/// An entry at its place, as the log's pages list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Placed {
    /// Its place, from 0.
    pub index: u64,
    pub entry: Entry,
}

/// A half of a commitment, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// The nonce, 32 bytes.
    pub nonce: Hash32,
    pub text: String,
}

/// The event of a link: the record, when it began, and what its compartments say, each under its salt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkEvent {
    pub record: [u8; 16],
    /// When the line became the holder's, in milliseconds since 1970.
    pub at_ms: i64,
    pub epoch: u32,
    /// Salted hashes of the commitments of `subscriber`, `contact` and `line`.
    pub commitments: [Hash32; 3],
}

/// Bytes that are not an event of this version.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("the bytes are not a link event of version 1 ({SIZE} bytes)", SIZE = LinkEvent::SIZE)]
pub struct NotAnEvent;

impl LinkEvent {
    /// The size of its binary form in bytes.
    pub const SIZE: usize = 2 + 16 + 8 + 4 + 96;

    /// The canonical bytes.
    pub fn encode(&self) -> [u8; Self::SIZE] {
        let mut out = [0; Self::SIZE];
        out[0] = 1;
        out[1] = EntryKind::Link.code();
        out[2..18].copy_from_slice(&self.record);
        out[18..26].copy_from_slice(&self.at_ms.to_be_bytes());
        out[26..30].copy_from_slice(&self.epoch.to_be_bytes());
        for (at, text) in self.commitments.iter().enumerate() {
            out[30 + 32 * at..62 + 32 * at].copy_from_slice(&text.0);
        }
        out
    }

    /// Reads the canonical bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, NotAnEvent> {
        let bytes: &[u8; Self::SIZE] = bytes.try_into().map_err(|_| NotAnEvent)?;
        if bytes[0] != 1 || bytes[1] != EntryKind::Link.code() {
            return Err(NotAnEvent);
        }
        let hash = |at: usize| -> Result<Hash32, NotAnEvent> {
            bytes[30 + 32 * at..62 + 32 * at].try_into().map(Hash32).map_err(|_| NotAnEvent)
        };
        Ok(Self {
            record: bytes[2..18].try_into().map_err(|_| NotAnEvent)?,
            at_ms: i64::from_be_bytes(bytes[18..26].try_into().map_err(|_| NotAnEvent)?),
            epoch: u32::from_be_bytes(bytes[26..30].try_into().map_err(|_| NotAnEvent)?),
            commitments: [hash(0)?, hash(1)?, hash(2)?],
        })
    }

    /// When the line became the holder's.
    pub fn at(&self) -> Result<Timestamp, NotAnEvent> {
        Timestamp::from_millisecond(self.at_ms).map_err(|_| NotAnEvent)
    }
}

/// The salted hash of a compartment's text that the link's event carries.
pub fn text_commitment(compartment: &str, salt: &[u8; 32], text: &[u8]) -> Hash32 {
    sha256_parts("padron compartment", &[compartment.as_bytes(), salt, text])
}

/// Bytes that open a half, where the text is not JSON.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenedBytes {
    /// The nonce, 32 bytes.
    pub nonce: Hash32,
    /// The bytes.
    pub bytes: Base64,
}

#[cfg(test)]
mod tests;
