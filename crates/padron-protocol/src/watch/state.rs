use super::{Finding, Flag, Mark, Marks};
use crate::bytes::{Base64, Hash32};
use crate::log::{Entry, EntryKind, FollowError, Follower, seconds};
use crate::messages::status::Figures;
use jiff::{SignedDuration, Timestamp};
use padron_tlog::{Checkpoint, Cosigned, Frontier, SignedCheckpoint};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What whoever watches a log keeps of it: enough to go on from, and to notice when it contradicts itself.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// The form of what is kept: 1.
    pub version: u8,
    /// The log's name.
    pub origin: String,
    /// The right edge of the tree that was followed.
    frontier: Base64,
    /// The public figures, counted.
    figures: Figures,
    /// The newest checkpoint that was followed: a signed note.
    pub checkpoint: Option<String>,
    /// How large the log was when.
    pub marks: Marks,
    /// Requests whose statistics nobody has opened yet, by index.
    pub closed: BTreeMap<u64, ClosedRequest>,
    /// Commitments of the trust lists, by index.
    pub trust_lists: BTreeMap<u64, Hash32>,
}

/// A request whose statistics nobody has opened yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedRequest {
    /// What its entry commits to.
    pub commitment: Hash32,
    /// When it was first seen in the log, in seconds since 1970, by the witnesses' clocks.
    pub seen: u64,
}

/// What a checkpoint means for whoever has followed the log so far.
#[derive(Debug, PartialEq, Eq)]
pub enum Course {
    Same,
    /// More entries, which must be followed before it is believed.
    Grown,
    Broken(Finding),
}

/// What was seen while following to a checkpoint.
#[derive(Default)]
pub struct SeenEntries {
    requests: Vec<(u64, Hash32)>,
    trust_lists: Vec<(u64, Hash32)>,
}

impl SeenEntries {
    /// The commitments of the trust lists that were seen, by index.
    pub fn trust_lists(&self) -> impl Iterator<Item = (u64, Hash32)> {
        self.trust_lists.iter().copied()
    }

    /// Notes an entry.
    pub fn note(&mut self, index: u64, entry: &Entry) {
        match entry.kind {
            EntryKind::Request => self.requests.push((index, entry.commitment)),
            EntryKind::TrustList => self.trust_lists.push((index, entry.commitment)),
            EntryKind::Link | EntryKind::Approval | EntryKind::Refusal | EntryKind::Disclosure => {}
        }
    }
}

impl Watched {
    /// Nothing followed yet.
    pub fn new(origin: &str) -> Self {
        Self {
            version: 1,
            origin: origin.to_owned(),
            frontier: Frontier::new().encode().into(),
            figures: Figures::default(),
            checkpoint: None,
            marks: Marks::default(),
            closed: BTreeMap::new(),
            trust_lists: BTreeMap::new(),
        }
    }

    /// Goes on from here.
    pub fn follower(&self) -> Result<Follower, FollowError> {
        Follower::resume(&self.frontier.0, self.figures.clone())
    }

    /// What a checkpoint means, before any new entry is looked at.
    pub fn course(&self, next: &Checkpoint) -> Result<Course, FollowError> {
        let follower = self.follower()?;
        Ok(match next.size.cmp(&follower.size()) {
            std::cmp::Ordering::Greater => Course::Grown,
            std::cmp::Ordering::Less => Course::Broken(shrunk(next.size, follower.size())),
            std::cmp::Ordering::Equal if next.root == follower.root() => Course::Same,
            std::cmp::Ordering::Equal => Course::Broken(two_histories(next.size, follower.size())),
        })
    }

    /// Notes that a checkpoint was followed to, with what was seen on the way.
    pub fn advance(&mut self, to: &Follower, signed: &SignedCheckpoint, cosigned: &Cosigned, seen: SeenEntries) {
        self.frontier = to.tree().encode().into();
        self.figures = to.figures().clone();
        self.checkpoint = Some(signed.to_string());
        let time = cosigned.time;
        self.marks.note(Mark { time, size: to.size() });
        let closed =
            seen.requests.into_iter().map(|(index, commitment)| (index, ClosedRequest { commitment, seen: time }));
        self.closed.extend(closed);
        self.trust_lists.extend(seen.trust_lists);
    }

    /// The requests whose statistics should have been opened by now: the regime allows an order to be valid and its
    /// embargo to last for `limit` in all.
    pub fn overdue(&self, limit: SignedDuration, now: Timestamp) -> Vec<Finding> {
        let limit = u64::try_from(limit.as_secs()).unwrap_or(u64::MAX);
        let overdue = |request: &ClosedRequest| seconds(now).saturating_sub(request.seen) > limit;
        let finding = |index: &u64| {
            let days = limit / 86_400;
            Finding::new(
                Flag::ClosedStatistics,
                format!(
                    "the request of entry {index} is in the log for more than {days} days, and nobody has opened what court and authority it was of"
                ),
            )
        };
        self.closed.iter().filter(|(_, request)| overdue(request)).map(|(index, _)| finding(index)).collect()
    }
}

/// A checkpoint that does not extend the one followed.
pub fn two_histories(size: u64, followed: u64) -> Finding {
    let detail = format!(
        "the checkpoint of {size} entries does not extend the one of {followed} that was followed: the log shows two \
         histories"
    );
    Finding::new(Flag::TwoHistories, detail)
}

fn shrunk(size: u64, followed: u64) -> Finding {
    let detail = format!(
        "the log shows {size} entries, {followed} were followed: entries were taken back, or an old copy is served"
    );
    Finding::new(Flag::Shrunk, detail)
}

#[cfg(test)]
mod tests;
