//! A whole country in one process: every role served on a loopback port, keys dealt from a seed, a clock that stands
//! still, randomness that counts, stores in memory, synthetic people, and a public log that witnesses watch.

mod asking;
mod calls;
mod custodians;
mod forms;
mod gone_bad;
mod handmade;
mod impostors;
mod log;
mod plan;
mod register;
mod roles;
mod trust;
mod witnesses;

pub use asking::{Asker, Openings};
pub use calls::Answered;
pub use gone_bad::Fork;
pub use handmade::Handmade;
pub use impostors::{garbage, hang, liar, other_part, refuses_as_success, with_inflated_figures, without_accesses};
pub use log::{Histories, WholeLog};
pub use padron_protocol::testing::{Keys, ORIGIN};
pub use plan::{Plan, ROOTS};
pub use witnesses::witness_that_says;

use axum::Router;
use jiff::{SignedDuration, Timestamp};
use padron_http::{Client, Entropy};
use padron_model::Regime;
use padron_protocol::testing;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Clock, FixedClock, Uuid};
use padron_store::{CustodianStore, WitnessStore};
use padron_testkit::SimulatedRegister;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use register::Register;
use roles::Part;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The regime that countries are under unless a plan says otherwise.
pub const MODEL: &str = include_str!("../../../../regimes/model.toml");
/// When every country begins: not on a whole millisecond, as real clocks never are.
pub const BEGIN: &str = "2026-03-02T12:00:00.123456789Z";
/// What the billing systems show to their own gateways.
pub const BEARER: &str = "the-billing-systems-own-token";
const SEED: u64 = 20_260_302;
/// How long a stopped party may take to finish what it is at.
const FAREWELL: Duration = Duration::from_secs(2);

/// Randomness that counts: each seed is new, and the same in every run.
pub struct Counting(AtomicU64);

impl Entropy for Counting {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        seed
    }
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    work: Option<JoinHandle<()>>,
    /// A party that may be killed has threads of its own.
    threads: Option<Threads>,
}

/// Threads that end, wherever they are, when this is dropped.
struct Threads(Option<Runtime>);

impl Threads {
    fn new() -> Self {
        Self(Some(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()))
    }

    fn handle(&self) -> Handle {
        self.0.as_ref().unwrap().handle().clone()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(Runtime::shutdown_background);
    }
}

/// A country that runs.
pub struct Country {
    pub clock: FixedClock,
    pub entropy: Arc<Counting>,
    pub trusted: Arc<Trusted>,
    pub people: SimulatedRegister,
    pub register: Register,
    plan: Plan,
    regime: Regime,
    trust_text: String,
    secrets: testing::Country,
    stores: BTreeMap<String, CustodianStore>,
    cosigned: BTreeMap<String, WitnessStore>,
    addresses: BTreeMap<String, SocketAddr>,
    running: Mutex<BTreeMap<String, Running>>,
    http: reqwest::Client,
    uuids: AtomicU64,
}

impl Country {
    /// A country of the usual size.
    pub async fn usual() -> Self {
        Self::found(Plan::default()).await
    }

    /// Founds a country: every role answers, and the log shows what there is, when this returns.
    pub async fn found(plan: Plan) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let now: Timestamp = BEGIN.parse().unwrap();
        let mut secrets = plan.country(now);
        let (mut addresses, mut listeners) = (BTreeMap::new(), Vec::new());
        for party in &mut secrets.list.parties {
            if !matches!(party.role, Role::Court | Role::Authority) {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let address = listener.local_addr().unwrap();
                party.endpoint = Some(format!("http://{address}"));
                addresses.insert(party.id.clone(), address);
                listeners.push((party.id.clone(), listener));
            }
        }
        secrets.list.log.url = format!("http://{}/log", addresses["registrar"]);
        let trusted = secrets.trusted();
        let of = |role: Role| trusted.of_role(role).map(|party| party.id.clone());
        let country = Self {
            clock: FixedClock::new(now),
            entropy: Arc::new(Counting(AtomicU64::new(1))),
            trusted: trusted.clone(),
            people: SimulatedRegister::new(SEED, plan.people, usize::from(plan.operators)),
            register: Register::new(plan.on_disk),
            regime: Regime::parse(plan.regime.as_bytes()).unwrap(),
            trust_text: testing::signed(&secrets.list, &[1, 2]).to_text().unwrap(),
            stores: of(Role::Custodian).map(|id| (id, CustodianStore::in_memory().unwrap())).collect(),
            cosigned: of(Role::Witness).map(|id| (id, WitnessStore::in_memory().unwrap())).collect(),
            plan,
            secrets,
            addresses,
            running: Mutex::default(),
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            uuids: AtomicU64::new(1),
        };
        for (id, listener) in listeners {
            let part = country.part(&id);
            country.serve(&id, part, listener);
        }
        country.published().await;
        country
    }

    fn serve(&self, id: &str, part: Part, listener: TcpListener) {
        let (stop, stopped) = oneshot::channel();
        let Part { router, work } = part;
        let serving = async move {
            let stopped = async { drop(stopped.await) };
            axum::serve(listener, router).with_graceful_shutdown(stopped).await.unwrap();
        };
        let threads = self.may_be_killed(id).then(Threads::new);
        let handle = threads.as_ref().map_or_else(Handle::current, Threads::handle);
        let running = Running { stop, task: handle.spawn(serving), work: work.map(|work| handle.spawn(work)), threads };
        self.running.lock().unwrap().insert(id.into(), running);
    }

    fn may_be_killed(&self, id: &str) -> bool {
        id == "registrar" && self.plan.on_disk
    }

    /// Stops a party: nobody answers at its address any more.
    pub async fn stop(&self, id: &str) {
        let Running { stop, mut task, work, threads } = self.running.lock().unwrap().remove(id).unwrap();
        work.inspect(JoinHandle::abort);
        stop.send(()).unwrap();
        // One that hangs does not finish what it is at.
        if tokio::time::timeout(FAREWELL, &mut task).await.is_err() {
            task.abort();
        }
        drop(threads);
        if self.may_be_killed(id) {
            self.register.close();
        }
    }

    /// Ends a party in the middle of whatever it is at.
    pub fn kill(&self, id: &str) {
        assert!(self.may_be_killed(id));
        drop(self.running.lock().unwrap().remove(id).unwrap());
        self.register.close();
    }

    /// Puts something else in a party's place.
    pub async fn replace(&self, id: &str, router: Router) {
        self.end(id).await;
        self.put(id, Part { router, work: None }).await;
    }

    /// Starts a party again over what it has stored, in place of whatever answers for it.
    pub async fn revive(&self, id: &str) {
        self.dress(id, |router| router).await;
    }

    /// Starts a party again in disguise: what it says passes through somebody's hands.
    pub async fn dress(&self, id: &str, disguise: impl FnOnce(Router) -> Router) {
        self.end(id).await;
        if id == "registrar" {
            self.register.reopen().await;
        }
        let Part { router, work } = self.part(id);
        self.put(id, Part { router: disguise(router), work }).await;
    }

    async fn end(&self, id: &str) {
        if self.running.lock().unwrap().contains_key(id) {
            self.stop(id).await;
        }
    }

    async fn put(&self, id: &str, part: Part) {
        let listener = until("its address is free", async || TcpListener::bind(self.addresses[id]).await.ok()).await;
        self.serve(id, part, listener);
    }

    pub fn keys(&self, id: &str) -> Keys {
        Keys::of(id)
    }

    /// The keys of a custodian's officer.
    pub fn officer(&self, custodian: &str) -> Keys {
        Keys::drawn("officer", &format!("officer of {custodian}"))
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
        let signer = Arc::new(Keys::of(id).signer());
        Client::standalone(self.trusted.clone(), signer, Arc::new(self.clock.clone()), self.entropy.clone())
    }
}

/// Asks until there is an answer. The limit is generous: it ends a run that waits in vain.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..6000 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain: {what}");
}
