//! Raw HTTP, signed or not, as anybody.

use super::{BEARER, Country, until};
use jiff::SignedDuration;
use padron_protocol::contract::{Body as _, Endpoint as _, SignInForm, operator, verifier};
use padron_protocol::http_signature::{HEADER, Request};
use padron_protocol::jws::Signer;
use padron_protocol::log::Receipt;
use padron_protocol::messages::attestation::AttestedPurpose;
use padron_protocol::messages::identity::LoginRequest;
use padron_protocol::messages::link::RegistrationRow;
use padron_protocol::messages::link::{LinkOutcome, LinkReply, Registered, Registration, RegistrationBatch};
use padron_protocol::messages::person::OwnView;
use padron_protocol::testing;
use padron_protocol::{Problem, ProblemType, Uuid};
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

/// What came back.
pub struct Answered {
    pub status: u16,
    pub kind: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    /// The message of a success.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!((self.status, self.kind.as_str()), (200, "application/json"), "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The refusal: a problem of a known type, with the status of its type.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.kind, "application/problem+json", "status {}: {}", self.status, self.text());
        let problem: Problem = serde_json::from_slice(&self.body).unwrap();
        let kind = problem.problem_type().unwrap_or_else(|| panic!("unknown type {}", problem.kind));
        assert_eq!((problem.status, kind.status()), (self.status, self.status), "{}", problem.kind);
        problem
    }

    /// The refusal's type.
    pub fn refusal(&self) -> ProblemType {
        self.problem().problem_type().unwrap()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Country {
    pub fn url(&self, to: &str, path: &str) -> String {
        format!("http://{}{path}", self.addresses[to])
    }

    /// Sends a request with these headers and, with a body, the content type that is due.
    pub async fn raw(&self, to: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
        let posts = method == "POST";
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, self.url(to, path)).body(body.to_vec());
        if posts && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", kind(path));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        Answered { status, kind, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    /// A request's signature by this signer.
    pub fn token(&self, signer: &Signer, to: &str, method: &str, path: &str, body: &[u8]) -> String {
        let list = self.trusted.list();
        let request = Request { register: &list.register, regime: list.regime, audience: to, method, path, body };
        request.sign(signer, self.now(), &mut self.rng()).unwrap()
    }

    /// A request without any sign of who sends it.
    pub async fn unsigned(&self, to: &str, method: &str, path: &str, body: &[u8]) -> Answered {
        self.raw(to, method, path, &[], body).await
    }

    /// A request signed by this signer.
    pub async fn signed_by(&self, signer: &Signer, to: &str, method: &str, path: &str, body: &[u8]) -> Answered {
        let token = self.token(signer, to, method, path, body);
        self.raw(to, method, path, &[(HEADER, &token)], body).await
    }

    /// A request signed by a party.
    pub async fn signed(&self, from: &str, to: &str, method: &str, path: &str, body: &[u8]) -> Answered {
        self.signed_by(&self.keys(from).signer(), to, method, path, body).await
    }

    /// What a billing system posts to its gateway.
    pub async fn billing(&self, operator: &str, path: &str, key: Option<&str>, body: &[u8]) -> Answered {
        let bearer = format!("Bearer {BEARER}");
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(key.map(|key| ("idempotency-key", key)));
        self.raw(operator, "POST", path, &headers, body).await
    }

    /// Links one line.
    pub async fn link(&self, operator: &str, key: Uuid, form: &Registration) -> Result<Registered, Problem> {
        let body = serde_json::to_vec(form).unwrap();
        let answered = self.billing(operator, operator::Register::PATH, Some(&key.to_string()), &body).await;
        if answered.status == 200 { Ok(answered.json()) } else { Err(answered.problem()) }
    }

    /// Links one line and repeats that until its receipt is complete: what a counter does that wants it on paper.
    pub async fn receipt(&self, operator: &str, key: Uuid, form: &Registration) -> Receipt {
        until("a complete receipt", async || {
            let registered = self.link(operator, key, form).await.unwrap();
            registered.receipt.proof.is_some().then_some(registered.receipt)
        })
        .await
    }

    /// Links many lines.
    pub async fn link_batch(&self, operator: &str, rows: Vec<RegistrationRow>) -> Result<Vec<LinkOutcome>, Problem> {
        let body = serde_json::to_vec(&RegistrationBatch { rows }).unwrap();
        let answered = self.billing(operator, operator::RegisterBatch::PATH, None, &body).await;
        if answered.status == 200 { Ok(answered.json::<LinkReply>().rows) } else { Err(answered.problem()) }
    }

    /// The attester's word on whoever stands behind these elements, as if they had been confirmed.
    pub fn attested(&self, purpose: AttestedPurpose, elements: &[[u8; 32]]) -> String {
        let list = self.trusted.list();
        testing::attested(purpose, elements, |attested| {
            (attested.register, attested.regime) = (list.register.clone(), list.regime);
            (attested.issued, attested.expires) = (self.now(), self.now() + SignedDuration::from_mins(5));
        })
    }

    /// A person's own view.
    pub async fn own_view(&self, document: &str, code: &str) -> Result<OwnView, Problem> {
        let login = LoginRequest { document: document.into(), code: code.into() };
        let body = serde_json::to_vec(&login).unwrap();
        let answered = self.unsigned("verifier", "POST", verifier::ViewOwn::PATH, &body).await;
        if answered.status == 200 { Ok(answered.json()) } else { Err(answered.problem()) }
    }
}

fn kind(path: &str) -> &'static str {
    if path == verifier::ShowOwn::PATH { SignInForm::MEDIA } else { "application/json" }
}
