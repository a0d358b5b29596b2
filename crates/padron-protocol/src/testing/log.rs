use super::{BOTH_QUORUMS, ORIGIN, REGIME, log_signer, now, second, witness};
use crate::bytes::{Hash32, sha256};
use crate::log::{Commitments, Entry, EntryKind, LinkStatement, LogProofs, Opened, PROMISE_HOURS, Promise};
use jiff::{SignedDuration, Timestamp};
use padron_tlog::{
    Checkpoint, SignedCheckpoint, TileId, TileMap, TreeBuilder, cosign, inclusion_proof, inclusion_tiles,
};
use std::collections::BTreeMap;

/// Two witnesses of two controllers: enough for the trust list's policy.
pub const BOTH: [&str; 2] = ["witness-1", "witness-2"];

/// The registrar's promise of an entry that was stored at this place and time.
pub fn promised(index: u64, entry: Entry, at: Timestamp) -> Promise {
    Promise {
        register: "test".into(),
        regime: REGIME,
        folio: None,
        index,
        entry,
        at,
        by: at + SignedDuration::from_hours(PROMISE_HOURS),
        statistics: None,
        event: None,
    }
}

/// The promise of a link of `operator-a`, as the registrar makes it at the beginning.
pub fn promise(index: u64) -> Promise {
    promise_at(index, now())
}

/// The same at another time.
pub fn promise_at(index: u64, at: Timestamp) -> Promise {
    let statement = LinkStatement {
        kind: EntryKind::Link,
        operator: "operator-a".into(),
        date: at.strftime("%Y-%m-%d").to_string(),
        folio: format!("FOLI-0000-0000-{index:04}"),
    };
    let nonce = sha256(&index.to_be_bytes()).0;
    let commitments = Commitments::commit((&nonce, statement.text().as_bytes()), (&[8; 32], &index.to_be_bytes()));
    Promise {
        folio: Some(statement.folio.clone()),
        statistics: Some(Opened { nonce: Hash32(nonce), text: statement.text() }),
        event: Some(commitments.event),
        ..promised(index, entry(EntryKind::Link, Some("operator-a"), commitments.commitment()), at)
    }
}

/// An entry of the log.
pub fn entry(kind: EntryKind, actor: Option<&str>, commitment: Hash32) -> Entry {
    let actor = actor.unwrap_or_default();
    match kind {
        EntryKind::Link => Entry::line(kind, actor, (BOTH_QUORUMS, commitment), commitment),
        EntryKind::Request => Entry::request(commitment, commitment),
        EntryKind::Approval | EntryKind::Refusal => Entry::decision(kind, actor, commitment),
        EntryKind::Disclosure | EntryKind::TrustList => Entry::bare(kind, commitment),
    }
}

/// A registrar's log. A clone that goes on another way is a second history.
#[derive(Clone, Default)]
pub struct Log {
    tree: TreeBuilder,
    tiles: BTreeMap<TileId, Vec<u8>>,
}

impl Log {
    /// A log with the links that [`promise`] promises, from 0 to this size.
    pub fn of_links(size: u64) -> Self {
        let mut log = Self::default();
        for index in 0..size {
            log.append(&promise(index).entry);
        }
        log
    }

    /// Adds an entry, and gives its index.
    pub fn append(&mut self, entry: &Entry) -> u64 {
        let index = self.tree.size();
        self.tree.append(&entry.encode()).unwrap();
        index
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Writes the tiles, and signs the tree as it is.
    pub fn sign(&mut self) -> SignedCheckpoint {
        self.tiles.extend(self.tree.take_tiles());
        let (size, root) = (self.tree.size(), self.tree.root());
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root, extensions: Vec::new() };
        SignedCheckpoint::sign(checkpoint, &log_signer()).unwrap()
    }

    /// The same, cosigned by two witnesses so many seconds after the beginning.
    pub fn publish(&mut self, seconds: i64) -> SignedCheckpoint {
        cosigned(self.sign(), &BOTH.map(|id| (id, second(seconds))))
    }

    /// The bytes of a tile that was written.
    pub fn tile(&self, id: &TileId) -> &[u8] {
        &self.tiles[id]
    }

    /// The tiles of these names.
    pub fn tiles(&self, ids: &[TileId]) -> TileMap {
        let mut tiles = TileMap::new();
        ids.iter().for_each(|id| tiles.insert(*id, self.tile(id).to_vec()).unwrap());
        tiles
    }

    /// The proofs of these entries in a tree that was published.
    pub fn proofs(&self, signed: &SignedCheckpoint, indices: &[u64]) -> LogProofs {
        let size = signed.checkpoint.size;
        let proof = |index: &u64| {
            let tiles = self.tiles(&inclusion_tiles(*index, size));
            (*index, inclusion_proof(*index, size, &tiles).unwrap())
        };
        LogProofs::new(signed, indices.iter().map(proof))
    }
}

/// A checkpoint under the cosignatures of these witnesses, each with its time.
pub fn cosigned(mut signed: SignedCheckpoint, witnesses: &[(&str, u64)]) -> SignedCheckpoint {
    for (id, time) in witnesses {
        signed.add(cosign(&witness(id), &signed.note.text, *time).unwrap()).unwrap();
    }
    signed
}

/// A log of so many links with all its tiles, under the cosignatures of these witnesses.
pub fn log(size: u64, witnesses: &[(&str, u64)]) -> (SignedCheckpoint, TileMap) {
    let mut log = Log::of_links(size);
    let signed = cosigned(log.sign(), witnesses);
    let ids: Vec<_> = log.tiles.keys().copied().collect();
    (signed, log.tiles(&ids))
}

/// The proofs of these entries of it.
pub fn proofs(size: u64, indices: &[u64], witnesses: &[(&str, u64)]) -> LogProofs {
    let mut log = Log::of_links(size);
    let signed = cosigned(log.sign(), witnesses);
    log.proofs(&signed, indices)
}
