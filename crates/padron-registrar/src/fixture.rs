//! A small register for this crate's tests: a trust list from fixed seeds, and a database in memory.

use crate::ports::{Events, Keyring, Lines, Records, Requests, Slots, Statistics, StoreError, TrustLists};
use crate::rows::{AccessRow, DecisionRow, Key, LineRow, NewEntry, RecordRow, RequestRow, StatisticsRow, TrustListRow};
use crate::{Registrar, Secrets};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::jws::Signer;
use padron_protocol::log::{Entry, Placed};
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, VerificationShare,
    WitnessRule,
};
use padron_protocol::{Hash32, Uuid};
use padron_threshold::{DeliverySecret, Epoch, PublicKey, Purpose, deal};
use padron_tlog::{KeyKind, NoteSigner};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::sync::Arc;
use zeroize::Zeroizing;

pub(crate) const NOTICE: i64 = 3600;

pub(crate) fn now() -> Timestamp {
    "2026-03-02T12:00:00.123456Z".parse().unwrap()
}

pub(crate) fn later(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

fn seed(id: &str) -> [u8; 32] {
    padron_protocol::sha256(id.as_bytes()).0
}

pub(crate) fn signer(id: &str) -> Signer {
    Signer::new(id, &seed(id))
}

pub(crate) fn party(id: &str, role: Role, index: Option<u16>) -> Party {
    let cosigner = || NoteSigner::new(&format!("test.example/{id}"), KeyKind::CosignatureV1, &seed(id)).unwrap();
    Party {
        id: id.into(),
        role,
        controller: format!("controller of {id}"),
        endpoint: None,
        signing: Hash32(signer(id).public()),
        delivery: None,
        index,
        witness: (role == Role::Witness).then(|| cosigner().verifier().to_string()),
    }
}

/// Version 1.
pub(crate) fn list() -> TrustList {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let keys = [Purpose::Line, Purpose::Person, Purpose::Sealing];
    let keys = keys.map(|purpose| threshold_key(&deal(purpose, Epoch(1), 2, 3, &mut rng).unwrap().0));
    let mut parties = vec![
        party("registrar", Role::Registrar, None),
        party("verifier", Role::Verifier, None),
        party("operator-a", Role::Operator, None),
        party("prosecutor", Role::Authority, None),
    ];
    parties.extend((1..=3).map(|at| party(&format!("custodian-{at}"), Role::Custodian, Some(at))));
    parties.extend((1..=3).map(|at| party(&format!("witness-{at}"), Role::Witness, None)));
    TrustList {
        register: "test".into(),
        version: 1,
        predecessor: None,
        demo: true,
        issued: now(),
        expires: later(365 * 24 * 3600),
        regime: Hash32([5; 32]),
        approvals: 2,
        roots: Roots { threshold: 2, keys: (1..=3).map(|at| Hash32(root(at).public())).collect() },
        keys: keys.into(),
        parties,
        budgets: Budgets { line_evaluations: 1, line_float: 1, person_evaluations: 1, journal_lookups: 1 },
        log: LogName {
            origin: "test.example/log".into(),
            key: Hash32(signer("log").public()),
            url: "http://registrar.example/log".into(),
        },
        witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
        notice_seconds: NOTICE as u64,
    }
}

fn root(at: u8) -> Signer {
    signer(&format!("root-{at}"))
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

/// A list under these roots' signatures, as text.
pub(crate) fn signed(list: &TrustList, roots: &[u8]) -> String {
    let mut signed = SignedTrustList::unsigned(list).unwrap();
    roots.iter().for_each(|at| signed.sign(&root(*at)).unwrap());
    signed.to_text().unwrap()
}

/// The list that follows `held`, changed.
pub(crate) fn successor(held: &Trusted, change: impl FnOnce(&mut TrustList)) -> String {
    let mut list = held.list().clone();
    list.version += 1;
    list.predecessor = Some(held.hash());
    change(&mut list);
    signed(&list, &[1, 3])
}

/// The registrar under the first list.
pub(crate) fn registrar() -> Registrar {
    let trusted = SignedTrustList::parse(&signed(&list(), &[1, 2])).unwrap().open_any_age(&list().roots).unwrap();
    let secrets = Secrets { pepper: Zeroizing::new([1; 32]), nonces: Zeroizing::new([2; 32]) };
    Registrar::new(Arc::new(trusted), 10, signer("registrar"), DeliverySecret::from_bytes([7; 32]), secrets)
}

/// A database of what these tests store.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) entries: Vec<NewEntry>,
    pub(crate) requests: Vec<RequestRow>,
    pub(crate) lists: Vec<TrustListRow>,
    pub(crate) statistics: Vec<StatisticsRow>,
}

impl Events for Memory {
    fn append(&mut self, entry: &NewEntry) -> Result<u64, StoreError> {
        self.entries.push(entry.clone());
        Ok(self.entries.len() as u64 - 1)
    }

    fn entry(&mut self, index: u64) -> Result<Option<Entry>, StoreError> {
        Ok(self.entries.get(index as usize).map(|new| new.entry.clone()))
    }

    fn page(&mut self, _: u64, _: usize) -> Result<Vec<Placed>, StoreError> {
        unreachable!()
    }

    fn size(&mut self) -> Result<u64, StoreError> {
        Ok(self.entries.len() as u64)
    }

    fn time(&mut self, _: u64) -> Result<Option<Timestamp>, StoreError> {
        unreachable!()
    }

    fn oldest_after(&mut self, _: u64) -> Result<Option<Timestamp>, StoreError> {
        unreachable!()
    }

    fn figures(&mut self) -> Result<Figures, StoreError> {
        unreachable!()
    }
}

impl Requests for Memory {
    fn request(&mut self, request: &Uuid) -> Result<Option<RequestRow>, StoreError> {
        Ok(self.requests.iter().find(|row| row.request == *request).cloned())
    }

    fn put_request(&mut self, row: &RequestRow) -> Result<(), StoreError> {
        self.requests.push(row.clone());
        Ok(())
    }

    fn decisions(&mut self, _: &Uuid) -> Result<Vec<DecisionRow>, StoreError> {
        unreachable!()
    }

    fn put_decision(&mut self, _: &DecisionRow) -> Result<(), StoreError> {
        unreachable!()
    }

    fn disclosures(&mut self, _: &Uuid) -> Result<Vec<AccessRow>, StoreError> {
        unreachable!()
    }

    fn accesses(&mut self, _: &Key, _: usize) -> Result<Vec<AccessRow>, StoreError> {
        unreachable!()
    }

    fn put_access(&mut self, _: &AccessRow) -> Result<(), StoreError> {
        unreachable!()
    }
}

impl TrustLists for Memory {
    fn trust_list(&mut self, version: u64) -> Result<Option<TrustListRow>, StoreError> {
        Ok(self.lists.iter().find(|row| row.version == version).cloned())
    }

    fn newest_trust_list(&mut self) -> Result<Option<TrustListRow>, StoreError> {
        Ok(self.lists.last().cloned())
    }

    fn put_trust_list(&mut self, row: &TrustListRow) -> Result<(), StoreError> {
        self.lists.push(row.clone());
        Ok(())
    }

    fn mark_cosigned(&mut self, version: u64, at: Timestamp) -> Result<(), StoreError> {
        let row = self.lists.iter_mut().find(|row| row.version == version).unwrap();
        row.cosigned.get_or_insert(at);
        Ok(())
    }
}

impl Statistics for Memory {
    fn put_statistics(&mut self, row: &StatisticsRow) -> Result<(), StoreError> {
        self.statistics.push(row.clone());
        Ok(())
    }

    fn statistics(&mut self, request: &Uuid) -> Result<Option<StatisticsRow>, StoreError> {
        Ok(self.statistics.iter().find(|row| row.request == *request).cloned())
    }

    fn unpublished_statistics(&mut self, limit: usize) -> Result<Vec<StatisticsRow>, StoreError> {
        Ok(self.statistics.iter().filter(|row| !row.published).take(limit).cloned().collect())
    }

    fn statistics_from(&mut self, index: u64, limit: usize) -> Result<Vec<StatisticsRow>, StoreError> {
        Ok(self.statistics.iter().filter(|row| row.index >= index).take(limit).cloned().collect())
    }

    fn mark_published(&mut self, request: &Uuid) -> Result<(), StoreError> {
        self.statistics.iter_mut().filter(|row| row.request == *request).for_each(|row| row.published = true);
        Ok(())
    }
}

impl Lines for Memory {
    fn line(&mut self, _: &Key) -> Result<Option<LineRow>, StoreError> {
        unreachable!()
    }

    fn put_line(&mut self, _: &Key, _: &LineRow) -> Result<(), StoreError> {
        unreachable!()
    }
}

impl Slots for Memory {
    fn occupants(&mut self, _: &[Key]) -> Result<Vec<Option<Uuid>>, StoreError> {
        unreachable!()
    }

    fn occupy(&mut self, _: &Key, _: &Uuid) -> Result<(), StoreError> {
        unreachable!()
    }

    fn add_holding(&mut self, _: &Key, _: &Uuid) -> Result<(), StoreError> {
        unreachable!()
    }

    fn holdings(&mut self, _: &Key, _: usize) -> Result<Vec<Uuid>, StoreError> {
        unreachable!()
    }
}

impl Records for Memory {
    fn record(&mut self, _: &Uuid) -> Result<Option<RecordRow>, StoreError> {
        unreachable!()
    }

    fn records_of(&mut self, _: &Key, _: usize) -> Result<Vec<RecordRow>, StoreError> {
        unreachable!()
    }

    fn put_record(&mut self, _: &RecordRow) -> Result<(), StoreError> {
        unreachable!()
    }
}

impl Keyring for Memory {
    fn put_wrap_key(&mut self, _: &Uuid, _: &Zeroizing<[u8; 32]>) -> Result<(), StoreError> {
        unreachable!()
    }

    fn wrap_key(&mut self, _: &Uuid) -> Result<Option<Zeroizing<[u8; 32]>>, StoreError> {
        unreachable!()
    }
}
