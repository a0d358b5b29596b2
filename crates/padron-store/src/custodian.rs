//! A custodian's store: budgets, requests, the journal of what it released, and what it found in the log.

mod alarms;
mod budgets;
mod journal;
mod log;
mod requests;
mod statistics;
mod trust;

use crate::core::Core;
use crate::fault::{OpenError, StoreFault};
use crate::files::{self, Database};
use crate::sql;
use padron_custodian::ports::StoreError;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

static DATABASES: [Database; 1] = [Database {
    file: "custodian.sqlite",
    application: 0x7061_6463,
    migrations: &[
        include_str!("../migrations/custodian/0001_custodian.sql"),
        include_str!("../migrations/custodian/0002_log.sql"),
    ],
    page_size: 4096,
    secure_delete: false,
}];

/// A custodian's store. A handle: clones share it.
#[derive(Clone)]
pub struct CustodianStore(Arc<Core>);

impl CustodianStore {
    /// Makes `custodian.sqlite` in a directory. Refuses when it exists.
    pub fn create(dir: &Path) -> Result<(), OpenError> {
        files::create(dir, &DATABASES)
    }

    /// Opens the store of a directory. Makes none by accident; refuses a schema that it does not know, and a file that
    /// is damaged.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::open(dir, &DATABASES)?)))
    }

    /// A store that is gone with its last handle: for tests and simulations. A job on it must not call `read`.
    pub fn in_memory() -> Result<Self, OpenError> {
        Ok(Self(Arc::new(Core::in_memory(&DATABASES)?)))
    }

    /// Queues a job for the writer. `done` is called on the writer's thread once the job is durable, or at once when
    /// it is not taken; on `Err` nothing of the job is stored. `name` stands in errors.
    pub fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        self.0.write(name, |databases| job(&mut CustodianTx::over(databases)?), done);
    }

    /// Runs a job on one view of what is committed; blocks. A job that tries to write fails.
    pub fn read<T>(&self, job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.read(|databases| job(&mut CustodianTx::over(databases)?))
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

/// A transaction of a custodian's.
pub struct CustodianTx<'a> {
    database: &'a Connection,
}

impl<'a> CustodianTx<'a> {
    fn over(databases: &'a [Connection]) -> Result<Self, StoreFault> {
        Ok(Self { database: sql::only(databases)? })
    }
}
