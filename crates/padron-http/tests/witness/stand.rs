//! A witness on a loopback port, with a clock that stands still.

use crate::toy_log::ToyLog;
use jiff::{SignedDuration, Timestamp};
use padron_http::witness::{Witness, WitnessMemory, WitnessSetup, serve_witness};
use padron_protocol::{Clock as _, FixedClock, sha256};
use padron_store::WitnessStore;
use padron_tlog::{
    AddCheckpoint, KeyKind, KnownLog, Note, NoteSigner, SignedCheckpoint, VerifierKey, cosigned_at, parse_cosignatures,
};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub const NAME: &str = "witness.example/w1";
/// When every test begins, in seconds since 1970.
pub const BEGIN: u64 = 1_772_452_800;

pub fn signer(secret: u8) -> NoteSigner {
    NoteSigner::new(NAME, KeyKind::CosignatureV1, &[secret; 32]).unwrap()
}

/// What a witness that serves [`Stand`]s is made of.
pub fn setup(store: impl WitnessMemory, clock: &FixedClock, logs: Vec<KnownLog>) -> WitnessSetup {
    let public_name = Some("University of <Examples>".into());
    WitnessSetup { signer: signer(42), logs, store: Arc::new(store), clock: Arc::new(clock.clone()), public_name }
}

pub struct Stand {
    pub address: SocketAddr,
    pub clock: FixedClock,
    pub key: VerifierKey,
    http: reqwest::Client,
    serving: JoinHandle<()>,
}

impl Stand {
    /// A witness that knows this log and has cosigned nothing.
    pub async fn fresh(log: &ToyLog) -> Self {
        Self::over(WitnessStore::in_memory().unwrap(), vec![log.known()]).await
    }

    pub async fn over(store: impl WitnessMemory, logs: Vec<KnownLog>) -> Self {
        Self::at(store, logs, FixedClock::new(Timestamp::from_second(BEGIN as i64).unwrap())).await
    }

    pub async fn at(store: impl WitnessMemory, logs: Vec<KnownLog>, clock: FixedClock) -> Self {
        let witness = Witness::new(setup(store, &clock, logs)).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, key) = (listener.local_addr().unwrap(), witness.verifier());
        let serving = tokio::spawn(async move {
            serve_witness(witness, listener, std::future::pending()).await.unwrap();
        });
        Self { address, clock, key, http: reqwest::Client::builder().no_proxy().build().unwrap(), serving }
    }

    /// Moves the clock, forwards or backwards, by seconds.
    pub fn pass(&self, seconds: i64) {
        self.clock.set(self.clock.now().checked_add(SignedDuration::from_secs(seconds)).unwrap());
    }

    pub async fn add(&self, request: &AddCheckpoint) -> Answer {
        self.post(request.to_string()).await
    }

    pub async fn post(&self, body: impl Into<reqwest::Body>) -> Answer {
        Answer::of(self.http.post(format!("http://{}/add-checkpoint", self.address)).body(body).send().await.unwrap())
            .await
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.http.get(format!("http://{}{path}", self.address)).send().await.unwrap()).await
    }

    /// What monitors read of a log.
    pub async fn newest(&self, log: &ToyLog) -> Answer {
        self.get(&format!("/{}/checkpoint", sha256(log.origin.as_bytes()))).await
    }

    /// Adds what must be cosigned, and gives the time of the cosignature.
    pub async fn cosigned(&self, request: &AddCheckpoint) -> u64 {
        let answer = self.add(request).await;
        assert_eq!((answer.status, answer.kind.as_str()), (200, "text/plain; charset=utf-8"), "{}", answer.body);
        self.time(&request.checkpoint, &answer.body)
    }

    /// The time of a cosignature, which must be the witness's, for exactly this checkpoint.
    pub fn time(&self, checkpoint: &SignedCheckpoint, lines: &str) -> u64 {
        let signatures = parse_cosignatures(lines).unwrap();
        assert_eq!(signatures.len(), 1);
        let note = Note { text: checkpoint.note.text.clone(), signatures };
        cosigned_at(&self.key, &note).unwrap().expect("a cosignature of the witness")
    }

    /// Stops listening. What is being judged goes on.
    pub async fn stop(self) {
        self.serving.abort();
        let _ = self.serving.await;
    }
}

pub struct Answer {
    pub status: u16,
    pub kind: String,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let kind = headers["content-type"].to_str().unwrap().to_owned();
        Self { status, kind, headers, body: response.text().await.unwrap() }
    }

    /// A refusal: its status, and one line that says why.
    pub fn refused(&self, status: u16, why: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.kind, "text/plain; charset=utf-8");
        assert!(self.body.contains(why) && self.body.ends_with('\n'), "{}", self.body);
        assert_eq!(self.body.lines().count(), 1, "{}", self.body);
    }

    /// The refusal of a log that is behind or ahead of the witness.
    pub fn conflict(&self, newest: u64) {
        assert_eq!((self.status, self.kind.as_str()), (409, "text/x.tlog.size"));
        assert_eq!(self.body, format!("{newest}\n"));
    }
}
