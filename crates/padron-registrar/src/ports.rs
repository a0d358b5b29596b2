//! What the registrar needs of a store, one small trait per aggregate.
//!
//! **Durability**: what a write transaction has returned `Ok` for survives kill -9 and power loss. **Isolation**: writes
//! are serial: a transaction sees every earlier one and none that is under way. **Failure**: on `Err` nothing of the
//! transaction is kept, except that keyring entries of records that were not stored may remain; they open nothing.

use crate::rows::{AccessRow, DecisionRow, Key, LineRow, NewEntry, RecordRow, RequestRow, StatisticsRow, TrustListRow};
use jiff::Timestamp;
use padron_protocol::log::{Entry, Placed};
use padron_protocol::messages::status::Figures;
pub use padron_protocol::store::{Outcome, StoreError};
use padron_protocol::{Hash32, Uuid};
use zeroize::Zeroizing;

/// The most entries that a page holds.
pub const MAX_ENTRIES: usize = 65_536;

/// Lines that are linked now.
pub trait Lines {
    fn line(&mut self, key: &Key) -> Result<Option<LineRow>, StoreError>;
    /// Links a line that is not linked.
    fn put_line(&mut self, key: &Key, row: &LineRow) -> Result<(), StoreError>;
}

/// Slots of natural persons and lines of legal persons.
pub trait Slots {
    /// Which record occupies each slot.
    fn occupants(&mut self, slots: &[Key]) -> Result<Vec<Option<Uuid>>, StoreError>;
    /// Occupies a free slot.
    fn occupy(&mut self, slot: &Key, record: &Uuid) -> Result<(), StoreError>;
    /// Adds a record to a legal person's.
    fn add_holding(&mut self, holder: &Key, record: &Uuid) -> Result<(), StoreError>;
    /// A legal person's records, at most `limit`.
    fn holdings(&mut self, holder: &Key, limit: usize) -> Result<Vec<Uuid>, StoreError>;
}

/// Sign-ins under which somebody has looked.
pub trait Looks {
    /// Notes one, by its hash, until it expires; `false` when it was noted before. What has expired by `now` is forgotten.
    fn note_look(&mut self, attestation: &Hash32, expires: Timestamp, now: Timestamp) -> Result<bool, StoreError>;
}

/// Sealed records.
pub trait Records {
    /// The record of this name.
    fn record(&mut self, record: &Uuid) -> Result<Option<RecordRow>, StoreError>;
    /// Every record that a line has had, oldest first, at most `limit`.
    fn records_of(&mut self, line: &Key, limit: usize) -> Result<Vec<RecordRow>, StoreError>;
    /// Stores a new record.
    fn put_record(&mut self, row: &RecordRow) -> Result<(), StoreError>;
}

/// The ordered log.
pub trait Events {
    /// Appends an entry and gives its index: the next one, without gaps.
    fn append(&mut self, entry: &NewEntry) -> Result<u64, StoreError>;
    fn entry(&mut self, index: u64) -> Result<Option<Entry>, StoreError>;
    /// At most `limit` entries from an index on, and never more than [`MAX_ENTRIES`]: whoever wants all asks again from
    /// where the last page ended.
    fn page(&mut self, from: u64, limit: usize) -> Result<Vec<Placed>, StoreError>;
    /// How many entries there are.
    fn size(&mut self) -> Result<u64, StoreError>;
    /// When the entry at an index was appended, to the millisecond.
    fn time(&mut self, index: u64) -> Result<Option<Timestamp>, StoreError>;
    /// The earliest time among the [`MAX_ENTRIES`] entries from an index on, to the millisecond; `None` when there is no
    /// entry. From the size of a published checkpoint on, this is how long the log has kept somebody waiting: entries
    /// stand in the order in which they were stored, which is nearly that of their times.
    fn oldest_after(&mut self, index: u64) -> Result<Option<Timestamp>, StoreError>;
    /// The public figures.
    fn figures(&mut self) -> Result<Figures, StoreError>;
}

/// Requests, decisions and disclosures.
pub trait Requests {
    /// The request of this name.
    fn request(&mut self, request: &Uuid) -> Result<Option<RequestRow>, StoreError>;
    /// The request whose order has this tag.
    fn request_tagged(&mut self, tag: &Hash32) -> Result<Option<Uuid>, StoreError>;
    /// Stores a new request.
    fn put_request(&mut self, row: &RequestRow) -> Result<(), StoreError>;
    /// The decisions on a request, in the order of the log.
    fn decisions(&mut self, request: &Uuid) -> Result<Vec<DecisionRow>, StoreError>;
    /// Stores a custodian's first decision on a request.
    fn put_decision(&mut self, row: &DecisionRow) -> Result<(), StoreError>;
    /// The disclosures under a request, oldest first.
    fn disclosures(&mut self, request: &Uuid) -> Result<Vec<AccessRow>, StoreError>;
    /// The disclosures of a line, oldest first, at most `limit`.
    fn accesses(&mut self, line: &Key, limit: usize) -> Result<Vec<AccessRow>, StoreError>;
    /// Stores a disclosure.
    fn put_access(&mut self, row: &AccessRow) -> Result<(), StoreError>;
}

/// Trust lists that were logged.
pub trait TrustListRows {
    fn trust_list(&mut self, version: u64) -> Result<Option<TrustListRow>, StoreError>;
    /// The one with the highest version.
    fn newest_trust_list(&mut self) -> Result<Option<TrustListRow>, StoreError>;
    /// Stores a new version; one that is there already is not replaced, and is an error.
    fn put_trust_list(&mut self, row: &TrustListRow) -> Result<(), StoreError>;
    /// Notes when a version was first cosigned. The first time stands.
    fn mark_cosigned(&mut self, version: u64, at: Timestamp) -> Result<(), StoreError>;
}

/// Statistics of requests, once a custodian has opened them.
pub trait Statistics {
    /// Stores what a request's commitment was opened to. The first opening stands: another one is an error.
    fn put_statistics(&mut self, row: &StatisticsRow) -> Result<(), StoreError>;
    /// The opened statistics of a request.
    fn statistics(&mut self, request: &Uuid) -> Result<Option<StatisticsRow>, StoreError>;
    /// Those that are not in the log's directory yet, in the order of the log, at most `limit`.
    fn unpublished_statistics(&mut self, limit: usize) -> Result<Vec<StatisticsRow>, StoreError>;
    /// All from an index of the log on, in its order, at most `limit`: to write lost files again.
    fn statistics_from(&mut self, index: u64, limit: usize) -> Result<Vec<StatisticsRow>, StoreError>;
    /// Notes that they are in the log's directory.
    fn mark_published(&mut self, request: &Uuid) -> Result<(), StoreError>;
}

/// The wrap keys, kept apart from everything they open (another file, ideally another machine). Deleting one erases
/// its record.
pub trait Keyring {
    /// Stores a record's key, in place of one whose record was never stored. Durable before the transaction is.
    fn put_wrap_key(&mut self, record: &Uuid, key: &Zeroizing<[u8; 32]>) -> Result<(), StoreError>;
    /// A record's key; `None` once it is erased.
    fn wrap_key(&mut self, record: &Uuid) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError>;
}

pub trait Transaction:
    Lines + Slots + Looks + Records + Events + Requests + TrustListRows + Statistics + Keyring
{
}

impl<T: Lines + Slots + Looks + Records + Events + Requests + TrustListRows + Statistics + Keyring> Transaction for T {}

/// The last checkpoint this log has signed, held apart from the database that it is made of (another directory, ideally
/// another machine): a restored or forked database meets it and cannot show a second history.
pub trait HeldCheckpoint {
    /// What is held: a signed note, or nothing yet.
    fn fetch(&mut self) -> Result<Option<String>, StoreError>;
    /// Replaces `old` by `new`, durably, or not at all; `Ok(false)` when what is held is not `old`.
    ///
    /// On `Err` it may have taken place. What [`fetch`](Self::fetch) says then stands as long as the store is open: a
    /// replacement that it does not show comes to light at the next opening or never, so until then either nothing is
    /// replaced any more or that one is gone for good. What an opening finds is durable before it is shown.
    fn replace(&mut self, old: Option<&str>, new: &str) -> Result<bool, StoreError>;
}

/// The log's directory: files that everybody may fetch, all derived from the database.
///
/// A path is relative, with `/` between its parts, and one of the log's own: `checkpoint`, `figures.json`, `tile/…`,
/// `trust/….json`, `statistics/….json`. Reading any other finds nothing; writing it is an error.
pub trait LogFiles {
    /// The bytes of a file; `None` when there is none.
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes files, each in place of the one that was there. A reader meets the old bytes or the new ones, never a
    /// part; all are durable on `Ok`. On `Err` some may have been written: writing all of them again is right. The
    /// order within one call is not kept: what must not be seen before something else goes into a later call.
    fn write(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), StoreError>;
    /// Takes a file away; it is no error when there is none.
    fn remove(&mut self, path: &str) -> Result<(), StoreError>;
}

impl<T: HeldCheckpoint + ?Sized> HeldCheckpoint for Box<T> {
    fn fetch(&mut self) -> Result<Option<String>, StoreError> {
        (**self).fetch()
    }

    fn replace(&mut self, old: Option<&str>, new: &str) -> Result<bool, StoreError> {
        (**self).replace(old, new)
    }
}

impl<T: LogFiles + ?Sized> LogFiles for Box<T> {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        (**self).read(path)
    }

    fn write(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        (**self).write(files)
    }

    fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        (**self).remove(path)
    }
}
