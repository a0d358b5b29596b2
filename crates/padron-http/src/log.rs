//! The registrar's public log, driven: entries become signed checkpoints, witnesses are asked, what enough of them have
//! cosigned is published, and everybody may fetch it.
//!
//! What must hold is in `padron_registrar::sequence`; here are time, network and threads:
//!
//! - `run`: the loop. It wakes when a transaction has appended entries, and when cosignatures grow old;
//! - `cosigner`: one witness, with one request under way at most; `round`: what they answer to one checkpoint;
//! - `publications`, `proofs`: waiting for a published checkpoint, and proving entries under it;
//! - `files`: the log's directory over HTTP; `health`: how it is doing; `lists`: trust lists that come into force.

mod cosigner;
mod evidence;
mod files;
mod health;
mod lists;
mod proofs;
mod publications;
mod round;
mod run;

pub use publications::Published;

use crate::context::Context;
use cosigner::Cosigner;
use health::Health;
use padron_protocol::trust::Role;
use padron_registrar::ports::{Events as _, HeldCheckpoint, LogFiles, StoreError};
use padron_registrar::prove::TileReader;
use padron_registrar::sequence::{SequenceOpenError, Sequencer};
use padron_registrar::shown;
use padron_registrar::trust::PublishedLists;
use padron_store::RegistrarStore;
use padron_tlog::{NoteSigner, Window};
use publications::Publications;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};

/// How many files of the log are read at once; further readers wait.
const READERS: usize = 32;

type BoxedFiles = Box<dyn LogFiles + Send>;
type LogSequencer = Sequencer<BoxedFiles, Box<dyn HeldCheckpoint + Send>>;

/// The log's directory, wherever it is: gives handles that share it.
#[derive(Clone)]
pub struct Files(Arc<dyn Fn() -> BoxedFiles + Send + Sync>);

impl Files {
    /// The directory of this handle.
    pub fn new(files: impl LogFiles + Clone + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::new(files.clone())))
    }

    fn handle(&self) -> BoxedFiles {
        (self.0)()
    }
}

/// A log that was opened. When its role stops, it is handed on to the next one.
pub struct OpenedLog {
    sequencer: LogSequencer,
    files: Files,
}

impl OpenedLog {
    /// Opens a log over its database and puts its directory right. Blocks, for as long as it takes to read everything
    /// once.
    ///
    /// # Errors
    /// [`SequenceOpenError`]: nothing may be signed.
    pub fn open(
        store: &RegistrarStore,
        files: Files,
        held: impl HeldCheckpoint + Send + 'static,
        signer: NoteSigner,
    ) -> Result<Self, SequenceOpenError> {
        let size = store.read(|tx| tx.size())?;
        let entries = |from, limit| store.read(|tx| tx.page(from, limit));
        let held: Box<dyn HeldCheckpoint + Send> = Box::new(held);
        let (sequencer, repairs) = Sequencer::open(entries, size, files.handle(), held, signer)?;
        if !repairs.is_none() {
            tracing::warn!(?repairs, "the log's directory was put right");
        }
        let mut handle = files.handle();
        let lists = store.read(|tx| shown::write_trust_lists(tx, &mut handle, true))?;
        let statistics = store.read(|tx| shown::mend_statistics(tx, &mut handle))?;
        if lists + statistics > 0 {
            tracing::warn!(lists, statistics, "files of the log's directory were written again");
        }
        tracing::info!(size, signed = sequencer.size(), "the log is open");
        Ok(Self { sequencer, files })
    }
}

/// The public log of a registrar that runs.
pub(crate) struct PublicLog {
    context: Arc<Context>,
    store: RegistrarStore,
    files: Files,
    /// Locked by threads that may block, and by nobody else. None once it was handed on.
    sequencer: Arc<Mutex<Option<LogSequencer>>>,
    tiles: Arc<Mutex<TileReader<BoxedFiles>>>,
    cosigners: Vec<Arc<Cosigner>>,
    publications: Publications,
    health: Health,
    /// Woken when a transaction has appended entries.
    appended: Notify,
    /// How many entries are signed.
    signed: AtomicU64,
    /// Whether there may be trust lists that are not in the directory yet.
    lists_wait: AtomicBool,
    /// Whether there may be statistics that are not in the directory yet.
    statistics_wait: AtomicBool,
    chain: RwLock<Arc<PublishedLists>>,
    changed: watch::Sender<bool>,
    stop: watch::Sender<bool>,
    reading: Semaphore,
    receipt_wait: Duration,
}

impl PublicLog {
    pub(crate) fn new(
        context: Arc<Context>,
        store: RegistrarStore,
        opened: OpenedLog,
        chain: PublishedLists,
        receipt_wait: Duration,
    ) -> Arc<Self> {
        let OpenedLog { sequencer, files } = opened;
        let publications = Publications::default();
        let policy = context.trusted.witness_policy();
        if let Some(shown) = sequencer.shown()
            && let Ok(vouched) = policy.check(&shown.signed, Window::ANY)
        {
            publications.set(Published {
                signed: shown.signed.clone(),
                figures: shown.figures.clone(),
                cosigned: vouched.time,
            });
        }
        let cosigners = context.trusted.of_role(Role::Witness).filter_map(Cosigner::new).map(Arc::new).collect();
        Arc::new(Self {
            tiles: Arc::new(Mutex::new(TileReader::new(files.handle()))),
            signed: AtomicU64::new(sequencer.size()),
            sequencer: Arc::new(Mutex::new(Some(sequencer))),
            context,
            store,
            files,
            cosigners,
            publications,
            health: Health::default(),
            appended: Notify::new(),
            lists_wait: AtomicBool::new(true),
            statistics_wait: AtomicBool::new(true),
            chain: RwLock::new(Arc::new(chain)),
            changed: watch::Sender::new(false),
            stop: watch::Sender::new(false),
            reading: Semaphore::new(READERS),
            receipt_wait,
        })
    }

    /// Tells the loop that there are new entries.
    pub(crate) fn appended(&self) {
        self.appended.notify_one();
    }

    /// Tells the loop that there are statistics to be shown.
    pub(crate) fn statistics_opened(&self) {
        self.statistics_wait.store(true, Ordering::Relaxed);
        self.appended.notify_one();
    }

    /// How long whoever links lines is made to wait for proofs.
    pub(crate) fn receipt_wait(&self) -> Duration {
        self.receipt_wait
    }

    /// Ends the loop, waits for a step that is under way, and gives the log back for the next role. None when it was
    /// given already.
    pub(crate) async fn close(&self) -> Option<OpenedLog> {
        self.stop.send_replace(true);
        let (sequencer, files) = (self.sequencer.clone(), self.files.clone());
        let taken = tokio::task::spawn_blocking(move || locked(&sequencer).take()).await.ok()??;
        Some(OpenedLog { sequencer: taken, files })
    }
}

/// Nobody leaves these half-changed: what a panicking thread has left is as good as any.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs what may block beside the network.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let stopped = |_| StoreError::Failed("a step of the log panicked".into());
    tokio::task::spawn_blocking(work).await.map_err(stopped)?
}
