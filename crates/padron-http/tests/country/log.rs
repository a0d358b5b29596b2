//! The public log, as anybody reads it.

use super::{Country, until};
use padron_protocol::contract::{Endpoint as _, Rest, common, registrar};
use padron_protocol::log::{Entry, Follower, LogProofs};
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::Trusted;
use padron_tlog::{SignedCheckpoint, TileError, TileId, TileMap, Window, hash_tile_ids};
use std::collections::BTreeMap;

/// How old a log's cosignatures may be where a test waits for fresh ones, in seconds: a minute, after which an unchanged
/// log is cosigned again, and what the loop takes to notice.
pub(super) const FRESH: u64 = 60;

/// A log that was read whole, and whose entries are those of its checkpoint.
pub struct WholeLog {
    pub signed: SignedCheckpoint,
    /// When enough witnesses had cosigned it, in seconds since 1970.
    pub cosigned: u64,
    pub entries: Vec<Entry>,
    pub figures: Figures,
    tiles: TileMap,
}

impl WholeLog {
    /// The root over the first `size` entries.
    pub fn root_at(&self, size: u64) -> padron_tlog::Hash {
        let mut frontier = padron_tlog::Frontier::new();
        let count = usize::try_from(size).unwrap();
        self.entries[..count]
            .iter()
            .for_each(|entry| frontier.append(&padron_tlog::leaf_hash(&entry.encode())).unwrap());
        frontier.root()
    }

    /// The proof of one entry, as it stands alone.
    pub fn proof(&self, index: u64) -> String {
        let hashes = padron_tlog::inclusion_proof(index, self.signed.checkpoint.size, &self.tiles).unwrap();
        padron_tlog::TlogProof { extra: None, index, hashes, checkpoint: self.signed.clone() }.to_string()
    }
}

impl Country {
    /// A file of the log.
    pub async fn log_file(&self, path: &str) -> Option<Vec<u8>> {
        let answered = self.unsigned("registrar", "GET", &registrar::ReadLog::path(&Rest(path.to_owned())), b"").await;
        match answered.status {
            200 => Some(answered.body),
            404 => None,
            status => panic!("{path}: {status} {}", answered.text()),
        }
    }

    /// The checkpoint that the log shows.
    pub async fn checkpoint(&self) -> Option<SignedCheckpoint> {
        let bytes = self.log_file("checkpoint").await?;
        Some(SignedCheckpoint::parse(std::str::from_utf8(&bytes).unwrap()).unwrap())
    }

    /// When enough witnesses had cosigned the log's checkpoint, in seconds since 1970; checked under the trust list.
    pub async fn cosigned(&self) -> Option<u64> {
        let signed = self.checkpoint().await?;
        Some(cosigned_at(&signed, &self.trusted))
    }

    /// Reads the log whole and checks that its entries, tiles and figures are those of its checkpoint.
    pub async fn read_log(&self) -> WholeLog {
        let signed = self.checkpoint().await.expect("the log shows a checkpoint");
        let cosigned = cosigned_at(&signed, &self.trusted);
        let size = signed.checkpoint.size;
        let (mut follower, mut entries) = (Follower::new(), Vec::new());
        while let Some(id) = follower.next(size) {
            let bytes = self.tile(&id).await;
            follower.take(&id, &bytes, |_, entry| entries.push(entry.clone())).unwrap();
        }
        follower.check(&signed.checkpoint).unwrap();
        let mut tiles = TileMap::new();
        for id in hash_tile_ids(size) {
            let put: Result<(), TileError> = tiles.insert(id, self.tile(&id).await);
            put.unwrap();
        }
        WholeLog { signed, cosigned, entries, figures: follower.figures().clone(), tiles }
    }

    async fn tile(&self, id: &TileId) -> Vec<u8> {
        // The tree may have grown meanwhile: what was a partial tile may be gone for the full one.
        match self.log_file(&id.path()).await {
            Some(bytes) => bytes,
            None => panic!("the log has no {}", id.path()),
        }
    }

    /// Waits until the log shows, under fresh cosignatures, everything that the registrar has stored.
    pub async fn published(&self) -> SignedCheckpoint {
        let now = u64::try_from(self.now().as_second()).unwrap();
        until("a fresh checkpoint of everything", async || {
            let signed = self.checkpoint().await?;
            // The first entry of all is the trust list.
            let whole = signed.checkpoint.size >= self.stored().entries.max(1);
            let fresh = cosigned_at(&signed, &self.trusted) + FRESH >= now;
            (whole && fresh).then_some(signed)
        })
        .await
    }

    /// Lets time pass, and waits until the log is cosigned again.
    pub async fn later(&self, time: jiff::SignedDuration) {
        self.pass(time);
        self.published().await;
    }

    /// The figures of what the registrar has stored, whether or not it is published yet.
    pub fn stored(&self) -> Figures {
        use padron_registrar::ports::Events as _;
        self.register.read(|tx| tx.figures()).unwrap()
    }

    /// How many lines are linked in what the registrar has stored.
    pub fn linked(&self) -> u64 {
        self.stored().links.values().sum()
    }

    /// The public figures, once they tell of everything that is stored.
    pub async fn figures(&self) -> Figures {
        self.published().await;
        self.unsigned("registrar", "GET", registrar::ReadFigures::PATH, b"").await.json()
    }

    /// Proofs of entries, from the log itself.
    pub async fn proofs(&self, indices: &[u64]) -> LogProofs {
        self.asker().prove(indices).await.unwrap()
    }

    /// Waits until every custodian has followed the log to everything that the registrar has stored.
    pub async fn followed_by_all(&self) {
        let size = self.stored().entries;
        for custodian in self.custodians() {
            self.followed(&custodian, size).await;
        }
    }

    /// Waits until a custodian has followed the log to a checkpoint of `size` entries or more, cosigned lately.
    pub async fn followed(&self, custodian: &str, size: u64) {
        let now = u64::try_from(self.now().as_second()).unwrap();
        until("the custodian has followed", async || {
            let metrics = self.unsigned(custodian, "GET", common::ReadMetrics::PATH, b"").await.text();
            let value = |name: &str| {
                let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
                line.parse::<u64>().ok()
            };
            let fresh = value("padron_log_cosigned_seconds")? + FRESH >= now;
            (value("padron_log_entries")? >= size && fresh).then_some(())
        })
        .await;
    }
}

/// When enough witnesses had cosigned a checkpoint; it must be this register's, and enough of them must have.
pub fn cosigned_at(signed: &SignedCheckpoint, trusted: &Trusted) -> u64 {
    signed.signed_by(trusted.log_key()).unwrap();
    trusted.witness_policy().check(signed, Window::ANY).unwrap().time
}

/// Every checkpoint that was seen, by size: two of one size must have one root.
#[derive(Default)]
pub struct Histories(BTreeMap<u64, padron_tlog::Hash>);

impl Histories {
    pub fn note(&mut self, signed: &SignedCheckpoint) {
        let checkpoint = &signed.checkpoint;
        let root = *self.0.entry(checkpoint.size).or_insert(checkpoint.root);
        assert_eq!(root, checkpoint.root, "two histories of {} entries", checkpoint.size);
    }

    /// Every checkpoint that was seen is an earlier state of this log.
    pub fn are_of(&self, log: &WholeLog) {
        for (size, root) in &self.0 {
            assert_eq!(log.root_at(*size), *root, "the log does not extend what it was with {size} entries");
        }
    }
}
