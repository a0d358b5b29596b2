//! A small register for this crate's tests: keys from fixed seeds, two witnesses, a log that can grow.

use crate::bytes::Hash32;
use crate::jws::Signer;
use crate::log::{Entry, EntryKind, Halves, LinkStatement, LogProofs, Opened, Promise};
use crate::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, WitnessRule,
};
use jiff::{SignedDuration, Timestamp};
use padron_threshold::{Epoch, Purpose, deal};
use padron_tlog::{
    Checkpoint, KeyKind, NoteSigner, SignedCheckpoint, TileMap, TreeBuilder, VerifierKey, cosign, inclusion_proof,
};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

pub(crate) const BEGIN: &str = "2026-03-02T12:00:00Z";
pub(crate) const ORIGIN: &str = "test.example/log";

pub(crate) fn now() -> Timestamp {
    BEGIN.parse().unwrap()
}

pub(crate) fn root(at: u8) -> Signer {
    Signer::new(format!("root-{at}"), &[200 + at; 32])
}

pub(crate) fn signer(id: &str) -> Signer {
    Signer::new(id, &crate::bytes::sha256(id.as_bytes()).0)
}

pub(crate) fn witness(id: &str) -> NoteSigner {
    NoteSigner::new(&format!("test.example/{id}"), KeyKind::CosignatureV1, &crate::bytes::sha256(id.as_bytes()).0)
        .unwrap()
}

pub(crate) fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[9; 32]).unwrap()
}

pub(crate) fn party(id: &str, role: Role, index: Option<u16>) -> Party {
    let key = signer(id).public();
    Party {
        id: id.into(),
        role,
        controller: format!("controller of {id}"),
        endpoint: None,
        signing: Hash32(key),
        delivery: None,
        index,
        witness: (role == Role::Witness)
            .then(|| VerifierKey::new(witness(id).name(), KeyKind::CosignatureV1, &key).unwrap().to_string()),
    }
}

/// Version 1 of a trust list.
pub(crate) fn list() -> TrustList {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let keys = [Purpose::Line, Purpose::Person, Purpose::Sealing]
        .map(|purpose| ThresholdKey::from(&deal(purpose, Epoch(1), 2, 3, &mut rng).unwrap().0));
    let mut parties = vec![
        party("registrar", Role::Registrar, None),
        party("verifier", Role::Verifier, None),
        party("operator-a", Role::Operator, None),
        party("court", Role::Court, None),
        party("witness-1", Role::Witness, None),
        party("witness-2", Role::Witness, None),
        party("witness-3", Role::Witness, None),
    ];
    parties.extend((1..=3).map(|at| party(&format!("custodian-{at}"), Role::Custodian, Some(at))));
    TrustList {
        register: "test".into(),
        version: 1,
        predecessor: None,
        demo: true,
        issued: now(),
        expires: now() + SignedDuration::from_hours(24 * 365),
        regime: Hash32([5; 32]),
        approvals: 2,
        roots: Roots { threshold: 2, keys: (1..=3).map(|at| Hash32(root(at).public())).collect() },
        keys: keys.into(),
        parties,
        budgets: Budgets { line_evaluations: 1, line_float: 1, person_evaluations: 1, journal_lookups: 1 },
        log: LogName {
            origin: ORIGIN.into(),
            key: Hash32(*log_signer().verifier().key()),
            url: "http://registrar.example/log".into(),
        },
        witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
        notice_seconds: 3600,
    }
}

pub(crate) fn signed(list: &TrustList, roots: &[u8]) -> SignedTrustList {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    roots.iter().for_each(|at| signed.sign(&root(*at)).unwrap());
    signed
}

pub(crate) fn trusted(list: &TrustList) -> Trusted {
    signed(list, &[1, 2]).open_any_age(&self::list().roots).unwrap()
}

/// A link's promise as the registrar makes it.
pub(crate) fn promise(index: u64) -> Promise {
    let folio = format!("FOLI-0000-0000-{index:04}");
    let statement =
        LinkStatement { kind: EntryKind::Link, operator: "operator-a".into(), date: "2026-03-02".into(), folio };
    let nonce = [7; 32];
    let halves = Halves::commit((&nonce, statement.text().as_bytes()), (&[8; 32], &index.to_be_bytes()));
    let entry = Entry {
        version: 1,
        kind: EntryKind::Link,
        actor: Some(statement.operator.clone()),
        commitment: halves.commitment(),
    };
    Promise {
        register: "test".into(),
        regime: Hash32([5; 32]),
        folio: Some(statement.folio.clone()),
        index,
        entry,
        at: now(),
        by: now() + SignedDuration::from_hours(24),
        statistics: Some(Opened { nonce: Hash32(nonce), text: statement.text() }),
        event: Some(halves.event),
    }
}

/// A log of the promises' entries 0 to `size`, cosigned by these witnesses at a time.
pub(crate) fn log(size: u64, cosigners: &[(&str, u64)]) -> (SignedCheckpoint, TileMap) {
    let mut tree = TreeBuilder::new();
    (0..size).for_each(|index| tree.append(&promise(index).entry.encode()).unwrap());
    let mut tiles = TileMap::new();
    tree.take_tiles().into_iter().filter(|(id, _)| id.level != padron_tlog::Level::Entries).for_each(|(id, bytes)| {
        tiles.insert(id, bytes).unwrap();
    });
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size, root: tree.root(), extensions: Vec::new() };
    let mut signed = SignedCheckpoint::sign(checkpoint, &log_signer()).unwrap();
    for (id, time) in cosigners {
        let signature = cosign(&witness(id), &signed.note.text, *time).unwrap();
        signed.add(signature).unwrap();
    }
    (signed, tiles)
}

pub(crate) fn proofs(size: u64, indices: &[u64], cosigners: &[(&str, u64)]) -> LogProofs {
    let (signed, tiles) = log(size, cosigners);
    LogProofs::new(&signed, indices.iter().map(|index| (*index, inclusion_proof(*index, size, &tiles).unwrap())))
}
