//! The one writer of a store: takes what waits, commits it together, then tells everybody.
//!
//! **Group commit**: jobs that wait share one transaction and one sync. Each runs in a savepoint of its own, so that
//! one that fails takes nothing with it. When SQLite has to give up a whole transaction (a full disk can do that),
//! every job of the group fails and none is half-stored.

use crate::fault::StoreFault;
use crate::files::PATIENCE;
use rusqlite::Connection;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The databases of a store, in the order in which they commit.
pub(crate) type Databases = Vec<Connection>;

/// A job that waits for the writer.
pub(crate) trait Job: Send {
    /// Does the work; on `Err` what it wrote is undone.
    fn run(&mut self, databases: &[Connection]) -> Result<(), StoreFault>;
    /// Tells the outcome, once the group is durable or lost.
    fn finish(self: Box<Self>, group: Result<(), StoreFault>);
}

/// The most jobs in one transaction.
const MAX_JOBS: usize = 256;
/// A transaction takes no further job after this many changed rows: the write-ahead log stays small, and whoever came
/// first need not wait for a crowd.
const MAX_CHANGES: u64 = 4096;
/// When nothing has come for this long, the write-ahead logs are folded into their databases and emptied.
const IDLE: Duration = Duration::from_secs(1);

/// Works until the queue is closed and empty.
pub(crate) fn work(databases: &Arc<Mutex<Databases>>, queue: &Receiver<Box<dyn Job>>) {
    let mut broken = None;
    while let Some(first) = next(databases, queue) {
        let mut waiting = VecDeque::from([first]);
        waiting.extend(queue.try_iter().take(MAX_JOBS - 1));
        while !waiting.is_empty() {
            let (jobs, outcome) = match &broken {
                Some(fault) => (waiting.drain(..).collect(), Err(StoreFault::clone(fault))),
                None => group(&databases.lock().unwrap_or_else(PoisonError::into_inner), &mut waiting),
            };
            if let Err(fault @ (StoreFault::Device(_) | StoreFault::Damaged(_))) = &outcome {
                broken = Some(unusable(fault));
            }
            for job in jobs {
                // Whoever waits may be gone, or panic; the next one still has to be told.
                let _ = catch_unwind(AssertUnwindSafe(|| job.finish(outcome.clone())));
            }
        }
    }
    fold(&databases.lock().unwrap_or_else(PoisonError::into_inner));
}

/// The next job; `None` when the queue is closed and empty.
fn next(databases: &Mutex<Databases>, queue: &Receiver<Box<dyn Job>>) -> Option<Box<dyn Job>> {
    match queue.recv_timeout(IDLE) {
        Ok(job) => Some(job),
        Err(RecvTimeoutError::Disconnected) => None,
        Err(RecvTimeoutError::Timeout) => {
            fold(&databases.lock().unwrap_or_else(PoisonError::into_inner));
            queue.recv().ok()
        }
    }
}

/// After a write that the device did not take, nobody knows what it holds; only a recovery at the next opening tells.
fn unusable(fault: &StoreFault) -> StoreFault {
    let what = match fault {
        StoreFault::Device(what) | StoreFault::Failed(what) | StoreFault::Damaged(what) => what.as_str(),
        StoreFault::Full => "full",
    };
    StoreFault::failed(format!("an earlier write failed ({what}); check the device, then restart"))
}

/// Runs waiting jobs in one transaction and commits it. Gives the jobs that ran, with the outcome of the commit.
fn group(
    databases: &[Connection],
    waiting: &mut VecDeque<Box<dyn Job>>,
) -> (Vec<Box<dyn Job>>, Result<(), StoreFault>) {
    if let Err(fault) = begin(databases) {
        roll_back(databases);
        return (waiting.drain(..).collect(), Err(fault));
    }
    let before = changes(databases);
    let mut ran = Vec::new();
    let mut outcome = Ok(());
    while let Some(mut job) = waiting.pop_front() {
        outcome = in_savepoint(databases, &mut *job);
        ran.push(job);
        if outcome.is_err() || changes(databases) - before > MAX_CHANGES {
            break;
        }
    }
    let outcome = outcome.and_then(|()| commit(databases));
    if outcome.is_err() {
        roll_back(databases);
    }
    (ran, outcome)
}

fn begin(databases: &[Connection]) -> Result<(), StoreFault> {
    databases.iter().try_for_each(|database| Ok(database.execute_batch("BEGIN IMMEDIATE")?))
}

/// Commits in order: what the later databases point to is durable before they are.
fn commit(databases: &[Connection]) -> Result<(), StoreFault> {
    databases.iter().try_for_each(|database| Ok(database.execute_batch("COMMIT")?))
}

fn roll_back(databases: &[Connection]) {
    for database in databases.iter().filter(|database| !database.is_autocommit()) {
        // SQLite may have rolled back by itself; there is nothing else to undo.
        let _ = database.execute_batch("ROLLBACK");
    }
}

fn changes(databases: &[Connection]) -> u64 {
    databases.iter().map(Connection::total_changes).sum()
}

/// Runs a job alone. `Err` means that the transaction is lost, not that the job failed.
fn in_savepoint(databases: &[Connection], job: &mut dyn Job) -> Result<(), StoreFault> {
    each(databases, "SAVEPOINT job")?;
    let done = catch_unwind(AssertUnwindSafe(|| job.run(databases)));
    let done = done.unwrap_or_else(|_| Err(StoreFault::failed("a job panicked")));
    if databases.iter().any(Connection::is_autocommit) {
        return Err(done.err().unwrap_or_else(|| StoreFault::failed("the transaction ended early")));
    }
    if done.is_err() {
        each(databases, "ROLLBACK TO job")?;
    }
    each(databases, "RELEASE job")
}

fn each(databases: &[Connection], sql: &str) -> Result<(), StoreFault> {
    databases.iter().try_for_each(|database| {
        database.prepare_cached(sql)?.execute([])?;
        Ok(())
    })
}

/// Leaves empty write-ahead logs behind. Does not wait for readers: when one is in the way a later time will do.
fn fold(databases: &[Connection]) {
    for database in databases {
        let _ = database.busy_timeout(Duration::ZERO);
        let _ = database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        let _ = database.busy_timeout(PATIENCE);
    }
}
