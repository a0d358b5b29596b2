//! The registrar's store: the register and, apart from it, the keyring.

mod dictionary;
mod events;
mod keyring;
mod lines;
mod records;
mod requests;
mod slots;
mod statistics;
mod trust;

use crate::core::Core;
use crate::fault::{OpenError, StoreFault};
use crate::files::{self, Database};
use crate::sql;
use padron_registrar::ports::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// In the order in which they commit: a record is stored only once its wrap key is durable.
static DATABASES: [Database; 2] = [
    Database {
        file: "keyring.sqlite",
        application: 0x7061_646b,
        migrations: &[include_str!("../migrations/keyring/0001_keyring.sql")],
        page_size: 4096,
        secure_delete: true,
    },
    Database {
        file: "register.sqlite",
        application: 0x7061_6472,
        migrations: &[
            include_str!("../migrations/register/0001_register.sql"),
            include_str!("../migrations/register/0002_log.sql"),
        ],
        page_size: 8192,
        secure_delete: false,
    },
];

/// The registrar's store. A handle: clones share it.
#[derive(Clone)]
pub struct RegistrarStore(Arc<Core>);

impl RegistrarStore {
    /// Makes `register.sqlite` and `keyring.sqlite` in a directory. Refuses when one of them exists.
    pub fn create(dir: &Path) -> Result<(), OpenError> {
        files::create(dir, &DATABASES)
    }

    /// Opens the store of a directory. Makes none by accident; refuses a schema that it does not know, and files that
    /// are damaged.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let store = Self(Arc::new(Core::open(dir, &DATABASES)?));
        store.read(|tx| Ok(tx.agree()?)).map_err(|error| StoreFault::from(error).opening(dir.into()))?;
        Ok(store)
    }

    /// A store that is gone with its last handle: for tests and simulations. A job on it must not call `read`.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::in_memory(&DATABASES)?)))
    }

    /// Queues a job for the writer. `done` is called on the writer's thread once the job is durable, or at once when
    /// it is not taken; on `Err` nothing of the job is stored, wrap keys perhaps excepted. `name` stands in errors.
    pub fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        self.0.write(name, |databases| job(&mut RegistrarTx::over(databases)?), done);
    }

    /// Runs a job on one view of what is committed; blocks. A job that tries to write fails.
    pub fn read<T>(&self, job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.read(|databases| job(&mut RegistrarTx::over(databases)?))
    }

    /// Whether a write gets through and there is room for the next ones; blocks, at most ten seconds.
    pub fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }

    /// Finishes the writes that wait and closes the files. Other handles are refused from now on.
    pub fn close(self) {
        self.0.close();
    }
}

/// A transaction of the registrar's.
pub struct RegistrarTx<'a> {
    keyring: &'a Connection,
    register: &'a Connection,
}

impl<'a> RegistrarTx<'a> {
    pub(crate) fn over(databases: &'a [Connection]) -> Result<Self, StoreFault> {
        match databases {
            [keyring, register] => Ok(Self { keyring, register }),
            _ => Err(StoreFault::failed("a registrar's store has two databases")),
        }
    }

    /// Whether the log is whole and its counters are right: cheap signs that the files are as they were left.
    fn agree(&self) -> Result<(), StoreFault> {
        let sums = "SELECT coalesce((SELECT max(position) + 1 FROM entries), 0) AS size,
                           coalesce((SELECT sum(count) FROM entry_counts), 0) AS counted";
        let sums =
            sql::one(self.register, sums, [], |row| Ok((sql::natural(row, "size")?, sql::natural(row, "counted")?)))?;
        match sums {
            Some((size, counted)) if size == counted => self.keyring_fits(),
            _ => Err(StoreFault::damaged("the log and its counters differ")),
        }
    }

    /// A keyring of another store, or of long ago, would make records look erased that are not.
    fn keyring_fits(&self) -> Result<(), StoreFault> {
        let newest = "SELECT record FROM records ORDER BY entry DESC LIMIT 100";
        let newest = sql::all(self.register, newest, [], |row| Ok(row.get::<_, [u8; 16]>(0)?))?;
        let find = "SELECT 1 FROM wrap_keys WHERE record = ?";
        for record in &newest {
            if sql::one(self.keyring, find, [record], |_| Ok(()))?.is_some() {
                return Ok(());
            }
        }
        let lost = "the keyring has no key of the newest records: it is another store's, or an old copy";
        if newest.is_empty() { Ok(()) } else { Err(StoreFault::damaged(lost)) }
    }

    /// The databases in the order in which they commit.
    #[cfg(test)]
    pub(crate) fn databases(&self) -> [&'a Connection; 2] {
        [self.keyring, self.register]
    }
}
