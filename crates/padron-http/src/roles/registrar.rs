use crate::caller::Guards;
use crate::context::Context;
use crate::log::{OpenedLog, PublicLog};
use crate::server::{Call, Caller, Reply, Service};
use crate::storing::{check, read, written};
use padron_protocol::messages::link::{LinkOutcome, LinkReply};
use padron_protocol::messages::order::{RecordReply, RequestFile, RequestLogged};
use padron_protocol::messages::status::Check;
use padron_protocol::trust::{MAX_SIZE, Role};
use padron_protocol::{Problem, ProblemType};
use padron_registrar::link::Stored;
use padron_registrar::ports::{StoreError, TrustLists as _};
use padron_registrar::trust::PublishedLists;
use padron_registrar::{Logged, Registrar};
use padron_store::{RegistrarStore, RegistrarTx};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long whoever asks about requests waits for their proofs.
const REQUEST_WAIT: Duration = Duration::from_secs(2);
/// How long whoever asks for records waits until everybody can see that they were handed out.
const RECORD_WAIT: Duration = Duration::from_secs(5);
/// How long to wait after the first trust list could not be logged.
const PAUSE: Duration = Duration::from_secs(1);

/// The registrar over HTTP.
pub struct RegistrarService {
    context: Arc<Context>,
    guards: Guards,
    registrar: Arc<Registrar>,
    store: RegistrarStore,
    log: Arc<PublicLog>,
}

impl RegistrarService {
    /// A registrar over its store and its log. `chain` begins with the configured trust list; `context` and `registrar`
    /// are built from the list of it that is in force. Whoever links lines is made to wait at most `receipt_wait` for
    /// proofs. Nothing is signed before [`run`](Self::run).
    pub fn new(
        context: Arc<Context>,
        registrar: Registrar,
        store: RegistrarStore,
        log: OpenedLog,
        chain: PublishedLists,
        receipt_wait: Duration,
    ) -> Arc<Self> {
        let log = PublicLog::new(context.clone(), store.clone(), log, chain, receipt_wait);
        Arc::new(Self { context, guards: Guards::default(), registrar: Arc::new(registrar), store, log })
    }

    /// Sequences the log and has witnesses cosign it, until the service is closed.
    pub async fn run(self: Arc<Self>) {
        while let Err(problem) = self.log_first_list().await {
            tracing::error!(%problem, "the first trust list could not be logged");
            tokio::time::sleep(PAUSE).await;
        }
        self.log.clone().run().await;
    }

    /// Resolves when another trust list has come into force than this role was built from: it must be closed and built
    /// anew.
    pub async fn trust_changed(&self) {
        self.log.trust_changed().await;
    }

    /// Ends [`run`](Self::run) once a step that is under way is done, and gives the log to whoever builds the role anew;
    /// `None` when it was given already.
    pub async fn close(&self) -> Option<OpenedLog> {
        self.log.close().await
    }

    /// The log of a new register begins with its own trust list.
    async fn log_first_list(&self) -> Result<(), Problem> {
        let (registrar, chain, now) = (self.registrar.clone(), self.log.chain(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| {
            if tx.newest_trust_list()?.is_some() {
                return Ok(Ok(()));
            }
            Ok(registrar.log_trust_list(tx, chain.first(), now)?.map(drop))
        };
        self.write("first-list", write).await?
    }

    async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        written(|done| self.store.write(name, job, done)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut RegistrarTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.store.clone();
        read(move || store.read(job)).await
    }

    async fn link(&self, call: Call) -> Result<Reply, Problem> {
        let (registrar, context) = (self.registrar.clone(), self.context.clone());
        let checked = self
            .context
            .workers
            .run(move || registrar.check(call.caller.name(), call.message()?, context.now(), &mut context.rng()))
            .await??;
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let stored = self.write("link", move |tx| registrar.store(tx, &checked, now)).await?;
        self.log.appended();
        let entries: Vec<u64> = stored.iter().flatten().map(|row| row.index).collect();
        // The promises are signed while witnesses are asked.
        let (rows, proofs) = tokio::join!(self.promised(stored), self.log.proofs(&entries, self.log.receipt_wait()));
        let reply = LinkReply { rows: rows?, proofs };
        self.context.workers.run(move || Reply::json(&reply)).await?
    }

    async fn promised(&self, stored: Vec<Stored>) -> Result<Vec<LinkOutcome>, Problem> {
        let registrar = self.registrar.clone();
        let rows = self.context.workers.run(move || registrar.outcomes(stored)).await?;
        let linked = rows.iter().filter(|row| matches!(row, LinkOutcome::Linked(_))).count();
        self.context.metrics.linked.fetch_add(linked as u64, Ordering::Relaxed);
        self.context.metrics.refused.fetch_add((rows.len() - linked) as u64, Ordering::Relaxed);
        Ok(rows)
    }

    async fn holdings(&self, call: Call) -> Result<Reply, Problem> {
        let slots = self.registrar.open_holdings(call.caller.name(), &call.message()?)?;
        let registrar = self.registrar.clone();
        Reply::json(&self.read(move |tx| registrar.holdings(tx, &slots)).await?)
    }

    async fn accesses(&self, call: Call) -> Result<Reply, Problem> {
        let asked = call.message()?;
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        Reply::json(&self.read(move |tx| registrar.accesses(tx, &asked, now)).await??)
    }

    async fn request(&self, call: Call) -> Result<Reply, Problem> {
        let submission = call.message()?;
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.log_request(tx, call.caller.name(), &submission, now);
        let logged = self.write("request", write).await??;
        self.logged(logged, REQUEST_WAIT).await
    }

    /// What was logged, with its proofs where they come in time.
    async fn logged(&self, logged: Logged<RequestLogged>, wait: Duration) -> Result<Reply, Problem> {
        self.log.appended();
        let proofs = self.log.proofs(&logged.entries, wait).await;
        Reply::json(&RequestLogged { proofs, ..logged.reply })
    }

    async fn request_file(&self, call: Call) -> Result<Reply, Problem> {
        let request = call.request_id()?;
        let Caller::Party { id, role } = call.caller else { return Err(ProblemType::Forbidden.into()) };
        let registrar = self.registrar.clone();
        let file = self.read(move |tx| registrar.request_file(tx, (&id, role), &request)).await??;
        let proofs = self.log.proofs(&file.entries, REQUEST_WAIT).await;
        Reply::json(&RequestFile { proofs, ..file.reply })
    }

    async fn decision(&self, call: Call) -> Result<Reply, Problem> {
        let (request, submission) = (call.request_id()?, call.message()?);
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write =
            move |tx: &mut RegistrarTx<'_>| registrar.log_decision(tx, call.caller.name(), &request, &submission, now);
        let logged = self.write("decision", write).await??;
        self.log.appended();
        Reply::json(&logged)
    }

    /// Hands records out only together with the proof that everybody can see it.
    async fn record(&self, call: Call) -> Result<Reply, Problem> {
        let (request, asked) = (call.request_id()?, call.message()?);
        // While witnesses are away nothing is logged that nobody gets.
        self.log.need_fresh(RECORD_WAIT).await?;
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.disclose(tx, call.caller.name(), &request, &asked, now);
        let disclosed = self.write("record", write).await??;
        self.log.appended();
        let proofs = self.log.needed_proofs(&disclosed.entries, RECORD_WAIT).await?;
        Reply::json(&RecordReply { proofs: Some(proofs), ..disclosed.reply })
    }

    async fn statistics(&self, call: Call) -> Result<Reply, Problem> {
        let (request, opened) = (call.request_id()?, call.message()?);
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.open_statistics(tx, &request, &opened, now);
        let logged = self.write("statistics", write).await??;
        self.log.statistics_opened();
        self.logged(logged, Duration::ZERO).await
    }

    async fn trust_list(&self, call: Call) -> Result<Reply, Problem> {
        let bad = |what: &str| Problem::new(ProblemType::BadTrustList).detail(what);
        let text = String::from_utf8(call.body.to_vec()).map_err(|_| bad("it is not text"))?;
        if text.len() > MAX_SIZE {
            return Err(bad("it is too long"));
        }
        let (chain, now) = (self.log.chain(), self.context.now());
        let list = self.context.workers.run(move || chain.offered(&text, now)).await??;
        let registrar = self.registrar.clone();
        let write = move |tx: &mut RegistrarTx<'_>| registrar.log_trust_list(tx, &list, now);
        let logged = self.write("trust-list", write).await??;
        self.log.read_chain().await?;
        self.log.compare_lists();
        self.logged(logged, REQUEST_WAIT).await
    }

    async fn log_file(&self, call: Call) -> Result<Reply, Problem> {
        self.log.file(call.rest.as_deref().unwrap_or_default()).await
    }
}

impl Service for RegistrarService {
    fn role(&self) -> Role {
        Role::Registrar
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn call(self: &Arc<Self>, call: Call) -> Result<Reply, Problem> {
        match call.endpoint {
            "link" => self.link(call).await,
            "holdings" => self.holdings(call).await,
            "accesses" => self.accesses(call).await,
            "request" => self.request(call).await,
            "request-file" => self.request_file(call).await,
            "decision" => self.decision(call).await,
            "record" => self.record(call).await,
            "statistics" => self.statistics(call).await,
            "trust-list" => self.trust_list(call).await,
            "log" => self.log_file(call).await,
            "figures" => Reply::json(&self.log.figures()),
            _ => Err(ProblemType::NotFound.into()),
        }
    }

    async fn checks(&self) -> Vec<Check> {
        let store = self.store.clone();
        let mut checks = vec![check(move || store.check()).await];
        checks.extend(self.log.checks());
        checks
    }

    async fn figures(&self) -> Vec<(String, String)> {
        let figures = self.log.figures();
        let counts = [
            ("entries", figures.entries),
            ("links", figures.links.values().sum()),
            ("requests", figures.requests),
            ("approvals", figures.approvals),
            ("refusals", figures.refusals),
            ("disclosures", figures.disclosures),
            ("trust-lists", figures.trust_lists),
        ];
        let mut shown: Vec<_> = counts.map(|(name, count)| (name.to_owned(), count.to_string())).into();
        shown.extend(self.log.lag_figures());
        shown
    }

    fn metrics(&self) -> String {
        self.log.metrics()
    }
}
