use crate::caller::Caller;
use crate::context::Context;
use crate::log::{OpenedLog, PublicLog};
use crate::routes::{Call, Routes, Service};
use crate::storing::{check, read, written};
use padron_protocol::contract::PublicFile;
use padron_protocol::contract::registrar::{
    Disclose, Link, LogDecision, LogRequest, LogTrustList, OpenStatistics, ReadAccesses, ReadFigures, ReadHoldings,
    ReadLog, ReadRequest,
};
use padron_protocol::messages::link::{LinkOutcome, LinkReply};
use padron_protocol::messages::opening::RecordReply;
use padron_protocol::messages::order::{LoggedDecision, RequestFile, RequestLogged};
use padron_protocol::messages::person::{AccessesReply, HoldingsReply};
use padron_protocol::messages::status::{Check, Figures};
use padron_protocol::trust::{MAX_SIZE, Role};
use padron_protocol::{Problem, ProblemType};
use padron_registrar::intake::Checked;
use padron_registrar::link::Stored;
use padron_registrar::ports::{StoreError, TrustListRows as _};
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
        Arc::new(Self { context, registrar: Arc::new(registrar), store, log })
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

    async fn link(self: Arc<Self>, call: Call<Link>) -> Result<LinkReply, Problem> {
        let (registrar, context) = (self.registrar.clone(), self.context.clone());
        let checked = self
            .context
            .workers
            .run(move || registrar.check(call.caller.name(), call.message, context.now(), &mut context.rng()))
            .await??;
        let registrar = self.registrar.clone();
        let write = move |tx: &mut RegistrarTx<'_>| registrar.store(tx, &checked).map(|stored| (checked, stored));
        let (checked, stored) = self.write("link", write).await?;
        self.log.appended();
        let entries: Vec<u64> = stored.iter().flatten().map(|link| link.record.index).collect();
        // The promises are signed while witnesses are asked.
        let promised = self.promised(checked, stored);
        let (reply, proofs) = tokio::join!(promised, self.log.proofs(&entries, self.log.receipt_wait()));
        Ok(LinkReply { proofs, ..reply? })
    }

    async fn promised(
        &self,
        checked: Vec<Result<Checked, Problem>>,
        stored: Vec<Stored>,
    ) -> Result<LinkReply, Problem> {
        let (registrar, context) = (self.registrar.clone(), self.context.clone());
        let sign = move || registrar.outcomes(&checked, stored, &mut context.rng());
        let reply = self.context.workers.run(sign).await??;
        let linked = reply.rows.iter().filter(|row| matches!(row, LinkOutcome::Linked(_))).count();
        self.context.metrics.linked.fetch_add(linked as u64, Ordering::Relaxed);
        self.context.metrics.refused.fetch_add((reply.rows.len() - linked) as u64, Ordering::Relaxed);
        Ok(reply)
    }

    async fn holdings(self: Arc<Self>, call: Call<ReadHoldings>) -> Result<HoldingsReply, Problem> {
        let now = self.context.now();
        let asked = self.registrar.open_holdings(call.caller.name(), &call.message, now)?;
        let registrar = self.registrar.clone();
        let asked = self.write("look", move |tx| Ok(registrar.take_look(tx, &asked, now)?.map(|()| asked))).await??;
        let registrar = self.registrar.clone();
        self.read(move |tx| registrar.holdings(tx, &asked)).await?
    }

    async fn accesses(self: Arc<Self>, call: Call<ReadAccesses>) -> Result<AccessesReply, Problem> {
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        self.read(move |tx| registrar.accesses(tx, call.caller.name(), &call.message, now)).await?
    }

    async fn request(self: Arc<Self>, call: Call<LogRequest>) -> Result<RequestLogged, Problem> {
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.log_request(tx, call.caller.name(), &call.message, now);
        let logged = self.write("request", write).await??;
        Ok(self.logged(logged, REQUEST_WAIT).await)
    }

    /// What was logged, with its proofs where they come in time.
    async fn logged(&self, logged: Logged<RequestLogged>, wait: Duration) -> RequestLogged {
        self.log.appended();
        let proofs = self.log.proofs(&logged.entries, wait).await;
        RequestLogged { proofs, ..logged.reply }
    }

    async fn request_file(self: Arc<Self>, call: Call<ReadRequest>) -> Result<RequestFile, Problem> {
        let Caller::Party { id, role } = call.caller else { return Err(ProblemType::Forbidden.into()) };
        let registrar = self.registrar.clone();
        let file = self.read(move |tx| registrar.request_file(tx, (&id, role), &call.parameters)).await??;
        let proofs = self.log.proofs(&file.entries, REQUEST_WAIT).await;
        Ok(RequestFile { proofs, ..file.reply })
    }

    async fn decision(self: Arc<Self>, call: Call<LogDecision>) -> Result<LoggedDecision, Problem> {
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| {
            registrar.log_decision(tx, call.caller.name(), &call.parameters, &call.message, now)
        };
        let logged = self.write("decision", write).await??;
        self.log.appended();
        Ok(logged)
    }

    /// Hands records out only together with the proof that everybody can see it.
    async fn record(self: Arc<Self>, call: Call<Disclose>) -> Result<RecordReply, Problem> {
        // While witnesses are away nothing is logged that nobody gets.
        self.log.need_fresh(RECORD_WAIT).await?;
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| {
            registrar.disclose(tx, call.caller.name(), &call.parameters, &call.message, now)
        };
        let disclosed = self.write("record", write).await??;
        self.log.appended();
        let (registrar, context) = (self.registrar.clone(), self.context.clone());
        let logged = self.context.workers.run(move || registrar.disclosed(&disclosed, &mut context.rng())).await??;
        let proofs = self.log.needed_proofs(&logged.entries, RECORD_WAIT).await?;
        Ok(RecordReply { proofs: Some(proofs), ..logged.reply })
    }

    async fn statistics(self: Arc<Self>, call: Call<OpenStatistics>) -> Result<RequestLogged, Problem> {
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.open_statistics(tx, &call.parameters, &call.message, now);
        let logged = self.write("statistics", write).await??;
        self.log.statistics_opened();
        Ok(self.logged(logged, Duration::ZERO).await)
    }

    async fn trust_list(self: Arc<Self>, call: Call<LogTrustList>) -> Result<RequestLogged, Problem> {
        let text = call.message.0;
        if text.len() > MAX_SIZE {
            return Err(Problem::new(ProblemType::BadTrustList).detail("it is too long"));
        }
        let (chain, now) = (self.log.chain(), self.context.now());
        let list = self.context.workers.run(move || chain.offered(&text, now)).await??;
        let registrar = self.registrar.clone();
        let write = move |tx: &mut RegistrarTx<'_>| registrar.log_trust_list(tx, &list, now);
        let logged = self.write("trust-list", write).await??;
        self.log.read_chain().await?;
        self.log.compare_lists();
        Ok(self.logged(logged, REQUEST_WAIT).await)
    }

    async fn log_file(self: Arc<Self>, call: Call<ReadLog>) -> Result<PublicFile, Problem> {
        self.log.file(&call.parameters.0).await
    }

    async fn public_figures(self: Arc<Self>, _: Call<ReadFigures>) -> Result<Figures, Problem> {
        Ok(self.log.figures())
    }
}

impl Service for RegistrarService {
    const ROLE: Role = Role::Registrar;

    fn routes() -> Routes<Self> {
        Routes::new()
            .on(Self::link)
            .on(Self::holdings)
            .on(Self::accesses)
            .on(Self::request)
            .on(Self::request_file)
            .on(Self::decision)
            .on(Self::record)
            .on(Self::statistics)
            .on(Self::trust_list)
            .on(Self::log_file)
            .on(Self::public_figures)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
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
