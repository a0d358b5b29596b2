//! A registrar with its log and three witnesses in one process, with a clock that stands still.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};
use padron_http::log::{Files, OpenedLog};
use padron_http::roles::RegistrarService;
use padron_http::witness::{Witness, WitnessSetup, witness_router};
use padron_http::{Context, Entropy, Setup, router};
use padron_model::Regime;
use padron_protocol::contract::{Endpoint as _, Rest, common, registrar, witness};
use padron_protocol::log::EntryKind;
use padron_protocol::testing::{self, Country, delivery, signer};
pub use padron_protocol::testing::{NOTICE, ORIGIN, log_signer};
use padron_protocol::trust::{Role, SignedTrustList, TrustList, Trusted};
use padron_protocol::{Clock as _, FixedClock, sha256};
use padron_registrar::ports::{Events as _, HeldCheckpoint as _};
use padron_registrar::rows::NewEntry;
use padron_registrar::trust::{Pinned, PublishedLists};
use padron_registrar::{Registrar, Secrets};
use padron_store::{HeldStore, MemoryFiles, RegistrarStore, WitnessStore};
use padron_tlog::{KnownLog, NoteSigner, SignedCheckpoint};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tower::ServiceExt as _;
use zeroize::Zeroizing;

const MODEL: &str = include_str!("../../../../regimes/model.toml");

struct Counting(AtomicU64);

impl Entropy for Counting {
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        seed
    }
}

pub fn cosigner(at: usize) -> NoteSigner {
    testing::witness(&format!("witness-{at}"))
}

fn list(witnesses: &[SocketAddr], now: Timestamp) -> TrustList {
    let country = Country::new(1).with(|list| {
        list.issued = now;
        list.expires = now + SignedDuration::from_hours(24 * 1000);
        list.regime = sha256(MODEL.as_bytes());
        let parties = list.parties.iter_mut().filter(|party| party.role == Role::Witness);
        parties.zip(witnesses).for_each(|(party, address)| party.endpoint = Some(format!("http://{address}")));
    });
    country.list
}

/// A list under enough roots' signatures.
pub fn signed(list: &TrustList) -> String {
    testing::signed(list, &[1, 2]).to_text().unwrap()
}

/// What a registrar keeps.
#[derive(Clone)]
pub struct Kept {
    pub store: RegistrarStore,
    pub held: HeldStore,
    pub files: MemoryFiles,
}

impl Kept {
    fn new() -> Self {
        let (store, held) = (RegistrarStore::in_memory().unwrap(), HeldStore::in_memory().unwrap());
        Self { store, held, files: MemoryFiles::new() }
    }

    pub fn open(&self) -> OpenedLog {
        OpenedLog::open(&self.store, Files::new(self.files.clone()), self.held.clone(), log_signer()).unwrap()
    }

    /// The checkpoint that is held.
    pub fn held(&self) -> Option<SignedCheckpoint> {
        self.held.clone().fetch().unwrap().map(|text| SignedCheckpoint::parse(&text).unwrap())
    }
}

/// What a role answered.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A registrar that runs.
pub struct Stand {
    pub clock: FixedClock,
    pub kept: Kept,
    pub text: String,
    pub trusted: Arc<Trusted>,
    pub service: Arc<RegistrarService>,
    pub addresses: Vec<SocketAddr>,
    witnesses: Vec<(Option<JoinHandle<()>>, WitnessStore)>,
    running: Option<JoinHandle<()>>,
}

impl Stand {
    pub async fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = FixedClock::new("2026-03-02T12:00:00Z".parse().unwrap());
        let mut listeners = Vec::new();
        for _ in 0..3 {
            listeners.push(TcpListener::bind("127.0.0.1:0").await.unwrap());
        }
        let addresses: Vec<_> = listeners.iter().map(|listener| listener.local_addr().unwrap()).collect();
        let list = list(&addresses, clock.now());
        let text = signed(&list);
        let trusted = Arc::new(SignedTrustList::parse(&text).unwrap().open(&list.roots, clock.now()).unwrap());
        let kept = Kept::new();
        let service = service(&kept, kept.open(), &text, &trusted, &clock);
        let mut stand = Self { clock, kept, text, trusted, service, addresses, witnesses: Vec::new(), running: None };
        for listener in listeners {
            let (at, store) = (stand.witnesses.len() + 1, WitnessStore::in_memory().unwrap());
            let router = stand.witness(at, &store);
            stand.witnesses.push((Some(serve(listener, router)), store));
        }
        stand.run();
        // The first entry is the register's own trust list.
        stand.published(1).await;
        stand
    }

    /// Starts the loop.
    pub fn run(&mut self) {
        self.running = Some(tokio::spawn(self.service.clone().run()));
    }

    /// Builds the role anew over the log that the last one gives back.
    pub async fn rebuild(&mut self) {
        let log = self.service.close().await.expect("it was given to nobody");
        self.running.take().unwrap().await.unwrap();
        self.service = service(&self.kept, log, &self.text, &self.trusted, &self.clock);
        self.run();
    }

    fn witness(&self, at: usize, store: &WitnessStore) -> Router {
        let log = KnownLog { origin: ORIGIN.into(), keys: vec![log_signer().verifier()] };
        let setup = WitnessSetup {
            signer: cosigner(at),
            logs: vec![log],
            store: Arc::new(store.clone()),
            clock: Arc::new(self.clock.clone()),
            public_name: None,
        };
        witness_router(&Witness::new(setup).unwrap())
    }

    /// Nobody answers at a witness's address any more.
    pub async fn stop_witness(&mut self, at: usize) {
        if let Some(serving) = self.witnesses[at - 1].0.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// Puts something else in a witness's place.
    pub async fn replace_witness(&mut self, at: usize, router: Router) {
        self.stop_witness(at).await;
        let listener = TcpListener::bind(self.addresses[at - 1]).await.unwrap();
        self.witnesses[at - 1].0 = Some(serve(listener, router));
    }

    /// The witness goes on where it stopped.
    pub async fn revive_witness(&mut self, at: usize) {
        let router = self.witness(at, &self.witnesses[at - 1].1);
        self.replace_witness(at, router).await;
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_secs(seconds));
    }

    /// Stores entries as a transaction does. Gives the size of the log.
    pub async fn append(&self, count: usize) -> u64 {
        let at = self.clock.now();
        let (done, stored) = tokio::sync::oneshot::channel();
        let job = move |tx: &mut padron_store::RegistrarTx<'_>| {
            for _ in 0..count {
                let commitment = sha256(&tx.size()?.to_be_bytes());
                let entry = padron_protocol::testing::entry(EntryKind::Link, Some("operator-a"), commitment);
                tx.append(&NewEntry::new(entry, at))?;
            }
            tx.size()
        };
        self.kept.store.write("append", job, |result| drop(done.send(result)));
        stored.await.unwrap().unwrap()
    }

    /// A second registrar over what the first one keeps.
    pub fn second(&self) -> Arc<RegistrarService> {
        service(&self.kept, self.kept.open(), &self.text, &self.trusted, &self.clock)
    }

    pub async fn call(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        self.call_of(&self.service, method, path, body.into()).await
    }

    async fn call_of(&self, service: &Arc<RegistrarService>, method: &str, path: &str, body: Body) -> Answer {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let response = router(service).unwrap().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Body::empty()).await
    }

    /// A file of the log.
    pub async fn file(&self, path: &str) -> Answer {
        self.get(&registrar::ReadLog::path(&Rest(path.to_owned()))).await
    }

    /// The checkpoint that everybody can see.
    pub async fn checkpoint(&self) -> Option<SignedCheckpoint> {
        let answer = self.file("checkpoint").await;
        (answer.status == 200).then(|| SignedCheckpoint::parse(&answer.text()).unwrap())
    }

    /// Waits until everybody can see so many entries.
    pub async fn published(&self, size: u64) -> SignedCheckpoint {
        until("a published checkpoint", async || {
            self.checkpoint().await.filter(|signed| signed.checkpoint.size >= size)
        })
        .await
    }

    pub async fn is_ready(&self) -> bool {
        self.get(common::Ready::PATH).await.status == 200
    }

    /// A value of `/metrics`.
    pub async fn metric(&self, name: &str) -> i64 {
        self.metric_of(&self.service, name).await
    }

    pub async fn metric_of(&self, service: &Arc<RegistrarService>, name: &str) -> i64 {
        let text = self.call_of(service, "GET", common::ReadMetrics::PATH, Body::empty()).await.text();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap_or_else(|| panic!("{name} is not in\n{text}")).parse().unwrap()
    }
}

fn service(
    kept: &Kept,
    log: OpenedLog,
    text: &str,
    trusted: &Arc<Trusted>,
    clock: &FixedClock,
) -> Arc<RegistrarService> {
    let pinned = Pinned::opened(text, trusted.clone()).unwrap();
    let chain = kept.store.read(|tx| Ok(PublishedLists::read(pinned, tx))).unwrap().unwrap();
    let force = chain.in_force(clock.now());
    let signer = || signer("registrar");
    let context = Context::new(Setup {
        trusted: force.trusted.clone(),
        trust_text: force.text,
        regime: Regime::parse(MODEL.as_bytes()).unwrap(),
        name: "registrar".into(),
        signer: Arc::new(signer()),
        clock: Arc::new(clock.clone()),
        entropy: Arc::new(Counting(AtomicU64::new(1))),
        workers: 2,
    });
    let secrets = Secrets {
        pepper: Zeroizing::new([1; 32]),
        nonces: Zeroizing::new([2; 32]),
        labels: padron_protocol::testing::labels(),
    };
    let registrar = Registrar::new(force.trusted, testing::HOLDER_LIMITS, signer(), delivery("registrar"), secrets);
    RegistrarService::new(context, registrar, kept.store.clone(), log, chain, Duration::from_millis(500))
}

fn serve(listener: TcpListener, router: Router) -> JoinHandle<()> {
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() })
}

/// A witness that answers every checkpoint alike, and shows this checkpoint as the newest one that it has cosigned.
pub fn stand_in(status: u16, body: &str, shows: Option<String>) -> Router {
    let status = StatusCode::from_u16(status).unwrap();
    let body = body.to_owned();
    let shown = shows.map_or((StatusCode::NOT_FOUND, String::new()), |note| (StatusCode::OK, note));
    Router::new()
        .route(witness::Cosign::PATH, post(move || async move { (status, body).into_response() }))
        .route(witness::ReadCheckpoint::PATH, get(move || async move { shown.into_response() }))
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
