//! From a contract to a router.

use crate::caller::ReceivedCall;
use crate::routes::{Admitted, NotTheContract, Reply, Route, Service};
use crate::status;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{RawPathParams, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::MethodRouter;
use padron_protocol::contract::Described;
use padron_protocol::http_signature::HEADER;
use padron_protocol::{Problem, ProblemType};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tower_http::catch_panic::CatchPanicLayer;

/// How long a caller may take to send, and a role to answer.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The router of a role: the common endpoints and its own, each as its contract says.
///
/// # Errors
/// The handlers are not those of the contract.
pub fn router<S: Service>(service: &Arc<S>) -> Result<Router, NotTheContract> {
    let mut paths: BTreeMap<&str, Vec<Route<S>>> = BTreeMap::new();
    for route in status::common(S::routes()).checked()? {
        paths.entry(route.endpoint.path).or_default().push(route);
    }
    let mut router = Router::new();
    for (path, routes) in paths {
        let mut methods = MethodRouter::new().fallback(|| async { refusal(ProblemType::MethodNotAllowed.into()) });
        for route in routes {
            let (service, method, route) = (service.clone(), route.endpoint.method, Arc::new(route));
            let handler =
                move |params: RawPathParams, request: Request| answer(service.clone(), route.clone(), params, request);
            methods = if method == "GET" { methods.get(handler) } else { methods.post(handler) };
        }
        router = router.route(path, methods);
    }
    Ok(router
        .fallback(|| async { refusal(ProblemType::NotFound.into()) })
        .layer(CatchPanicLayer::custom(|_| refusal(ProblemType::Internal.into()))))
}

/// Serves until `stop` resolves; requests under way are finished.
///
/// # Errors
/// What the listener says, or that the handlers are not those of the contract.
pub async fn serve<S: Service>(
    service: Arc<S>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let router = router(&service).map_err(std::io::Error::other)?;
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}

async fn answer<S: Service>(
    service: Arc<S>,
    route: Arc<Route<S>>,
    params: RawPathParams,
    request: Request,
) -> Response {
    let correlator = request.headers().get("x-correlator").cloned();
    let late = |_| Err(Problem::new(ProblemType::Busy).detail("it took too long; come again"));
    let result = timeout(TIMEOUT, handle(&service, &route, params, request)).await.unwrap_or_else(late);
    let mut response = match result {
        Ok(reply) => response(200, reply),
        Err(problem) => refusal(ours(problem, &route.endpoint)),
    };
    if let Some(correlator) = correlator.filter(|value| value.len() <= 64) {
        response.headers_mut().insert("x-correlator", correlator);
    }
    service.context().metrics.count(route.endpoint.name, response.status().as_u16());
    response
}

async fn handle<S: Service>(
    service: &Arc<S>,
    route: &Route<S>,
    params: RawPathParams,
    request: Request,
) -> Result<Reply, Problem> {
    let (parts, body) = request.into_parts();
    let body = read_body(body, route.endpoint.body_limit).await?;
    let received = ReceivedCall {
        method: parts.method.as_str(),
        path: parts.uri.path_and_query().map_or(parts.uri.path(), |both| both.as_str()),
        signature: text(&parts.headers, HEADER),
        authorization: text(&parts.headers, header::AUTHORIZATION.as_str()),
        body: &body,
    };
    let caller = service.guards().admit(service.context(), &route.endpoint, &received)?;
    check_kind(route.endpoint.request_media, text(&parts.headers, header::CONTENT_TYPE.as_str()))?;
    (route.handler)(service.clone(), Admitted { caller, parts, params, body }).await
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

/// A body is read as what it says it is, and only if that is what the endpoint takes: a page elsewhere must not be able
/// to have a browser post one as something harmless.
fn check_kind(wanted: &str, sent: Option<&str>) -> Result<(), Problem> {
    let sent = sent.unwrap_or_default();
    let (kind, parameters) = sent.split_once(';').unwrap_or((sent, ""));
    let parameters = parameters.trim().to_ascii_lowercase();
    let taken = kind.trim().eq_ignore_ascii_case(wanted)
        && matches!(parameters.as_str(), "" | "charset=utf-8" | "charset=\"utf-8\"");
    if wanted.is_empty() || taken {
        return Ok(());
    }
    Err(Problem::new(ProblemType::UnsupportedMediaType).detail(format!("send it with `Content-Type: {wanted}`")))
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
/// success because another party wrote 200 into it. Nobody else's problem is answered that this endpoint's document does
/// not name.
fn ours(problem: Problem, endpoint: &Described) -> Problem {
    match problem.problem_type() {
        Some(kind) if endpoint.problems().contains(&kind) => {
            Problem { title: kind.title().into(), status: kind.status(), ..problem }
        }
        _ if endpoint.asks_others() => {
            Problem::new(ProblemType::Unreachable).detail("a party that is needed refused for an unknown reason")
        }
        kind => {
            let name = kind.map_or("an unknown problem", ProblemType::name);
            tracing::error!(endpoint = endpoint.name, problem = name, "a refusal that the contract does not name");
            Problem::new(ProblemType::Internal).detail(format!("{name} is not in the contract of {}", endpoint.name))
        }
    }
}

fn refusal(problem: Problem) -> Response {
    let bytes = serde_json::to_vec(&problem).unwrap_or_default();
    let reply = Reply { bytes, kind: "application/problem+json", caching: "no-store", last: false };
    response(problem.status, reply)
}

fn response(status: u16, reply: Reply) -> Response {
    let mut response = Response::new(Body::from(reply.bytes));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, reply.kind),
        (header::CACHE_CONTROL, reply.caching),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, header::HeaderValue::from_static(value));
    }
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY.clone());
    if reply.last {
        // Chromium keeps pages that it may not store alive for going back, with what was typed into them.
        let forget = header::HeaderValue::from_static("\"cache\"");
        response.headers_mut().insert(header::HeaderName::from_static("clear-site-data"), forget);
    }
    if matches!(status, 429 | 503) {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    }
    response
}
