//! What an import must remember to resume: the salt of its keys and what the input looked like.
//!
//! It holds nothing made from a row. A digest of the file, even a keyed one with its key beside it, would let a thief
//! of a file with one row test guesses about that row; so a changed file is recognised by size and time of
//! modification, and a row changed under both is refused by the gateway (`submission-altered`).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::civil::Date;
use padron_protocol::{Uuid, sha256_parts};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::lines::Encoding;

const VERSION: u32 = 1;
/// Largest state file, in bytes.
const LARGEST: u64 = 4096;

/// Why an import cannot be started or resumed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("{path}: {source}; check the disk and run the same command again")]
    Disk {
        /// Of the state file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    #[error("{path} is not the state of an import; choose another file with --results")]
    Foreign {
        /// Of the state file.
        path: String,
    },
    #[error("another import is writing these results; wait for it, or choose another file with --results")]
    Busy,
    #[error(
        "there are results but not the state beside them ({path}): their rows cannot be told apart from new ones; restore it, or choose another file with --results"
    )]
    Lost {
        /// Of the state file.
        path: String,
    },
    #[error(
        "the input has changed since this import began ({what}); rows that were sent could be sent as others. Import the new file with other --results{advice}"
    )]
    Changed {
        what: &'static str,
        /// What else can be done.
        advice: &'static str,
    },
}

/// What the input file looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Bytes.
    pub size: u64,
    /// When it was last written, to the second.
    pub modified: Timestamp,
    /// How its bytes are read.
    pub encoding: Encoding,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    salt: String,
    day: Date,
    input: Input,
}

/// The state of an import; while it lives, no other import can use the same results.
pub struct ImportState {
    pub keys: ImportKeys,
    /// The day on which the import began: the activation of lines whose row names no day.
    pub day: Date,
    _lock: File,
}

/// Makes the idempotency keys of an import's rows.
#[derive(Clone)]
pub struct ImportKeys {
    salt: [u8; 32],
}

impl ImportState {
    /// Resumes the import of these results, or begins it on `day`.
    ///
    /// `touched`: the caller says that the input's content is the same although its time of modification is not.
    ///
    /// # Errors
    /// The input has changed, the state is lost or in use, or the disk's.
    pub fn open(
        results: &Path,
        input: Input,
        touched: bool,
        day: Date,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, StateError> {
        let path = beside(results, ".state");
        let name = path.display().to_string();
        let disk = |source| StateError::Disk { path: name.clone(), source };
        if !path.try_exists().map_err(disk)? {
            if fs::metadata(results).is_ok_and(|metadata| metadata.len() > 0) {
                return Err(StateError::Lost { path: name });
            }
            let mut salt = [0; 32];
            rng.fill_bytes(&mut salt);
            let stored = Stored { version: VERSION, salt: HEXLOWER.encode(&salt), day, input };
            create(&path, &stored).map_err(disk)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(disk)?;
        file.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => StateError::Busy,
            fs::TryLockError::Error(source) => disk(source),
        })?;
        let mut text = String::new();
        Read::by_ref(&mut file).take(LARGEST).read_to_string(&mut text).map_err(disk)?;
        let foreign = || StateError::Foreign { path: name.clone() };
        let stored: Stored = serde_json::from_str(&text).map_err(|_| foreign())?;
        let salt = HEXLOWER.decode(stored.salt.as_bytes()).ok().and_then(|salt| salt.try_into().ok());
        let salt = salt.filter(|_| stored.version == VERSION).ok_or_else(foreign)?;
        same(&stored.input, &input, touched)?;
        Ok(Self { keys: ImportKeys { salt }, day: stored.day, _lock: file })
    }
}

impl ImportKeys {
    /// The idempotency key of a row: the same in every run of this import, and made from nothing in the row.
    pub fn key(&self, row: u64) -> Uuid {
        let hash = sha256_parts("padron import row", &[&self.salt, &row.to_be_bytes()]);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.0[..16]);
        Uuid::from_random(bytes)
    }
}

fn same(stored: &Input, input: &Input, touched: bool) -> Result<(), StateError> {
    let changed = |what, advice| Err(StateError::Changed { what, advice });
    if stored.size != input.size {
        return changed("its size", "");
    }
    if stored.encoding != input.encoding {
        return changed("--encoding", ", or name the same --encoding as before");
    }
    if stored.modified != input.modified && !touched {
        return changed("its time of modification", "; if only the time differs, add --touched");
    }
    Ok(())
}

/// Writes the state whole or not at all.
fn create(path: &Path, stored: &Stored) -> io::Result<()> {
    let draft = beside(path, ".new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    serde_json::to_writer(&mut file, stored)?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_folder(path)
}

/// Makes the names of new files last.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// A path with an ending added.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
