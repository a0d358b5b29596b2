use crate::ports::{LogFiles, StoreError};
use padron_tlog::TileId;

/// What was wrong with the log's directory when it was opened. All of it was put right from the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repairs {
    /// Tiles and bundles that were not there.
    pub missing: u64,
    /// Tiles and bundles that were torn, or had other bytes.
    pub wrong: u64,
    /// Whether the checkpoint could not be read; it is gone until the next one is published.
    pub checkpoint: bool,
    /// Whether the figures were not those of the checkpoint.
    pub figures: bool,
}

impl Repairs {
    /// Whether nothing was wrong.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Looking and mending are two passes: a directory is not touched before the database is known to be the one that it
/// was made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pass {
    /// Only counts what is wrong.
    Look,
    /// Writes what is wrong, counting nothing.
    Mend,
}

/// Compares tiles as they should be with those in the directory.
pub(super) fn compare(
    files: &mut impl LogFiles,
    tiles: Vec<(TileId, Vec<u8>)>,
    pass: Pass,
    repairs: &mut Repairs,
) -> Result<(), StoreError> {
    let mut mended = Vec::new();
    for (id, bytes) in tiles {
        let path = id.path();
        match files.read(&path)? {
            Some(found) if found == bytes => {}
            found if pass == Pass::Look => match found {
                Some(_) => repairs.wrong += 1,
                None => repairs.missing += 1,
            },
            _ => mended.push((path, bytes)),
        }
    }
    if mended.is_empty() { Ok(()) } else { files.write(&mended) }
}
