//! The registrar over its stores, in memory or on disk. Like the binary, it starts anew when another trust list comes
//! into force.

use super::roles::Part;
use super::{Counting, Country, Handmade, Keys};
use axum::Router;
use axum::extract::Request;
use jiff::Timestamp;
use padron_http::log::{Files, OpenedLog};
use padron_http::roles::RegistrarService;
use padron_http::{Context, Setup, router};
use padron_model::Regime;
use padron_protocol::jws::Unchecked;
use padron_protocol::messages::link::{LinkBatch, LinkOutcome};
use padron_protocol::messages::verification::{HolderLimits, VerificationStatement};
use padron_protocol::trust::Trusted;
use padron_protocol::{Clock as _, FixedClock, testing};
use padron_registrar::ports::{HeldCheckpoint as _, LogFiles, StoreError};
use padron_registrar::sequence::SequenceOpenError;
use padron_registrar::trust::{ChainError, Pinned, PublishedLists};
use padron_registrar::{Registrar, Secrets};
use padron_store::{HeldStore, LogDirectory, MemoryFiles, RegistrarStore, RegistrarTx};
use padron_tlog::SignedCheckpoint;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;
use tempfile::TempDir;
use tower::ServiceExt as _;
use zeroize::Zeroizing;

/// How long whoever links waits for a receipt: no longer than a test has patience for.
const RECEIPT_WAIT: Duration = Duration::from_millis(500);

/// What the registrar keeps: database with keyring, held checkpoint, the log's directory.
pub struct Register {
    dir: Option<TempDir>,
    open: Mutex<Option<Opened>>,
}

#[derive(Clone)]
struct Opened {
    store: RegistrarStore,
    held: HeldStore,
    files: AnyFiles,
}

/// The log's directory, wherever it is.
#[derive(Clone)]
enum AnyFiles {
    Memory(MemoryFiles),
    Disk(LogDirectory),
}

impl AnyFiles {
    fn shared(self) -> Files {
        match self {
            Self::Memory(files) => Files::new(files),
            Self::Disk(files) => Files::new(files),
        }
    }

    fn any(&mut self) -> &mut dyn LogFiles {
        match self {
            Self::Memory(files) => files,
            Self::Disk(files) => files,
        }
    }
}

/// A copy of the database and its keyring.
pub struct Copied(TempDir);

impl Register {
    pub(super) fn new(on_disk: bool) -> Self {
        if on_disk {
            let dir = tempfile::tempdir().unwrap();
            RegistrarStore::create(&dir.path().join("register")).unwrap();
            HeldStore::create(&dir.path().join("held")).unwrap();
            let open = Mutex::new(Some(open(dir.path()).unwrap()));
            return Self { dir: Some(dir), open };
        }
        let opened = Opened {
            store: RegistrarStore::in_memory().unwrap(),
            held: HeldStore::in_memory().unwrap(),
            files: AnyFiles::Memory(MemoryFiles::new()),
        };
        Self { dir: None, open: Mutex::new(Some(opened)) }
    }

    fn opened(&self) -> Opened {
        self.open.lock().unwrap().clone().expect("the register is open")
    }

    /// Closes what is on disk, as the end of a process does.
    pub fn close(&self) {
        if self.dir.is_some()
            && let Some(opened) = self.open.lock().unwrap().take()
        {
            opened.store.close();
            opened.held.close();
        }
    }

    /// Opens what is on disk again, once whoever had it is gone.
    pub async fn reopen(&self) {
        let Some(dir) = &self.dir else { return };
        if self.open.lock().unwrap().is_none() {
            let opened = super::until("the register's files are free", async || open(dir.path())).await;
            *self.open.lock().unwrap() = Some(opened);
        }
    }

    fn database(&self) -> PathBuf {
        self.dir.as_ref().expect("it is on disk").path().join("register")
    }

    /// A copy of the database and its keyring, which nobody has open.
    pub fn copied(&self) -> Copied {
        let copy = tempfile::tempdir().unwrap();
        copy_files(&self.database(), copy.path());
        Copied(copy)
    }

    /// Puts a copy in the place of the database and its keyring.
    pub fn put_back(&self, copy: &Copied) {
        let place = self.database();
        for entry in std::fs::read_dir(&place).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        copy_files(copy.0.path(), &place);
    }

    pub fn read<T>(&self, job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.opened().store.read(job)
    }

    /// Writes into the database behind the registrar's back.
    pub async fn write<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        let (done, stored) = tokio::sync::oneshot::channel();
        self.opened().store.write("behind its back", job, |result| drop(done.send(result)));
        stored.await.unwrap().unwrap()
    }

    /// The checkpoint in the log's directory; none while nothing is published, or nobody has the directory open.
    pub fn shown(&self) -> Option<SignedCheckpoint> {
        let mut files = self.open.lock().unwrap().clone()?.files;
        let bytes = files.any().read("checkpoint").unwrap()?;
        Some(SignedCheckpoint::parse(std::str::from_utf8(&bytes).unwrap()).unwrap())
    }

    /// Puts a checkpoint in the place of the one that is held, as another sequencer would.
    pub fn hold(&self, signed: &SignedCheckpoint) {
        let mut held = self.opened().held;
        let old = held.fetch().unwrap();
        assert!(held.replace(old.as_deref(), &signed.to_string()).unwrap());
    }

    /// Puts a file into the log's directory behind the registrar's back.
    pub fn put_file(&self, path: &str, bytes: &[u8]) {
        self.opened().files.any().write(&[(path.to_owned(), bytes.to_vec())]).unwrap();
    }
}

fn open(dir: &Path) -> Option<Opened> {
    let files = LogDirectory::open(&dir.join("log")).ok()?;
    let store = RegistrarStore::open(&dir.join("register")).ok()?;
    let held = HeldStore::open(&dir.join("held")).ok()?;
    Some(Opened { store, held, files: AnyFiles::Disk(files) })
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Everything that a registrar starts from.
struct Office {
    keys: Keys,
    opened: Opened,
    pinned: (String, Arc<Trusted>),
    regime: Regime,
    limits: HolderLimits,
    clock: FixedClock,
    entropy: Arc<Counting>,
}

impl Office {
    fn open_log(&self) -> Result<OpenedLog, SequenceOpenError> {
        let Opened { store, held, files } = self.opened.clone();
        OpenedLog::open(&store, files.shared(), held, testing::log_signer())
    }

    /// A registrar under the trust list in force.
    fn open(&self, log: OpenedLog) -> Arc<RegistrarService> {
        let pinned = Pinned::opened(&self.pinned.0, self.pinned.1.clone()).unwrap();
        let store = self.opened.store.clone();
        let chain: Result<PublishedLists, ChainError> = store.read(|tx| Ok(PublishedLists::read(pinned, tx))).unwrap();
        let chain = chain.unwrap();
        let force = chain.in_force(self.clock.now());
        let context = Context::new(Setup {
            trusted: force.trusted.clone(),
            trust_text: force.text,
            regime: self.regime.clone(),
            name: "registrar".into(),
            signer: Arc::new(self.keys.signer()),
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            workers: 2,
        });
        RegistrarService::new(context, self.steps(force.trusted), store, log, chain, RECEIPT_WAIT)
    }

    fn steps(&self, trusted: Arc<Trusted>) -> Registrar {
        let secrets =
            Secrets { pepper: Zeroizing::new([1; 32]), nonces: Zeroizing::new([2; 32]), labels: testing::labels() };
        Registrar::new(trusted, self.limits, self.keys.signer(), self.keys.delivery(), secrets)
    }
}

impl Country {
    /// A registrar that answers and drives its log, and starts anew when another trust list comes into force.
    pub(super) fn registrar_part(&self) -> Part {
        let office = self.office();
        let service = office.open(office.open_log().unwrap());
        let current = Arc::new(RwLock::new(router(&service).unwrap()));
        let shown = current.clone();
        let answer = move |request: Request| {
            let router: Router = shown.read().unwrap().clone();
            async move { router.oneshot(request).await }
        };
        let work = async move {
            let mut service = service;
            loop {
                tokio::select! {
                    () = service.clone().run() => return,
                    () = service.trust_changed() => {}
                }
                let Some(log) = service.close().await else { return };
                service = office.open(log);
                *current.write().unwrap() = router(&service).unwrap();
            }
        };
        Part { router: Router::new().fallback(answer), work: Some(Box::pin(work)) }
    }

    /// Why the registrar's log cannot be opened, if it cannot.
    pub fn why_not_sequenced(&self) -> Option<SequenceOpenError> {
        self.office().open_log().err()
    }

    fn office(&self) -> Office {
        Office {
            keys: Keys::of("registrar"),
            opened: self.register.opened(),
            pinned: (self.trust_text.clone(), self.trusted.clone()),
            regime: self.regime.clone(),
            limits: self.limits(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
        }
    }

    /// The registrar, gone bad, stores a batch as if it had come at another time.
    pub async fn store_as_of(&self, operator: &'static str, batch: LinkBatch, at: Timestamp) -> Vec<LinkOutcome> {
        let registrar = Arc::new(self.office().steps(self.trusted.clone()));
        // Verifier and operator go along, and sign for that day.
        let mut batch = batch;
        for row in &mut batch.rows {
            let signed = Unchecked::<VerificationStatement>::parse(&row.statement, "verifier").unwrap();
            let mut statement = signed.claimed().clone();
            (statement.issued, statement.expires) = (at, at + self.limits().verification_age);
            row.statement = self.keys("verifier").signer().sign(&statement).unwrap();
        }
        let batch = Handmade::new(self, operator).signed_at(batch, at);
        let checked = registrar.check(operator, batch, at, &mut self.rng()).unwrap();
        let steps = registrar.clone();
        let (checked, stored) =
            self.register.write(move |tx| steps.store(tx, &checked).map(|stored| (checked, stored))).await;
        registrar.outcomes(&checked, stored, &mut self.rng()).unwrap().rows
    }
}
