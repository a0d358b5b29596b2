//! Plain files under a directory, as any static web server serves them.
//!
//! A new file is written beside the others in [`NEW`], synced, and moved to its place; then the directories are synced.
//! Syncing is what takes the time, and a file system takes the syncs of several threads together.

use super::{MAX_BYTES, check, check_path, known};
use crate::fault::OpenError;
use crate::files::{self, Ownership, no_room};
use padron_registrar::ports::{LogFiles, StoreError};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where files are written before they have a name that is fetched; nobody but the owner looks into it.
const NEW: &str = ".new";
/// How many threads sync at once. More bring nothing: by then syncs wait for the device.
const THREADS: usize = 8;
/// The most files that are moved to their places at once.
const WAVE: usize = 256;
/// The most directories that are remembered as durable.
const MAX_USED: usize = 4096;

/// The log's directory. A handle: clones share it. One process owns a directory; any may read it.
#[derive(Clone)]
pub struct LogDirectory(Arc<Shared>);

struct Shared {
    dir: PathBuf,
    /// Directories that are durable since this process has looked, below `dir`. One writer at a time holds them.
    used: Mutex<BTreeSet<PathBuf>>,
    _lock: Ownership,
}

impl LogDirectory {
    /// Opens a directory, which is made if there is none: whatever is in it can be made again from the database. What is
    /// found there is made durable: somebody who was killed may have moved a file to its place and no more.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        let new = dir.join(NEW);
        let lock = fs::create_dir_all(&new)
            .and_then(|()| only_for_the_owner(&new))
            .map_err(|error| files::failed(&new, &error))
            .and_then(|()| files::own(&new))?;
        let shared = Shared { dir: dir.into(), used: Mutex::default(), _lock: lock };
        let above = dir.canonicalize().ok().and_then(|dir| dir.parent().map(PathBuf::from));
        shared
            .clear()
            .and_then(|()| sync_tree(dir))
            .and_then(|()| above.as_deref().map_or(Ok(()), sync_directory))
            .map_err(|error| files::failed(dir, &error))?;
        Ok(Self(Arc::new(shared)))
    }
}

impl LogFiles for LogDirectory {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if !known(path) {
            return Ok(None);
        }
        let file = match File::open(self.0.dir.join(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", path, &error)),
        };
        let mut bytes = Vec::new();
        file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| failed("read", path, &error))?;
        if bytes.len() > MAX_BYTES {
            return Err(StoreError::Damaged(format!("{path} of the log has more than {MAX_BYTES} bytes")));
        }
        Ok(Some(bytes))
    }

    fn write(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        check(files)?;
        let mut used = self.0.used();
        let written = files.chunks(WAVE).try_for_each(|wave| self.0.replace(&mut used, wave));
        if written.is_err() {
            // Somebody may have taken a directory away; and on a full disk what is half-written is in the way. What
            // cannot be cleared now is overwritten by the next write.
            used.clear();
            let _ = self.0.clear();
        }
        written
    }

    fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        check_path(path)?;
        let mut used = self.0.used();
        match fs::remove_file(self.0.dir.join(path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed("remove", path, &error)),
            _ => {}
        }
        // The directory of a tile's partial versions goes with the last of them; it stays while it has another.
        if let Some(partials) = Path::new(path).parent().filter(|parent| parent.extension().is_some())
            && fs::remove_dir(self.0.dir.join(partials)).is_ok()
        {
            used.remove(partials);
        }
        Ok(())
    }
}

impl Shared {
    fn used(&self) -> MutexGuard<'_, BTreeSet<PathBuf>> {
        // A writer that panics has moved whole files only, and remembers directories last.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves every file of a wave to its place, durably.
    fn replace(&self, used: &mut BTreeSet<PathBuf>, wave: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        let directories = Directories::of(wave, used);
        directories.new.iter().try_for_each(|directory| self.make(directory))?;
        in_parallel(wave, |at, (path, bytes)| {
            durable(&self.staged(at), bytes).map_err(|error| failed("write", path, &error))
        })?;
        for (at, (path, _)) in wave.iter().enumerate() {
            fs::rename(self.staged(at), self.dir.join(path)).map_err(|error| failed("write", path, &error))?;
        }
        let changed: Vec<PathBuf> = directories.changed.into_iter().collect();
        in_parallel(&changed, |_, directory| {
            sync_directory(&self.dir.join(directory)).map_err(|error| unsynced(directory, &error))
        })?;
        if used.len() > MAX_USED {
            used.clear();
        }
        used.extend(directories.new);
        Ok(())
    }

    fn make(&self, directory: &Path) -> Result<(), StoreError> {
        match fs::create_dir(self.dir.join(directory)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unsynced(directory, &error)),
            _ => Ok(()),
        }
    }

    /// The file of a wave before it has its name.
    fn staged(&self, at: usize) -> PathBuf {
        self.dir.join(NEW).join(at.to_string())
    }

    /// Takes away what was not moved to its place.
    fn clear(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.dir.join(NEW))? {
            let entry = entry?;
            if is_staged(&entry) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn is_staged(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(super::is_number)
}

/// The directories that a wave touches, below the log's.
struct Directories {
    /// Not known to be durable, or not even there; a directory stands before those in it.
    new: BTreeSet<PathBuf>,
    /// Those in which a name changes.
    changed: BTreeSet<PathBuf>,
}

impl Directories {
    fn of(wave: &[(String, Vec<u8>)], used: &BTreeSet<PathBuf>) -> Self {
        let (mut new, mut changed) = (BTreeSet::new(), BTreeSet::new());
        for (path, _) in wave {
            for directory in Path::new(path).ancestors().skip(1) {
                changed.insert(directory.to_path_buf());
                // The log's own directory is there: it is the empty path, the last one.
                if directory.as_os_str().is_empty() || used.contains(directory) {
                    break;
                }
                new.insert(directory.to_path_buf());
            }
        }
        Self { new, changed }
    }
}

fn durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_data()
}

/// Syncs a directory and those in it. Their files were synced before they had these names.
fn sync_tree(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_directory(directory)
}

fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(unix)]
fn only_for_the_owner(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o700))
}

#[cfg(not(unix))]
fn only_for_the_owner(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Does the work for every item, on a few threads; stops at the first error.
fn in_parallel<T: Sync>(
    items: &[T],
    work: impl Fn(usize, &T) -> Result<(), StoreError> + Sync,
) -> Result<(), StoreError> {
    let next = AtomicUsize::new(0);
    let outcome = Mutex::new(Ok(()));
    let worker = || {
        while let Some((at, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            if let Err(error) = work(at, item) {
                next.store(items.len(), Ordering::Relaxed);
                *outcome.lock().unwrap_or_else(PoisonError::into_inner) = Err(error);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..items.len().min(THREADS) {
            // A thread that cannot be had makes it slower, not wrong.
            let _ = std::thread::Builder::new().name("padron-log-files".into()).spawn_scoped(scope, worker);
        }
        worker();
    });
    outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn failed(what: &str, path: &str, error: &io::Error) -> StoreError {
    if no_room(error) {
        StoreError::Full
    } else {
        StoreError::Failed(format!("cannot {what} {path} of the log: {error}"))
    }
}

fn unsynced(directory: &Path, error: &io::Error) -> StoreError {
    failed("write into", &directory.display().to_string(), error)
}
