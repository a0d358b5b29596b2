//! A small register for this crate's tests: keys from fixed seeds, five witnesses of four controllers, a log that grows,
//! a store in memory, and a case that can be opened.

pub(crate) mod case;
mod log;
mod memory;

pub(crate) use case::Case;
pub(crate) use log::World;
pub(crate) use memory::Memory;

use crate::{Custodian, Officers, OrderLimits, Shares};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::jws::Signer;
use padron_protocol::testing::BUDGETS;
use padron_protocol::trust::{
    LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, VerificationShare, WitnessRule,
};
use padron_protocol::{Hash32, sha256};
use padron_threshold::{DeliverySecret, Epoch, KeyShare, PublicKey, Purpose, VrfSecret, deal};
use padron_tlog::{KeyKind, NoteSigner, VerifierKey};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::sync::Arc;

pub(crate) const ORIGIN: &str = "test.example/log";
pub(crate) const NOTICE: i64 = 3600;

pub(crate) fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

pub(crate) fn now() -> Timestamp {
    "2026-03-02T12:00:00Z".parse().unwrap()
}

pub(crate) fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// Seconds since 1970, so long after the beginning.
pub(crate) fn second(seconds: i64) -> u64 {
    u64::try_from(after(seconds).as_second()).unwrap()
}

pub(crate) fn signer(id: &str) -> Signer {
    Signer::new(id, &sha256(id.as_bytes()).0)
}

pub(crate) fn delivery(id: &str) -> DeliverySecret {
    DeliverySecret::from_bytes(sha256(format!("delivery of {id}").as_bytes()).0)
}

pub(crate) fn witness(id: &str) -> NoteSigner {
    NoteSigner::new(&format!("test.example/{id}"), KeyKind::CosignatureV1, &sha256(id.as_bytes()).0).unwrap()
}

pub(crate) fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[9; 32]).unwrap()
}

pub(crate) fn labels() -> VrfSecret {
    VrfSecret::from_seed(&[6; 32]).unwrap()
}

pub(crate) fn root(at: u8) -> Signer {
    Signer::new(format!("root-{at}"), &[200 + at; 32])
}

/// The key of a purpose, and its three shares.
pub(crate) fn keys(purpose: Purpose) -> (PublicKey, Vec<KeyShare>) {
    let mut rng = ChaCha20Rng::seed_from_u64(purpose as u64 + 1);
    deal(purpose, Epoch(1), 2, 3, &mut rng).unwrap()
}

pub(crate) fn party(id: &str, role: Role) -> Party {
    let key = signer(id).public();
    let index = (role == Role::Custodian).then(|| id.trim_start_matches("custodian-").parse().unwrap());
    Party {
        id: id.into(),
        role,
        // The third witness is of the first one's controller.
        controller: format!("controller of {}", if id == "witness-3" { "witness-1" } else { id }),
        endpoint: None,
        signing: Hash32(key),
        delivery: matches!(role, Role::Custodian | Role::Authority | Role::Registrar)
            .then(|| delivery(id).public().as_bytes().to_vec().into()),
        index,
        witness: (role == Role::Witness)
            .then(|| VerifierKey::new(witness(id).name(), KeyKind::CosignatureV1, &key).unwrap().to_string()),
    }
}

/// Version 1 of the trust list.
pub(crate) fn list() -> TrustList {
    let keys = [Purpose::Line, Purpose::Person, Purpose::Sealing].map(|purpose| threshold_key(&keys(purpose).0));
    let parties = [
        ("registrar", Role::Registrar),
        ("verifier", Role::Verifier),
        ("attester", Role::Attester),
        ("operator-a", Role::Operator),
        ("operator-b", Role::Operator),
        ("court", Role::Court),
        ("prosecutor", Role::Authority),
        ("witness-1", Role::Witness),
        ("witness-2", Role::Witness),
        ("witness-3", Role::Witness),
        ("witness-4", Role::Witness),
        ("witness-5", Role::Witness),
        ("custodian-1", Role::Custodian),
        ("custodian-2", Role::Custodian),
        ("custodian-3", Role::Custodian),
    ];
    TrustList {
        register: "test".into(),
        version: 1,
        predecessors: Vec::new(),
        demo: true,
        issued: now(),
        expires: now() + SignedDuration::from_hours(24 * 365),
        regime: Hash32([5; 32]),
        approvals: 2,
        roots: Roots { threshold: 2, keys: (1..=3).map(|at| Hash32(root(at).public())).collect() },
        keys: keys.into(),
        parties: parties.into_iter().map(|(id, role)| party(id, role)).collect(),
        budgets: BUDGETS,
        log: LogName {
            origin: ORIGIN.into(),
            key: Hash32(*log_signer().verifier().key()),
            url: "http://registrar.example/log".into(),
            labels: Hash32(labels().public()),
        },
        witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
        notice_seconds: u64::try_from(NOTICE).unwrap(),
    }
}

fn threshold_key(key: &PublicKey) -> ThresholdKey {
    let share = |(index, point): &(padron_threshold::CustodianIndex, [u8; 32])| VerificationShare {
        index: index.get(),
        point: Hash32(*point),
    };
    ThresholdKey {
        purpose: key.purpose().as_str().into(),
        epoch: key.epoch().0,
        threshold: key.threshold(),
        group: Hash32(key.group_bytes()),
        shares: key.shares().iter().map(share).collect(),
    }
}

pub(crate) fn signed_by(list: &TrustList, roots: &[u8]) -> SignedTrustList {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    roots.iter().for_each(|at| signed.sign(&root(*at)).unwrap());
    signed
}

pub(crate) fn trusted(list: &TrustList) -> Arc<Trusted> {
    Arc::new(signed_by(list, &[1, 2]).open_any_age(&self::list().roots).unwrap())
}

/// The first custodian.
pub(crate) fn custodian() -> Custodian {
    let share = |purpose| {
        let share = &keys(purpose).1[0];
        KeyShare::new(purpose, share.epoch(), share.index(), *share.to_bytes()).unwrap()
    };
    let shares =
        Shares { line: share(Purpose::Line), person: share(Purpose::Person), sealing: share(Purpose::Sealing) };
    let officers = Officers { keys: Vec::new(), delivery: delivery("officers").public(), automatic: true };
    let limits = OrderLimits { validity_days: 30, embargo_days: 365, compartments: [true; 3] };
    let id = "custodian-1";
    Custodian::new(trusted(&list()), signer(id), delivery(id), shares, officers, limits).unwrap()
}
