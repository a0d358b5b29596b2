//! Tiles: names of the files that a tree lies in (C2SP tlog-tiles).

use crate::bundle::{BundleError, FULL, decode_bundle};
use crate::hash::MAX_SIZE;
use crate::text::decimal;
use std::fmt::{self, Write as _};

/// What a tile holds. Bundles of entries sort before tiles of hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Entries,
    /// Hashes of subtrees of 256^level entries; at level 0, leaf hashes.
    Hashes(u8),
}

/// The name of a tile or bundle. Bundles sort first, then lower levels, then lower indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    pub level: Level,
    /// Which one of its level, from zero.
    pub index: u64,
    /// How many entries or hashes it has: 1 to 256.
    pub width: u16,
}

impl TileId {
    /// Its path below the log's address, such as `tile/0/x001/x234/067.p/8` or `tile/entries/000`.
    pub fn path(&self) -> String {
        let mut path = match self.level {
            Level::Entries => "tile/entries/".to_owned(),
            Level::Hashes(level) => format!("tile/{level}/"),
        };
        write_index(&mut path, self.index);
        if !self.is_full() {
            // Writing to a string cannot fail.
            let _ = write!(path, ".p/{}", self.width);
        }
        path
    }

    /// The tile of a path. Only the path that [`path`](Self::path) writes is taken, and only of a tile that some tree
    /// of at most [`MAX_SIZE`] entries has.
    ///
    /// # Errors
    /// [`TileError::Path`] when it is anything else.
    pub fn parse(path: &str) -> Result<Self, TileError> {
        read(path).filter(|tile| tile.is_possible() && tile.path() == path).ok_or(TileError::Path)
    }

    /// Whether it has all 256 entries or hashes, so that it never changes.
    pub const fn is_full(&self) -> bool {
        self.width == FULL
    }

    /// The full tile of its place. A log may have put that there instead of a partial one (C2SP tlog-tiles, "Partial
    /// Tiles").
    pub const fn full(self) -> Self {
        Self { width: FULL, ..self }
    }

    /// The first place it covers in its level.
    pub(crate) const fn start(&self) -> u64 {
        self.index.saturating_mul(FULL as u64)
    }

    /// Whether a tree within the limit can have it.
    pub(crate) const fn is_possible(&self) -> bool {
        let most = match self.level {
            Level::Entries => MAX_SIZE,
            Level::Hashes(level) => count(MAX_SIZE, level),
        };
        self.width >= 1 && self.width <= FULL && self.start().saturating_add(self.width as u64) <= most
    }

    /// Checks that `bytes` can be its content: as many hashes or entries as its width says, and nothing more.
    pub(crate) fn check(&self, bytes: &[u8]) -> Result<(), TileError> {
        if !self.is_possible() {
            return Err(TileError::Impossible(*self));
        }
        match self.level {
            Level::Entries => decode_bundle(bytes, self.width).map(drop).map_err(|why| TileError::Bundle(*self, why)),
            Level::Hashes(_) if bytes.len() == usize::from(self.width) * 32 => Ok(()),
            Level::Hashes(_) => Err(TileError::Length(*self, bytes.len())),
        }
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.path())
    }
}

/// Three digits at a time, so that no folder grows past some thousand files; all but the last start with `x`.
fn write_index(path: &mut String, index: u64) {
    let mut rest = index;
    let mut parts = Vec::new();
    while rest >= 1000 {
        parts.push(rest % 1000);
        rest /= 1000;
    }
    let folder = |path: &mut String, part: u64| {
        let _ = write!(path, "x{part:03}/");
    };
    if let Some((last, folders)) = parts.split_first() {
        folder(path, rest);
        folders.iter().rev().for_each(|part| folder(path, *part));
        let _ = write!(path, "{last:03}");
    } else {
        let _ = write!(path, "{rest:03}");
    }
}

/// Reads generously: whoever calls compares with what the tile is written as.
fn read(path: &str) -> Option<TileId> {
    let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
    let level = match level {
        "entries" => Level::Entries,
        digits => Level::Hashes(decimal(digits)?.try_into().ok()?),
    };
    let (places, width) = match rest.split_once(".p/") {
        Some((places, width)) => (places, decimal(width)?.try_into().ok()?),
        None => (rest, FULL),
    };
    let mut index = 0u64;
    for part in places.split('/') {
        let digits = part.strip_prefix('x').unwrap_or(part);
        if digits.len() != 3 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some(TileId { level, index, width })
}

/// How many hashes the given level of a tree of `size` entries has.
pub(crate) const fn count(size: u64, level: u8) -> u64 {
    if level < 8 { size >> (8 * level) } else { 0 }
}

/// The tiles of one level of a tree that has `count` places there, from the given one.
fn ids(level: Level, first: u64, count: u64) -> impl Iterator<Item = TileId> {
    let full = u64::from(FULL);
    (first..count.div_ceil(full)).map(move |index| {
        let width = (count - index * full).min(full);
        TileId { level, index, width: width as u16 }
    })
}

/// The entry bundles of a tree of `size` entries, in order, from the one that holds entry `from`. The last one is
/// partial when `size` is no multiple of 256.
pub fn bundle_ids(from: u64, size: u64) -> impl Iterator<Item = TileId> {
    ids(Level::Entries, from / u64::from(FULL), size)
}

/// Every tile of hashes of a tree of `size` entries, level by level from the leaves.
pub fn hash_tile_ids(size: u64) -> impl Iterator<Item = TileId> {
    (0..8).flat_map(move |level| ids(Level::Hashes(level), 0, count(size, level)))
}

/// A path that names no tile, or bytes that are not a tile's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    #[error("not the path of a tile or entry bundle, such as tile/0/x001/234.p/5 or tile/entries/000")]
    Path,
    #[error("no tree of at most 2^48 entries has a tile of level {:?}, index {}, width {}", .0.level, .0.index, .0.width)]
    Impossible(TileId),
    #[error("{0} has {1} bytes instead of {expected}", expected = usize::from(.0.width) * 32)]
    Length(TileId, usize),
    #[error("{0}: {1}")]
    Bundle(TileId, BundleError),
}

#[cfg(test)]
mod tests;
