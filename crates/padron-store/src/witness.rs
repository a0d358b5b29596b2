//! What a witness has cosigned: the newest checkpoint of every log, durable before anybody is told of it.

use crate::core::Core;
use crate::fault::{OpenError, StoreFault};
use crate::files::{self, Database};
use crate::sql;
use padron_protocol::store::StoreError;
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::Arc;

/// The most logs that one witness knows.
pub const MAX_LOGS: u64 = 10_000;
/// The most bytes of an origin, and of a checkpoint.
const MAX_ORIGIN: usize = 1 << 10;
const MAX_CHECKPOINT: usize = 64 << 10;

static DATABASES: [Database; 1] = [Database {
    file: "witness.sqlite",
    application: 0x7061_6477,
    migrations: &[include_str!("../migrations/witness/0001_witness.sql")],
    page_size: 4096,
    secure_delete: false,
}];

/// The newest checkpoint of a log that this witness has cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessRow {
    /// How many entries the tree has.
    pub size: u64,
    pub root: [u8; 32],
    /// The signed note.
    pub checkpoint: String,
}

/// A witness's store. A handle: clones share it, and what they write at the same time shares a sync.
#[derive(Clone)]
pub struct WitnessStore(Arc<Core>);

impl WitnessStore {
    /// Makes `witness.sqlite` in a directory. Refuses when it exists.
    pub fn create(dir: &Path) -> Result<(), OpenError> {
        files::create(dir, &DATABASES)
    }

    /// Opens the store of a directory. Makes none by accident: an empty one would let a second history pass. Refuses a
    /// schema that it does not know, and a file that is damaged.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::open(dir, &DATABASES)?)))
    }

    /// A store that is gone with its last handle: for tests and simulations.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::in_memory(&DATABASES)?)))
    }

    /// The newest checkpoint of a log; `None` when there is none yet.
    pub fn latest(&self, origin: &str) -> Result<Option<WitnessRow>, StoreError> {
        let find = "SELECT size, root, checkpoint FROM logs WHERE origin = ?";
        self.0.read(|databases| {
            let latest = sql::one(sql::only(databases)?, find, [origin], |row| {
                let size = sql::natural(row, "size")?;
                Ok(WitnessRow { size, root: row.get("root")?, checkpoint: row.get("checkpoint")? })
            });
            Ok(latest?)
        })
    }

    /// Replaces a log's checkpoint of size and root `old` by `new`, durably, or not at all; `Ok(false)` when the newest
    /// one is not `old`. Blocks.
    pub fn replace(&self, origin: &str, old: Option<(u64, [u8; 32])>, new: &WitnessRow) -> Result<bool, StoreError> {
        within("an origin", origin.len(), MAX_ORIGIN)?;
        within("a checkpoint", new.checkpoint.len(), MAX_CHECKPOINT)?;
        let (origin, new) = (origin.to_owned(), new.clone());
        let swapped = self.0.write_and_wait("replace", move |databases| {
            let database = sql::only(databases)?;
            Ok(match old {
                Some(old) => advance(database, &origin, old, &new)?,
                None => begin(database, &origin, &new)?,
            })
        })?;
        match swapped {
            Swap::Done => Ok(true),
            Swap::Other => Ok(false),
            Swap::NoRoom => Err(StoreError::Failed(format!(
                "this witness knows {MAX_LOGS} logs already; ask another witness for this one"
            ))),
        }
    }

    #[cfg(test)]
    pub(crate) fn core(&self) -> &Core {
        &self.0
    }

    /// Whether a write gets through and there is room for the next ones; blocks, at most ten seconds.
    pub fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }

    /// Finishes the writes that wait and closes the file. Other handles are refused from now on.
    pub fn close(self) {
        self.0.close();
    }
}

enum Swap {
    Done,
    Other,
    NoRoom,
}

/// The first checkpoint of a log.
fn begin(database: &Connection, origin: &str, new: &WitnessRow) -> Result<Swap, StoreFault> {
    if sql::one(database, "SELECT 1 FROM logs WHERE origin = ?", [origin], |_| Ok(()))?.is_some() {
        return Ok(Swap::Other);
    }
    let count = "SELECT count(*) AS count FROM logs";
    if sql::one(database, count, [], |row| sql::natural(row, "count"))?.unwrap_or(0) >= MAX_LOGS {
        return Ok(Swap::NoRoom);
    }
    let put = "INSERT INTO logs (origin, size, root, checkpoint) VALUES (?, ?, ?, ?)";
    sql::run(database, put, params![origin, sql::int(new.size)?, new.root, new.checkpoint])?;
    Ok(Swap::Done)
}

/// A later checkpoint of a log.
fn advance(database: &Connection, origin: &str, old: (u64, [u8; 32]), new: &WitnessRow) -> Result<Swap, StoreFault> {
    let swap = "UPDATE logs SET size = ?, root = ?, checkpoint = ? WHERE origin = ? AND size = ? AND root = ?";
    let values = params![sql::int(new.size)?, new.root, new.checkpoint, origin, sql::int(old.0)?, old.1];
    Ok(if sql::run(database, swap, values)? == 1 { Swap::Done } else { Swap::Other })
}

fn within(what: &'static str, found: usize, most: usize) -> Result<(), StoreError> {
    if found > most { Err(StoreError::Failed(format!("{what} has {found} bytes; at most {most}"))) } else { Ok(()) }
}
