//! A small register with a log in a directory, as a registrar would write it.
#![allow(clippy::unwrap_used, reason = "for tests, of this crate and of others")]

use crate::Source;
use jiff::{SignedDuration, Timestamp};
use padron_host::trust_files::Anchor;
use padron_protocol::log::{Commitments, Entry, EntryKind, Promise, commit};
use padron_protocol::messages::order::{OpenedStatistics, RequestStatistics};
use padron_protocol::messages::status::Figures;
use padron_protocol::testing::{self, Country, cosigned};
pub use padron_protocol::testing::{BOTH, ORIGIN, log_signer, now, party, signer, witness};
use padron_protocol::trust::{SignedTrustList, TrustList};
use padron_protocol::{Hash32, sha256};
use padron_tlog::{Checkpoint, SignedCheckpoint, TreeBuilder};
use std::fs;
use std::path::PathBuf;

pub fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub fn list() -> TrustList {
    let country = Country::new(1).witnesses(2).custodians(2, 2).with(|list| {
        list.expires = after(60 * 24 * 365 * 70);
        list.regime = sha256(padron_model::MODEL_REGIME.as_bytes());
    });
    country.list
}

pub fn signed(list: &TrustList) -> SignedTrustList {
    testing::signed(list, &[1, 2])
}

/// The list that follows.
pub fn successor(of: &TrustList) -> TrustList {
    testing::successor(&testing::trusted(of), |next| next.notice_seconds += 1)
}

/// The promise of the link at an index.
pub fn promise(index: u64, at: Timestamp) -> Promise {
    Promise { regime: sha256(padron_model::MODEL_REGIME.as_bytes()), ..testing::promise_at(index, at) }
}

pub fn request(index: u64) -> (OpenedStatistics, Entry) {
    let statistics = RequestStatistics {
        court: "court".into(),
        authority: "prosecutor".into(),
        compartments: Vec::new(),
        ordered: now(),
        embargo: now(),
    };
    let text = serde_json::to_string(&statistics).unwrap();
    let (nonce, event) = (Hash32([index as u8; 32]), sha256(b"event"));
    let commitments = Commitments { statistics: commit("statistics", &nonce.0, text.as_bytes()), event };
    let entry = testing::entry(EntryKind::Request, None, commitments.commitment());
    (OpenedStatistics { nonce, text, event }, entry)
}

/// A log's directory, and the tree of which it is made.
pub struct MadeLog {
    pub dir: tempfile::TempDir,
    pub tree: TreeBuilder,
    pub figures: Figures,
}

impl MadeLog {
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("trust.json"), signed(&list()).to_text().unwrap()).unwrap();
        fs::write(dir.path().join("roots.json"), serde_json::to_vec(&list().roots).unwrap()).unwrap();
        fs::create_dir(dir.path().join("log")).unwrap();
        Self { dir, tree: TreeBuilder::new(), figures: Figures::default() }
    }

    /// With so many links, published.
    pub fn of_links(count: u64) -> Self {
        let mut log = Self::empty();
        log.links(count);
        log.publish(now());
        log
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn source(&self) -> Source {
        Source::parse(self.path("log").to_str().unwrap()).unwrap()
    }

    pub fn anchor(&self) -> Anchor {
        Anchor::read(&self.path("trust.json"), None).unwrap()
    }

    pub fn append(&mut self, entry: &Entry) {
        self.tree.append(&entry.encode()).unwrap();
        self.figures.count(entry);
    }

    pub fn links(&mut self, count: u64) {
        for index in self.tree.size()..self.tree.size() + count {
            self.append(&promise(index, now()).entry);
        }
    }

    /// A request, whose statistics are opened or stay closed.
    pub fn request(&mut self, open: bool) {
        let index = self.tree.size();
        let (opened, entry) = request(index);
        self.append(&entry);
        if open {
            self.write(&format!("statistics/{index}.json"), &serde_json::to_vec(&opened).unwrap());
        }
    }

    pub fn trust_list(&mut self, list: &TrustList) {
        let signed = signed(list);
        self.append(&signed.entry());
        self.write(&format!("trust/{}.json", list.version), signed.to_text().unwrap().as_bytes());
    }

    pub fn checkpoint(&self) -> SignedCheckpoint {
        let (size, root) = (self.tree.size(), self.tree.root());
        let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root, extensions: Vec::new() };
        SignedCheckpoint::sign(checkpoint, &log_signer()).unwrap()
    }

    /// Writes tiles, figures and checkpoint.
    pub fn publish(&mut self, cosigned: Timestamp) {
        for (id, bytes) in self.tree.take_tiles() {
            self.write(&id.path(), &bytes);
        }
        self.write("figures.json", &serde_json::to_vec(&self.figures).unwrap());
        self.show(self.checkpoint(), cosigned, &BOTH);
    }

    /// Shows a checkpoint, whatever it says.
    pub fn show(&self, checkpoint: SignedCheckpoint, at: Timestamp, witnesses: &[&str]) {
        let witnesses: Vec<_> = witnesses.iter().map(|id| (*id, at.as_second().unsigned_abs())).collect();
        let checkpoint = cosigned(checkpoint, &witnesses);
        self.write("checkpoint", checkpoint.to_string().as_bytes());
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path("log").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Every file below a directory.
pub fn files(directory: &std::path::Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
