//! A whole country in one process: every role served on a loopback port, keys dealt from a seed, a clock that stands
//! still, randomness that counts, stores in memory, synthetic people.

mod asking;
mod calls;
mod forms;
mod impostors;

pub use asking::Asker;
pub use calls::Answered;
pub use impostors::{garbage, hang, liar, other_part, refuses_as_success, without_accesses};

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use padron_custodian::{Custodian, Officers, OrderLimits, Shares};
use padron_http::roles::{
    CustodianService, GatewayService, IdentityRegister, IdentityService, RegistrarService, VerifierService,
};
use padron_http::{Client, Context, Entropy, Guards, Setup, router};
use padron_model::{HolderKind, NumberingTable, Regime};
use padron_operator::Gateway;
use padron_protocol::jws::{PublicSigningKey, Signer};
use padron_protocol::messages::identity::Verdict;
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::{
    Budgets, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, Trusted, TrustedParty, VerificationShare,
};
use padron_protocol::{Clock, FixedClock, Hash32, Uuid, sha256};
use padron_registrar::{Registrar, Secrets};
use padron_store::{CustodianStore, RegistrarStore};
use padron_testkit::SimulatedRegister;
use padron_threshold::{CustodianIndex, DeliverySecret, Epoch, KeyShare, PublicKey, Purpose, deal};
use padron_verifier::Verifier;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

/// The regime that countries are under unless a plan says otherwise.
pub const MODEL: &str = include_str!("../../../../regimes/model.toml");
/// When every country begins: not on a whole millisecond, as real clocks never are.
pub const BEGIN: &str = "2026-03-02T12:00:00.123456789Z";
/// What the billing systems show to their own gateways.
pub const BEARER: &str = "the-billing-systems-own-token";
const SEED: u64 = 20_260_302;

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
        }
    }
}

/// Randomness that counts: each seed is new, and the same in every run.
pub struct Counting(AtomicU64);

impl Entropy for Counting {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        seed
    }
}

/// The simulated civil register as an identity source.
struct Source(SimulatedRegister);

impl IdentityRegister for Source {
    fn verdict(&self, holder: &[u8]) -> Verdict {
        self.0.verdict(holder)
    }

    fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.0.login(document, code)
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
    fn generate(id: &str, rng: &mut ChaCha20Rng) -> Self {
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
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// A country that runs.
pub struct Country {
    pub clock: FixedClock,
    pub entropy: Arc<Counting>,
    pub trusted: Arc<Trusted>,
    pub people: SimulatedRegister,
    pub registrar: Arc<RegistrarService>,
    regime: Regime,
    trust_text: String,
    automatic: bool,
    keys: BTreeMap<String, Keys>,
    officers: BTreeMap<String, Keys>,
    shares: Vec<(PublicKey, Vec<KeyShare>)>,
    stores: BTreeMap<String, CustodianStore>,
    addresses: BTreeMap<String, SocketAddr>,
    running: BTreeMap<String, Running>,
    http: reqwest::Client,
    uuids: AtomicU64,
}

impl Country {
    /// A country of the usual size.
    pub async fn usual() -> Self {
        Self::found(Plan::default()).await
    }

    /// Founds a country: every role answers when this returns.
    pub async fn found(plan: Plan) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut rng = ChaCha20Rng::seed_from_u64(SEED);
        let roles = parties(&plan);
        let keys: BTreeMap<_, _> = roles.iter().map(|(id, _)| (id.clone(), Keys::generate(id, &mut rng))).collect();
        let custodians = || roles.iter().filter(|(_, role)| *role == Role::Custodian).map(|(id, _)| id.clone());
        let officers: BTreeMap<_, _> = custodians().map(|id| (id, Keys::generate("officer", &mut rng))).collect();
        let shares = deal_all(&plan, &mut rng);
        let (mut addresses, mut listeners) = (BTreeMap::new(), Vec::new());
        for (id, role) in &roles {
            if !matches!(role, Role::Court | Role::Authority) {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                addresses.insert(id.clone(), listener.local_addr().unwrap());
                listeners.push((id.clone(), *role, listener));
            }
        }
        let now: Timestamp = BEGIN.parse().unwrap();
        let (trusted, trust_text) = trust_list(&plan, &roles, &keys, &shares, &addresses, now, &mut rng);
        let trusted = Arc::new(trusted);
        let clock = FixedClock::new(now);
        let entropy = Arc::new(Counting(AtomicU64::new(1)));
        let regime = Regime::parse(plan.regime.as_bytes()).unwrap();
        let setup = |id: &str| Setup {
            trusted: trusted.clone(),
            trust_text: trust_text.clone(),
            regime: regime.clone(),
            name: id.into(),
            signer: Arc::new(keys[id].signer()),
            clock: Arc::new(clock.clone()),
            entropy: entropy.clone(),
            workers: 2,
        };
        let registrar = registrar(&trusted, &regime, &keys["registrar"], Context::new(setup("registrar")));
        let stores = custodians().map(|id| (id, CustodianStore::in_memory().unwrap())).collect();
        let mut country = Self {
            clock: clock.clone(),
            entropy: entropy.clone(),
            trusted: trusted.clone(),
            people: SimulatedRegister::new(SEED, plan.people, usize::from(plan.operators)),
            registrar,
            regime: regime.clone(),
            trust_text: trust_text.clone(),
            automatic: plan.automatic,
            keys: keys.clone(),
            officers,
            shares,
            stores,
            addresses,
            running: BTreeMap::new(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            uuids: AtomicU64::new(1),
        };
        for (id, role, listener) in listeners {
            let router = country.role_router(&id, role, plan.people);
            country.serve(&id, router, listener);
        }
        country
    }

    fn context(&self, id: &str) -> Arc<Context> {
        Context::new(Setup {
            trusted: self.trusted.clone(),
            trust_text: self.trust_text.clone(),
            regime: self.regime.clone(),
            name: id.into(),
            signer: Arc::new(self.keys[id].signer()),
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            workers: 2,
        })
    }

    fn role_router(&self, id: &str, role: Role, people: u64) -> Router {
        let context = self.context(id);
        let (trusted, keys) = (self.trusted.clone(), &self.keys[id]);
        match role {
            Role::Registrar => router(&self.registrar),
            Role::Verifier => {
                let cap = self.regime.cap(HolderKind::National).unwrap();
                let verifier = Verifier::new(trusted, cap, keys.signer(), keys.delivery());
                router(&VerifierService::new(context, verifier))
            }
            Role::IdentitySource => {
                let operators = self.trusted.of_role(Role::Operator).count();
                let source = Source(SimulatedRegister::new(SEED, people, operators));
                router(&IdentityService::new(context, Arc::new(source)))
            }
            Role::Operator => {
                let gateway = self.gateway(id);
                // The service lives as long as its router's handlers do.
                router(&GatewayService::new(context, gateway, vec![sha256(BEARER.as_bytes())]))
            }
            Role::Custodian => router(&self.custodian_service(id)),
            Role::Court | Role::Authority => unreachable!("they do not listen"),
        }
    }

    /// The steps of an operator's gateway, for tests that carry the messages themselves.
    pub fn gateway(&self, id: &str) -> Gateway {
        let numbering = NumberingTable::from_csv(padron_testkit::numbers::numbering_csv().as_bytes()).unwrap();
        Gateway::new(self.trusted.clone(), id.into(), self.keys[id].delivery(), self.regime.clone(), numbering)
    }

    /// A custodian over its store.
    pub fn custodian_service(&self, id: &str) -> Arc<CustodianService> {
        let (keys, officer) = (&self.keys[id], &self.officers[id]);
        let key = PublicSigningKey::from_bytes(&officer.signer().public()).unwrap();
        let named = vec![(officer.id.clone(), key)];
        let delivery = officer.delivery().public();
        let officers = Officers { keys: named.clone(), delivery, automatic: self.automatic };
        let limits = OrderLimits { validity_days: 30, embargo_days: 365 };
        let custodian = Custodian::new(
            self.trusted.clone(),
            keys.signer(),
            keys.delivery(),
            Shares {
                line: self.share(id, Purpose::Line),
                person: self.share(id, Purpose::Person),
                sealing: self.share(id, Purpose::Sealing),
            },
            officers,
            limits,
        )
        .unwrap();
        CustodianService::new(self.context(id), custodian, Guards::officers(named), self.stores[id].clone())
    }

    /// A custodian's share.
    pub fn share(&self, id: &str, purpose: Purpose) -> KeyShare {
        let at = usize::from(self.party(id).index.unwrap().get()) - 1;
        let shares = &self.shares.iter().find(|(key, _)| key.purpose() == purpose).unwrap().1;
        let share = &shares[at];
        KeyShare::new(purpose, share.epoch(), share.index(), *share.to_bytes()).unwrap()
    }

    fn serve(&mut self, id: &str, router: Router, listener: TcpListener) {
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let stopped = async { drop(stopped.await) };
            axum::serve(listener, router).with_graceful_shutdown(stopped).await.unwrap();
        });
        self.running.insert(id.into(), Running { stop, task });
    }

    /// Stops a party: nobody answers at its address any more.
    pub async fn stop(&mut self, id: &str) {
        let running = self.running.remove(id).unwrap();
        running.stop.send(()).unwrap();
        running.task.await.unwrap();
    }

    /// Puts something else in a party's place.
    pub async fn replace(&mut self, id: &str, router: Router) {
        if self.running.contains_key(id) {
            self.stop(id).await;
        }
        let listener = TcpListener::bind(self.addresses[id]).await.unwrap();
        self.serve(id, router, listener);
    }

    /// Starts a custodian again over its store.
    pub async fn revive(&mut self, id: &str) {
        let router = router(&self.custodian_service(id));
        self.replace(id, router).await;
    }

    pub fn keys(&self, id: &str) -> &Keys {
        &self.keys[id]
    }

    /// The keys of a custodian's officer.
    pub fn officer(&self, custodian: &str) -> &Keys {
        &self.officers[custodian]
    }

    pub fn party(&self, id: &str) -> &TrustedParty {
        self.trusted.party(id).unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock, forwards or backwards.
    pub fn pass(&self, time: SignedDuration) {
        self.clock.set(self.now().checked_add(time).unwrap());
    }

    /// A generator of its own.
    pub fn rng(&self) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(self.entropy.seed())
    }

    /// A UUID that was not used before.
    pub fn uuid(&self) -> Uuid {
        let mut bytes = [0xab; 16];
        bytes[..8].copy_from_slice(&self.uuids.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Uuid::from_random(bytes)
    }

    /// A client that signs as this party.
    pub fn client(&self, id: &str) -> Client {
        let signer = Arc::new(self.keys[id].signer());
        Client::standalone(self.trusted.clone(), signer, Arc::new(self.clock.clone()), self.entropy.clone())
    }

    /// The registrar's public figures.
    pub async fn figures(&self) -> Figures {
        self.unsigned("registrar", "GET", "/v1/figures", b"").await.json()
    }
}

fn parties(plan: &Plan) -> Vec<(String, Role)> {
    let mut all = vec![
        ("registrar".to_owned(), Role::Registrar),
        ("verifier".into(), Role::Verifier),
        ("identity".into(), Role::IdentitySource),
        ("court".into(), Role::Court),
        ("prosecutor".into(), Role::Authority),
        ("other-prosecutor".into(), Role::Authority),
    ];
    all.extend((0..plan.operators).map(|at| (format!("operator-{}", char::from(b'a' + at)), Role::Operator)));
    all.extend((1..=plan.custodians).map(|at| (format!("custodian-{at}"), Role::Custodian)));
    all
}

fn deal_all(plan: &Plan, rng: &mut ChaCha20Rng) -> Vec<(PublicKey, Vec<KeyShare>)> {
    let purposes = [Purpose::Line, Purpose::Person, Purpose::Sealing];
    purposes.map(|purpose| deal(purpose, Epoch(1), plan.threshold, plan.custodians, rng).unwrap()).into_iter().collect()
}

fn registrar(trusted: &Arc<Trusted>, regime: &Regime, keys: &Keys, context: Arc<Context>) -> Arc<RegistrarService> {
    let cap = regime.cap(HolderKind::National).unwrap();
    let secrets = Secrets { pepper: Zeroizing::new([1; 32]), nonces: Zeroizing::new([2; 32]) };
    let registrar = Registrar::new(trusted.clone(), cap, keys.signer(), keys.delivery(), secrets);
    RegistrarService::new(context, registrar, RegistrarStore::in_memory().unwrap())
}

fn trust_list(
    plan: &Plan,
    roles: &[(String, Role)],
    keys: &BTreeMap<String, Keys>,
    shares: &[(PublicKey, Vec<KeyShare>)],
    addresses: &BTreeMap<String, SocketAddr>,
    now: Timestamp,
    rng: &mut ChaCha20Rng,
) -> (Trusted, String) {
    let root = Keys::generate("root-1", rng).signer();
    let roots = Roots { threshold: 1, keys: vec![Hash32(root.public())] };
    let mut index = 0;
    let party = |(id, role): &(String, Role)| Party {
        id: id.clone(),
        role: *role,
        controller: format!("controller of {id}"),
        endpoint: addresses.get(id).map(|address| format!("http://{address}")),
        signing: Hash32(keys[id].signer().public()),
        delivery: Some(Hash32(keys[id].delivery().public().0)),
        index: (*role == Role::Custodian).then(|| {
            index += 1;
            index
        }),
    };
    let list = TrustList {
        register: "test-mx".into(),
        version: 1,
        predecessor: None,
        demo: true,
        issued: now,
        expires: now.checked_add(SignedDuration::from_hours(24 * 1000)).unwrap(),
        regime: sha256(plan.regime.as_bytes()),
        approvals: plan.approvals,
        roots: roots.clone(),
        keys: shares.iter().map(|(key, _)| threshold_key(key)).collect(),
        parties: roles.iter().map(party).collect(),
        budgets: plan.budgets,
    };
    let mut signed = SignedTrustList::unsigned(&list).unwrap();
    signed.sign(&root).unwrap();
    (signed.open(&roots, now).unwrap(), signed.to_text().unwrap())
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
