//! The addresses of a witness.

use super::Witness;
use super::answer::{Refused, answer, text, with};
use super::cosign::MAX_BEHIND;
use crate::openapi::document;
use crate::server::CONTENT_POLICY;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::common::{Live, ReadContract, ReadMetrics, Ready, ShowHome};
use padron_protocol::contract::witness::{Cosign, ReadCheckpoint};
use padron_protocol::messages::status::{Check, Readiness};
use padron_protocol::store::StoreError;
use padron_protocol::trust::Role;
use padron_tlog::Refusal;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

/// How long a log may take to send, and the witness to answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many checkpoints are judged at once; whoever comes on top is told to come again.
const JUDGED: usize = 64;
/// How many readers are served at once.
const READERS: usize = 16;

/// A witness and what it does at once.
#[derive(Clone)]
struct WitnessServed {
    witness: Arc<Witness>,
    judging: Arc<Semaphore>,
    reading: Arc<Semaphore>,
}

/// The router of a witness: logs submit checkpoints, monitors read the newest one of a log.
pub fn witness_router(witness: &Arc<Witness>) -> Router {
    let served = WitnessServed {
        witness: witness.clone(),
        judging: Arc::new(Semaphore::new(JUDGED)),
        reading: Arc::new(Semaphore::new(READERS)),
    };
    let only = |methods: MethodRouter<WitnessServed>| {
        methods.fallback(|| async { text(405, "this address takes another method\n") })
    };
    Router::new()
        .route(Cosign::PATH, only(post(add)))
        .route(ReadCheckpoint::PATH, only(get(checkpoint)))
        .route(Live::PATH, only(get(|| async { text(200, "alive\n") })))
        .route(Ready::PATH, only(get(ready)))
        .route(ReadMetrics::PATH, only(get(metrics)))
        .route(ReadContract::PATH, only(get(contract)))
        .route(ShowHome::PATH, only(get(home)))
        .fallback(|| async { text(404, "there is nothing here\n") })
        .layer(DefaultBodyLimit::max(Cosign::BODY_LIMIT))
        .layer(CatchPanicLayer::custom(|_| answer(Err(Refused::Internal))))
        .with_state(served)
}

/// Serves until `stop` resolves; requests under way are finished.
///
/// # Errors
/// What the listener says.
pub async fn serve_witness(
    witness: Arc<Witness>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, witness_router(&witness)).with_graceful_shutdown(stop).await
}

async fn add(State(served): State<WitnessServed>, request: Request) -> Response {
    let work = async {
        let body = read(request).await?;
        blocking(&served.judging, served.witness.clone(), move |witness| witness.add_checkpoint(&body)).await
    };
    let result = timeout(TIMEOUT, work).await.unwrap_or(Err(Refused::Busy));
    if let Err(refused @ (Refused::Store(_) | Refused::Clock { .. } | Refused::Internal)) = &result {
        tracing::error!(%refused, "a checkpoint was not cosigned");
    }
    let response = answer(result);
    served.witness.answers.count(response.status().as_u16());
    response
}

async fn read(request: Request) -> Result<Bytes, Refused> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refused::TooLarge(Cosign::BODY_LIMIT),
        _ => Refusal::Malformed("the body broke off".into()).into(),
    })
}

/// Runs what blocks beside the network. It keeps its place until it has ended, even if whoever asked has gone away.
async fn blocking<T: Send + 'static>(
    places: &Arc<Semaphore>,
    witness: Arc<Witness>,
    work: impl FnOnce(&Witness) -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    let place = places.clone().try_acquire_owned().map_err(|_| Refused::Busy)?;
    let working = tokio::task::spawn_blocking(move || {
        let result = work(&witness);
        drop(place);
        result
    });
    working.await.unwrap_or(Err(Refused::Internal))
}

/// What any reader gets, or a refusal in its place.
async fn reading(
    served: &WitnessServed,
    work: impl FnOnce(&Witness) -> Result<Response, StoreError> + Send + 'static,
) -> Response {
    let work = blocking(&served.reading, served.witness.clone(), |witness| Ok(work(witness)?));
    timeout(TIMEOUT, work).await.unwrap_or(Err(Refused::Busy)).unwrap_or_else(|refused| answer(Err(refused)))
}

async fn checkpoint(State(served): State<WitnessServed>, Path(place): Path<String>) -> Response {
    let newest = move |witness: &Witness| {
        let latest = witness.logs.get(&place).map(|log| witness.latest(log)).transpose()?.flatten();
        Ok(latest.map_or_else(
            || text(404, "this witness has cosigned no checkpoint of such a log\n"),
            |latest| text(200, latest.checkpoint.to_string()),
        ))
    };
    reading(&served, newest).await
}

async fn metrics(State(served): State<WitnessServed>) -> Response {
    reading(&served, |witness| Ok(with(200, "text/plain; version=0.0.4; charset=utf-8", witness.metrics()?))).await
}

async fn contract() -> Response {
    with(200, "application/json", document(Role::Witness).to_string())
}

async fn home(State(served): State<WitnessServed>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let liked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = padron_web::language(query.as_deref(), liked);
    let mut response =
        reading(&served, move |witness| Ok(with(200, "text/html; charset=utf-8", witness.page(lang)?))).await;
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY.clone());
    response
}

async fn ready(State(served): State<WitnessServed>) -> Response {
    let told = |witness: &Witness| {
        let readiness = witness.readiness();
        let body = serde_json::to_string(&readiness).unwrap_or_default();
        Ok(with(if readiness.ready { 200 } else { 503 }, "application/json", body))
    };
    reading(&served, told).await
}

impl Witness {
    /// Whether it can cosign. Blocks.
    fn readiness(&self) -> Readiness {
        let store = self.store.check();
        let latest: Result<Vec<_>, StoreError> = self.logs.values().map(|log| self.latest(log)).collect();
        let newest = latest.as_ref().map_or(0, |latest| latest.iter().flatten().map(|one| one.time).max().unwrap_or(0));
        let behind = newest.saturating_sub(self.now());
        let clock = (behind > MAX_BEHIND)
            .then(|| format!("the clock is {behind} s behind a cosignature that was given: set it"));
        let store = store.and(latest.map(|_| ())).err().map(|error| error.to_string());
        let check = |name: &str, detail: Option<String>| Check { name: name.into(), ok: detail.is_none(), detail };
        let checks = vec![check("store", store), check("clock", clock)];
        Readiness { ready: checks.iter().all(|check| check.ok), checks }
    }
}
