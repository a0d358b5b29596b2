//! The last checkpoint that a log has signed, in a directory of its own: apart from the database that the log is made
//! of, so that restoring the one does not take the other back.

use crate::core::Core;
use crate::fault::OpenError;
use crate::files::{self, Database};
use crate::sql;
use padron_registrar::ports::{HeldCheckpoint, StoreError};
use std::path::Path;
use std::sync::Arc;

static DATABASES: [Database; 1] = [Database {
    file: "checkpoint.sqlite",
    application: 0x7061_6468,
    migrations: &[include_str!("../migrations/held/0001_held.sql")],
    page_size: 4096,
    secure_delete: false,
}];

/// The most bytes that a signed checkpoint has.
const MAX_BYTES: usize = 64 << 10;

/// The store of the held checkpoint. A handle: clones share it.
#[derive(Clone)]
pub struct HeldStore(Arc<Core>);

impl HeldStore {
    /// Makes `checkpoint.sqlite`, which holds nothing yet, in a directory. Refuses when it exists.
    pub fn create(dir: &Path) -> Result<(), OpenError> {
        files::create(dir, &DATABASES)
    }

    /// Opens the store of a directory, which no other store shares. Makes none by accident: an empty one would let a
    /// second history pass. Refuses a schema that it does not know, and a file that is damaged.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::open(dir, &DATABASES)?)))
    }

    /// A store that is gone with its last handle: for tests and simulations.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::in_memory(&DATABASES)?)))
    }

    #[cfg(test)]
    pub(crate) fn core(&self) -> &Core {
        &self.0
    }

    /// Whether a write gets through and there is room for the next ones; blocks, at most ten seconds.
    pub fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }

    /// Closes the file. Other handles are refused from now on.
    pub fn close(self) {
        self.0.close();
    }
}

impl HeldCheckpoint for HeldStore {
    fn fetch(&mut self) -> Result<Option<String>, StoreError> {
        let find = "SELECT checkpoint FROM held WHERE id = 0";
        let held = self.0.read(|databases| Ok(sql::one(sql::only(databases)?, find, [], |row| Ok(row.get(0)?))?))?;
        held.ok_or_else(|| StoreError::Damaged("the row of the held checkpoint is gone".into()))
    }

    fn replace(&mut self, old: Option<&str>, new: &str) -> Result<bool, StoreError> {
        if new.len() > MAX_BYTES {
            return Err(StoreError::Failed(format!("a checkpoint of {} bytes; at most {MAX_BYTES}", new.len())));
        }
        let (old, new) = (old.map(String::from), new.to_owned());
        let swap = "UPDATE held SET checkpoint = ? WHERE id = 0 AND checkpoint IS ?";
        self.0.write_and_wait("replace", move |databases| Ok(sql::run(sql::only(databases)?, swap, (new, old))? == 1))
    }
}
