//! From a contract to a router.

use crate::caller::{Guards, Received};
use crate::context::Context;
use crate::{openapi, status};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::MethodRouter;
use padron_protocol::contract::{self, Endpoint};
use padron_protocol::http_signature::HEADER;
use padron_protocol::messages::status::Check;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType, Uuid};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

pub use crate::caller::Caller;

/// How long a caller may take to send, and a role to answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// A role's side of the contract.
pub trait Service: Send + Sync + 'static {
    /// Which role it is.
    fn role(&self) -> Role;
    /// What every role has.
    fn context(&self) -> &Arc<Context>;
    /// Callers that the trust list does not name.
    fn guards(&self) -> &Guards;
    /// Answers a call that was let in.
    fn call(self: &Arc<Self>, call: Call) -> impl Future<Output = Result<Reply, Problem>> + Send;
    /// Checks of its own for `/readyz`.
    fn checks(&self) -> impl Future<Output = Vec<Check>> + Send;
    /// Figures for its page.
    fn figures(&self) -> impl Future<Output = Vec<(String, String)>> + Send;
    /// Metrics of its own, in Prometheus text form 0.0.4. Names and numbers only.
    fn metrics(&self) -> String {
        String::new()
    }
}

/// A call that was let in.
pub struct Call {
    /// The endpoint's name in the contract.
    pub endpoint: &'static str,
    /// Who calls.
    pub caller: Caller,
    /// The request named in the path, where the path names one.
    pub request: Option<Uuid>,
    /// The rest of the path, where the contract leaves it open.
    pub rest: Option<String>,
    /// The query, undecoded.
    pub query: String,
    /// The caller's `Accept-Language`.
    pub language: Option<String>,
    /// The `Idempotency-Key`.
    pub idempotency: Option<String>,
    /// The body.
    pub body: Bytes,
}

impl Call {
    /// The body as a message.
    pub fn message<M: DeserializeOwned>(&self) -> Result<M, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| malformed(&error))
    }

    /// The request named in the path.
    pub fn request_id(&self) -> Result<Uuid, Problem> {
        self.request.ok_or_else(|| {
            Problem::new(ProblemType::MalformedRequest).field("request").detail("must be a UUID of version 4, 7 or 8")
        })
    }

    /// A number in the query.
    pub fn query_number(&self, name: &str) -> Option<u64> {
        self.query_value(name)?.parse().ok()
    }

    /// A value in the query.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// serde's messages quote the offending value, which may be personal: only kind and place are told.
fn malformed(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        serde_json::error::Category::Syntax | serde_json::error::Category::Eof => "this is not JSON",
        serde_json::error::Category::Data => "a field is missing, unknown or of the wrong type",
        serde_json::error::Category::Io => "the body broke off",
    };
    Problem::new(ProblemType::MalformedRequest).detail(format!(
        "{what} (line {}, column {}); see /openapi.json",
        error.line(),
        error.column()
    ))
}

/// What a role answers.
pub enum Reply {
    /// A message.
    Json(Vec<u8>),
    /// A page.
    Html(String),
    /// A page that ends a visit: whoever goes back from it finds nothing of what was typed or shown before.
    LastHtml(String),
    /// Plain text.
    Text(String),
    /// A file that everybody may have.
    File(PublicFile),
}

/// A file that everybody may have and that may lie in caches.
pub struct PublicFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub kind: &'static str,
    /// What caches may do with it: the value of `Cache-Control`.
    pub caching: &'static str,
}

impl Reply {
    /// A message.
    pub fn json<M: Serialize>(message: &M) -> Result<Self, Problem> {
        serde_json::to_vec(message).map(Self::Json).map_err(|_| ProblemType::Internal.into())
    }
}

/// The router of a role: the common endpoints and its own, each as its contract says.
pub fn router<S: Service>(service: &Arc<S>) -> Router {
    let own = contract::endpoints(service.role());
    let mut paths: std::collections::BTreeMap<&str, Vec<&'static Endpoint>> = std::collections::BTreeMap::new();
    for endpoint in contract::COMMON.iter().chain(own) {
        paths.entry(endpoint.path).or_default().push(endpoint);
    }
    let mut router = Router::new();
    for (path, endpoints) in paths {
        let mut methods =
            MethodRouter::new().fallback(|| async { response(Err(ProblemType::MethodNotAllowed.into())) });
        for endpoint in endpoints {
            let service = service.clone();
            let handler =
                move |params: RawPathParams, request: Request| answer(service.clone(), endpoint, params, request);
            methods = if endpoint.method == "GET" { methods.get(handler) } else { methods.post(handler) };
        }
        router = router.route(path, methods);
    }
    router
        .fallback(|| async { response(Err(ProblemType::NotFound.into())) })
        .layer(CatchPanicLayer::custom(|_| response(Err(ProblemType::Internal.into()))))
}

/// Serves until `stop` resolves; requests under way are finished.
pub async fn serve<S: Service>(
    service: Arc<S>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(&service)).with_graceful_shutdown(stop).await
}

async fn answer<S: Service>(
    service: Arc<S>,
    endpoint: &'static Endpoint,
    params: RawPathParams,
    request: Request,
) -> Response {
    let correlator = request.headers().get("x-correlator").cloned();
    let late = |_| Err(Problem::new(ProblemType::Busy).detail("it took too long; come again"));
    let result = timeout(TIMEOUT, handle(&service, endpoint, params, request)).await.unwrap_or_else(late);
    let mut response = response(result);
    if let Some(correlator) = correlator.filter(|value| value.len() <= 64) {
        response.headers_mut().insert("x-correlator", correlator);
    }
    service.context().metrics.count(endpoint.name, response.status().as_u16());
    response
}

async fn handle<S: Service>(
    service: &Arc<S>,
    endpoint: &'static Endpoint,
    params: RawPathParams,
    request: Request,
) -> Result<Reply, Problem> {
    let (parts, body) = request.into_parts();
    let body = read_body(body, endpoint.body_limit).await?;
    let header = |name: &str| text(&parts.headers, name);
    let path = parts.uri.path_and_query().map_or(parts.uri.path(), |both| both.as_str());
    let received = Received {
        method: parts.method.as_str(),
        path,
        signature: header(HEADER),
        authorization: header(header::AUTHORIZATION.as_str()),
        body: &body,
    };
    let caller = service.guards().admit(service.context(), endpoint, &received)?;
    let named = params.iter().find(|(name, _)| *name == "request").map(|(_, value)| Uuid::parse(value));
    if named == Some(None) {
        return Err(Problem::new(ProblemType::MalformedRequest)
            .field("request")
            .detail("must be a UUID of version 4, 7 or 8"));
    }
    let call = Call {
        endpoint: endpoint.name,
        caller,
        request: named.flatten(),
        rest: params.iter().find(|(name, _)| *name == "path").map(|(_, value)| value.to_owned()),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        language: header("accept-language").map(str::to_owned),
        idempotency: header("idempotency-key").map(str::to_owned),
        body,
    };
    match endpoint.name {
        "live" => Ok(Reply::Text("alive\n".into())),
        "ready" => status::ready(service).await,
        "metrics" => Ok(Reply::Text(service.context().metrics.text() + &service.metrics())),
        "openapi" => Reply::json(&openapi::document(service.role())),
        "trust" => Ok(Reply::Json(service.context().trust_text.clone().into_bytes())),
        "home" => Ok(status::home(service, &call).await),
        _ => service.call(call).await,
    }
}

async fn read_body(body: Body, limit: usize) -> Result<Bytes, Problem> {
    to_bytes(body, limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("length limit"));
        if too_large {
            Problem::new(ProblemType::TooLarge).detail(format!("at most {limit} bytes"))
        } else {
            Problem::new(ProblemType::MalformedRequest).detail("the body broke off")
        }
    })
}

/// Pages run nothing and fetch nothing: their one style sheet is inlined and known by its hash.
pub(crate) static CONTENT_POLICY: LazyLock<header::HeaderValue> = LazyLock::new(|| {
    let policy = padron_web::content_security_policy();
    header::HeaderValue::from_str(&policy).unwrap_or(header::HeaderValue::from_static("default-src 'none'"))
});

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Problems of other parties are handed on, and what they claim as status is theirs: a refusal must never look like a
/// success because another party wrote 200 into it.
fn ours(problem: Problem) -> Problem {
    match problem.problem_type() {
        Some(kind) => Problem { title: kind.title().into(), status: kind.status(), ..problem },
        None => Problem::new(ProblemType::Unreachable).detail("a party that is needed refused for an unknown reason"),
    }
}

fn response(result: Result<Reply, Problem>) -> Response {
    let mut caching = "no-store";
    let last = matches!(result, Ok(Reply::LastHtml(_)));
    let (status, kind, body) = match result {
        Ok(Reply::Json(bytes)) => (200, "application/json", Body::from(bytes)),
        Ok(Reply::File(file)) => {
            caching = file.caching;
            (200, file.kind, Body::from(file.bytes))
        }
        Ok(Reply::Html(text) | Reply::LastHtml(text)) => (200, "text/html; charset=utf-8", Body::from(text)),
        Ok(Reply::Text(text)) => (200, "text/plain; charset=utf-8", Body::from(text)),
        Err(problem) => {
            let problem = ours(problem);
            (problem.status, "application/problem+json", Body::from(serde_json::to_vec(&problem).unwrap_or_default()))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY.clone());
    if last {
        // Chromium keeps pages that it may not store alive for going back, with what was typed into them.
        let forget = header::HeaderValue::from_static("\"cache\"");
        response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), forget);
    }
    if matches!(status, 429 | 503) {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    }
    response
}
