//! The right edge of a tree: all that is needed to go on and to know the root, and nothing else.

use crate::hash::{Hash, MAX_SIZE, node_hash};

/// The roots of the complete subtrees that make up a tree, largest first (a "compact range" from zero).
///
/// At most 48 hashes, whatever the size of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree without entries.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// How many entries the tree has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds an entry by its leaf hash.
    ///
    /// # Errors
    /// [`TooLarge`] when the tree has [`MAX_SIZE`] entries; it is then unchanged.
    pub fn append(&mut self, leaf: &Hash) -> Result<(), TooLarge> {
        self.append_with(leaf, |_, _| ())
    }

    /// Adds an entry, and shows every subtree that it completes: its height (0 is the leaf itself) and its root.
    pub(crate) fn append_with(&mut self, leaf: &Hash, mut completed: impl FnMut(u32, &Hash)) -> Result<(), TooLarge> {
        if self.size >= MAX_SIZE {
            return Err(TooLarge);
        }
        let (mut hash, mut height) = (*leaf, 0);
        completed(height, &hash);
        // As in binary addition: each one bit at the end of the size is a subtree that finds its right half.
        while self.size >> height & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            height += 1;
            completed(height, &hash);
        }
        self.peaks.push(hash);
        self.size += 1;
        Ok(())
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        let joined = self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right));
        joined.unwrap_or(Hash::EMPTY_TREE)
    }

    /// The frontier as bytes: the size as eight bytes, big-endian, then the hashes, largest subtree first.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flat_map(|peak| peak.0));
        bytes
    }

    /// The frontier that [`encode`](Self::encode) wrote.
    ///
    /// # Errors
    /// [`FrontierError`] when the bytes are cut off, too many, or of a tree that is too large.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, peaks) = bytes.split_first_chunk().ok_or(FrontierError::Short(bytes.len()))?;
        let size = u64::from_be_bytes(*size);
        if size > MAX_SIZE {
            return Err(FrontierError::TooLarge(TooLarge));
        }
        let (peaks, rest) = peaks.as_chunks();
        let expected = size.count_ones();
        if peaks.len() as u64 != u64::from(expected) || !rest.is_empty() {
            return Err(FrontierError::Length { size, expected, found: bytes.len() - 8 });
        }
        Ok(Self { size, peaks: peaks.iter().copied().map(Hash).collect() })
    }
}

/// A tree of more than [`MAX_SIZE`] entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tree of more than 2^48 entries is refused")]
pub struct TooLarge;

/// Bytes that are no frontier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    #[error("{0} bytes are no frontier: it starts with a size of eight bytes")]
    Short(usize),
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error("a tree of {size} entries has {expected} hashes of 32 bytes at its right edge, not {found} bytes of them")]
    Length {
        /// Entries of the tree.
        size: u64,
        /// Hashes that it takes.
        expected: u32,
        /// Bytes after the size.
        found: usize,
    },
}

#[cfg(test)]
mod tests;
