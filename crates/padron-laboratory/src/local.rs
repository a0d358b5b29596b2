//! A billing system's side of the gateway: plain REST with a bearer token.

use anyhow::Result;
use padron_protocol::messages::link::{
    LinkOutcome, LinkReply, Registered, Registration, RegistrationBatch, RegistrationRow,
};
use padron_protocol::{Problem, ProblemType, Uuid};
pub use padron_testkit::people::registration;
use std::time::Duration;

/// A billing system that posts to its own gateway.
#[derive(Clone)]
pub struct Billing {
    http: reqwest::Client,
    gateway: String,
    token: String,
}

impl Billing {
    /// Posts to the gateway at this address with this token.
    pub fn new(gateway: String, token: &str) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120)).build()?;
        Ok(Self { http, gateway, token: token.trim().to_owned() })
    }

    /// Registers one line.
    pub async fn link(&self, key: Uuid, registration: &Registration) -> Result<Registered, Problem> {
        let body = serde_json::to_vec(registration).map_err(|_| ProblemType::Internal)?;
        let request =
            self.http.post(format!("{}/v1/links", self.gateway)).header("idempotency-key", key.to_string()).body(body);
        self.send(request).await
    }

    /// Registers many lines.
    pub async fn link_batch(&self, rows: Vec<RegistrationRow>) -> Result<Vec<LinkOutcome>, Problem> {
        let body = serde_json::to_vec(&RegistrationBatch { rows }).map_err(|_| ProblemType::Internal)?;
        let reply: LinkReply = self.send(self.http.post(format!("{}/v1/links/batch", self.gateway)).body(body)).await?;
        Ok(reply.rows)
    }

    async fn send<R: serde::de::DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<R, Problem> {
        let unreachable = |_| Problem::new(ProblemType::Unreachable).detail("the gateway does not answer");
        let request = request.bearer_auth(&self.token).header("content-type", "application/json");
        let response = request.send().await.map_err(unreachable)?;
        let good = response.status().is_success();
        let bytes = response.bytes().await.map_err(unreachable)?;
        if good {
            return serde_json::from_slice(&bytes).map_err(|_| ProblemType::Internal.into());
        }
        Err(serde_json::from_slice(&bytes).unwrap_or_else(|_| ProblemType::Internal.into()))
    }
}
