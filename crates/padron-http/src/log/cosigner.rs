//! One witness: asked for its cosignature over HTTP (C2SP tlog-witness), with one request under way at most.

use super::evidence::{Claim, proof_of_another_history};
use super::round::{CosigningJob, WitnessAnswer};
use super::{PublicLog, locked};
use crate::client::connections;
use padron_protocol::contract::witness::{Cosign, ReadCheckpoint};
use padron_protocol::contract::{Endpoint as _, LogPlace};
use padron_protocol::log::fresh;
use padron_protocol::sha256;
use padron_protocol::trust::TrustedParty;
use padron_tlog::{AddCheckpoint, Note, NoteSignature, SignedCheckpoint, VerifierKey, cosigned_at, parse_cosignatures};
use std::fmt::Display;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How long a witness may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer that is read, in bytes: a note's.
const MAX_ANSWER: usize = 64 << 10;
/// How often a witness may correct us in one go: others may be asking it at the same time.
const CORRECTIONS: usize = 3;
/// How long a witness that failed is left alone, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(4));

/// A witness of the trust list.
pub(super) struct Cosigner {
    pub(super) id: String,
    pub(super) key: VerifierKey,
    endpoint: String,
    http: reqwest::Client,
    state: Mutex<WitnessState>,
}

struct WitnessState {
    /// The size of the tree that it cosigned last, as far as we know.
    size: u64,
    /// Whether its last answer was a cosignature.
    well: bool,
}

/// Why a witness gave no cosignature.
enum Failure {
    /// It is away, slow or wrong: others may do.
    Unusable(String),
    /// It has proved that this log has shown another history.
    OtherHistory(String),
}

impl<T: Display> From<T> for Failure {
    fn from(what: T) -> Self {
        Self::Unusable(what.to_string())
    }
}

impl Cosigner {
    /// The witness at its address in the trust list; none for one that has no address.
    pub(super) fn new(party: &TrustedParty) -> Option<Self> {
        Some(Self {
            id: party.id.clone(),
            key: party.witness.clone()?,
            endpoint: party.endpoint.clone()?,
            http: connections(TIMEOUT),
            state: Mutex::new(WitnessState { size: 0, well: true }),
        })
    }

    /// Whether it is worth waiting for.
    pub(super) fn is_well(&self) -> bool {
        locked(&self.state).well
    }

    /// Asks for a cosignature of every job, or of the newest one when several have come meanwhile. After a failure it
    /// tries again by itself, less and less often.
    pub(super) async fn work(
        self: Arc<Self>,
        place: usize,
        log: Arc<PublicLog>,
        mut jobs: watch::Receiver<Option<Arc<CosigningJob>>>,
        answers: mpsc::Sender<WitnessAnswer>,
    ) {
        let mut pause = PAUSE.0;
        while jobs.changed().await.is_ok() {
            loop {
                let Some(job) = jobs.borrow_and_update().clone() else { break };
                let asked = self.ask(&log, &job).await;
                let well = asked.is_ok();
                let cosignature = self.told(&log, asked);
                let answer = WitnessAnswer { job: job.number, witness: place, cosignature };
                if answers.send(answer).await.is_err() || log.health.is_halted() {
                    return;
                }
                if well {
                    pause = PAUSE.0;
                    break;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE.1);
            }
        }
    }

    fn told(&self, log: &PublicLog, asked: Result<NoteSignature, Failure>) -> Option<NoteSignature> {
        let was_well = std::mem::replace(&mut locked(&self.state).well, asked.is_ok());
        match asked {
            Ok(cosignature) => return Some(cosignature),
            Err(Failure::Unusable(why)) if was_well => tracing::warn!(witness = self.id, why, "no cosignature"),
            Err(Failure::Unusable(why)) => tracing::debug!(witness = self.id, why, "no cosignature again"),
            Err(Failure::OtherHistory(proof)) => {
                log.health.raise(format!("{} has cosigned another history of this log: {proof}", self.id));
            }
        }
        log.health.note_failure(&self.id);
        None
    }

    async fn ask(&self, log: &PublicLog, job: &CosigningJob) -> Result<NoteSignature, Failure> {
        for _ in 0..CORRECTIONS {
            let old = locked(&self.state).size.min(job.signed.checkpoint.size);
            let proof = log.consistency(old, job.signed.clone()).await?.proof;
            let request = AddCheckpoint { old, proof, checkpoint: job.signed.clone() };
            let (status, body) = self.post(request.to_string()).await?;
            match status {
                200 => {
                    let cosignature = self.verified(log, &job.signed, &body)?;
                    locked(&self.state).size = job.signed.checkpoint.size;
                    return Ok(cosignature);
                }
                409 => self.corrected(log, &body).await?,
                422 => return Err(self.other_history(log, Claim::Inconsistent).await),
                status => return Err(format!("it answered {status}").into()),
            }
        }
        Err("it changes its mind about what it has cosigned".into())
    }

    /// It cosigned another size last than we believed.
    async fn corrected(&self, log: &PublicLog, body: &str) -> Result<(), Failure> {
        let size = body.strip_suffix('\n').and_then(|size| size.parse::<u64>().ok());
        let size = size.ok_or("it answered 409 without the size of the tree that it cosigned last")?;
        if size > log.signed_size() {
            return Err(self.other_history(log, Claim::Larger(size)).await);
        }
        locked(&self.state).size = size;
        Ok(())
    }

    /// What it claims without proof, it alone claims: one witness must not be able to stop a country's log.
    async fn other_history(&self, log: &PublicLog, claim: Claim) -> Failure {
        locked(&self.state).size = 0;
        let place = LogPlace(sha256(log.origin().as_bytes()).to_string());
        let path = format!("{}{}", self.endpoint, ReadCheckpoint::path(&place));
        let shown = match self.get(&path).await {
            Ok(note) => note,
            Err(why) => return Failure::Unusable(format!("{claim}, and does not show it: {why}")),
        };
        match proof_of_another_history(log, &shown).await {
            Some(proof) => Failure::OtherHistory(proof),
            None => Failure::Unusable(format!("{claim}, and does not prove it")),
        }
    }

    /// The cosignature in an answer: by its key, over this text, at a time that can be.
    fn verified(&self, log: &PublicLog, signed: &SignedCheckpoint, body: &str) -> Result<NoteSignature, Failure> {
        let window = fresh(log.context.now());
        for line in parse_cosignatures(body)? {
            let note = Note { text: signed.note.text.clone(), signatures: vec![line.clone()] };
            match cosigned_at(&self.key, &note)? {
                Some(time) if (window.not_before..=window.not_after).contains(&time) => return Ok(line),
                Some(_) => return Err("by its clock the cosignature is too old, or not yet made".into()),
                None => {}
            }
        }
        Err("its answer has no cosignature of its key".into())
    }

    async fn post(&self, body: String) -> Result<(u16, String), Failure> {
        let request = self.http.post(format!("{}{}", self.endpoint, Cosign::PATH)).body(body);
        self.read(request).await
    }

    async fn get(&self, url: &str) -> Result<String, String> {
        match self.read(self.http.get(url)).await {
            Ok((200, note)) => Ok(note),
            Ok((status, _)) => Err(format!("it answered {status}")),
            Err(Failure::Unusable(why) | Failure::OtherHistory(why)) => Err(why),
        }
    }

    async fn read(&self, request: reqwest::RequestBuilder) -> Result<(u16, String), Failure> {
        let sent = request.send().await;
        let mut response =
            sent.map_err(|error| if error.is_timeout() { "it did not answer in time" } else { "no connection" })?;
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| "its answer broke off")? {
            if bytes.len() + chunk.len() > MAX_ANSWER {
                return Err("its answer is too long".into());
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8(bytes).map_err(|_| "its answer is not text")?;
        Ok((response.status().as_u16(), text))
    }
}
