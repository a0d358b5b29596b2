//! A log in memory that can do what an honest log does, and what a lying one does.

use padron_tlog::{
    AddCheckpoint, Checkpoint, Hash, KeyKind, KnownLog, NoteSigner, SignedCheckpoint, TileMap, TreeBuilder,
    VerifierKey, consistency_proof, root_of,
};

pub const ORIGIN: &str = "log.example/toy";

/// Signs what it is told to, for the tree that it has. A clone is another history of the same log.
#[derive(Clone)]
pub struct ToyLog {
    pub origin: String,
    secret: [u8; 32],
    tree: TreeBuilder,
    tiles: TileMap,
}

impl ToyLog {
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.into(), secret: [7; 32], tree: TreeBuilder::new(), tiles: TileMap::new() }
    }

    /// A log of [`ORIGIN`] with this many entries.
    pub fn of(size: u64) -> Self {
        let mut log = Self::new(ORIGIN);
        log.grow(size, "entry");
        log
    }

    /// Adds entries until there are `size`; those of another `kind` make another history.
    pub fn grow(&mut self, size: u64, kind: &str) {
        for at in self.tree.size()..size {
            self.tree.append(format!("{kind} {at}").as_bytes()).unwrap();
        }
        for (id, bytes) in self.tree.take_tiles() {
            self.tiles.insert(id, bytes).unwrap();
        }
    }

    pub fn root(&self, size: u64) -> Hash {
        root_of(size, &self.tiles).unwrap()
    }

    pub fn signer(&self) -> NoteSigner {
        NoteSigner::new(&self.origin, KeyKind::Ed25519, &self.secret).unwrap()
    }

    /// The log as a witness knows it.
    pub fn known(&self) -> KnownLog {
        KnownLog { origin: self.origin.clone(), keys: vec![self.key()] }
    }

    pub fn key(&self) -> VerifierKey {
        self.signer().verifier()
    }

    /// The tree at a size, not signed.
    pub fn tree(&self, size: u64) -> Checkpoint {
        Checkpoint { origin: self.origin.clone(), size, root: self.root(size), extensions: Vec::new() }
    }

    pub fn checkpoint(&self, size: u64) -> SignedCheckpoint {
        SignedCheckpoint::sign(self.tree(size), &self.signer()).unwrap()
    }

    pub fn proof(&self, old: u64, size: u64) -> Vec<Hash> {
        consistency_proof(old, size, &self.tiles).unwrap()
    }

    /// The request that an honest log makes to get from `old` to `size`.
    pub fn request(&self, old: u64, size: u64) -> AddCheckpoint {
        AddCheckpoint { old, proof: self.proof(old, size), checkpoint: self.checkpoint(size) }
    }
}
