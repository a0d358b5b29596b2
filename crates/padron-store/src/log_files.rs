//! The files of the public log: on disk for everybody to fetch, and in memory for tests and simulations.

mod directory;
mod memory;

pub use directory::LogDirectory;
pub use memory::{FaultMoment, MemoryFiles, Step};

use padron_registrar::ports::StoreError;
use padron_tlog::TileId;
use std::collections::BTreeSet;

/// The most bytes of one file. The largest that a log has is a full bundle of entries, about 1 MiB.
const MAX_BYTES: usize = 16 << 20;

/// Whether the log's directory has such a path: nothing else is ever read or written, so that no path leads out of it.
fn known(path: &str) -> bool {
    match path.split_once('/') {
        None => matches!(path, "checkpoint" | "figures.json"),
        Some(("tile", _)) => TileId::parse(path).is_ok(),
        Some(("trust" | "statistics", file)) => file.strip_suffix(".json").is_some_and(is_number),
        Some(_) => false,
    }
}

/// Written in one way only: no sign, no zero in front.
fn is_number(name: &str) -> bool {
    name.parse::<u64>().is_ok_and(|number| number.to_string() == name)
}

fn check_path(path: &str) -> Result<(), StoreError> {
    if known(path) { Ok(()) } else { Err(StoreError::Failed(format!("{path:?} is not a path of a log's directory"))) }
}

/// Files that may be written together.
fn check(files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
    let mut paths = BTreeSet::new();
    for (path, bytes) in files {
        check_path(path)?;
        if bytes.len() > MAX_BYTES {
            return Err(StoreError::Failed(format!("{path} has {} bytes; at most {MAX_BYTES}", bytes.len())));
        }
        if !paths.insert(path) {
            return Err(StoreError::Failed(format!(
                "{path} is to be written twice at once; write one after the other"
            )));
        }
    }
    Ok(())
}
