//! Trust lists: from the one that is pinned here to the newest that was logged, each signed by the roots of the one
//! before it.
//!
//! What a list removes is gone as soon as its entry is found in the log; what it adds or changes waits for the notice of
//! the list before it, and for this custodian's officers to confirm it.

use crate::alarms::{TRUST_LIST_UNKNOWN, raise};
use crate::follow::{ListEntry, ListsFound, Position};
use crate::ports::{CustodianTransaction, FoundListRow, Outcome, StoreError};
use jiff::Timestamp;
use padron_protocol::messages::trust::{Confirmed, ListedTrustList, TrustConfirmation, TrustLists};
pub use padron_protocol::trust::{InForce, Pinned};
use padron_protocol::trust::{ListChain, LoggedList, SignedTrustList, Trusted, diff, due};
use padron_protocol::{Hash32, Problem, ProblemType};
use std::collections::BTreeSet;

/// How long a logged list may be out of reach before it is an alarm, in seconds.
const PATIENCE_SECONDS: i64 = 60;
/// How many versions back are looked through for an entry.
const MAX_VERSIONS: u64 = 256;

impl LoggedList for FoundListRow {
    fn notice_from(&self) -> Option<Timestamp> {
        self.confirmed.is_some().then(|| second(self.cosigned))
    }
}

/// The pinned list and those that were found in the log after it.
#[derive(Clone)]
pub struct FollowedLists(ListChain<FoundListRow>);

/// What came of a list's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The entry's list is known, or is known to be none.
    Done,
    /// It is another list's file.
    Other,
}

impl FollowedLists {
    /// The lists that are stored after the pinned one.
    pub fn open(first: Pinned, rows: Vec<FoundListRow>) -> Result<Self, StoreError> {
        let pinned = first.version();
        let mut chain = ListChain::new(first);
        for row in rows.into_iter().filter(|row| row.version >= pinned) {
            let (version, text) = (row.version, row.text.clone());
            let damaged = |what: &dyn std::fmt::Display| {
                StoreError::Damaged(format!("trust list {version} that was found in the log: {what}"))
            };
            if version > pinned {
                chain.extend(row, &text).map_err(|error| damaged(&error))?;
            } else if !chain.first().is(&text) {
                return Err(damaged(&"the configured one of this version is another"));
            }
        }
        Ok(Self(chain))
    }

    /// The pinned list.
    pub fn first(&self) -> &Pinned {
        self.0.first()
    }

    /// The list to go by.
    pub fn in_force(&self, now: Timestamp) -> InForce {
        self.0.in_force(now)
    }

    /// The versions whose files may be the list of the oldest entry that is not known; none when all are.
    pub fn wanted(&self, position: &Position) -> Vec<u64> {
        if position.unknown_lists().is_empty() {
            return Vec::new();
        }
        let last = self.0.newest().version().saturating_add(1);
        let first = (position.lists().newest.saturating_add(1)).clamp(last.saturating_sub(MAX_VERSIONS), last);
        (first..=last).collect()
    }

    /// Settles the oldest unknown entry without any file, if it is of a list that is known.
    pub fn recognise(&self, tx: &mut impl CustodianTransaction) -> Result<Settled, StoreError> {
        let position = Position::read(tx)?;
        let Some(entry) = position.unknown_lists().first().copied() else { return Ok(Settled::Other) };
        let known = std::iter::once(self.first()).chain(self.0.later().iter().map(|(_, list)| list));
        match known.into_iter().find(|list| is_of(list.signed(), &entry)) {
            Some(list) => settled(tx, position, list.version()),
            None => Ok(Settled::Other),
        }
    }

    /// Settles the oldest unknown entry with a file, if it is that entry's. A list that was logged but is not the next
    /// one binds nobody: an alarm says so.
    pub fn settle(
        &self,
        tx: &mut impl CustodianTransaction,
        text: &str,
        now: Timestamp,
    ) -> Result<Settled, StoreError> {
        let position = Position::read(tx)?;
        let Some(entry) = position.unknown_lists().first().copied() else { return Ok(Settled::Other) };
        let Some(signed) = SignedTrustList::parse(text).ok().filter(|signed| is_of(signed, &entry)) else {
            return Ok(Settled::Other);
        };
        let newest = position.lists().newest;
        // From before this custodian's own first list: nothing follows from it here.
        if let Some(version) = signed.list().ok().map(|list| list.version).filter(|it| *it < self.first().version()) {
            return settled(tx, position, version.max(newest));
        }
        match self.0.newest().successor(text) {
            Ok(next) => {
                let ListEntry { index, seen: cosigned, .. } = entry;
                let version = next.version();
                tx.put_trust_list(&FoundListRow { version, text: text.into(), index, cosigned, confirmed: None })?;
                settled(tx, position, version)
            }
            Err(error) => {
                let what = format!("entry {} is a trust list that is not the next one: {error}", entry.index);
                raise(tx, TRUST_LIST_UNKNOWN, what, now)?;
                settled(tx, position, newest)
            }
        }
    }

    /// Notes that no file was the oldest unknown entry's list: after a while, that is an alarm.
    pub fn unsettled(&self, tx: &mut impl CustodianTransaction, now: Timestamp) -> Result<(), StoreError> {
        let position = Position::read(tx)?;
        let Some(entry) = position.unknown_lists().first() else { return Ok(()) };
        if now.as_second().saturating_sub(entry.seen) < PATIENCE_SECONDS {
            return Ok(());
        }
        let what = format!("entry {} is a trust list that the log does not show", entry.index);
        raise(tx, TRUST_LIST_UNKNOWN, what, now)
    }

    /// The lists that were logged, for the officers: what each changes against the one in force.
    pub fn lists(&self, now: Timestamp) -> TrustLists {
        let force = self.in_force(now);
        let in_force = force.trusted.list().version;
        let mut held = self.first();
        let mut lists = Vec::with_capacity(self.0.later().len());
        for (row, list) in self.0.later() {
            lists.push(ListedTrustList {
                version: row.version,
                hash: list.signed().hash(),
                index: row.index,
                cosigned: second(row.cosigned),
                due: due(held, second(row.cosigned)),
                expires: list.trusted().list().expires,
                confirmed: row.confirmed.clone().map(|(officer, at)| Confirmed { officer, at: second(at) }),
                changes: diff(force.trusted.list(), list.trusted().list()),
            });
            held = list;
        }
        TrustLists { in_force, lists }
    }

    /// An officer confirms a list, and with it every one before it that it builds on.
    pub fn confirm(
        &self,
        tx: &mut impl CustodianTransaction,
        officer: &str,
        confirmation: &TrustConfirmation,
        now: Timestamp,
    ) -> Outcome<()> {
        let bad = |what: String| Ok(Err(Problem::new(ProblemType::BadTrustList).detail(what)));
        let named = |(row, _): &&(FoundListRow, Pinned)| row.version == confirmation.version;
        let Some((_, list)) = self.0.later().iter().find(named) else {
            return bad("no list of this version was found in the log after the one pinned here".into());
        };
        if list.signed().hash() != confirmation.hash {
            return bad("the list of this version that was logged has another hash".into());
        }
        if let Err(error) = list.trusted().check_expiry(now) {
            return bad(error.to_string());
        }
        let up_to = |(row, _): &&(FoundListRow, Pinned)| row.version <= confirmation.version;
        for (row, _) in self.0.later().iter().filter(up_to).filter(|(row, _)| row.confirmed.is_none()) {
            tx.put_trust_list(&FoundListRow { confirmed: Some((officer.into(), now.as_second())), ..row.clone() })?;
        }
        Ok(Ok(()))
    }
}

fn is_of(list: &SignedTrustList, entry: &ListEntry) -> bool {
    list.entry().commitment == entry.commitment
}

/// Takes the oldest unknown entry off the list of those.
fn settled(tx: &mut impl CustodianTransaction, position: Position, newest: u64) -> Result<Settled, StoreError> {
    let ListsFound { newest: before, mut unknown } = position.lists().clone();
    unknown.remove(0);
    position.put_lists(tx, ListsFound { newest: newest.max(before), unknown })?;
    Ok(Settled::Done)
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
}

/// Whether two lists are the same, down to what a later one has removed.
pub fn same(one: &Trusted, other: &Trusted) -> bool {
    let parties = |trusted: &Trusted| -> BTreeSet<String> {
        padron_protocol::trust::Role::ALL
            .into_iter()
            .flat_map(|role| trusted.of_role(role))
            .map(|party| party.id.clone())
            .collect()
    };
    let hash = |trusted: &Trusted| -> Hash32 { trusted.hash() };
    hash(one) == hash(other) && parties(one) == parties(other)
}

#[cfg(test)]
mod tests;
