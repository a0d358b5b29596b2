//! Trust lists: from the one that is pinned here to the newest that was logged, each signed by the roots of the one
//! before it.
//!
//! What a list removes is gone as soon as its entry is found in the log; what it adds or changes waits for the notice of
//! the list before it, and for this custodian's officers to confirm it.

use crate::alarms::{TRUST_LIST_UNKNOWN, raise};
use crate::follow::{Lists, LoggedList, Position};
use crate::ports::{StoreError, Transaction, TrustListRow};
use crate::requests::Outcome;
use jiff::{SignedDuration, Timestamp};
use padron_protocol::messages::trust::{Confirmed, ListedTrustList, TrustConfirmation, TrustLists};
use padron_protocol::trust::{Roots, SignedTrustList, TrustError, Trusted, diff};
use padron_protocol::{Hash32, Problem, ProblemType};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How long a logged list may be out of reach before it is an alarm, in seconds.
const PATIENCE_SECONDS: i64 = 60;
/// How many versions back are looked through for an entry.
const MAX_VERSIONS: u64 = 256;

/// A signed list with what it says.
#[derive(Clone)]
pub struct Pinned {
    text: String,
    signed: SignedTrustList,
    trusted: Arc<Trusted>,
}

impl Pinned {
    /// A list under pinned roots, however old: later ones may have taken its place.
    pub fn open(text: &str, roots: &Roots) -> Result<Self, TrustError> {
        let signed = SignedTrustList::parse(text)?;
        let trusted = Arc::new(signed.open_any_age(roots)?);
        Ok(Self { text: text.to_owned(), signed, trusted })
    }

    /// A list that was opened before.
    pub fn opened(text: &str, trusted: Arc<Trusted>) -> Result<Self, TrustError> {
        Ok(Self { text: text.to_owned(), signed: SignedTrustList::parse(text)?, trusted })
    }

    /// What it says.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    fn version(&self) -> u64 {
        self.trusted.list().version
    }

    /// The list that follows this one.
    fn successor(&self, text: &str) -> Result<Self, TrustError> {
        let signed = SignedTrustList::parse(text)?;
        let trusted = Arc::new(signed.open_successor_any_age(&self.trusted)?);
        Ok(Self { text: text.to_owned(), signed, trusted })
    }
}

/// The pinned list and those that were logged after it.
#[derive(Clone)]
pub struct Chain {
    start: Pinned,
    later: Vec<(TrustListRow, Pinned)>,
}

/// The list to go by, with its signed text.
pub struct InForce {
    /// The list, without what a later one has removed.
    pub trusted: Arc<Trusted>,
    /// As signed.
    pub text: String,
}

/// What came of a list's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The entry's list is known, or is known to be none.
    Done,
    /// It is another list's file.
    Other,
}

impl Chain {
    /// The chain from a pinned list over those that are stored.
    pub fn open(start: Pinned, rows: Vec<TrustListRow>) -> Result<Self, StoreError> {
        let mut chain = Self { start, later: Vec::new() };
        for row in rows {
            if row.version < chain.start.version() {
                continue;
            }
            let damaged = |what: &dyn std::fmt::Display| {
                StoreError::Damaged(format!("trust list {} that was found in the log: {what}", row.version))
            };
            if row.version == chain.start.version() {
                let same = SignedTrustList::parse(&row.text).is_ok_and(|list| list.hash() == chain.start.signed.hash());
                if !same {
                    return Err(damaged(&"the configured one of this version is another"));
                }
                continue;
            }
            let next = chain.newest().successor(&row.text).map_err(|error| damaged(&error))?;
            chain.later.push((row, next));
        }
        Ok(chain)
    }

    /// The list that it begins with.
    pub fn start(&self) -> &Pinned {
        &self.start
    }

    fn newest(&self) -> &Pinned {
        self.later.last().map_or(&self.start, |(_, list)| list)
    }

    /// The list to go by. It may have expired: then nothing may be done under it, but it is still the one.
    pub fn in_force(&self, now: Timestamp) -> InForce {
        let mut held = &self.start;
        let mut later = self.later.iter().peekable();
        while let Some((_, next)) = later.next_if(|(row, _)| row.confirmed.is_some() && now >= due(held, row)) {
            held = next;
        }
        let without =
            |held: Arc<Trusted>, (_, next): &(TrustListRow, Pinned)| Arc::new(held.without_removed(&next.trusted));
        InForce { trusted: later.fold(held.trusted.clone(), without), text: held.text.clone() }
    }

    /// The versions whose files may be the list of the oldest entry that is not known; none when all are.
    pub fn wanted(&self, position: &Position) -> Vec<u64> {
        if position.unknown_lists().is_empty() {
            return Vec::new();
        }
        let last = self.newest().version().saturating_add(1);
        let first = (position.lists().newest.saturating_add(1)).clamp(last.saturating_sub(MAX_VERSIONS), last);
        (first..=last).collect()
    }

    /// Settles the oldest unknown entry without any file, if it is of a list that is known.
    pub fn recognise(&self, tx: &mut impl Transaction) -> Result<Settled, StoreError> {
        let position = Position::read(tx)?;
        let Some(entry) = position.unknown_lists().first().copied() else { return Ok(Settled::Other) };
        let later = self.later.iter().map(|(_, list)| list);
        match std::iter::once(&self.start).chain(later).find(|list| is_of(&list.signed, &entry)) {
            Some(list) => settled(tx, position, list.version()),
            None => Ok(Settled::Other),
        }
    }

    /// Settles the oldest unknown entry with a file, if it is that entry's. A list that was logged but is not the next
    /// one binds nobody: an alarm says so.
    pub fn settle(&self, tx: &mut impl Transaction, text: &str, now: Timestamp) -> Result<Settled, StoreError> {
        let position = Position::read(tx)?;
        let Some(entry) = position.unknown_lists().first().copied() else { return Ok(Settled::Other) };
        let Some(signed) = SignedTrustList::parse(text).ok().filter(|signed| is_of(signed, &entry)) else {
            return Ok(Settled::Other);
        };
        let newest = position.lists().newest;
        // From before this custodian's own first list: nothing follows from it here.
        if let Some(version) = signed.list().ok().map(|list| list.version).filter(|it| *it < self.start.version()) {
            return settled(tx, position, version.max(newest));
        }
        match self.newest().successor(text) {
            Ok(next) => {
                let LoggedList { index, seen: cosigned, .. } = entry;
                let version = next.version();
                tx.put_trust_list(&TrustListRow { version, text: text.into(), index, cosigned, confirmed: None })?;
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
    pub fn unsettled(&self, tx: &mut impl Transaction, now: Timestamp) -> Result<(), StoreError> {
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
        let mut held = &self.start;
        let mut lists = Vec::with_capacity(self.later.len());
        for (row, list) in &self.later {
            lists.push(ListedTrustList {
                version: row.version,
                hash: list.signed.hash(),
                index: row.index,
                cosigned: second(row.cosigned),
                due: due(held, row),
                expires: list.trusted.list().expires,
                confirmed: row.confirmed.clone().map(|(officer, at)| Confirmed { officer, at: second(at) }),
                changes: diff(force.trusted.list(), list.trusted.list()),
            });
            held = list;
        }
        TrustLists { in_force, lists }
    }

    /// An officer confirms a list, and with it every one before it that it builds on.
    pub fn confirm(
        &self,
        tx: &mut impl Transaction,
        officer: &str,
        confirmation: &TrustConfirmation,
        now: Timestamp,
    ) -> Outcome<()> {
        let bad = |what: String| Ok(Err(Problem::new(ProblemType::BadTrustList).detail(what)));
        let named = |(row, _): &&(TrustListRow, Pinned)| row.version == confirmation.version;
        let Some((_, list)) = self.later.iter().find(named) else {
            return bad("no list of this version was found in the log after the one pinned here".into());
        };
        if list.signed.hash() != confirmation.hash {
            return bad("the list of this version that was logged has another hash".into());
        }
        if let Err(error) = list.trusted.check_expiry(now) {
            return bad(error.to_string());
        }
        let up_to = |(row, _): &&(TrustListRow, Pinned)| row.version <= confirmation.version;
        for (row, _) in self.later.iter().filter(up_to).filter(|(row, _)| row.confirmed.is_none()) {
            tx.put_trust_list(&TrustListRow { confirmed: Some((officer.into(), now.as_second())), ..row.clone() })?;
        }
        Ok(Ok(()))
    }
}

fn is_of(list: &SignedTrustList, entry: &LoggedList) -> bool {
    list.entry().commitment == entry.commitment
}

/// Takes the oldest unknown entry off the list of those.
fn settled(tx: &mut impl Transaction, position: Position, newest: u64) -> Result<Settled, StoreError> {
    let Lists { newest: before, mut unknown } = position.lists().clone();
    unknown.remove(0);
    position.put_lists(tx, Lists { newest: newest.max(before), unknown })?;
    Ok(Settled::Done)
}

/// When a logged list takes effect, once it is confirmed: after the notice of the list before it.
fn due(held: &Pinned, row: &TrustListRow) -> Timestamp {
    let notice = i64::try_from(held.trusted.list().notice_seconds).unwrap_or(i64::MAX);
    second(row.cosigned).saturating_add(SignedDuration::from_secs(notice)).unwrap_or(Timestamp::MAX)
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
