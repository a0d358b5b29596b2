//! What a custodian needs of a store.
//!
//! **Durability**: what a write transaction has returned `Ok` for survives kill -9 and power loss; budgets are spent
//! durably before anything is evaluated. **Isolation**: writes are serial. **Failure**: on `Err` nothing is kept, and
//! the custodian refuses: a budget that cannot be checked is spent.

use jiff::Timestamp;
use padron_protocol::messages::order::RequestState;
pub use padron_protocol::store::{Outcome, StoreError};
use padron_protocol::{Hash32, Uuid};

/// What a caller has used of a day's budget.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Spent {
    /// Evaluations or look-ups.
    pub used: u64,
    /// Links of that caller counted in the log.
    pub matched: u64,
    /// What was used on earlier days, was not matched, and is not forgiven yet.
    pub carried: u64,
}

impl Spent {
    /// What no link in the log has matched.
    pub fn unmatched(&self) -> u64 {
        self.carried.saturating_add(self.used).saturating_sub(self.matched)
    }
}

/// BudgetRows by caller, purpose and day (days since 1970, UTC).
pub trait BudgetRows {
    /// The newest day that anything was spent on: the budget's clock never goes back.
    fn newest_day(&mut self) -> Result<i64, StoreError>;
    /// What is used of a day's budget.
    fn spent(&mut self, caller: &str, purpose: &str, day: i64) -> Result<Spent, StoreError>;
    /// The last day before `day` on which something was noted, and what.
    fn spent_before(&mut self, caller: &str, purpose: &str, day: i64) -> Result<Option<(i64, Spent)>, StoreError>;
    /// Begins a day with what is carried over; a day that has begun is left as it is.
    fn begin_day(&mut self, caller: &str, purpose: &str, day: i64, carried: u64) -> Result<(), StoreError>;
    /// Adds to what is used.
    fn spend(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError>;
    /// Adds links counted in the log.
    fn add_matched(&mut self, caller: &str, purpose: &str, day: i64, count: u64) -> Result<(), StoreError>;
}

/// A request that has arrived here.
#[derive(Clone)]
pub struct PresentedRow {
    pub request: Uuid,
    /// Its order: spent by this request.
    pub order: Uuid,
    pub authority: String,
    /// The commitment of its entry in the log.
    pub commitment: Hash32,
    /// When it arrived.
    pub received: Timestamp,
    /// When its order expires.
    pub expires: Timestamp,
    /// Where it stands.
    pub state: RequestState,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The order's JWS, sealed to the officers.
    pub sealed_order: Vec<u8>,
    /// The signed decision, once there is one.
    pub decision: Option<String>,
    /// Whether the registrar has logged the decision.
    pub logged: bool,
    /// The commitment of the decision's own entry in the log, once there is a decision.
    pub entry: Option<Hash32>,
}

/// PresentedRequests.
pub trait PresentedRequests {
    /// The request of this name.
    fn request(&mut self, request: &Uuid) -> Result<Option<PresentedRow>, StoreError>;
    /// The request that has spent an order.
    fn request_of_order(&mut self, order: &Uuid) -> Result<Option<Uuid>, StoreError>;
    /// Stores a new request or the new state of one.
    fn put_request(&mut self, row: &PresentedRow) -> Result<(), StoreError>;
    /// PresentedRequests in a state, oldest first, at most `limit`.
    fn in_state(&mut self, state: RequestState, limit: usize) -> Result<Vec<PresentedRow>, StoreError>;
    /// PresentedRequests that are decided here and whose decision is not logged yet, at most `limit`.
    fn unlogged(&mut self, limit: usize) -> Result<Vec<PresentedRow>, StoreError>;
    /// Whether a decision of this custodian has an entry with this commitment: an entry in its name that has none was
    /// made by somebody else.
    fn decided(&mut self, commitment: &Hash32) -> Result<bool, StoreError>;
}

/// A release of parts, as this custodian saw it.
#[derive(Clone)]
pub struct JournalRow {
    /// A hash of the line's token.
    pub line: Hash32,
    pub request: Uuid,
    /// Which copy of the answer.
    pub copy: u32,
    pub authority: String,
    pub court: String,
    pub at: Timestamp,
    /// Until when the person is not told.
    pub embargo: Timestamp,
    /// End of the time asked about.
    pub to: Timestamp,
    /// The records that the line's history showed; none before it was asked for.
    pub records: Vec<Uuid>,
}

/// The most records of one access that are told apart.
pub const MAX_RECORDS: usize = 256;

/// This custodian's own journal of accesses.
pub trait Journal {
    /// Stores an access, once per line, request and copy.
    fn put_access(&mut self, row: &JournalRow) -> Result<(), StoreError>;
    /// Notes whose records the accesses of a request to a line showed, at most [`MAX_RECORDS`].
    fn note_records(&mut self, line: &Hash32, request: &Uuid, records: &[Uuid]) -> Result<(), StoreError>;
    /// The accesses to a line, oldest first, at most `limit`.
    fn accesses(&mut self, line: &Hash32, limit: usize) -> Result<Vec<JournalRow>, StoreError>;
}

/// How far this custodian has replayed the log itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogState {
    /// The right edge of its own tree, encoded.
    pub frontier: Vec<u8>,
    /// The newest checkpoint accepted: a signed note.
    pub checkpoint: String,
    /// What it has counted, as JSON.
    pub figures: Vec<u8>,
}

/// At `time` the log had `size` entries, by its cosignatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeMark {
    /// Seconds since 1970.
    pub time: i64,
    pub size: u64,
}

/// The log as this custodian has replayed it.
pub trait LogStates {
    /// How far it has come; `None` before the first time.
    fn log_state(&mut self) -> Result<Option<LogState>, StoreError>;
    /// Notes how far it has come.
    fn put_log_state(&mut self, state: &LogState) -> Result<(), StoreError>;
    /// Notes that at `time` (seconds since 1970, by the cosignatures) the log had `size` entries. The first mark of a
    /// minute is kept, and none that says of a later time that the log was smaller than another mark says.
    fn put_mark(&mut self, time: i64, size: u64) -> Result<(), StoreError>;
    /// The newest mark.
    fn newest_mark(&mut self) -> Result<Option<SizeMark>, StoreError>;
    /// The earliest mark later than `time`.
    fn first_mark_after(&mut self, time: i64) -> Result<Option<SizeMark>, StoreError>;
}

/// Which entries carry a label or a tag: the first 16 bytes of each, with the entry's place.
pub trait Labels {
    /// Adds the labels of entries, and gives those that were there already: first place and second.
    fn put_labels(&mut self, shown: &mut [([u8; 16], u64)]) -> Result<Vec<(u64, u64)>, StoreError>;
    /// Where each label stands, the first place first, as far as the log had `size` entries.
    fn places(&mut self, labels: &[[u8; 16]], size: u64) -> Result<Vec<Vec<u64>>, StoreError>;
}

/// A trust list that was found in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundListRow {
    pub version: u64,
    /// The signed list.
    pub text: String,
    pub index: u64,
    /// When it was first seen under enough cosignatures, in seconds since 1970.
    pub cosigned: i64,
    /// The officer who confirmed it here, and when, in seconds since 1970.
    pub confirmed: Option<(String, i64)>,
}

/// The most trust lists that are given at once.
pub const MAX_TRUST_LISTS: usize = 1024;

/// Trust lists that were logged.
pub trait FoundLists {
    /// The newest [`MAX_TRUST_LISTS`], oldest first.
    fn trust_lists(&mut self) -> Result<Vec<FoundListRow>, StoreError>;
    /// Stores a trust list, or that it was confirmed. A version keeps its text and its index, or it is an error; what
    /// was noted first of its time and its confirmation stands.
    fn put_trust_list(&mut self, row: &FoundListRow) -> Result<(), StoreError>;
}

/// Something that must not happen, and has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// Its kind: a stable name, as `approval-not-ours`.
    pub name: String,
    /// What was seen, where.
    pub detail: String,
    /// When it was noticed, in seconds since 1970.
    pub at: i64,
}

/// The most alarms of one kind that are kept: somebody who causes many must not fill the disk, nor hide other kinds.
pub const MAX_ALARMS: usize = 1000;

/// AlarmRows. None is ever taken away.
pub trait AlarmRows {
    /// Stores an alarm, once per name and detail, and at most [`MAX_ALARMS`] of a name: the first ones are kept.
    fn put_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError>;
    /// The first alarm of this name; `None` when there is none.
    fn first_alarm(&mut self, name: &str) -> Result<Option<AlarmRow>, StoreError>;
    /// The alarms that were stored last, newest first, at most `limit`.
    fn alarms(&mut self, limit: usize) -> Result<Vec<AlarmRow>, StoreError>;
}

/// The statistics of a request, to be opened to everybody when its embargo ends.
#[derive(Clone, PartialEq, Eq)]
pub struct ClosedStatisticsRow {
    pub request: Uuid,
    pub nonce: Hash32,
    pub text: String,
    /// The other half, which stays closed.
    pub event: Hash32,
    /// Until when they are not opened.
    pub embargo: Timestamp,
    /// Whether the registrar has them.
    pub published: bool,
}

/// ClosedStatistics that wait for the end of their embargo.
pub trait ClosedStatistics {
    /// Stores the statistics of a request; those that are there already stand.
    fn put_statistics(&mut self, row: &ClosedStatisticsRow) -> Result<(), StoreError>;
    /// Those whose embargo has ended at `now` and that are not published, the longest overdue first, at most `limit`.
    fn due_statistics(&mut self, now: Timestamp, limit: usize) -> Result<Vec<ClosedStatisticsRow>, StoreError>;
    /// Notes that the registrar has them.
    fn mark_published(&mut self, request: &Uuid) -> Result<(), StoreError>;
}

pub trait CustodianTransaction:
    BudgetRows + PresentedRequests + Journal + LogStates + Labels + FoundLists + AlarmRows + ClosedStatistics
{
}

impl<T: BudgetRows + PresentedRequests + Journal + LogStates + Labels + FoundLists + AlarmRows + ClosedStatistics>
    CustodianTransaction for T
{
}
