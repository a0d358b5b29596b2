//! The ordered log and the counters over it.

use super::{RegistrarTx, dictionary};
use crate::fault::Fault;
use crate::sql;
use padron_protocol::Hash32;
use padron_protocol::log::{Entry, EntryKind, Placed};
use padron_protocol::messages::status::Figures;
use padron_registrar::ports::{Events, StoreError};
use padron_registrar::rows::NewEntry;
use rusqlite::{Row, params};

/// The one writer sees every earlier entry, and a savepoint that is rolled back gives its position back: no gaps.
const APPEND: &str = "
    INSERT INTO entries (position, version, kind, actor, commitment, at)
    VALUES ((SELECT coalesce(max(position) + 1, 0) FROM entries), ?, ?, ?, ?, ?)";

const COUNT: &str = "
    INSERT INTO entry_counts (kind, actor, count) VALUES (?, ?, 1)
    ON CONFLICT DO UPDATE SET count = count + 1";

const PAGE: &str = "
    SELECT position, version, kind, parties.name AS actor_name, commitment
    FROM entries LEFT JOIN parties ON parties.id = entries.actor
    WHERE position >= ? ORDER BY position LIMIT ?";

const COUNTS: &str = "
    SELECT kind, count, parties.name AS actor_name
    FROM entry_counts LEFT JOIN parties ON parties.id = entry_counts.actor";

impl Events for RegistrarTx<'_> {
    fn append(&mut self, entry: &NewEntry) -> Result<u64, StoreError> {
        let NewEntry { entry, at } = entry;
        let actor = entry.actor.as_deref().map(|actor| dictionary::party(self.register, actor)).transpose()?;
        let kind = entry.kind.code();
        // Nobody reads an entry's time back: whoever answers for an entry keeps the exact one beside it.
        let values = params![entry.version, kind, actor, entry.commitment.0, at.as_millisecond()];
        sql::run(self.register, APPEND, values)?;
        let position = self.register.last_insert_rowid();
        sql::run(self.register, COUNT, params![kind, actor.unwrap_or(0)])?;
        Ok(u64::try_from(position).map_err(|_| Fault::damaged("an entry has a negative position"))?)
    }

    fn entry(&mut self, index: u64) -> Result<Option<Entry>, StoreError> {
        let found = sql::all(self.register, PAGE, params![sql::int(index)?, 1], placed)?;
        Ok(found.into_iter().find(|placed| placed.index == index).map(|placed| placed.entry))
    }

    fn page(&mut self, from: u64, limit: usize) -> Result<Vec<Placed>, StoreError> {
        Ok(sql::all(self.register, PAGE, params![sql::int(from)?, sql::limit(limit)], placed)?)
    }

    fn size(&mut self) -> Result<u64, StoreError> {
        let size = "SELECT coalesce(max(position) + 1, 0) AS size FROM entries";
        Ok(sql::one(self.register, size, [], |row| sql::natural(row, "size"))?.unwrap_or(0))
    }

    fn figures(&mut self) -> Result<Figures, StoreError> {
        let mut figures = Figures {
            entries: self.size()?,
            links: Default::default(),
            requests: 0,
            approvals: 0,
            refusals: 0,
            disclosures: 0,
        };
        for (kind, actor, count) in sql::all(self.register, COUNTS, [], counted)? {
            match (kind, actor) {
                (EntryKind::Link, Some(operator)) => *figures.links.entry(operator).or_default() += count,
                (EntryKind::Link, None) => {}
                (EntryKind::Request, _) => figures.requests += count,
                (EntryKind::Approval, _) => figures.approvals += count,
                (EntryKind::Refusal, _) => figures.refusals += count,
                (EntryKind::Disclosure, _) => figures.disclosures += count,
            }
        }
        Ok(figures)
    }
}

fn placed(row: &Row<'_>) -> Result<Placed, Fault> {
    let entry = Entry {
        version: row.get("version")?,
        kind: kind(row)?,
        actor: row.get("actor_name")?,
        commitment: Hash32(row.get("commitment")?),
    };
    Ok(Placed { index: sql::natural(row, "position")?, entry })
}

fn counted(row: &Row<'_>) -> Result<(EntryKind, Option<String>, u64), Fault> {
    Ok((kind(row)?, row.get("actor_name")?, sql::natural(row, "count")?))
}

fn kind(row: &Row<'_>) -> Result<EntryKind, Fault> {
    EntryKind::from_code(row.get("kind")?).ok_or_else(|| Fault::damaged("an entry is of no kind that is known"))
}
