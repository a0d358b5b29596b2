use super::{Entry, Figures, NotAnEntry};
use padron_tlog::{
    BuildError, BundleError, Checkpoint, Frontier, FrontierError, Hash, TileId, bundle_ids, decode_bundle, leaf_hash,
};
use thiserror::Error;

/// Replays a log from its first entry and keeps a tree and the public figures: whoever has followed to a checkpoint has
/// seen every entry under it, so that no separate proof of consistency is needed.
///
/// The tree is the right edge alone, or one that also tells what each file must hold ([`Tiles`](crate::watch::Tiles)).
#[derive(Clone, Debug, Default)]
pub struct Follower<T = Frontier> {
    tree: T,
    figures: Figures,
}

/// A tree that grows by the entries of a log.
pub trait Tree {
    /// How many entries it has.
    fn size(&self) -> u64;
    /// The root over them.
    fn root(&self) -> Hash;
    /// Adds the bytes of an entry.
    fn append(&mut self, entry: &[u8]) -> Result<(), BuildError>;
}

impl Tree for Frontier {
    fn size(&self) -> u64 {
        Self::size(self)
    }

    fn root(&self) -> Hash {
        Self::root(self)
    }

    fn append(&mut self, entry: &[u8]) -> Result<(), BuildError> {
        Ok(Self::append(self, &leaf_hash(entry))?)
    }
}

/// Why a log cannot be followed.
#[derive(Debug, Error)]
pub enum FollowError {
    #[error("{path}: {source}")]
    Bundle { path: String, source: BundleError },
    #[error("entry {index}: {source}")]
    Entry { index: u64, source: NotAnEntry },
    #[error("{0} does not hold entry {1}, which comes next")]
    NotNext(String, u64),
    #[error(transparent)]
    Tree(#[from] BuildError),
    #[error("what was kept of the log cannot be read: {0}")]
    Kept(#[from] FrontierError),
    #[error("the log shows {size} entries, {followed} were followed: entries were taken back")]
    Shrunk { size: u64, followed: u64 },
    #[error(
        "the first {size} entries do not have the root that the checkpoint was signed for: the log shows two histories"
    )]
    OtherRoot { size: u64 },
}

impl Follower {
    /// Nothing followed yet, and nothing kept but the tree's right edge.
    pub fn new() -> Self {
        Self::default()
    }

    /// Follows on from what was kept.
    pub fn resume(frontier: &[u8], figures: Figures) -> Result<Self, FollowError> {
        Ok(Self { tree: Frontier::decode(frontier)?, figures })
    }
}

impl<T: Tree> Follower<T> {
    /// How many entries were followed.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The root over them.
    pub fn root(&self) -> Hash {
        self.tree.root()
    }

    pub fn tree(&self) -> &T {
        &self.tree
    }

    /// The tree, to take from it what it has completed.
    pub fn tree_mut(&mut self) -> &mut T {
        &mut self.tree
    }

    /// The public figures, counted.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    /// The bundle that holds the next entry in a tree of `size`; `None` when all are followed.
    pub fn next(&self, size: u64) -> Option<TileId> {
        bundle_ids(self.size(), size).next().filter(|_| self.size() < size)
    }

    /// Takes a bundle: the entries that come next in it, each shown to `seen` with its index.
    pub fn take(&mut self, id: &TileId, bytes: &[u8], mut seen: impl FnMut(u64, &Entry)) -> Result<(), FollowError> {
        let first = id.index * 256;
        let Some(skip) = self.size().checked_sub(first).filter(|skip| *skip < u64::from(id.width)) else {
            return Err(FollowError::NotNext(id.path(), self.size()));
        };
        let entries =
            decode_bundle(bytes, id.width).map_err(|source| FollowError::Bundle { path: id.path(), source })?;
        for bytes in entries.iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)) {
            let index = self.size();
            let entry = Entry::decode(bytes).map_err(|source| FollowError::Entry { index, source })?;
            self.tree.append(bytes)?;
            self.figures.count(&entry);
            seen(index, &entry);
        }
        Ok(())
    }

    /// Checks that the entries followed are exactly those of a checkpoint.
    pub fn check(&self, checkpoint: &Checkpoint) -> Result<(), FollowError> {
        if checkpoint.size != self.size() {
            return Err(FollowError::Shrunk { size: checkpoint.size, followed: self.size() });
        }
        let same = self.root() == checkpoint.root;
        same.then_some(()).ok_or(FollowError::OtherRoot { size: checkpoint.size })
    }
}
