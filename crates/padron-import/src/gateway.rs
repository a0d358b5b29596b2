//! The operator's own gateway over HTTP: one batch, one answer.

use std::time::Duration;

use padron_protocol::Problem;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::operator::RegisterBatch;
use padron_protocol::messages::link::{LinkOutcome, LinkReply, RegistrationBatch};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Client, StatusCode, Url};
use zeroize::Zeroizing;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a batch may take: 512 rows are verified and linked in it.
const ANSWER: Duration = Duration::from_secs(180);
/// Largest answer that is read, in bytes: 512 receipts.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;
/// Longest time that a gateway's `Retry-After` is believed.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);
/// About one row as JSON, in bytes.
const ROW: usize = 1024;

/// Why there is no gateway to import into.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("--gateway must be an address such as https://gateway.example or http://127.0.0.1:8080")]
    Address,
    /// Personal values would travel in the clear.
    #[error(
        "--gateway is plain http to another machine: names and numbers would travel readable; use https, or add --plain-http if the way there is already encrypted"
    )]
    Plain,
    /// The token is empty or has characters that no header takes.
    #[error("the token file must hold one line of visible ASCII characters")]
    Token,
    #[error("the HTTP client cannot be started: {0}")]
    Client(reqwest::Error),
}

/// What the gateway answered to a batch.
pub enum GatewayAnswer {
    /// One outcome per row, in order.
    Rows(Vec<LinkOutcome>),
    Later {
        /// How long the gateway asks to wait.
        wait: Option<Duration>,
        /// Why, in a few words, without values.
        why: String,
    },
    TooLarge(Problem),
    /// Never, for any batch: a person must see to it.
    Never(String),
}

/// A gateway and the token that it knows its own systems by.
pub struct GatewayClient {
    client: Client,
    url: Url,
    authorization: HeaderValue,
}

impl GatewayClient {
    /// A gateway at an address. TLS roots are the system's; proxies and redirects are not followed, so that no other
    /// machine sees a batch.
    ///
    /// # Errors
    /// The address or the token cannot be used.
    pub fn new(address: &str, token: &str, plain_http: bool) -> Result<Self, GatewayError> {
        // The only error is that another part of the program has installed one before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = Url::parse(address.trim_end_matches('/')).map_err(|_| GatewayError::Address)?;
        let local = match base.host_str().ok_or(GatewayError::Address)? {
            "localhost" | "[::1]" => true,
            host => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        };
        match base.scheme() {
            "https" => {}
            "http" if local || plain_http => {}
            "http" => return Err(GatewayError::Plain),
            _ => return Err(GatewayError::Address),
        }
        let url = format!("{}{}", base.as_str().trim_end_matches('/'), RegisterBatch::PATH);
        let token = token.trim();
        if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(GatewayError::Token);
        }
        let bearer = Zeroizing::new(format!("Bearer {token}"));
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| GatewayError::Token)?;
        authorization.set_sensitive(true);
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .build()
            .map_err(GatewayError::Client)?;
        Ok(Self { client, url: Url::parse(&url).map_err(|_| GatewayError::Address)?, authorization })
    }

    /// Sends a batch and reads the answer.
    pub async fn post(&self, batch: &RegistrationBatch) -> GatewayAnswer {
        let mut body = Vec::with_capacity(batch.rows.len() * ROW);
        if serde_json::to_writer(&mut body, batch).is_err() {
            return GatewayAnswer::Never("the batch cannot be written as JSON".into());
        }
        let request = self
            .client
            .post(self.url.clone())
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) => return GatewayAnswer::Later { wait: None, why: connection(&error) },
        };
        let status = response.status();
        let wait = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(retry_after);
        match read(response).await {
            Ok(body) => judge(status, wait, &body, batch.rows.len()),
            Err(later) => later,
        }
    }
}

async fn read(mut response: reqwest::Response) -> Result<Vec<u8>, GatewayAnswer> {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_ANSWER => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                return Err(GatewayAnswer::Never(
                    "the answer is over 8 MiB; is this the address of a padron gateway?".into(),
                ));
            }
            Ok(None) => return Ok(body),
            Err(error) => return Err(GatewayAnswer::Later { wait: None, why: connection(&error) }),
        }
    }
}

/// What an answer means for the batch.
fn judge(status: StatusCode, wait: Option<Duration>, body: &[u8], rows: usize) -> GatewayAnswer {
    if status.is_success() {
        return match serde_json::from_slice::<LinkReply>(body) {
            Ok(reply) if reply.rows.len() == rows => GatewayAnswer::Rows(reply.rows),
            _ => GatewayAnswer::Never(
                "the answer is not one outcome per row; is this the address of a padron gateway?".into(),
            ),
        };
    }
    let problem = serde_json::from_slice::<Problem>(body).ok();
    let kind = problem.as_ref().and_then(Problem::problem_type);
    let why = match kind {
        Some(kind) => format!("{} ({}): {}", status.as_u16(), kind.name(), kind.title()),
        None => format!("HTTP {}", status.as_u16()),
    };
    match status.as_u16() {
        408 | 429 | 500 | 502 | 503 | 504 => GatewayAnswer::Later { wait, why },
        413 => GatewayAnswer::TooLarge(problem.unwrap_or_else(|| padron_protocol::ProblemType::TooLarge.into())),
        401 => GatewayAnswer::Never(format!("{why}; check the token file")),
        _ => GatewayAnswer::Never(why),
    }
}

/// Seconds (RFC 9110 section 10.2.3). A date is not read: gateways send seconds, and clocks differ; the backoff then waits.
fn retry_after(value: &str) -> Option<Duration> {
    let seconds: u64 = value.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// What happened to a connection. The library's own words may contain addresses only, but are not ours to promise.
fn connection(error: &reqwest::Error) -> String {
    if error.is_connect() {
        "no connection".into()
    } else if error.is_timeout() {
        "no answer in time".into()
    } else {
        "the connection broke".into()
    }
}

#[cfg(test)]
mod tests;
