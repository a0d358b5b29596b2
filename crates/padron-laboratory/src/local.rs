//! A billing system's side of the gateway: plain REST with a bearer token.

use padron_http::PlainClient;
use padron_protocol::contract::KeyParameter;
use padron_protocol::contract::operator::{Register, RegisterBatch};
use padron_protocol::messages::link::{LinkOutcome, Registered, Registration, RegistrationBatch, RegistrationRow};
use padron_protocol::{Problem, Uuid};
pub use padron_testkit::people::registration;
use std::time::Duration;

/// A billing system that posts to its own gateway.
#[derive(Clone)]
pub struct Billing(PlainClient);

impl Billing {
    /// Posts to the gateway at this address with this token.
    pub fn new(gateway: &str, token: &str) -> Self {
        Self(PlainClient::new(gateway, Duration::from_secs(120)).with_token(token))
    }

    /// Registers one line.
    pub async fn link(&self, key: Uuid, registration: &Registration) -> Result<Registered, Problem> {
        self.0.call::<Register>(&KeyParameter(key), registration).await
    }

    /// Registers many lines.
    pub async fn link_batch(&self, rows: Vec<RegistrationRow>) -> Result<Vec<LinkOutcome>, Problem> {
        Ok(self.0.call::<RegisterBatch>(&(), &RegistrationBatch { rows }).await?.rows)
    }
}
