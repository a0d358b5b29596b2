//! The witnesses, and what may stand in their place.

use super::{Country, Keys, ORIGIN};
use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use axum::routing::post;
use padron_http::witness::{Witness, WitnessSetup, witness_router};
use padron_protocol::contract::{Endpoint as _, witness};
use padron_protocol::{Clock as _, testing};
use padron_tlog::{AddCheckpoint, KnownLog, SignedCheckpoint, cosign};
use std::sync::Arc;

impl Country {
    /// A witness over what it has cosigned so far.
    pub(super) fn witness(&self, id: &str) -> Router {
        let log = KnownLog { origin: ORIGIN.into(), keys: vec![testing::log_signer().verifier()] };
        let setup = WitnessSetup {
            signer: Keys::of(id).cosigner(),
            logs: vec![log],
            store: Arc::new(self.cosigned[id].clone()),
            clock: Arc::new(self.clock.clone()),
            public_name: None,
        };
        witness_router(&Witness::new(setup).unwrap())
    }

    /// The witnesses by name.
    pub fn witnesses(&self) -> Vec<String> {
        self.cosigned.keys().cloned().collect()
    }

    /// Every witness stops.
    pub async fn stop_witnesses(&self) {
        for id in self.witnesses() {
            self.stop(&id).await;
        }
    }

    /// Every witness goes on where it stopped.
    pub async fn revive_witnesses(&self) {
        for id in self.witnesses() {
            self.revive(&id).await;
        }
    }

    /// The newest checkpoint that a witness has cosigned.
    pub fn cosigned_by(&self, id: &str) -> Option<SignedCheckpoint> {
        let row = self.cosigned[id].latest(ORIGIN).unwrap()?;
        Some(SignedCheckpoint::parse(&row.checkpoint).unwrap())
    }

    /// What a witness says to a checkpoint that the log asks it to cosign: its status.
    pub async fn ask_witness(&self, id: &str, asked: &AddCheckpoint) -> u16 {
        self.raw(id, "POST", witness::Cosign::PATH, &[], asked.to_string().as_bytes()).await.status
    }

    /// A witness that signs whatever it is shown, with its own key.
    pub fn lying_witness(&self, id: &str) -> Router {
        let (keys, clock) = (Keys::of(id), self.clock.clone());
        adding(move |body| {
            let time = u64::try_from(clock.now().as_second()).unwrap();
            (StatusCode::OK, cosigned(&keys, body, time))
        })
    }

    /// A witness that signs honestly, but dates what it signs by so many seconds.
    pub fn witness_of_another_time(&self, id: &str, seconds: i64) -> Router {
        let (keys, clock) = (Keys::of(id), self.clock.clone());
        adding(move |body| {
            let time = u64::try_from(clock.now().as_second() + seconds).unwrap();
            (StatusCode::OK, cosigned(&keys, body, time))
        })
    }

    /// A witness whose signatures are in good form, and another's.
    pub fn forging_witness(&self, id: &str) -> Router {
        let keys = self.new_keys(id);
        let own = Keys::of(id).cosigner().verifier();
        let clock = self.clock.clone();
        adding(move |body| {
            let asked = AddCheckpoint::parse(body).unwrap();
            let time = u64::try_from(clock.now().as_second()).unwrap();
            let mut line = cosign(&keys.cosigner(), &asked.checkpoint.note.text, time).unwrap();
            line.id = own.id();
            (StatusCode::OK, line.to_line())
        })
    }
}

/// A witness that answers every checkpoint with this.
pub fn witness_that_says(status: u16, body: impl Into<String>) -> Router {
    let (status, body) = (StatusCode::from_u16(status).unwrap(), body.into());
    adding(move |_| (status, body.clone()))
}

fn adding(answer: impl Fn(&[u8]) -> (StatusCode, String) + Clone + Send + Sync + 'static) -> Router {
    Router::new().route(witness::Cosign::PATH, post(move |body: Bytes| async move { answer(&body).into_response() }))
}

fn cosigned(keys: &Keys, body: &[u8], time: u64) -> String {
    let asked = AddCheckpoint::parse(body).unwrap();
    cosign(&keys.cosigner(), &asked.checkpoint.note.text, time).unwrap().to_line()
}
