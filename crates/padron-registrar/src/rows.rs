//! What the registrar stores. Nothing in a row can be read, or guessed at, without the custodians.

use jiff::Timestamp;
use padron_protocol::log::{Entry, Quorums};
use padron_protocol::{Hash32, Uuid};

/// HMAC(pepper, token), 16 bytes: the key of a line, a slot or a legal person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub [u8; 16]);

/// A line that is linked now.
#[derive(Clone)]
pub struct LineRow {
    pub record: Uuid,
    pub operator: String,
}

/// A record: one line in one holder's name, for a time.
#[derive(Clone)]
pub struct RecordRow {
    pub record: Uuid,
    pub line: Key,
    pub operator: String,
    /// The tag of its content, to tell a repeated submission from an altered one.
    pub tag: [u8; 16],
    /// Since when, to the millisecond.
    pub from: Timestamp,
    /// Until when, once it has ended.
    pub to: Option<Timestamp>,
    /// The regime under which it was sealed.
    pub regime: Hash32,
    /// The index of its link in the log.
    pub index: u64,
    /// The place of its link among the line's moves.
    pub place: u32,
    /// What the link's entry shows: who evaluated number and holder, and the label of the place.
    pub shown: (Quorums, Hash32),
    /// The commitment of the link's event, which lies in the wrap itself.
    pub event: Hash32,
    /// The link's event, sealed compartments and view box under the record's wrap key.
    pub wrapped: Vec<u8>,
}

/// An entry of the log about to be appended.
#[derive(Clone)]
pub struct NewEntry {
    pub entry: Entry,
    pub at: Timestamp,
}

impl NewEntry {
    pub fn new(entry: Entry, at: Timestamp) -> Self {
        Self { entry, at }
    }
}

/// A request as logged.
#[derive(Clone)]
pub struct RequestRow {
    pub request: Uuid,
    pub authority: String,
    pub index: u64,
    /// The tag of its order, which no other request has.
    pub tag: Hash32,
    /// The entry's commitment.
    pub commitment: Hash32,
    pub at: Timestamp,
}

/// A custodian's decision as logged.
#[derive(Clone)]
pub struct DecisionRow {
    pub request: Uuid,
    pub custodian: String,
    /// The signed decision as JWS.
    pub token: String,
    pub index: u64,
    pub at: Timestamp,
}

/// A disclosure: sealed records, or the proof that there are none, went to an authority.
#[derive(Clone)]
pub struct AccessRow {
    pub line: Key,
    pub request: Uuid,
    /// The index of its entry in the log.
    pub index: u64,
    pub authority: String,
    pub at: Timestamp,
    /// Until when the person is not told.
    pub embargo: Timestamp,
}

/// A trust list as logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustListRow {
    pub version: u64,
    /// The signed list, byte for byte as it was published.
    pub text: String,
    pub index: u64,
    /// When it was logged, to the millisecond.
    pub at: Timestamp,
    /// When enough witnesses had first cosigned a published checkpoint that covers it, by their own clocks, to the
    /// second: from here its notice runs. `None` until then.
    pub cosigned: Option<Timestamp>,
}

/// The statistics of a request, opened: what everybody may know of it once its embargo has ended.
#[derive(Clone, PartialEq, Eq)]
pub struct StatisticsRow {
    pub request: Uuid,
    pub index: u64,
    pub nonce: Hash32,
    pub text: String,
    /// The other half, which stays closed.
    pub event: Hash32,
    /// Whether they are in the log's directory.
    pub published: bool,
}
