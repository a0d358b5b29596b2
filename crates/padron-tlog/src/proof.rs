//! Checking that an entry is in a tree, and that a tree extends another (RFC 6962, sections 2.1.1 and 2.1.2).

use crate::hash::{Hash, MAX_SIZE, node_hash};

/// The most hashes a proof may have wherever one is read (C2SP tlog-witness). A tree of [`MAX_SIZE`] needs 48.
pub const MAX_PROOF: usize = 63;

/// Checks that the tree of `size` entries and this `root` has `leaf` at `index` (from zero).
///
/// # Errors
/// [`ProofError`] says whether the numbers, the length of the proof or its hashes are wrong.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> Result<(), ProofError> {
    check_size(size)?;
    if index >= size {
        return Err(ProofError::Index { index, size });
    }
    let (inner, border) = lengths(index, size);
    let (inner, border) = split(proof, inner, border)?;
    let found = chain_right(chain(*leaf, inner, index), border);
    if found == *root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the tree of `size` entries starts with exactly the `old_size` entries of the older tree.
///
/// Every tree extends the empty one, whose root must be [`Hash::EMPTY_TREE`], and itself; both without any hash.
///
/// # Errors
/// [`ProofError`] says whether the numbers, the length of the proof or its hashes are wrong.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    check_size(size)?;
    if old_size > size {
        return Err(ProofError::Shrunk { old_size, size });
    }
    if size == 0 && *root != Hash::EMPTY_TREE {
        return Err(ProofError::Root);
    }
    if old_size == 0 || old_size == size {
        split(proof, 0, 0)?;
        let expected = if old_size == 0 { &Hash::EMPTY_TREE } else { root };
        return if old_root == expected { Ok(()) } else { Err(ProofError::OldRoot) };
    }
    // The proof is the end of the inclusion proof of the old tree's last entry, from its last complete subtree on.
    let shift = old_size.trailing_zeros();
    let (inner, border) = lengths(old_size - 1, size);
    let inner = inner - shift as usize;
    // That subtree's root comes first, unless it is the whole old tree.
    let (seed, rest) = match proof.split_first() {
        _ if old_size.is_power_of_two() => (*old_root, proof),
        Some((seed, rest)) => (*seed, rest),
        None => return Err(ProofError::Length { expected: inner + border + 1, found: 0 }),
    };
    let (inner, border) = split(rest, inner, border)?;
    let path = (old_size - 1) >> shift;
    if chain_right(chain_left(seed, inner, path), border) != *old_root {
        return Err(ProofError::OldRoot);
    }
    if chain_right(chain(seed, inner, path), border) != *root {
        return Err(ProofError::Root);
    }
    Ok(())
}

const fn check_size(size: u64) -> Result<(), ProofError> {
    if size > MAX_SIZE { Err(ProofError::TooLarge) } else { Ok(()) }
}

/// How many hashes an inclusion proof has below, and above, the point where the paths to `index` and to the last entry
/// part. Above it, there are only left siblings.
fn lengths(index: u64, size: u64) -> (usize, usize) {
    let inner = u64::BITS - (index ^ (size - 1)).leading_zeros();
    let border = (index >> inner).count_ones();
    (inner as usize, border as usize)
}

fn split(proof: &[Hash], inner: usize, border: usize) -> Result<(&[Hash], &[Hash]), ProofError> {
    if proof.len() != inner + border {
        return Err(ProofError::Length { expected: inner + border, found: proof.len() });
    }
    Ok(proof.split_at(inner))
}

/// Joins siblings on the side that the bits of `path` say, lowest first.
fn chain(seed: Hash, siblings: &[Hash], path: u64) -> Hash {
    siblings.iter().enumerate().fold(seed, |hash, (height, sibling)| match path >> height & 1 {
        0 => node_hash(&hash, sibling),
        _ => node_hash(sibling, &hash),
    })
}

/// As [`chain`], but leaves out what stands to the right: what was there when the tree was smaller.
fn chain_left(seed: Hash, siblings: &[Hash], path: u64) -> Hash {
    let left = siblings.iter().enumerate().filter(|(height, _)| path >> height & 1 == 1);
    left.fold(seed, |hash, (_, sibling)| node_hash(sibling, &hash))
}

fn chain_right(seed: Hash, siblings: &[Hash]) -> Hash {
    siblings.iter().fold(seed, |hash, sibling| node_hash(sibling, &hash))
}

/// Why a proof proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("a tree of more than 2^48 entries is refused")]
    TooLarge,
    #[error("a tree of {size} entries has no entry {index}: the first is 0")]
    Index {
        /// The entry asked for.
        index: u64,
        /// Entries of the tree.
        size: u64,
    },
    #[error("a tree of {size} entries cannot extend one of {old_size}")]
    Shrunk {
        /// Entries of the older tree.
        old_size: u64,
        /// Entries of the newer tree.
        size: u64,
    },
    #[error("the proof has {found} hashes where these sizes take {expected}")]
    Length {
        /// How many it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    #[error("the proof does not lead to the tree's root: entry, place, tree or proof is another one")]
    Root,
    #[error("the proof does not lead to the older tree's root: the log was rewritten, or the proof is another one")]
    OldRoot,
}

#[cfg(test)]
mod tests;
