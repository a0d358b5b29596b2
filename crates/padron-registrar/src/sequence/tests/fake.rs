//! A log's surroundings in memory: a database, a directory and a held checkpoint that fail when they are told to, and
//! a checker that remembers everything that was ever signed.

use crate::ports::{HeldCheckpoint, LogFiles, StoreError};
use crate::sequence::{Repairs, SequenceOpenError, Sequencer};
use padron_protocol::Hash32;
use padron_protocol::log::{Entry, EntryKind, Placed, Quorums};
use padron_protocol::messages::status::Figures;
use padron_tlog::{
    Hash, KeyKind, NoteSigner, PolicyWitness, SignedCheckpoint, TileId, TileMap, TreeBuilder, Window, WitnessPolicy,
    bundle_ids, cosign, decode_bundle, hash_tile_ids, root_of,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(crate) const ORIGIN: &str = "test.example/log";

/// How a step fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not take place.
    Lost,
    /// It takes place, and is reported as failed.
    Kept,
}

/// Counts steps that write, and fails one of them, or that one and all after it.
#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) steps: usize,
    pub(crate) at: Option<(usize, Fault)>,
    /// Whether everything fails from then on: the process is dying.
    pub(crate) for_good: bool,
    pub(crate) dead: bool,
}

impl Faults {
    fn step<T>(&mut self, take: impl FnOnce() -> T) -> Result<T, StoreError> {
        let step = self.steps;
        self.steps += 1;
        match self.at {
            _ if self.dead => Err(StoreError::Full),
            Some((at, fault)) if at == step => {
                self.dead = self.for_good;
                if fault == Fault::Kept {
                    take();
                }
                Err(StoreError::Full)
            }
            _ => Ok(take()),
        }
    }

    pub(crate) fn heal(&mut self) {
        *self = Self { steps: self.steps, ..Self::default() };
    }
}

/// Everything around a sequencer. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct World {
    pub(crate) database: Rc<RefCell<Vec<Placed>>>,
    pub(crate) files: Rc<RefCell<BTreeMap<String, Vec<u8>>>>,
    pub(crate) held: Rc<RefCell<Option<String>>>,
    pub(crate) faults: Rc<RefCell<Faults>>,
    /// Every checkpoint that was signed, whether anybody saw it or not.
    pub(crate) signed: Rc<RefCell<Vec<SignedCheckpoint>>>,
    /// The one history: its tree, and the root of every beginning but the empty one.
    history: Rc<RefCell<(TreeBuilder, Vec<Hash>)>>,
}

impl LogFiles for World {
    fn read(&mut self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.files.borrow().get(path).cloned())
    }

    fn write(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        files.iter().try_for_each(|(path, bytes)| {
            let insert = || drop(self.files.borrow_mut().insert(path.clone(), bytes.clone()));
            self.faults.borrow_mut().step(insert)
        })
    }

    fn remove(&mut self, path: &str) -> Result<(), StoreError> {
        self.faults.borrow_mut().step(|| drop(self.files.borrow_mut().remove(path)))
    }
}

impl HeldCheckpoint for World {
    fn fetch(&mut self) -> Result<Option<String>, StoreError> {
        Ok(self.held.borrow().clone())
    }

    fn replace(&mut self, old: Option<&str>, new: &str) -> Result<bool, StoreError> {
        self.signed.borrow_mut().push(SignedCheckpoint::parse(new).unwrap());
        let swap = || {
            let mut held = self.held.borrow_mut();
            let is_old = held.as_deref() == old;
            if is_old {
                *held = Some(new.to_owned());
            }
            is_old
        };
        self.faults.borrow_mut().step(swap)
    }
}

pub(crate) type Log = Sequencer<World, World>;

impl World {
    pub(crate) fn open(&self) -> Result<(Log, Repairs), SequenceOpenError> {
        self.open_as(signer(9))
    }

    pub(crate) fn open_as(&self, signer: NoteSigner) -> Result<(Log, Repairs), SequenceOpenError> {
        let database = self.database.borrow().clone();
        let size = database.len() as u64;
        let page = |from: u64, limit: usize| {
            // Short pages, so that every limit of a page is met.
            Ok(database.iter().skip(from as usize).take(limit.min(300)).cloned().collect())
        };
        Sequencer::open(page, size, self.clone(), self.clone(), signer)
    }

    /// Stores entries, as a transaction that was acknowledged.
    pub(crate) fn append(&self, count: u64) {
        let mut database = self.database.borrow_mut();
        let (tree, roots) = &mut *self.history.borrow_mut();
        for _ in 0..count {
            let index = database.len() as u64;
            let placed = Placed { index, entry: entry(index, 0) };
            tree.append(&placed.entry.encode()).unwrap();
            tree.take_tiles();
            roots.push(tree.root());
            database.push(placed);
        }
    }

    /// The entries that the sequencer does not have yet.
    pub(crate) fn new_for(&self, log: &Log) -> Vec<Placed> {
        self.database.borrow().iter().skip(log.size() as usize).cloned().collect()
    }

    /// Everything that was signed is a beginning of the one history: so all of it is consistent.
    pub(crate) fn check_signed(&self) {
        let roots = &self.history.borrow().1;
        for signed in self.signed.borrow().iter() {
            let size = signed.checkpoint.size as usize;
            assert_eq!(roots.get(size - 1), Some(&signed.checkpoint.root), "signed over {size} entries");
        }
    }

    /// What is in the directory can be used, whenever somebody comes: the checkpoint's tiles are all there, or the full
    /// ones in their place, and give its root; its bundles hold the database's entries.
    pub(crate) fn check_directory(&self) {
        let files = self.files.borrow();
        let Some(checkpoint) = files.get("checkpoint") else { return };
        let signed = SignedCheckpoint::parse(std::str::from_utf8(checkpoint).unwrap()).unwrap();
        policy().check(&signed, Window::ANY).unwrap();
        signed.signed_by(&signer(9).verifier()).unwrap();
        let size = signed.checkpoint.size;
        let tile = |id: TileId| {
            let full = TileId { width: 256, ..id };
            [id, full].into_iter().find_map(|id| Some((id, files.get(&id.path())?.clone())))
        };
        let mut tiles = TileMap::new();
        for id in hash_tile_ids(size) {
            let (found, bytes) = tile(id).unwrap_or_else(|| panic!("{id} is missing"));
            tiles.insert(found, bytes).unwrap();
        }
        assert_eq!(root_of(size, &tiles).unwrap(), signed.checkpoint.root);
        let mut entries = Vec::new();
        for id in bundle_ids(0, size) {
            let (found, bytes) = tile(id).unwrap_or_else(|| panic!("{id} is missing"));
            entries.extend(decode_bundle(&bytes, found.width).unwrap().into_iter().map(<[u8]>::to_vec));
        }
        let database = self.database.borrow();
        assert!(
            database.iter().zip(&entries).take(size as usize).all(|(placed, bytes)| placed.entry.encode() == *bytes)
        );
        assert!(entries.len() as u64 >= size);
        let figures: Figures = serde_json::from_slice(&files["figures.json"]).unwrap();
        assert!(figures.entries >= size);
    }

    /// The size that everybody can see.
    pub(crate) fn published_size(&self) -> u64 {
        let files = self.files.borrow();
        let Some(text) = files.get("checkpoint").and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return 0 };
        SignedCheckpoint::parse(text).map_or(0, |signed| signed.checkpoint.size)
    }

    pub(crate) fn held_size(&self) -> u64 {
        self.held.borrow().as_deref().map_or(0, |text| SignedCheckpoint::parse(text).unwrap().checkpoint.size)
    }

    pub(crate) fn tile_paths(&self) -> Vec<String> {
        self.files.borrow().keys().filter(|path| path.starts_with("tile/")).cloned().collect()
    }
}

/// An entry; another `version` of history has others at the same index.
pub(crate) fn entry(index: u64, history: u8) -> Entry {
    let mut commitment = [history; 32];
    commitment[..8].copy_from_slice(&index.to_be_bytes());
    let commitment = Hash32(commitment);
    if index.is_multiple_of(7) {
        return Entry::request(commitment, commitment);
    }
    Entry::line(EntryKind::Link, &format!("operator-{}", index % 3), (Quorums::default(), commitment), commitment)
}

pub(crate) fn signer(seed: u8) -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[seed; 32]).unwrap()
}

pub(crate) fn witness(at: u8) -> NoteSigner {
    NoteSigner::new(&format!("test.example/witness-{at}"), KeyKind::CosignatureV1, &[100 + at; 32]).unwrap()
}

/// Two cosignatures of two groups, out of three witnesses.
pub(crate) fn policy() -> WitnessPolicy {
    let named = |at| PolicyWitness { key: witness(at).verifier(), group: format!("group {at}") };
    WitnessPolicy::new((1..=3).map(named).collect(), 2, 2).unwrap()
}

pub(crate) fn cosigned(signed: &SignedCheckpoint, by: &[u8], time: u64) -> SignedCheckpoint {
    let mut signed = signed.clone();
    by.iter().for_each(|at| signed.add(cosign(&witness(*at), &signed.note.text, time).unwrap()).unwrap());
    signed
}

/// Cosigns the newest checkpoint by two witnesses and publishes it.
pub(crate) fn publish(log: &mut Log) -> Result<(), super::super::PublishError> {
    let Some(newest) = log.checkpoint().cloned() else { return Ok(()) };
    log.publish(&cosigned(&newest, &[1, 2], 1_000), &policy(), Window::ANY).map(drop)
}
