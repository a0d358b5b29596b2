//! What a country is made of, and the trust list that says so.

use super::MODEL;
use jiff::{SignedDuration, Timestamp};
use padron_protocol::jws::Signer;
use padron_protocol::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, VerificationShare,
    WitnessRule,
};
use padron_protocol::{Hash32, sha256};
use padron_threshold::{CustodianIndex, DeliverySecret, Epoch, KeyShare, PublicKey, Purpose, deal};
use padron_tlog::{KeyKind, NoteSigner};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The first line of the log's checkpoints.
pub const ORIGIN: &str = "test.example/log";
/// How many of the three root keys must sign a trust list.
pub const ROOTS: usize = 2;

/// What a country is made of.
pub struct Plan {
    /// How many operators.
    pub operators: u8,
    /// How many custodians.
    pub custodians: u16,
    /// How many of them open together.
    pub threshold: u16,
    /// How many must approve.
    pub approvals: u16,
    /// The regime file's text.
    pub regime: String,
    /// Daily budgets.
    pub budgets: Budgets,
    /// Whether custodians approve without an officer.
    pub automatic: bool,
    /// How many people.
    pub people: u64,
    /// Who controls each of the witnesses.
    pub witnesses: Vec<&'static str>,
    /// How many of them must have cosigned.
    pub witness_policy: WitnessRule,
    /// How long what a trust list adds has to wait, in seconds.
    pub notice_seconds: u64,
    /// For how many hours the trust list holds.
    pub trust_hours: i64,
    /// Whether the registrar keeps its stores on disk, so that they can be copied and put back.
    pub on_disk: bool,
}

impl Default for Plan {
    fn default() -> Self {
        let budgets = Budgets {
            line_evaluations: 100_000,
            line_float: 100_000,
            person_evaluations: 100_000,
            journal_lookups: 10_000,
        };
        Self {
            operators: 2,
            custodians: 5,
            threshold: 3,
            approvals: 3,
            regime: MODEL.into(),
            budgets,
            automatic: true,
            people: 200,
            witnesses: vec!["controller of witness-1", "controller of witness-2", "controller of witness-3"],
            witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
            notice_seconds: 3 * 24 * 3600,
            trust_hours: 24 * 1000,
            on_disk: false,
        }
    }
}

impl Plan {
    /// Everybody, and what they are.
    pub(super) fn parties(&self) -> Vec<(String, Role)> {
        let mut all = vec![
            ("registrar".to_owned(), Role::Registrar),
            ("verifier".into(), Role::Verifier),
            ("identity".into(), Role::IdentitySource),
            ("court".into(), Role::Court),
            ("prosecutor".into(), Role::Authority),
            ("other-prosecutor".into(), Role::Authority),
        ];
        all.extend((0..self.operators).map(|at| (format!("operator-{}", char::from(b'a' + at)), Role::Operator)));
        all.extend((1..=self.custodians).map(|at| (format!("custodian-{at}"), Role::Custodian)));
        all.extend((1..=self.witnesses.len()).map(|at| (format!("witness-{at}"), Role::Witness)));
        all
    }

    /// The three keys with their shares.
    pub(super) fn deal(&self, rng: &mut ChaCha20Rng) -> Vec<(PublicKey, Vec<KeyShare>)> {
        let purposes = [Purpose::Line, Purpose::Person, Purpose::Sealing];
        let deal = |purpose| deal(purpose, Epoch(1), self.threshold, self.custodians, rng).unwrap();
        purposes.map(deal).into_iter().collect()
    }

    fn controller(&self, id: &str) -> String {
        let witness = id.strip_prefix("witness-").and_then(|at| at.parse::<usize>().ok());
        let named = witness.and_then(|at| self.witnesses.get(at - 1));
        named.map_or_else(|| format!("controller of {id}"), |controller| (*controller).to_owned())
    }
}

/// A party's secret keys.
#[derive(Clone)]
pub struct Keys {
    /// Whose.
    pub id: String,
    signing: [u8; 32],
    delivery: [u8; 32],
}

impl Keys {
    pub(super) fn generate(id: &str, rng: &mut ChaCha20Rng) -> Self {
        let mut keys = Self { id: id.into(), signing: [0; 32], delivery: [0; 32] };
        rng.fill_bytes(&mut keys.signing);
        rng.fill_bytes(&mut keys.delivery);
        keys
    }

    pub fn signer(&self) -> Signer {
        Signer::new(self.id.clone(), &self.signing)
    }

    pub fn delivery(&self) -> DeliverySecret {
        DeliverySecret::from_bytes(self.delivery)
    }

    /// The key of a witness, as it cosigns.
    pub fn cosigner(&self) -> NoteSigner {
        NoteSigner::new(&format!("test.example/{}", self.id), KeyKind::CosignatureV1, &self.signing).unwrap()
    }

    /// The key of the log, as it signs checkpoints.
    pub fn log_signer(&self) -> NoteSigner {
        NoteSigner::new(ORIGIN, KeyKind::Ed25519, &self.signing).unwrap()
    }

    /// This party in a trust list.
    pub fn party(&self, role: Role, controller: String, endpoint: Option<String>) -> Party {
        Party {
            id: self.id.clone(),
            role,
            controller,
            endpoint,
            signing: Hash32(self.signer().public()),
            delivery: Some(Hash32(self.delivery().public().0)),
            index: None,
            witness: (role == Role::Witness).then(|| self.cosigner().verifier().to_string()),
        }
    }
}

/// What the first trust list is written from.
pub(super) struct Founding<'a> {
    pub plan: &'a Plan,
    pub roles: &'a [(String, Role)],
    pub keys: &'a BTreeMap<String, Keys>,
    pub log: &'a Keys,
    pub roots: &'a [Keys],
    pub shares: &'a [(PublicKey, Vec<KeyShare>)],
    pub addresses: &'a BTreeMap<String, SocketAddr>,
    pub now: Timestamp,
}

impl Founding<'_> {
    /// Version 1 of the trust list, and its text.
    pub(super) fn trust_list(&self) -> (Trusted, String) {
        let list = self.list();
        let signed = signed(&list, &self.roots[..ROOTS]);
        (signed.open(&list.roots, self.now).unwrap(), signed.to_text().unwrap())
    }

    fn list(&self) -> TrustList {
        let plan = self.plan;
        TrustList {
            register: "test-mx".into(),
            version: 1,
            predecessor: None,
            demo: true,
            issued: self.now,
            expires: self.now.checked_add(SignedDuration::from_hours(plan.trust_hours)).unwrap(),
            regime: sha256(plan.regime.as_bytes()),
            approvals: plan.approvals,
            roots: Roots {
                threshold: ROOTS,
                keys: self.roots.iter().map(|root| Hash32(root.signer().public())).collect(),
            },
            keys: self.shares.iter().map(|(key, _)| threshold_key(key)).collect(),
            parties: self.parties(),
            budgets: plan.budgets,
            log: LogName {
                origin: ORIGIN.into(),
                key: Hash32(*self.log.log_signer().verifier().key()),
                url: format!("http://{}/log", self.addresses["registrar"]),
            },
            witness_policy: plan.witness_policy,
            notice_seconds: plan.notice_seconds,
        }
    }

    fn parties(&self) -> Vec<Party> {
        let mut index = 0;
        let party = |(id, role): &(String, Role)| {
            let endpoint = self.addresses.get(id).map(|address| format!("http://{address}"));
            let mut party = self.keys[id].party(*role, self.plan.controller(id), endpoint);
            if *role == Role::Custodian {
                index += 1;
                party.index = Some(index);
            }
            party
        };
        self.roles.iter().map(party).collect()
    }
}

/// A list under the signatures of these roots.
pub(super) fn signed(list: &TrustList, roots: &[Keys]) -> SignedTrustList {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    roots.iter().for_each(|root| signed.sign(&root.signer()).unwrap());
    signed
}

fn threshold_key(key: &PublicKey) -> ThresholdKey {
    let share =
        |(index, point): &(CustodianIndex, [u8; 32])| VerificationShare { index: index.get(), point: Hash32(*point) };
    ThresholdKey {
        purpose: key.purpose().as_str().into(),
        epoch: key.epoch().0,
        threshold: key.threshold(),
        group: Hash32(key.group_bytes()),
        shares: key.shares().iter().map(share).collect(),
    }
}
