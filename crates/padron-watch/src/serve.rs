//! A log's directory over HTTP, for anybody: a mirror. Read-only, nothing but the files of a log, no listing.

use super::Source;
use super::source::MAX_FILE;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use padron_tlog::{MAX_NOTE, TileId};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How many files are read at once; whoever comes later waits, but not long.
const AT_ONCE: usize = 64;
const PATIENCE: Duration = Duration::from_secs(10);

/// What is never the same for long.
const BRIEFLY: &str = "public, max-age=5";
/// What never changes (C2SP tlog-tiles).
const FOR_GOOD: &str = "public, max-age=604800, immutable";

struct Served {
    source: Source,
    places: Semaphore,
}

/// Serves until told to stop; `told` is given the address that it listens on.
pub async fn serve(
    directory: PathBuf,
    listen: SocketAddr,
    told: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let listener =
        TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}: is the port busy?"))?;
    told(listener.local_addr()?);
    Ok(axum::serve(listener, router(directory)).with_graceful_shutdown(stop).await?)
}

/// The one route.
pub fn router(directory: PathBuf) -> Router {
    let served = Served { source: Source::Directory(directory), places: Semaphore::new(AT_ONCE) };
    Router::new().route("/{*path}", get(answer)).with_state(Arc::new(served))
}

/// How a file of a log is served; `None` when a log has no such file.
fn kind(path: &str) -> Option<(usize, &'static str, &'static str)> {
    const JSON: &str = "application/json";
    match path.split_once('/') {
        None if path == "checkpoint" => Some((MAX_NOTE, "text/plain; charset=utf-8", BRIEFLY)),
        None if path == "figures.json" => Some((MAX_FILE, JSON, BRIEFLY)),
        Some(("tile", _)) => TileId::parse(path).ok().map(|_| (2 * MAX_FILE, "application/octet-stream", FOR_GOOD)),
        Some(("trust" | "statistics", name)) => {
            let number = name.strip_suffix(".json").filter(|name| is_number(name));
            number.map(|_| (MAX_FILE, JSON, FOR_GOOD))
        }
        _ => None,
    }
}

/// Written in one way only: no sign, no zero in front.
fn is_number(name: &str) -> bool {
    name.parse::<u64>().is_ok_and(|number| number.to_string() == name)
}

async fn answer(State(served): State<Arc<Served>>, Path(path): Path<String>) -> Response {
    let Some((limit, content, cache)) = kind(&path) else { return plain(StatusCode::NOT_FOUND) };
    let read = async {
        let _place = served.places.acquire().await.ok()?;
        Some(served.source.file(&path, limit).await)
    };
    match timeout(PATIENCE, read).await {
        Ok(Some(Ok(Some(bytes)))) => file(bytes, content, cache),
        Ok(Some(Ok(None))) => plain(StatusCode::NOT_FOUND),
        Ok(Some(Err(_)) | None) => plain(StatusCode::INTERNAL_SERVER_ERROR),
        Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn file(bytes: Vec<u8>, content: &'static str, cache: &'static str) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = [
        (header::CONTENT_TYPE, content),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Anybody's page may show the log.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn plain(status: StatusCode) -> Response {
    let mut response = Response::new(Body::from(format!("{}\n", status.canonical_reason().unwrap_or_default())));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
pub(crate) mod tests;
