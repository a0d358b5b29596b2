//! What the stores have in common: a queue to the writer, readers beside it, a check that writing works.

use crate::fault::{OpenError, StoreFault};
use crate::files::{self, Database, Ownership};
use crate::writer::{Databases, Job, work};
use padron_protocol::store::StoreError;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The most jobs that wait for the writer.
const MAX_WAITING: usize = 1024;
/// The most readers at once; further ones wait.
const MAX_READERS: usize = 8;
const CLOSED: &str = "the store is closed";
/// How long a check waits for its write.
const CHECK: Duration = Duration::from_secs(10);

/// A store over databases that commit in the order given.
pub(crate) struct Core {
    queue: Mutex<Option<SyncSender<Box<dyn Job>>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    readers: Readers,
    /// Keeps other processes out.
    lock: Mutex<Option<Ownership>>,
}

impl Core {
    pub(crate) fn open(dir: &Path, kinds: &'static [Database]) -> Result<Self, OpenError> {
        if let Some(path) = kinds.iter().map(|kind| dir.join(kind.file)).find(|path| !path.exists()) {
            return Err(OpenError::Missing(path));
        }
        let lock = files::own(dir)?;
        let databases: Databases = kinds.iter().map(|kind| files::open_writer(dir, kind)).collect::<Result<_, _>>()?;
        let core = Self::start(databases, |_| Readers::OfFiles { dir: dir.into(), kinds, pool: Pool::default() })
            .map_err(|fault| fault.opening(dir.into()))?;
        *locked(&core.lock) = Some(lock);
        Ok(core)
    }

    pub(crate) fn in_memory(kinds: &'static [Database]) -> Result<Self, OpenError> {
        let databases = kinds.iter().map(files::in_memory).collect::<Result<_, _>>();
        databases
            .and_then(|databases| Self::start(databases, |databases| Readers::OfMemory(databases.clone())))
            .map_err(|fault| fault.opening(PathBuf::from(":memory:")))
    }

    fn start(
        databases: Databases,
        readers: impl FnOnce(&Arc<Mutex<Databases>>) -> Readers,
    ) -> Result<Self, StoreFault> {
        let databases = Arc::new(Mutex::new(databases));
        let readers = readers(&databases);
        let (queue, jobs) = sync_channel(MAX_WAITING);
        let thread = std::thread::Builder::new()
            .name("padron-writer".into())
            .spawn(move || work(&databases, &jobs))
            .map_err(|error| StoreFault::failed(error.to_string()))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), readers, lock: Mutex::new(None) })
    }

    /// Queues a job, or tells it at once why not.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&[Connection]) -> Result<T, StoreError> + Send + 'static,
        done: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        let job = Box::new(PendingWrites { name, job: Some(job), result: None, done });
        let queue = locked(&self.queue).clone();
        let Some(queue) = queue else {
            return job.finish(Err(StoreFault::failed(CLOSED)));
        };
        match queue.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.finish(Err(StoreFault::failed("too many writes are waiting"))),
            Err(TrySendError::Disconnected(job)) => {
                job.finish(Err(StoreFault::failed("the writer has stopped; restart")))
            }
        }
    }

    /// Queues a job and waits until it is durable or lost. Not from a callback: that would wait for itself.
    pub(crate) fn write_and_wait<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&[Connection]) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, outcome) = sync_channel(1);
        self.write(name, job, move |result| {
            let _ = done.send(result);
        });
        outcome.recv().unwrap_or_else(|_| Err(StoreFault::failed("the writer has stopped; restart").into()))
    }

    /// Runs a job on one view of what is committed.
    pub(crate) fn read<T>(&self, job: impl FnOnce(&[Connection]) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if locked(&self.queue).is_none() {
            return Err(StoreFault::failed(CLOSED).into());
        }
        match &self.readers {
            Readers::OfMemory(databases) => {
                let databases = ReadOnly::of(locked(databases))?;
                viewing(&databases.0, job)
            }
            Readers::OfFiles { dir, kinds, pool } => {
                let reader = pool.take(|| kinds.iter().map(|kind| files::open_reader(dir, kind)).collect())?;
                viewing(reader.databases(), job)
            }
        }
    }

    /// Whether a write gets through, and there is room for the next ones.
    pub(crate) fn check(&self) -> Result<(), StoreError> {
        if let Readers::OfFiles { dir, .. } = &self.readers {
            files::find_room(dir)?;
        }
        let (done, outcome) = sync_channel(1);
        self.write("check", touch, move |result| {
            // The receiver is gone when the check has waited too long.
            let _ = done.send(result);
        });
        outcome.recv_timeout(CHECK).unwrap_or_else(|_| {
            Err(StoreError::Failed(format!("no write has got through in {} seconds", CHECK.as_secs())))
        })
    }

    /// Lets the writer finish what waits, and closes every connection.
    pub(crate) fn close(&self) {
        if let Readers::OfFiles { pool, .. } = &self.readers {
            pool.clear();
        }
        drop(locked(&self.queue).take());
        let thread = locked(&self.thread).take();
        // The last handle may be dropped by the writer itself, in a callback; it then ends without being waited for.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
        drop(locked(&self.lock).take());
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.close();
    }
}

struct PendingWrites<T, J, D> {
    name: &'static str,
    job: Option<J>,
    result: Option<Result<T, StoreError>>,
    done: D,
}

impl<T, J, D> Job for PendingWrites<T, J, D>
where
    T: Send,
    J: FnOnce(&[Connection]) -> Result<T, StoreError> + Send,
    D: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, databases: &[Connection]) -> Result<(), StoreFault> {
        let Some(job) = self.job.take() else { return Err(StoreFault::failed("a job runs once")) };
        let result = catch_unwind(AssertUnwindSafe(|| job(databases))).unwrap_or_else(|_| {
            Err(StoreFault::failed(format!("{} panicked; nothing of it was stored", self.name)).into())
        });
        let outcome = result.as_ref().map(|_| ()).map_err(|error| error.clone().into());
        self.result = Some(result);
        outcome
    }

    fn finish(self: Box<Self>, group: Result<(), StoreFault>) {
        let Self { result, done, .. } = *self;
        done(match (result, group) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(fault)) => Err(fault.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(StoreFault::failed("the job was not run").into()),
        });
    }
}

enum Readers {
    /// The writer's own connections: another one would see another memory. A job must not read the store it writes to.
    OfMemory(Arc<Mutex<Databases>>),
    OfFiles {
        dir: PathBuf,
        kinds: &'static [Database],
        pool: Pool,
    },
}

/// Connections that only read, opened when they are first needed.
#[derive(Default)]
struct Pool {
    state: Mutex<Idle>,
    returned: Condvar,
}

#[derive(Default)]
struct Idle {
    idle: Vec<Databases>,
    lent: usize,
}

impl Pool {
    fn take(&self, open: impl FnOnce() -> Result<Databases, StoreFault>) -> Result<Lent<'_>, StoreFault> {
        let mut state = locked(&self.state);
        while state.lent >= MAX_READERS {
            state = self.returned.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.lent += 1;
        let mut lent = Lent { pool: self, databases: state.idle.pop().unwrap_or_default() };
        drop(state);
        if lent.databases.is_empty() {
            lent.databases = open()?;
        }
        Ok(lent)
    }

    fn clear(&self) {
        locked(&self.state).idle.clear();
    }
}

struct Lent<'a> {
    pool: &'a Pool,
    databases: Databases,
}

impl Lent<'_> {
    fn databases(&self) -> &[Connection] {
        &self.databases
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = locked(&self.pool.state);
        state.lent -= 1;
        let databases = std::mem::take(&mut self.databases);
        // One that a panicking job has left inside its view is not used again.
        if !databases.is_empty() && databases.iter().all(Connection::is_autocommit) {
            state.idle.push(databases);
        }
        self.pool.returned.notify_one();
    }
}

/// Holds one view of every database while the job runs. The views are taken against the order of commits: whatever the
/// view of a later database points to, an earlier one has.
fn viewing<T>(
    databases: &[Connection],
    job: impl FnOnce(&[Connection]) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    for database in databases.iter().rev() {
        view(database)?;
    }
    let result = job(databases);
    for database in databases {
        database.execute_batch("ROLLBACK").map_err(StoreFault::from)?;
    }
    result
}

/// A transaction sees what is committed when it first reads, not when it begins.
fn view(database: &Connection) -> Result<(), StoreFault> {
    if !database.is_autocommit() {
        database.execute_batch("ROLLBACK")?;
    }
    database.execute_batch("BEGIN")?;
    database.prepare_cached("SELECT count(*) FROM sqlite_schema")?.query_row([], |_| Ok(()))?;
    Ok(())
}

/// The writer's connections while somebody reads with them.
struct ReadOnly<'a>(MutexGuard<'a, Databases>);

impl<'a> ReadOnly<'a> {
    fn of(databases: MutexGuard<'a, Databases>) -> Result<Self, StoreFault> {
        let taken = Self(databases);
        taken.0.iter().try_for_each(|database| database.execute_batch("PRAGMA query_only = ON"))?;
        Ok(taken)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        for database in self.0.iter() {
            // A panicking job has left its view open; otherwise there is nothing to roll back, which is no harm.
            let _ = database.execute_batch("ROLLBACK");
            let _ = database.execute_batch("PRAGMA query_only = OFF");
        }
    }
}

/// Writes to every database without changing what it says.
fn touch(databases: &[Connection]) -> Result<(), StoreError> {
    let touched = databases.iter().try_for_each(|database| {
        let version: i64 = database.pragma_query_value(None, "user_version", |row| row.get(0))?;
        database.pragma_update(None, "user_version", version)
    });
    Ok(touched.map_err(StoreFault::from)?)
}

/// No thread leaves shared state half-changed, so what a panicking one has left is as good as any.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
