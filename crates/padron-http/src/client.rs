use padron_protocol::contract::{Body, Endpoint, Parameters};
use padron_protocol::http_signature::{HEADER, Request};
use padron_protocol::jws::Signer;
use padron_protocol::trust::{Trusted, TrustedParty};
use padron_protocol::{Clock, Entropy, Hash32, Problem, ProblemType};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Method, RequestBuilder};
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

    /// Calls an endpoint of another party.
    ///
    /// # Errors
    /// What the other party refused, or that it cannot be reached or does not speak the contract.
    pub async fn call<E: Endpoint>(
        &self,
        to: &TrustedParty,
        parameters: &E::Parameters,
        message: &E::Request,
    ) -> Result<E::Reply, Problem> {
        let address =
            to.endpoint.as_deref().ok_or_else(|| unreachable(&to.id, "the trust list has no address for it"))?;
        let (path, body) = (E::path(parameters), message.encode()?);
        let token = self.sign(to, E::METHOD, &path, &body)?;
        let request = prepare::<E>(&self.http, address, parameters, body)?.header(HEADER, token);
        answered::<E>(&to.id, request).await
    }

    fn sign(&self, to: &TrustedParty, method: &str, path: &str, body: &[u8]) -> Result<String, Problem> {
        let register = &self.trusted.list().register;
        let request = Request { register, regime: self.regime, audience: &to.id, method, path, body };
        let mut rng = ChaCha20Rng::from_seed(self.entropy.seed());
        request.sign(&self.signer, self.clock.now(), &mut rng).map_err(|_| ProblemType::Internal.into())
    }
}

/// Calls what takes no signature of a party: public endpoints, or a gateway by its token.
#[derive(Clone)]
pub struct PlainClient {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

impl PlainClient {
    /// Calls at this address, which is given `timeout` to answer.
    pub fn new(address: &str, timeout: Duration) -> Self {
        Self { http: connections(timeout), address: address.trim_end_matches('/').to_owned(), token: None }
    }

    /// With a gateway's token.
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.trim().to_owned());
        self
    }

    /// Calls an endpoint.
    ///
    /// # Errors
    /// What was refused, or that there is no answer of the contract.
    pub async fn call<E: Endpoint>(
        &self,
        parameters: &E::Parameters,
        message: &E::Request,
    ) -> Result<E::Reply, Problem> {
        let mut request = prepare::<E>(&self.http, &self.address, parameters, message.encode()?)?;
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        answered::<E>(&self.address, request).await
    }
}

fn prepare<E: Endpoint>(
    http: &reqwest::Client,
    address: &str,
    parameters: &E::Parameters,
    body: Vec<u8>,
) -> Result<RequestBuilder, Problem> {
    let method = Method::from_bytes(E::METHOD.as_bytes()).map_err(|_| ProblemType::Internal)?;
    let mut request = http.request(method, format!("{address}{}", E::path(parameters))).body(body);
    if !E::Request::MEDIA.is_empty() {
        request = request.header(CONTENT_TYPE, E::Request::MEDIA);
    }
    if let Some(key) = parameters.key() {
        request = request.header("idempotency-key", key.to_string());
    }
    Ok(request)
}

async fn answered<E: Endpoint>(party: &str, request: RequestBuilder) -> Result<E::Reply, Problem> {
    let response = request.send().await.map_err(|error| {
        unreachable(party, if error.is_timeout() { "it did not answer in time" } else { "no connection" })
    })?;
    let status = response.status();
    let bytes =
        read_limited(response).await.ok_or_else(|| unreachable(party, "its reply broke off or was too long"))?;
    if status.is_success() {
        return E::Reply::decode(&bytes).map_err(|_| unreachable(party, "its reply is not what the contract says"));
    }
    Err(serde_json::from_slice::<Problem>(&bytes)
        .unwrap_or_else(|_| unreachable(party, &format!("it answered {} without a reason", status.as_u16()))))
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
