//! A country for tests: parties with their keys, threshold keys dealt among the custodians, a trust list and what
//! follows it, and a log that witnesses watch.
//!
//! Every key follows from a name, so that no two tests disagree about whose it is. The module stands behind the feature
//! `testing`: tests and the laboratory switch it on, and what is shipped does not have it.

#![allow(clippy::unwrap_used, reason = "a country that cannot be made fails its test")]

mod line;
mod log;

pub use line::{LineLink, label_proof, line_link, line_link_dated};
pub use log::{BOTH, Log, cosigned, entry, log, promise, promise_at, promised, proofs};

use crate::bytes::{Base64, Hash32, Uuid, sha256};
use crate::jws::Signer;
use crate::log::{Evaluators, Quorums};
use crate::messages::attestation::{ATTESTATION_LIFETIME_SECONDS, Attestation, AttestedPurpose, elements_hash};
use crate::messages::evaluation::EvaluationReply;
use crate::messages::verification::HolderLimits;
use crate::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, WitnessRule,
};
use jiff::{SignedDuration, Timestamp};
use padron_threshold::{DeliverySecret, Epoch, KeyShare, PublicKey, Purpose, VrfSecret, deal, evaluate};
use padron_tlog::{KeyKind, NoteSigner};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::sync::Arc;

/// The first line of the log's checkpoints.
pub const ORIGIN: &str = "test.example/log";
/// How long what a trust list adds has to wait, in seconds.
pub const NOTICE: i64 = 3600;
pub const REGIME: Hash32 = Hash32([5; 32]);
/// Small enough to be used up in a test.
pub const BUDGETS: Budgets = Budgets {
    line_evaluations: 1000,
    line_float: 10,
    line_drain: 2,
    person_evaluations: 10,
    person_float: 10,
    person_drain: 2,
    looks: 10,
    journal_lookups: 10,
    verifications: 1000,
    requests: 10,
};

/// Ten lines, and half an hour for a verification.
pub const HOLDER_LIMITS: HolderLimits = HolderLimits { cap: 10, verification_age: SignedDuration::from_mins(30) };
/// Custodians 1 and 2 evaluated number and holder.
pub const BOTH_QUORUMS: Quorums = Quorums { line: Evaluators(3), person: Evaluators(3) };

/// When every country begins.
pub fn now() -> Timestamp {
    Timestamp::from_second(1_772_452_800).unwrap()
}

/// So many seconds after the beginning.
pub fn after(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

/// The same in seconds since 1970.
pub fn second(seconds: i64) -> u64 {
    u64::try_from(after(seconds).as_second()).unwrap()
}

/// Randomness that is the same in every run.
pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

pub fn uuid(name: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sha256(name.as_bytes()).0[..16]);
    Uuid::from_random(bytes)
}

/// Somebody's secret keys.
#[derive(Clone)]
pub struct Keys {
    pub id: String,
    seed: Hash32,
}

impl Keys {
    /// The keys of the party of this name.
    pub fn of(id: &str) -> Self {
        Self::drawn(id, id)
    }

    /// Keys of the same name, drawn from something else: an impostor's, or new ones.
    pub fn drawn(id: &str, from: &str) -> Self {
        Self { id: id.into(), seed: sha256(from.as_bytes()) }
    }

    /// What it signs messages with.
    pub fn signer(&self) -> Signer {
        Signer::new(self.id.clone(), &self.seed.0)
    }

    /// What opens messages that are sealed to it.
    pub fn delivery(&self) -> DeliverySecret {
        DeliverySecret::from_bytes(sha256(&[b"delivery", self.seed.0.as_slice()].concat()).0)
    }

    /// What it cosigns checkpoints with, as a witness.
    pub fn cosigner(&self) -> NoteSigner {
        NoteSigner::new(&format!("test.example/{}", self.id), KeyKind::CosignatureV1, &self.seed.0).unwrap()
    }

    /// What it signs checkpoints with, as a log.
    pub fn log_signer(&self) -> NoteSigner {
        NoteSigner::new(ORIGIN, KeyKind::Ed25519, &self.seed.0).unwrap()
    }

    /// This party in a trust list. A custodian's index is the number that its name ends with.
    pub fn party(&self, role: Role) -> Party {
        let index = || self.id.rsplit('-').next().and_then(|at| at.parse().ok()).unwrap();
        Party {
            id: self.id.clone(),
            role,
            controller: format!("controller of {}", self.id),
            endpoint: None,
            signing: Hash32(self.signer().public()),
            delivery: Some(self.delivery().public().as_bytes().to_vec().into()),
            index: (role == Role::Custodian).then(index),
            witness: (role == Role::Witness).then(|| self.cosigner().verifier().to_string()),
        }
    }
}

/// What the party of this name signs with.
pub fn signer(id: &str) -> Signer {
    Keys::of(id).signer()
}

/// What opens messages to the party of this name.
pub fn delivery(id: &str) -> DeliverySecret {
    Keys::of(id).delivery()
}

/// What the witness of this name cosigns with.
pub fn witness(id: &str) -> NoteSigner {
    Keys::of(id).cosigner()
}

pub fn log_signer() -> NoteSigner {
    Keys::of("log").log_signer()
}

/// What the registrar labels lines' moves with.
pub fn labels() -> VrfSecret {
    VrfSecret::from_seed(&[6; 32]).unwrap()
}

/// The attester's word on whoever stands behind these elements, bent.
pub fn attested(purpose: AttestedPurpose, elements: &[[u8; 32]], bend: impl FnOnce(&mut Attestation)) -> String {
    let mut attestation = Attestation {
        register: "test".into(),
        regime: REGIME,
        audience: "verifier".into(),
        purpose,
        operator: (purpose == AttestedPurpose::Link).then(|| "operator-a".into()),
        count: elements.len().try_into().unwrap(),
        elements: elements_hash(elements),
        issued: now(),
        expires: after(ATTESTATION_LIFETIME_SECONDS),
    };
    bend(&mut attestation);
    signer("attester").sign(&attestation).unwrap()
}

/// The root key of this number, from 1.
pub fn root(at: u8) -> Signer {
    signer(&format!("root-{at}"))
}

/// The party of this name in a trust list.
pub fn party(id: &str, role: Role) -> Party {
    Keys::of(id).party(role)
}

/// A list under the signatures of these roots.
pub fn signed(list: &TrustList, roots: &[u8]) -> SignedTrustList {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    roots.iter().for_each(|at| signed.sign(&root(*at)).unwrap());
    signed
}

/// The list that follows `held`, changed.
pub fn successor(held: &Trusted, change: impl FnOnce(&mut TrustList)) -> TrustList {
    let mut list = held.list().clone();
    list.version += 1;
    list.predecessors = vec![held.hash()];
    change(&mut list);
    list
}

/// The trust list of the usual country.
pub fn list() -> TrustList {
    Country::new(1).list
}

/// A list, trusted whatever its age.
pub fn trusted(list: &TrustList) -> Arc<Trusted> {
    Arc::new(signed(list, &[1, 2]).open_any_age(&roots()).unwrap())
}

/// Two of three root keys sign.
pub fn roots() -> Roots {
    Roots { threshold: 2, keys: (1..=3).map(|at| Hash32(root(at).public())).collect() }
}

/// Who takes part, with all secrets.
pub struct Country {
    /// Version 1 of its trust list. A test writes into it what it needs otherwise.
    pub list: TrustList,
    keys: Vec<(PublicKey, Vec<KeyShare>)>,
    rng: ChaCha20Rng,
}

impl Country {
    /// Registrar, verifier, attester, court, an authority, one operator, three witnesses, and three custodians of whom two open.
    pub fn new(seed: u64) -> Self {
        let fixed = [
            ("registrar", Role::Registrar),
            ("verifier", Role::Verifier),
            ("attester", Role::Attester),
            ("court", Role::Court),
            ("prosecutor", Role::Authority),
        ];
        let list = TrustList {
            register: "test".into(),
            version: 1,
            predecessors: Vec::new(),
            demo: true,
            issued: now(),
            expires: after(365 * 86_400),
            regime: REGIME,
            approvals: 2,
            roots: roots(),
            keys: Vec::new(),
            parties: fixed.map(|(id, role)| party(id, role)).into(),
            budgets: BUDGETS,
            log: LogName {
                origin: ORIGIN.into(),
                key: Hash32(*log_signer().verifier().key()),
                url: "http://registrar.example/log".into(),
                labels: Hash32(labels().public()),
            },
            witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
            notice_seconds: NOTICE.unsigned_abs(),
        };
        let country = Self { list, keys: Vec::new(), rng: ChaCha20Rng::seed_from_u64(seed) };
        country.operators(1).witnesses(3).custodians(3, 2)
    }

    /// `operator-a` and so on, so many.
    pub fn operators(self, count: u8) -> Self {
        self.replace(
            Role::Operator,
            (b'a'..).take(count.into()).map(|letter| format!("operator-{}", char::from(letter))),
        )
    }

    /// `witness-1` and so on, so many.
    pub fn witnesses(self, count: u8) -> Self {
        self.replace(Role::Witness, (1..=count).map(|at| format!("witness-{at}")))
    }

    /// `custodian-1` and so on, so many, with new keys that so many of them open.
    pub fn custodians(mut self, count: u16, threshold: u16) -> Self {
        let mut dealt = |purpose| deal(purpose, Epoch(1), threshold, count, &mut self.rng).unwrap();
        self.keys = [Purpose::Line, Purpose::Person, Purpose::Sealing].map(&mut dealt).into();
        self.list.keys = self.keys.iter().map(|(key, _)| ThresholdKey::from(key)).collect();
        self.replace(Role::Custodian, (1..=count).map(|at| format!("custodian-{at}")))
    }

    /// With one more party.
    pub fn party(self, id: &str, role: Role) -> Self {
        self.with(|list| list.parties.push(party(id, role)))
    }

    /// With another trust list.
    pub fn with(mut self, change: impl FnOnce(&mut TrustList)) -> Self {
        change(&mut self.list);
        self
    }

    fn replace(self, role: Role, ids: impl Iterator<Item = String>) -> Self {
        self.with(|list| {
            list.parties.retain(|party| party.role != role);
            list.parties.extend(ids.map(|id| party(&id, role)));
        })
    }

    /// Its trust list, trusted.
    pub fn trusted(&self) -> Arc<Trusted> {
        trusted(&self.list)
    }

    /// The public key of a purpose.
    pub fn key(&self, purpose: Purpose) -> &PublicKey {
        &self.dealt(purpose).0
    }

    /// The share of the custodian of this index.
    pub fn share(&self, purpose: Purpose, index: u16) -> KeyShare {
        let share = &self.dealt(purpose).1[usize::from(index) - 1];
        KeyShare::new(purpose, share.epoch(), share.index(), *share.to_bytes()).unwrap()
    }

    /// The parts of as many custodians as it takes for blinded elements, 32 bytes each.
    pub fn evaluated(&self, purpose: Purpose, elements: &Base64) -> Vec<EvaluationReply> {
        let (key, shares) = self.dealt(purpose);
        let elements = elements.chunks32().unwrap();
        let shares = shares.iter().take(key.threshold().into());
        shares.map(|share| evaluate(share, key, &elements, &mut rng()).unwrap().into()).collect()
    }

    fn dealt(&self, purpose: Purpose) -> &(PublicKey, Vec<KeyShare>) {
        self.keys.iter().find(|(key, _)| key.purpose() == purpose).unwrap()
    }
}
