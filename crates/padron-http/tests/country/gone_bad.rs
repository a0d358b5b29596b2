//! The registrar gone bad: with its own keys it makes trees as it likes, signs them, and shows them to whom it likes.

use super::{Country, Keys, ORIGIN, WholeLog};
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse as _;
use jiff::{SignedDuration, Timestamp};
use padron_protocol::contract::{Endpoint as _, Rest, registrar};
use padron_protocol::log::{Entry, EntryKind, FollowError, Follower, LogProofs, PROMISE_HOURS, Promise};
use padron_protocol::messages::status::Figures;
use padron_protocol::testing;
use padron_protocol::{Clock as _, Hash32};
use padron_registrar::ports::Events as _;
use padron_registrar::rows::NewEntry;
use padron_tlog::{
    AddCheckpoint, Checkpoint, Level, SignedCheckpoint, TileMap, TreeBuilder, consistency_proof, cosign,
    inclusion_proof,
};
use rand_chacha::rand_core::Rng as _;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A tree of the registrar's own making, signed by the log's key.
pub struct Fork {
    pub entries: Vec<Entry>,
    pub signed: SignedCheckpoint,
    log: Keys,
    tiles: TileMap,
    files: BTreeMap<String, Vec<u8>>,
    figures: Figures,
}

impl Fork {
    fn new(log: Keys, entries: Vec<Entry>) -> Self {
        let (mut tree, mut figures) = (TreeBuilder::new(), Figures::default());
        for entry in &entries {
            tree.append(&entry.encode()).unwrap();
            figures.count(entry);
        }
        let checkpoint =
            Checkpoint { origin: ORIGIN.into(), size: tree.size(), root: tree.root(), extensions: Vec::new() };
        let signed = SignedCheckpoint::sign(checkpoint, &log.log_signer()).unwrap();
        let (mut tiles, mut files) = (TileMap::new(), BTreeMap::new());
        for (id, bytes) in tree.take_tiles() {
            files.insert(id.path(), bytes.clone());
            if id.level != Level::Entries {
                tiles.insert(id, bytes).unwrap();
            }
        }
        Self { entries, signed, log, tiles, files, figures }
    }

    /// This tree with further entries.
    pub fn with(&self, more: impl IntoIterator<Item = Entry>) -> Self {
        let entries = self.entries.iter().cloned().chain(more).collect();
        Self::new(self.log.clone(), entries)
    }

    pub fn size(&self) -> u64 {
        self.signed.checkpoint.size
    }

    /// This tree, as a witness is asked to cosign it that is believed to have cosigned `old` entries: with a true proof
    /// that it extends its own beginning.
    pub fn asked(&self, old: u64) -> AddCheckpoint {
        let proof = consistency_proof(old, self.size(), &self.tiles).unwrap();
        AddCheckpoint { old, proof, checkpoint: self.signed.clone() }
    }

    /// Under the cosignatures of witnesses that have gone bad too.
    pub fn cosigned(mut self, country: &Country, witnesses: &[&str]) -> Self {
        let time = u64::try_from(country.clock.now().as_second()).unwrap();
        for id in witnesses {
            let line = cosign(&country.keys(id).cosigner(), &self.signed.note.text, time).unwrap();
            self.signed.add(line).unwrap();
        }
        self
    }

    /// Follows this tree, from its bundles.
    pub fn follow(&self, follower: &mut Follower, mut seen: impl FnMut(u64, &Entry)) -> Result<(), FollowError> {
        while let Some(id) = follower.next(self.size()) {
            follower.take(&id, &self.files[&id.path()], &mut seen)?;
        }
        follower.check(&self.signed.checkpoint)
    }

    /// Proofs of these entries, as they are in this tree.
    pub fn proofs(&self, indices: &[u64]) -> LogProofs {
        let proof = |index: &u64| (*index, inclusion_proof(*index, self.size(), &self.tiles).unwrap());
        LogProofs::new(&self.signed, indices.iter().map(proof))
    }

    /// The registrar, but for its log, which is this one.
    pub fn shown_by(&self, registrar: Router) -> Router {
        let mut files = self.files.clone();
        files.insert("checkpoint".into(), self.signed.to_string().into_bytes());
        files.insert("figures.json".into(), serde_json::to_vec(&self.figures).unwrap());
        serving(registrar, files)
    }
}

/// The registrar, but for these files of its log; none of the others is there.
fn serving(registrar: Router, files: BTreeMap<String, Vec<u8>>) -> Router {
    let files = Arc::new(files);
    registrar.layer(from_fn(move |request: Request, next: Next| {
        let files = files.clone();
        async move {
            let log = registrar::ReadLog::path(&Rest(String::new()));
            let Some(path) = request.uri().path().strip_prefix(&log) else { return next.run(request).await };
            files.get(path).map_or(StatusCode::NOT_FOUND.into_response(), |bytes| bytes.clone().into_response())
        }
    }))
}

impl Country {
    /// A tree of these entries.
    pub fn fork(&self, entries: &[Entry]) -> Fork {
        Fork::new(Keys::of("log"), entries.to_vec())
    }

    /// The tree that a log shows, without cosignatures.
    pub fn fork_of(&self, log: &WholeLog) -> Fork {
        self.fork(&log.entries)
    }

    /// An entry that commits to nothing that anybody knows.
    pub fn entry(&self, kind: EntryKind, actor: Option<&str>) -> Entry {
        let mut commitment = Hash32::default();
        self.rng().fill_bytes(&mut commitment.0);
        testing::entry(kind, actor, commitment)
    }

    /// The registrar's promise of an entry, whether or not it means to keep it.
    pub fn promised(&self, index: u64, entry: &Entry, at: Timestamp) -> String {
        let promise = Promise {
            register: self.trusted.list().register.clone(),
            regime: self.trusted.list().regime,
            folio: None,
            index,
            entry: entry.clone(),
            at,
            by: at.checked_add(SignedDuration::from_hours(PROMISE_HOURS)).unwrap(),
            statistics: None,
            event: None,
        };
        self.keys("registrar").signer().sign(&promise).unwrap()
    }

    /// Slips an entry into the register's own database, from where it is sequenced like any other. Gives its index.
    pub async fn slip_in(&self, entry: Entry) -> u64 {
        let new = NewEntry { entry, at: self.now() };
        self.register.write(move |tx| tx.append(&new)).await
    }
}
