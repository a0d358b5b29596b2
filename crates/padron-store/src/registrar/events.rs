//! The ordered log and the counters over it.

use super::{RegistrarTx, dictionary};
use crate::fault::StoreFault;
use crate::sql;
use jiff::Timestamp;
use padron_protocol::Hash32;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Placed, Quorums};
use padron_protocol::messages::status::Figures;
use padron_registrar::ports::{Events, MAX_ENTRIES, StoreError};
use padron_registrar::rows::NewEntry;
use rusqlite::{Connection, Row, params};
use std::collections::BTreeMap;

/// The one writer sees every earlier entry, and a savepoint that is rolled back gives its position back: no gaps.
const APPEND: &str = "
    INSERT INTO entries
        (position, suite, kind, actor, line_evaluators, person_evaluators, label, tag, commitment, at)
    VALUES ((SELECT coalesce(max(position) + 1, 0) FROM entries), ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const COUNT: &str = "
    INSERT INTO entry_counts (kind, actor, count) VALUES (?, ?, 1)
    ON CONFLICT DO UPDATE SET count = count + 1";

/// Names are looked up apart, once a page: a log has few actors and many entries, and is read from end to end.
const PAGE: &str = "
    SELECT position, suite, kind, actor, line_evaluators, person_evaluators, label, tag, commitment
    FROM entries WHERE position >= ? ORDER BY position LIMIT ?";

const OLDEST: &str = "
    SELECT min(at) FROM (SELECT at FROM entries WHERE position >= ? ORDER BY position LIMIT ?)";

const COUNTS: &str = "
    SELECT kind, count, parties.name AS actor_name
    FROM entry_counts LEFT JOIN parties ON parties.id = entry_counts.actor";

impl Events for RegistrarTx<'_> {
    fn append(&mut self, entry: &NewEntry) -> Result<u64, StoreError> {
        let NewEntry { entry, at } = entry;
        let actor = entry.actor.as_deref().map(|actor| dictionary::party(self.register, actor)).transpose()?;
        let kind = entry.kind.code();
        // To the millisecond, which tells how old an entry is: whoever answers for one keeps the exact time beside it.
        let (line, person) = entry.evaluators.map(|both| (both.line.0, both.person.0)).unzip();
        let (label, tag) = (entry.label.map(|label| label.0), entry.tag.map(|tag| tag.0));
        let commitment = entry.commitment.0;
        let values = params![entry.suite, kind, actor, line, person, label, tag, commitment, at.as_millisecond()];
        sql::run(self.register, APPEND, values)?;
        let position = self.register.last_insert_rowid();
        sql::run(self.register, COUNT, params![kind, actor.unwrap_or(0)])?;
        Ok(u64::try_from(position).map_err(|_| StoreFault::damaged("an entry has a negative position"))?)
    }

    fn entry(&mut self, index: u64) -> Result<Option<Entry>, StoreError> {
        let found = self.page(index, 1)?;
        Ok(found.into_iter().find(|placed| placed.index == index).map(|placed| placed.entry))
    }

    fn page(&mut self, from: u64, limit: usize) -> Result<Vec<Placed>, StoreError> {
        let limit = sql::limit(limit.min(MAX_ENTRIES));
        let mut names = Names { register: self.register, known: BTreeMap::new() };
        Ok(sql::all(self.register, PAGE, params![sql::int(from)?, limit], |row| placed(row, &mut names))?)
    }

    fn size(&mut self) -> Result<u64, StoreError> {
        let size = "SELECT coalesce(max(position) + 1, 0) AS size FROM entries";
        Ok(sql::one(self.register, size, [], |row| sql::natural(row, "size"))?.unwrap_or(0))
    }

    fn time(&mut self, index: u64) -> Result<Option<Timestamp>, StoreError> {
        let find = "SELECT at FROM entries WHERE position = ?";
        Ok(sql::one(self.register, find, [sql::int(index)?], |row| sql::from_millis(row.get(0)?))?)
    }

    fn oldest_after(&mut self, index: u64) -> Result<Option<Timestamp>, StoreError> {
        let values = params![sql::int(index)?, sql::limit(MAX_ENTRIES)];
        let oldest = sql::one(self.register, OLDEST, values, |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        Ok(oldest.flatten().map(sql::from_millis).transpose()?)
    }

    fn figures(&mut self) -> Result<Figures, StoreError> {
        let mut figures = Figures { entries: self.size()?, ..Figures::default() };
        for (kind, actor, count) in sql::all(self.register, COUNTS, [], counted)? {
            match (kind, actor) {
                (EntryKind::Link, Some(operator)) => *figures.links.entry(operator).or_default() += count,
                (EntryKind::Link, None) => {}
                (EntryKind::Request, _) => figures.requests += count,
                (EntryKind::Approval, _) => figures.approvals += count,
                (EntryKind::Refusal, _) => figures.refusals += count,
                (EntryKind::Disclosure, _) => figures.disclosures += count,
                (EntryKind::TrustList, _) => figures.trust_lists += count,
            }
        }
        Ok(figures)
    }
}

/// Columns by their place in [`PAGE`]: looking for their names would take longer than reading them.
fn placed(row: &Row<'_>, names: &mut Names<'_>) -> Result<Placed, StoreFault> {
    let (position, kind): (i64, u8) = (row.get(0)?, row.get(2)?);
    let evaluators = |column| Ok::<_, StoreFault>(row.get::<_, Option<u32>>(column)?.map(Evaluators));
    let (line, person) = (evaluators(4)?, evaluators(5)?);
    let entry = Entry {
        suite: row.get(1)?,
        kind: known(kind)?,
        actor: row.get::<_, Option<i64>>(3)?.map(|actor| names.of(actor)).transpose()?,
        evaluators: line.zip(person).map(|(line, person)| Quorums { line, person }),
        label: row.get::<_, Option<[u8; 32]>>(6)?.map(Hash32),
        tag: row.get::<_, Option<[u8; 32]>>(7)?.map(Hash32),
        commitment: Hash32(row.get(8)?),
    };
    let index = u64::try_from(position).map_err(|_| StoreFault::damaged("an entry has a negative position"))?;
    Ok(Placed { index, entry })
}

/// Names of actors, each read once.
struct Names<'a> {
    register: &'a Connection,
    known: BTreeMap<i64, String>,
}

impl Names<'_> {
    fn of(&mut self, actor: i64) -> Result<String, StoreFault> {
        if let Some(name) = self.known.get(&actor) {
            return Ok(name.clone());
        }
        let find = "SELECT name FROM parties WHERE id = ?";
        let name: Option<String> = sql::one(self.register, find, [actor], |row| Ok(row.get(0)?))?;
        let name = name.ok_or_else(|| StoreFault::damaged("an entry's actor has no name"))?;
        self.known.insert(actor, name.clone());
        Ok(name)
    }
}

fn counted(row: &Row<'_>) -> Result<(EntryKind, Option<String>, u64), StoreFault> {
    Ok((known(row.get("kind")?)?, row.get("actor_name")?, sql::natural(row, "count")?))
}

fn known(kind: u8) -> Result<EntryKind, StoreFault> {
    EntryKind::from_code(kind).ok_or_else(|| StoreFault::damaged("an entry is of no kind that is known"))
}
