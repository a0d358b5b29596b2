//! The answers of C2SP tlog-witness, as text.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::Response;
use padron_protocol::store::StoreError;
use padron_tlog::Refusal;

/// Why nothing was cosigned.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(transparent)]
    Rule(#[from] Refusal),
    /// More bytes than are read.
    #[error("a request has at most {0} bytes")]
    TooLarge(usize),
    #[error("nothing was cosigned: {0}")]
    Store(#[from] StoreError),
    #[error(
        "nothing was cosigned: the witness's clock is {behind} seconds behind its own newest cosignature; it must be set"
    )]
    Clock {
        /// Seconds.
        behind: u64,
    },
    #[error("the witness is busy; come again in a second")]
    Busy,
    #[error("the witness made a mistake; nothing was cosigned")]
    Internal,
}

impl Refused {
    pub(super) const fn status(&self) -> u16 {
        match self {
            Self::Rule(refusal) => refusal.status(),
            Self::TooLarge(_) => 413,
            Self::Store(_) | Self::Clock { .. } | Self::Busy => 503,
            Self::Internal => 500,
        }
    }
}

/// The answer to `add-checkpoint`.
pub(super) fn answer(result: Result<String, Refused>) -> Response {
    match result {
        Ok(line) => text(200, line),
        Err(Refused::Rule(Refusal::Conflict(size))) => with(409, "text/x.tlog.size", format!("{size}\n")),
        Err(refused) => text(refused.status(), format!("{refused}\n")),
    }
}

/// Plain text.
pub(super) fn text(status: u16, text: impl Into<String>) -> Response {
    with(status, "text/plain; charset=utf-8", text.into())
}

/// Any answer.
pub(super) fn with(status: u16, kind: &'static str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if status == 503 {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}
