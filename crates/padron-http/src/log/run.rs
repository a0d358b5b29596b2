//! The loop: sequence what is new, ask the witnesses, publish what enough of them have cosigned.

use super::round::{CosigningJob, Round, WitnessAnswer};
use super::{LogSequencer, PublicLog, Published, blocking, locked};
use crate::storing::written;
use jiff::Timestamp;
use padron_protocol::Uuid;
use padron_protocol::log::{EntryKind, Placed};
use padron_registrar::ports::{Events as _, Statistics as _, StoreError};
use padron_registrar::sequence::{PublishError, SequenceError};
use padron_registrar::shown;
use padron_store::RegistrarTx;
use padron_tlog::{SignedCheckpoint, Window};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// Entries of this long are signed together when there are many.
const SPACING: Duration = Duration::from_millis(50);
/// How often it looks without having been woken: for the time that has passed, and for what was missed.
const POLL: Duration = Duration::from_millis(250);
/// How many entries are sequenced in one step.
const PAGE: usize = 16_384;
/// How many such steps are taken before witnesses are asked.
const PAGES: usize = 16;
/// How long the other witnesses are waited for once enough have cosigned.
const COURTESY: Duration = Duration::from_millis(300);
/// How long a round may take before new entries are sequenced again.
const ROUND: Duration = Duration::from_secs(2);
/// An unchanged tree is cosigned again after this long, in seconds, by the clock that was handed in.
const RECOSIGNED_SECONDS: i64 = 60;
/// How many answers of witnesses may wait.
const ANSWERS: usize = 64;

impl PublicLog {
    /// Drives the log until it is closed.
    pub(crate) async fn run(self: Arc<Self>) {
        let _alive = Alive(&self);
        let (answers, heard) = mpsc::channel(ANSWERS);
        let jobs = watch::Sender::new(None);
        // They end when this does.
        let mut witnesses = JoinSet::new();
        for (place, cosigner) in self.cosigners.iter().enumerate() {
            let (log, answers) = (self.clone(), answers.clone());
            witnesses.spawn(cosigner.clone().work(place, log, jobs.subscribe(), answers));
        }
        let mut stop = self.stop.subscribe();
        let driver = Driver { log: &self, jobs, heard, round: None, asked: None, number: 0, stepped: Instant::now() };
        tokio::select! {
            () = driver.drive() => {}
            // The sender lives as long as the log does.
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }

    pub(super) fn signed_size(&self) -> u64 {
        self.signed.load(Ordering::Relaxed)
    }

    pub(super) fn origin(&self) -> &str {
        &self.context.trusted.list().log.origin
    }

    pub(super) async fn newest_signed(&self) -> Option<SignedCheckpoint> {
        self.with_sequencer(|sequencer| Ok(sequencer.checkpoint().cloned())).await.ok()?
    }

    async fn with_sequencer<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut LogSequencer) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let sequencer = self.sequencer.clone();
        let closed = || StoreError::Failed("the log was closed".into());
        blocking(move || work(locked(&sequencer).as_mut().ok_or_else(closed)?)).await
    }

    /// Sequences what is new. Gives the newest checkpoint and whether it has grown.
    async fn sequence(&self) -> Result<Sequenced, String> {
        let (store, published) = (self.store.clone(), self.publications.newest().map_or(0, |newest| newest.size()));
        let step = move |sequencer: &mut LogSequencer| {
            let outcome = sequence_new(sequencer, |from| store.read(|tx| tx.page(from, PAGE)));
            let oldest = store.read(|tx: &mut RegistrarTx<'_>| tx.oldest_after(published))?;
            Ok((outcome, oldest))
        };
        let (outcome, oldest) = self.with_sequencer(step).await.map_err(|error| error.to_string())?;
        self.health.note_oldest(oldest);
        match outcome {
            Ok(sequenced) => {
                let size = sequenced.newest.as_ref().map_or(0, |newest| newest.checkpoint.size);
                self.signed.store(size, Ordering::Relaxed);
                if sequenced.lists {
                    self.lists_wait.store(true, Ordering::Relaxed);
                }
                Ok(sequenced)
            }
            Err(error) => {
                if matches!(error, StepError::Sequence(SequenceError::Stopped)) {
                    self.health.raise(&error);
                }
                Err(error.to_string())
            }
        }
    }

    /// Publishes a checkpoint with enough cosignatures, its trust lists first.
    async fn publish(&self, cosigned: SignedCheckpoint) -> Result<(), String> {
        let policy = self.context.trusted.witness_policy().clone();
        let (store, mut files) = (self.store.clone(), self.files.handle());
        let lists = self.lists_wait.swap(false, Ordering::Relaxed);
        let step = move |sequencer: &mut LogSequencer| {
            if lists {
                store.read(|tx| shown::write_trust_lists(tx, &mut files, false))?;
            }
            let vouched = sequencer.publish(&cosigned, &policy, Window::ANY);
            Ok(vouched.map(|vouched| (vouched.time, sequencer.shown().cloned())))
        };
        match self.with_sequencer(step).await {
            Ok(Ok((time, Some(shown)))) => {
                self.publications.set(Published { signed: shown.signed, figures: shown.figures, cosigned: time });
                Ok(())
            }
            // A newer one has been signed since: that one will be published.
            Ok(Ok((_, None)) | Err(PublishError::NotNewest)) => Ok(()),
            Ok(Err(error)) => {
                if matches!(error, PublishError::Sequence(SequenceError::Stopped)) {
                    self.health.raise(&error);
                }
                Err(error.to_string())
            }
            Err(error) => {
                self.lists_wait.store(true, Ordering::Relaxed);
                Err(error.to_string())
            }
        }
    }

    async fn mark_statistics(&self, requests: Vec<Uuid>) -> Result<(), String> {
        let mark = move |tx: &mut RegistrarTx<'_>| requests.iter().try_for_each(|request| tx.mark_published(request));
        let marked = written(|done| self.store.write("statistics-published", mark, done)).await;
        marked.map_err(|problem| problem.to_string())
    }

    /// Writes statistics that were opened into the directory.
    async fn publish_statistics(&self) -> Result<(), String> {
        while self.statistics_wait.swap(false, Ordering::Relaxed) {
            let (store, mut files) = (self.store.clone(), self.files.handle());
            let written = blocking(move || store.read(|tx| shown::write_statistics(tx, &mut files))).await;
            let marked = match written {
                Ok(requests) if requests.is_empty() => return Ok(()),
                Ok(requests) => self.mark_statistics(requests).await,
                Err(error) => Err(error.to_string()),
            };
            // There may be more; and what failed is tried again.
            self.statistics_wait.store(true, Ordering::Relaxed);
            marked?;
        }
        Ok(())
    }
}

/// Tells when the loop ends, whatever ends it.
struct Alive<'a>(&'a PublicLog);

impl Drop for Alive<'_> {
    fn drop(&mut self) {
        self.0.health.note(Err("the log's loop has ended; restart".into()));
    }
}

/// What a step of sequencing came to.
struct Sequenced {
    newest: Option<SignedCheckpoint>,
    grown: bool,
    /// Whether a trust list was among the entries.
    lists: bool,
}

/// Why a step of sequencing failed.
#[derive(Debug, thiserror::Error)]
enum StepError {
    #[error(transparent)]
    Sequence(#[from] SequenceError),
    #[error("new entries could not be read: {0}")]
    Database(#[from] StoreError),
}

fn sequence_new(
    sequencer: &mut LogSequencer,
    page: impl Fn(u64) -> Result<Vec<Placed>, StoreError>,
) -> Result<Sequenced, StepError> {
    let before = sequencer.size();
    sequencer.recover()?;
    let mut lists = false;
    for _ in 0..PAGES {
        let new = page(sequencer.size())?;
        lists |= new.iter().any(|placed| placed.entry.kind == EntryKind::TrustList);
        if !new.is_empty() {
            sequencer.sequence(&new)?;
        }
        if new.len() < PAGE {
            break;
        }
    }
    let grown = sequencer.size() > before;
    Ok(Sequenced { newest: sequencer.checkpoint().cloned(), grown, lists })
}

/// The loop's own state.
struct Driver<'a> {
    log: &'a PublicLog,
    jobs: watch::Sender<Option<Arc<CosigningJob>>>,
    heard: mpsc::Receiver<WitnessAnswer>,
    round: Option<Round>,
    /// When witnesses were asked last, by the clock that was handed in.
    asked: Option<Timestamp>,
    number: u64,
    stepped: Instant,
}

impl Driver<'_> {
    async fn drive(mut self) {
        loop {
            if !self.log.health.is_halted() {
                let step = self.step().await;
                let statistics = self.log.publish_statistics().await;
                self.log.health.note(step.and(statistics));
            }
            if let Err(problem) = self.log.look_at_lists().await {
                tracing::error!(%problem, "trust lists that were logged could not be read");
            }
            self.wait().await;
        }
    }

    async fn step(&mut self) -> Result<(), String> {
        self.stepped = Instant::now();
        let Sequenced { newest, grown, .. } = self.log.sequence().await?;
        let Some(newest) = newest else { return Ok(()) };
        if grown || self.is_due(newest.checkpoint.size) {
            self.ask(newest);
            self.collect().await?;
        }
        Ok(())
    }

    /// Whether the newest cosignatures grow old or do not cover what is signed, and witnesses were not asked just now.
    fn is_due(&self, size: u64) -> bool {
        let now = self.log.context.now().as_second();
        let far = |then: i64| (now - then).abs() >= RECOSIGNED_SECONDS;
        let published = self.log.publications.newest();
        let covered = published.as_ref().is_some_and(|newest| newest.size() == size);
        let old = published.is_none_or(|newest| i64::try_from(newest.cosigned).map_or(true, far));
        (old || !covered) && self.asked.is_none_or(|asked| far(asked.as_second()))
    }

    fn ask(&mut self, newest: SignedCheckpoint) {
        self.number += 1;
        self.asked = Some(self.log.context.now());
        let job = Arc::new(CosigningJob { number: self.number, signed: newest });
        self.round = Some(Round::new(job.clone(), self.log));
        self.jobs.send_replace(Some(job));
    }

    /// Hears witnesses until enough have cosigned and the others had their chance, or it takes too long. Those who are
    /// late are heard all the same.
    async fn collect(&mut self) -> Result<(), String> {
        let mut end = Instant::now() + ROUND;
        let mut enough = false;
        while let Some(round) = &self.round {
            let publishable = round.to_publish(self.log).is_some();
            if publishable && !enough {
                enough = true;
                end = end.min(Instant::now() + COURTESY);
            }
            if enough && round.is_complete() {
                break;
            }
            tokio::select! {
                Some(answer) = self.heard.recv() => self.hear(answer),
                () = sleep_until(end) => break,
            }
        }
        self.publish().await
    }

    fn hear(&mut self, answer: WitnessAnswer) {
        if let Some(round) = &mut self.round {
            round.hear(answer);
        }
    }

    /// Publishes what was not published yet, if it is enough.
    async fn publish(&mut self) -> Result<(), String> {
        let Some(round) = self.round.as_mut().filter(|_| !self.log.health.is_halted()) else { return Ok(()) };
        let Some(cosigned) = round.to_publish(self.log) else { return Ok(()) };
        self.log.publish(cosigned).await?;
        round.published();
        Ok(())
    }

    /// Waits for new entries, or for a while; publishes what late witnesses answer meanwhile.
    async fn wait(&mut self) {
        let end = Instant::now() + POLL;
        loop {
            tokio::select! {
                () = self.log.appended.notified() => return sleep_until(self.stepped + SPACING).await,
                Some(answer) = self.heard.recv() => {
                    self.hear(answer);
                    if let Err(error) = self.publish().await {
                        self.log.health.note(Err(error));
                    }
                }
                () = sleep_until(end) => return,
            }
        }
    }
}
