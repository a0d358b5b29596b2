//! A small register with a log in a directory, as a registrar would write it.
#![allow(clippy::unwrap_used, reason = "for tests, of this crate and of others")]

use crate::Source;
use jiff::{SignedDuration, Timestamp};
use padron_host::trust_files::Anchor;
use padron_protocol::jws::Signer;
use padron_protocol::log::{Entry, EntryKind, Halves, LinkStatement, Opened, Promise, half};
use padron_protocol::messages::order::{OpenedStatistics, RequestStatistics};
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, VerificationShare, WitnessRule,
};
use padron_protocol::{Hash32, sha256};
use padron_threshold::{Epoch, PublicKey, Purpose, deal};
use padron_tlog::{Checkpoint, KeyKind, NoteSigner, SignedCheckpoint, TreeBuilder, cosign};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::fs;
use std::path::PathBuf;

pub const ORIGIN: &str = "register.example/log";
/// Both of the trust list's witnesses.
pub const BOTH: [&str; 2] = ["witness-1", "witness-2"];

pub fn now() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

pub fn after(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

pub fn signer(id: &str) -> Signer {
    Signer::new(id, &sha256(id.as_bytes()).0)
}

pub fn witness(id: &str) -> NoteSigner {
    NoteSigner::new(&format!("{id}.example"), KeyKind::CosignatureV1, &sha256(id.as_bytes()).0).unwrap()
}

pub fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[9; 32]).unwrap()
}

fn root(at: u8) -> Signer {
    Signer::new(format!("root-{at}"), &[200 + at; 32])
}

pub fn party(id: &str, role: Role, index: Option<u16>) -> Party {
    Party {
        id: id.into(),
        role,
        controller: format!("controller of {id}"),
        endpoint: None,
        signing: Hash32(signer(id).public()),
        delivery: None,
        index,
        witness: (role == Role::Witness).then(|| witness(id).verifier().to_string()),
    }
}

fn threshold_key(purpose: Purpose) -> ThresholdKey {
    let key: PublicKey = deal(purpose, Epoch(1), 2, 2, &mut ChaCha20Rng::seed_from_u64(1)).unwrap().0;
    ThresholdKey {
        purpose: purpose.as_str().into(),
        epoch: 1,
        threshold: 2,
        group: Hash32(key.group_bytes()),
        shares: key
            .shares()
            .iter()
            .map(|(index, point)| VerificationShare { index: index.get(), point: Hash32(*point) })
            .collect(),
    }
}

pub fn list() -> TrustList {
    let roots = Roots { threshold: 2, keys: (1..=3).map(|at| Hash32(root(at).public())).collect() };
    TrustList {
        register: "test".into(),
        version: 1,
        predecessor: None,
        demo: true,
        issued: now(),
        expires: after(60 * 24 * 365 * 70),
        regime: sha256(padron_model::MODEL_REGIME.as_bytes()),
        approvals: 2,
        roots,
        keys: [Purpose::Line, Purpose::Person, Purpose::Sealing].map(threshold_key).into(),
        parties: vec![
            party("registrar", Role::Registrar, None),
            party("verifier", Role::Verifier, None),
            party("operator-a", Role::Operator, None),
            party("witness-1", Role::Witness, None),
            party("witness-2", Role::Witness, None),
            party("custodian-1", Role::Custodian, Some(1)),
            party("custodian-2", Role::Custodian, Some(2)),
        ],
        budgets: Budgets { line_evaluations: 1, line_float: 1, person_evaluations: 1, journal_lookups: 1 },
        log: LogName {
            origin: ORIGIN.into(),
            key: Hash32(*log_signer().verifier().key()),
            url: format!("https://{ORIGIN}"),
        },
        witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
        notice_seconds: 3600,
    }
}

pub fn signed(list: &TrustList) -> SignedTrustList {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    [1, 2].into_iter().for_each(|at| signed.sign(&root(at)).unwrap());
    signed
}

/// The list that follows.
pub fn successor(of: &TrustList) -> TrustList {
    let mut next = of.clone();
    next.version += 1;
    next.predecessor = Some(signed(of).hash());
    next.notice_seconds += 1;
    next
}

/// The promise of the link at an index.
pub fn promise(index: u64, at: Timestamp) -> Promise {
    let folio = format!("FOLI-0000-0000-{index:04}");
    let date = at.strftime("%Y-%m-%d").to_string();
    let statement = LinkStatement { kind: EntryKind::Link, operator: "operator-a".into(), date, folio };
    let nonce = sha256(&index.to_be_bytes()).0;
    let halves = Halves::commit((&nonce, statement.text().as_bytes()), (&[8; 32], &index.to_be_bytes()));
    let actor = Some(statement.operator.clone());
    Promise {
        register: "test".into(),
        regime: list().regime,
        folio: Some(statement.folio.clone()),
        index,
        entry: Entry { version: 1, kind: EntryKind::Link, actor, commitment: halves.commitment() },
        at,
        by: at + SignedDuration::from_hours(24),
        statistics: Some(Opened { nonce: Hash32(nonce), text: statement.text() }),
        event: Some(halves.event),
    }
}

/// What a request is opened to, and its entry.
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
    let halves = Halves { statistics: half("statistics", &nonce.0, text.as_bytes()), event };
    let entry = Entry { version: 1, kind: EntryKind::Request, actor: None, commitment: halves.commitment() };
    (OpenedStatistics { nonce, text, event }, entry)
}

/// A log's directory, and the tree of which it is made.
pub struct MadeLog {
    pub dir: tempfile::TempDir,
    pub tree: TreeBuilder,
    pub figures: Figures,
}

impl MadeLog {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("trust.json"), signed(&list()).to_text().unwrap()).unwrap();
        fs::write(dir.path().join("roots.json"), serde_json::to_vec(&list().roots).unwrap()).unwrap();
        fs::create_dir(dir.path().join("log")).unwrap();
        Self { dir, tree: TreeBuilder::new(), figures: Figures::default() }
    }

    /// With so many links, published.
    pub fn of_links(count: u64) -> Self {
        let mut log = Self::new();
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
    pub fn show(&self, mut checkpoint: SignedCheckpoint, cosigned: Timestamp, witnesses: &[&str]) {
        for id in witnesses {
            let time = cosigned.as_second() as u64;
            checkpoint.add(cosign(&witness(id), &checkpoint.note.text, time).unwrap()).unwrap();
        }
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
