//! Database files: made on purpose, opened with care, brought to the newest schema.

use crate::fault::{OpenError, StoreFault};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A database file of a store: how it is made and recognised.
pub(crate) struct Database {
    pub(crate) file: &'static str,
    /// Stands in the file's header, so that no other program's file is taken for it.
    pub(crate) application: i32,
    /// In order; the schema's version is how many of them have been applied.
    pub(crate) migrations: &'static [&'static str],
    /// Bytes; a file keeps the size it was made with.
    pub(crate) page_size: u32,
    /// Whether what is deleted is overwritten.
    pub(crate) secure_delete: bool,
}

/// The write-ahead log is folded into the database at about this size, in bytes, and cut back to it.
pub(crate) const WAL_BYTES: u32 = 4 << 20;
/// Files up to this size, in bytes, are read through when they are opened; larger ones would keep a restart waiting.
const READ_THROUGH: u64 = 64 << 20;
const WRITER_CACHE_KIB: u32 = 32 << 10;
const READER_CACHE_KIB: u32 = 4 << 10;
/// Another process has no business here; a backup tool may hold a lock for a moment.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
const STATEMENTS: usize = 96;
const LOCK: &str = "store.lock";

/// Makes the files of a new store. Refuses when one of them is there; makes none by commitments unless it is killed, and
/// what is left then is refused when opened.
pub(crate) fn create(dir: &Path, databases: &[Database]) -> Result<(), OpenError> {
    fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
    if let Some(path) = databases.iter().map(|database| dir.join(database.file)).find(|path| path.exists()) {
        return Err(OpenError::Exists(path));
    }
    let mut made = Vec::new();
    let outcome = databases.iter().try_for_each(|database| make(dir, database, &mut made));
    if outcome.is_err() {
        made.iter().for_each(|path| remove(path));
    }
    // The files' names are durable only once their directory is.
    outcome.and_then(|()| fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| failed(dir, &error)))
}

/// Makes one file, and notes that it is there.
fn make(dir: &Path, database: &Database, made: &mut Vec<PathBuf>) -> Result<(), OpenError> {
    let path = dir.join(database.file);
    private().create_new(true).open(&path).map_err(|error| failed(&path, &error))?;
    made.push(path.clone());
    let filled = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(|mut connection| {
        connection.execute_batch(&format!("PRAGMA page_size = {}", database.page_size))?;
        configure(&connection, database, WRITER_CACHE_KIB)?;
        migrate(&mut connection, database, 0)
    });
    filled.map_err(|fault| cause(dir, fault).opening(path))
}

/// Takes a file away that could not be made completely, with what SQLite has put beside it.
fn remove(path: &Path) {
    for beside in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(beside);
        // What cannot be removed is refused when it is opened.
        let _ = fs::remove_file(name);
    }
}

/// Holds a directory for this process; a process that dies lets it go.
pub(crate) struct Ownership(fs::File);

impl Drop for Ownership {
    fn drop(&mut self) {
        // Closing is not enough: a child that is just being started has the file open too.
        let _ = self.0.unlock();
    }
}

/// Takes a directory for this process.
pub(crate) fn own(dir: &Path) -> Result<Ownership, OpenError> {
    let path = dir.join(LOCK);
    let file = private().create(true).truncate(false).open(&path).map_err(|error| failed(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Ownership(file)),
        Err(fs::TryLockError::WouldBlock) => Err(OpenError::InUse(path)),
        Err(fs::TryLockError::Error(error)) => Err(failed(&path, &error)),
    }
}

/// Opens a file to write, after checking that it is the right one and brings it to the newest schema.
pub(crate) fn open_writer(dir: &Path, database: &Database) -> Result<Connection, OpenError> {
    let path = dir.join(database.file);
    let opening = |fault: StoreFault| cause(dir, fault).opening(path.clone());
    let mut connection = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(opening)?;
    let version = recognise(&connection, database, dir)?;
    configure(&connection, database, WRITER_CACHE_KIB).map_err(opening)?;
    migrate(&mut connection, database, version).map_err(opening)?;
    settle(&connection).map_err(opening)?;
    if fs::metadata(&path).map_err(|error| failed(&path, &error))?.len() <= READ_THROUGH {
        read_through(&connection).map_err(opening)?;
    }
    Ok(connection)
}

/// Opens a file that a writer has opened before, to read only.
pub(crate) fn open_reader(dir: &Path, database: &Database) -> Result<Connection, StoreFault> {
    let connection = connect(&dir.join(database.file), OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    tune(&connection, READER_CACHE_KIB)?;
    Ok(connection)
}

/// A database that is gone with its connection.
pub(crate) fn in_memory(database: &Database) -> Result<Connection, StoreFault> {
    let mut connection = Connection::open_in_memory_with_flags(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    tune(&connection, WRITER_CACHE_KIB)?;
    migrate(&mut connection, database, 0)?;
    Ok(connection)
}

fn connect(path: &Path, mode: OpenFlags) -> Result<Connection, StoreFault> {
    Ok(Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW)?)
}

/// Only the owner reads what padron stores. SQLite gives the files beside a database the same mode.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The file's schema version, if it is this database of a version that is known.
fn recognise(connection: &Connection, database: &Database, dir: &Path) -> Result<usize, OpenError> {
    let path = dir.join(database.file);
    let number = |name: &str| -> Result<i64, OpenError> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|error| cause(dir, error.into()).opening(path.clone()))
    };
    if number("application_id")? != i64::from(database.application) {
        return Err(OpenError::Foreign(path));
    }
    let (found, known) = (number("user_version")?, database.migrations.len());
    match usize::try_from(found) {
        Ok(version) if (1..=known).contains(&version) => Ok(version),
        _ => Err(OpenError::Version { path, found, known }),
    }
}

/// What makes a commit durable: every commit is synced in the write-ahead log.
fn configure(connection: &Connection, database: &Database, cache_kib: u32) -> Result<(), StoreFault> {
    tune(connection, cache_kib)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreFault::failed(format!(
            "the file system does not take a write-ahead log (journal mode {mode})"
        )));
    }
    let page_size: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = {};
         PRAGMA journal_size_limit = {WAL_BYTES};
         PRAGMA secure_delete = {};",
        WAL_BYTES / page_size.max(512),
        if database.secure_delete { "ON" } else { "OFF" },
    ))?;
    Ok(())
}

/// What every connection has: bounded memory, no temporary files, no trust in the file's own schema.
fn tune(connection: &Connection, cache_kib: u32) -> Result<(), StoreFault> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Plans that do not depend on what is looked for: otherwise each new value compiles its statement again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(&format!(
        "PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{cache_kib};"
    ))?;
    Ok(())
}

/// Applies the migrations after `version`, all or none.
fn migrate(connection: &mut Connection, database: &Database, version: usize) -> Result<(), StoreFault> {
    let newest = database.migrations.len();
    if version == newest {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
    for migration in database.migrations.iter().skip(version) {
        transaction.execute_batch(migration)?;
    }
    transaction
        .execute_batch(&format!("PRAGMA application_id = {}; PRAGMA user_version = {newest};", database.application))?;
    Ok(transaction.commit()?)
}

/// Writes what was found in the write-ahead log into the database, anew. A commit whose sync failed may be found there
/// because the system still has it in memory, though the device never took it; what follows must not build on that.
fn settle(connection: &Connection) -> Result<(), StoreFault> {
    // A backup tool that reads is in the way: then nothing is folded, which is no error.
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn read_through(connection: &Connection) -> Result<(), StoreFault> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(StoreFault::Damaged(found)) }
}

/// Takes room for another write-ahead log, and gives it back: the standard library cannot ask how much is free.
pub(crate) fn find_room(dir: &Path) -> Result<(), StoreFault> {
    let path = dir.join("room.probe");
    let written = fs::write(&path, vec![0; WAL_BYTES as usize]);
    // Another check may have removed it already.
    let removed = fs::remove_file(&path).or_else(|error| match error.kind() {
        ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    match written.and(removed) {
        Ok(()) => Ok(()),
        Err(error) if no_room(&error) => Err(StoreFault::Full),
        Err(error) => Err(StoreFault::failed(format!("{} cannot be written to: {error}", dir.display()))),
    }
}

/// SQLite does not always say that it found no room: the file by which readers and the writer meet is one it only
/// reports a failure of.
fn cause(dir: &Path, fault: StoreFault) -> StoreFault {
    match fault {
        StoreFault::Device(_) if find_room(dir) == Err(StoreFault::Full) => StoreFault::Full,
        fault => fault,
    }
}

/// Why a path cannot be opened, as the system says it.
pub(crate) fn failed(path: &Path, error: &io::Error) -> OpenError {
    let fault = if no_room(error) { StoreFault::Full } else { StoreFault::failed(error.to_string()) };
    fault.opening(path.into())
}

/// Whether there is no room, on the disk or for this user.
pub(crate) fn no_room(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}

#[cfg(test)]
mod tests;
