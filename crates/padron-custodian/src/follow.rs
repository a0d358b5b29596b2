//! Following the log: every entry is replayed here, from the first one on, and nothing is stored that did not lead to
//! the root of a checkpoint under the log's signature and enough witnesses'.
//!
//! The steps are plain: a [`Replay`] names the bundles it needs, is handed them, and what comes of it is committed in
//! one transaction: frontier, figures, checkpoint, mark, links counted for each operator, alarms.

mod place;

pub use place::{Known, Place};

use crate::Custodian;
use crate::alarms::{APPROVAL_NOT_OURS, Contradiction, LABEL_TWICE, LOG_INCONSISTENT, raise};
use crate::budgets::{Credited, credit};
use crate::ports::{CustodianTransaction, LogState, LogStates, MAX_ALARMS, Outcome, StoreError};
use jiff::Timestamp;
use padron_protocol::log::{AHEAD_SECONDS, Entry, EntryKind, Follower, Proven, not_ahead};
use padron_protocol::messages::status::Figures;
use padron_protocol::{Hash32, Problem, ProblemType};
use padron_threshold::CustodianIndex;
use padron_tlog::{Hash, SignedCheckpoint, TileId, Window, bundle_ids, cosigned_at};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Decisions in this custodian's name that are kept before they are looked up.
const MAX_UNSCREENED: usize = 4096;

/// How far this custodian has followed the log.
#[derive(Clone)]
pub struct Position {
    state: Option<LogState>,
    follower: Follower,
    lists: ListsFound,
}

/// What was found of trust lists so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListsFound {
    /// The newest version whose entry was found.
    pub(crate) newest: u64,
    /// Entries whose list is not known yet, oldest first.
    pub(crate) unknown: Vec<ListEntry>,
}

/// The entry of a trust list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    pub index: u64,
    pub commitment: Hash32,
    /// When it was first seen under enough cosignatures, in seconds since 1970.
    pub seen: i64,
}

/// What is stored beside the frontier.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    figures: Figures,
    lists: ListsFound,
}

impl Position {
    /// As stored.
    pub fn read(tx: &mut impl LogStates) -> Result<Self, StoreError> {
        let Some(state) = tx.log_state()? else {
            return Ok(Self { state: None, follower: Follower::new(), lists: ListsFound::default() });
        };
        let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged(format!("the log's state: {error}"));
        let Counted { figures, lists } = serde_json::from_slice(&state.figures).map_err(|error| damaged(&error))?;
        let follower = Follower::resume(&state.frontier, figures).map_err(|error| damaged(&error))?;
        Ok(Self { state: Some(state), follower, lists })
    }

    /// How many entries were followed.
    pub fn size(&self) -> u64 {
        self.follower.size()
    }

    /// The root of the tree that was followed.
    pub fn root(&self) -> Hash {
        self.follower.root()
    }

    /// What was counted.
    pub fn figures(&self) -> &Figures {
        self.follower.figures()
    }

    /// The newest checkpoint accepted, a signed note; `None` before the first.
    pub fn checkpoint(&self) -> Option<&str> {
        self.state.as_ref().map(|state| state.checkpoint.as_str())
    }

    /// Entries of trust lists that are not known here yet.
    pub fn unknown_lists(&self) -> &[ListEntry] {
        &self.lists.unknown
    }

    pub(crate) fn lists(&self) -> &ListsFound {
        &self.lists
    }

    /// Stores what was found of trust lists, and nothing else.
    pub(crate) fn put_lists(self, tx: &mut impl LogStates, lists: ListsFound) -> Result<(), StoreError> {
        let Some(state) = self.state else { return Ok(()) };
        let figures = counted(self.follower.figures(), lists)?;
        tx.put_log_state(&LogState { figures, ..state })
    }
}

fn counted(figures: &Figures, lists: ListsFound) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(&Counted { figures: figures.clone(), lists })
        .map_err(|error| StoreError::Failed(error.to_string()))
}

/// A decision in this custodian's name.
struct Own {
    index: u64,
    kind: EntryKind,
    commitment: Hash32,
}

/// On the way from what was followed to a checkpoint.
pub struct Replay {
    base: Position,
    target: Proven,
    follower: Follower,
    name: String,
    custodian: CustodianIndex,
    own: Vec<Own>,
    forged: Vec<Own>,
    lists: Vec<(u64, Hash32)>,
    labels: Vec<([u8; 16], u64)>,
    links: Links,
    /// The same of holders.
    holders: Links,
}

/// How many links each operator logged, by the custodian that evaluated them: only those that name this one.
type Links = BTreeMap<String, u64>;

/// The part of a label or tag that the index keeps.
pub(crate) fn index_key(shown: &Hash32) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&shown.0[..16]);
    key
}

/// A replay that led to the checkpoint's root: to be committed.
pub struct Followed(Replay);

impl Replay {
    /// The next bundles that are needed, at most `most`; none when all entries are replayed.
    pub fn wanted(&self, most: usize) -> Vec<TileId> {
        let size = self.target.checkpoint().size;
        if self.follower.size() >= size {
            return Vec::new();
        }
        bundle_ids(self.follower.size(), size).take(most).collect()
    }

    /// Takes the next bundle.
    pub fn take(&mut self, id: &TileId, bytes: &[u8]) -> Result<(), Contradiction> {
        let Self { follower, name, own, lists, labels, links, holders, custodian, target, .. } = self;
        let notice = |index: u64, entry: &Entry| {
            labels.extend(entry.label.or(entry.tag).map(|shown| (index_key(&shown), index)));
            let quorums = entry.evaluators.unwrap_or_default();
            for (evaluators, counted) in [(quorums.line, &mut *links), (quorums.person, &mut *holders)] {
                if evaluators.has(*custodian) {
                    *counted.entry(entry.actor.clone().unwrap_or_default()).or_default() += 1;
                }
            }
            match entry.kind {
                EntryKind::Approval | EntryKind::Refusal if entry.actor.as_deref() == Some(name) => {
                    own.push(Own { index, kind: entry.kind, commitment: entry.commitment });
                }
                EntryKind::TrustList => lists.push((index, entry.commitment)),
                _ => {}
            }
        };
        follower.take(id, bytes, notice).map_err(|error| Contradiction::new(error, target.signed()))
    }

    /// Whether decisions in this custodian's name must be looked up before more bundles are taken.
    pub fn must_screen(&self) -> bool {
        self.own.len() >= MAX_UNSCREENED
    }

    /// Looks up the decisions in this custodian's name: its own are stored before they are brought to the log, so one
    /// that is not known was made by somebody else.
    pub fn screen(&mut self, tx: &mut impl CustodianTransaction) -> Result<(), StoreError> {
        for own in std::mem::take(&mut self.own) {
            if !tx.decided(&own.commitment)? && self.forged.len() < MAX_ALARMS {
                self.forged.push(own);
            }
        }
        Ok(())
    }

    /// Compares with the checkpoint, once every bundle was taken.
    pub fn finish(self) -> Result<Followed, Contradiction> {
        match self.follower.check(self.target.checkpoint()) {
            Ok(()) => Ok(Followed(self)),
            Err(error) => Err(Contradiction::new(error, self.target.signed())),
        }
    }
}

impl Custodian {
    /// Reads a checkpoint: signed by the log and cosigned by enough witnesses, whenever that was.
    pub fn read_checkpoint(&self, note: &str) -> Result<Proven, Problem> {
        let signed = SignedCheckpoint::parse(note);
        let signed = signed.map_err(|error| Problem::new(ProblemType::NotLogged).detail(error))?;
        self.check_checkpoint(signed)
    }

    /// The same of one that was parsed.
    pub fn check_checkpoint(&self, signed: SignedCheckpoint) -> Result<Proven, Problem> {
        Ok(Proven::new(signed, BTreeMap::new(), &self.trusted, Window::ANY)?)
    }

    /// Whether a smaller tree was cosigned after the one that is kept, by the same witnesses, or long after by others: a
    /// witness never goes back, so entries were taken out of the log, and witnesses helped.
    pub fn taken_back(&self, position: &Position, shown: &Proven) -> Option<Contradiction> {
        let size = shown.checkpoint().size;
        let kept = self.read_checkpoint(position.checkpoint().filter(|_| size < position.size())?).ok()?;
        // Each witness by its own clock: those of two may differ.
        let both: Vec<_> = self
            .trusted
            .witness_policy()
            .witnesses
            .iter()
            .filter_map(|witness| {
                let at = |proven: &Proven| cosigned_at(&witness.key, &proven.signed().note).ok().flatten();
                Some((at(&kept)?, at(shown)?))
            })
            .collect();
        let later = match both.as_slice() {
            [] => shown.cosigned() > kept.cosigned().saturating_add(AHEAD_SECONDS),
            both => both.iter().all(|(kept, shown)| shown > kept),
        };
        let what = format_args!("the log was shown with {} entries, and later with {size}", position.size());
        later.then(|| Contradiction::new(what, shown.signed()))
    }

    /// Begins to follow from `base` to a checkpoint that is not smaller.
    pub fn replay(&self, base: Position, target: Proven) -> Replay {
        let follower = base.follower.clone();
        let name = self.name().to_owned();
        let custodian = self.shares.line.index();
        Replay {
            base,
            target,
            follower,
            name,
            custodian,
            own: Vec::new(),
            forged: Vec::new(),
            lists: Vec::new(),
            labels: Vec::new(),
            links: Links::new(),
            holders: Links::new(),
        }
    }

    /// Stores what was followed, all of it or nothing. Gives `false`, and stores nothing, when the store has gone on
    /// since the replay began, or already has this tree under cosignatures as new.
    pub fn commit(
        &self,
        tx: &mut impl CustodianTransaction,
        followed: Followed,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Followed(mut replay) = followed;
        if tx.log_state()? != replay.base.state || !self.is_newer(&replay) {
            return Ok(false);
        }
        replay.screen(tx)?;
        for own in &replay.forged {
            let what = format!(
                "entry {} of the log says `{}` in this custodian's name, who never said so",
                own.index,
                own.kind.as_str()
            );
            raise(tx, APPROVAL_NOT_OURS, what, now)?;
        }
        let budgets = &self.trusted.list().budgets;
        for (operator, links) in &replay.links {
            credit(tx, (operator, &Credited::Numbers), *links, budgets, now)?;
        }
        for (operator, links) in &replay.holders {
            credit(tx, (operator, &Credited::Holders), *links, budgets, now)?;
        }
        for (first, again) in tx.put_labels(&mut replay.labels)? {
            raise(tx, LABEL_TWICE, format!("entries {first} and {again} of the log carry the same label"), now)?;
        }
        let cosigned = i64::try_from(replay.target.cosigned()).unwrap_or(i64::MAX);
        if not_ahead(now).not_after >= replay.target.cosigned() {
            tx.put_mark(cosigned, replay.follower.size())?;
        }
        let Replay { base, target, follower, lists: found, .. } = replay;
        // Notice runs from when it could be known here, even if the checkpoint was held back.
        let seen = cosigned.max(now.as_second());
        let mut lists = base.lists;
        lists.unknown.extend(found.into_iter().map(|(index, commitment)| ListEntry { index, commitment, seen }));
        tx.put_log_state(&LogState {
            frontier: follower.tree().encode(),
            checkpoint: target.signed().to_string(),
            figures: counted(follower.figures(), lists)?,
        })?;
        Ok(true)
    }

    fn is_newer(&self, replay: &Replay) -> bool {
        let Some(kept) = replay.base.checkpoint() else { return true };
        let newer = || self.read_checkpoint(kept).map_or(true, |kept| kept.cosigned() < replay.target.cosigned());
        replay.follower.size() > replay.base.size() || newer()
    }
}

/// Whether the log as followed here lets anything be released at all.
pub fn sound(tx: &mut impl CustodianTransaction) -> Outcome<()> {
    let refuse = |what: String| Ok(Err(Problem::new(ProblemType::LogInconsistent).detail(what)));
    if let Some(alarm) = tx.first_alarm(LOG_INCONSISTENT)? {
        let what = alarm.detail.lines().next().unwrap_or_default();
        return refuse(format!("{what}; nothing is released until a person has looked into it"));
    }
    if let Some(list) = Position::read(tx)?.unknown_lists().first() {
        return refuse(format!(
            "entry {} of the log is a trust list that this custodian could not get yet",
            list.index
        ));
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests;
