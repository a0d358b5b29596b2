use padron_protocol::http_signature::{HEADER, Request};
use padron_protocol::jws::Signer;
use padron_protocol::trust::{Trusted, TrustedParty};
use padron_protocol::{Clock, Entropy, Hash32, Problem, ProblemType, Uuid};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use std::time::Duration;

/// The largest reply that is read, in bytes.
const MAX_REPLY: usize = 16 * 1024 * 1024;
/// How long another party may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Connections to others: only to the address that is named, and never for longer than this.
pub(crate) fn connections(timeout: Duration) -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap_or_default()
}

/// Calls other parties, each request signed for its callee.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    signer: Arc<Signer>,
    trusted: Arc<Trusted>,
    regime: Hash32,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Client {
    /// A client for a command: it signs as the party whose key `signer` holds.
    pub fn standalone(
        trusted: Arc<Trusted>,
        signer: Arc<Signer>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let http = connections(TIMEOUT);
        let regime = trusted.list().regime;
        Self { http, signer, trusted, regime, clock, entropy }
    }

    /// Posts a message and reads the reply.
    pub async fn post<M: Serialize, R: DeserializeOwned>(
        &self,
        to: &TrustedParty,
        path: &str,
        message: &M,
    ) -> Result<R, Problem> {
        let body = serde_json::to_vec(message).map_err(|_| ProblemType::Internal)?;
        self.call(to, Method::POST, path, body, None).await
    }

    /// Posts a message under an idempotency key.
    pub async fn post_keyed<M: Serialize, R: DeserializeOwned>(
        &self,
        to: &TrustedParty,
        path: &str,
        key: &Uuid,
        message: &M,
    ) -> Result<R, Problem> {
        let body = serde_json::to_vec(message).map_err(|_| ProblemType::Internal)?;
        self.call(to, Method::POST, path, body, Some(key)).await
    }

    /// Gets a reply.
    pub async fn get<R: DeserializeOwned>(&self, to: &TrustedParty, path: &str) -> Result<R, Problem> {
        self.call(to, Method::GET, path, Vec::new(), None).await
    }

    async fn call<R: DeserializeOwned>(
        &self,
        to: &TrustedParty,
        method: Method,
        path: &str,
        body: Vec<u8>,
        key: Option<&Uuid>,
    ) -> Result<R, Problem> {
        let endpoint =
            to.endpoint.as_deref().ok_or_else(|| unreachable(&to.id, "the trust list has no address for it"))?;
        let token = self.sign(to, method.as_str(), path, &body)?;
        let mut request = self
            .http
            .request(method, format!("{endpoint}{path}"))
            .header(HEADER, token)
            .header("content-type", "application/json")
            .body(body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        let response = request.send().await.map_err(|error| {
            unreachable(&to.id, if error.is_timeout() { "it did not answer in time" } else { "no connection" })
        })?;
        let status = response.status();
        let bytes =
            read_limited(response).await.ok_or_else(|| unreachable(&to.id, "its reply broke off or was too long"))?;
        if status.is_success() {
            return serde_json::from_slice(&bytes)
                .map_err(|_| unreachable(&to.id, "its reply is not what the contract says"));
        }
        Err(serde_json::from_slice::<Problem>(&bytes)
            .unwrap_or_else(|_| unreachable(&to.id, &format!("it answered {} without a reason", status.as_u16()))))
    }

    fn sign(&self, to: &TrustedParty, method: &str, path: &str, body: &[u8]) -> Result<String, Problem> {
        let register = &self.trusted.list().register;
        let request = Request { register, regime: self.regime, audience: &to.id, method, path, body };
        let mut rng = ChaCha20Rng::from_seed(self.entropy.seed());
        request.sign(&self.signer, self.clock.now(), &mut rng).map_err(|_| ProblemType::Internal.into())
    }
}

async fn read_limited(mut response: reqwest::Response) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.ok()? {
        if bytes.len() + chunk.len() > MAX_REPLY {
            return None;
        }
        bytes.extend_from_slice(&chunk);
    }
    Some(bytes)
}

fn unreachable(party: &str, what: &str) -> Problem {
    Problem::new(ProblemType::Unreachable).detail(format!("{party}: {what}"))
}
