use super::Position;
use crate::alarms::Contradiction;
use padron_tlog::{Hash, SignedCheckpoint, TileId, TileMap, consistency_proof, consistency_tiles, verify_consistency};
use std::collections::VecDeque;

/// How many trees are remembered as being this log's.
const REMEMBERED: usize = 64;

/// Trees of which this custodian has seen that they are the log's that it follows: size and root.
#[derive(Clone, Debug, Default)]
pub struct Known(VecDeque<(u64, Hash)>);

impl Known {
    /// Notes a tree. The oldest one is forgotten past a bound.
    pub(crate) fn note(&mut self, size: u64, root: Hash) {
        if self.root_of(size).is_some() {
            return;
        }
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back((size, root));
    }

    /// The root that is known for a size.
    pub(crate) fn root_of(&self, size: u64) -> Option<Hash> {
        self.0.iter().find(|(known, _)| *known == size).map(|(_, root)| *root)
    }
}

/// Where a checkpoint stands against what was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is of the same log: nothing is left to show.
    Agrees,
    /// It is larger: follow to it.
    Ahead,
    /// It is smaller: its tree must be shown to be the beginning of the one followed.
    Behind,
}

impl Position {
    /// Places a checkpoint, the log's signature and the cosignatures of which have been checked.
    pub fn place(&self, known: &mut Known, shown: &SignedCheckpoint) -> Result<Place, Contradiction> {
        let (size, root) = (shown.checkpoint.size, shown.checkpoint.root);
        known.note(self.size(), self.root());
        match known.root_of(size) {
            Some(known) if known == root => Ok(Place::Agrees),
            Some(_) => Err(Contradiction::new(
                format_args!("the log has signed two trees of {size} entries: it shows two histories"),
                shown,
            )),
            None if size > self.size() => Ok(Place::Ahead),
            None => Ok(Place::Behind),
        }
    }

    /// The tiles of the tree followed that show whether a smaller tree is its beginning.
    pub fn tiles_since(&self, shown: &SignedCheckpoint) -> Vec<TileId> {
        consistency_tiles(shown.checkpoint.size, self.size())
    }

    /// Checks that a smaller tree is the beginning of the one followed, and remembers it.
    pub fn extends(&self, known: &mut Known, shown: &SignedCheckpoint, tiles: &TileMap) -> Result<(), Contradiction> {
        let (size, root) = (shown.checkpoint.size, shown.checkpoint.root);
        let contradiction = |why: &dyn std::fmt::Display| {
            let sizes = format!("the tree of {size} entries is not the beginning of the one of {}", self.size());
            Contradiction::new(format_args!("{sizes}: {why}"), shown)
        };
        let proof = consistency_proof(size, self.size(), tiles).map_err(|error| contradiction(&error))?;
        verify_consistency(size, &root, self.size(), &self.root(), &proof).map_err(|error| contradiction(&error))?;
        known.note(size, root);
        Ok(())
    }
}
