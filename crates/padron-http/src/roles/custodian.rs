use super::storing::{check, read, written};
use crate::caller::Guards;
use crate::context::Context;
use crate::server::{Call, Reply, Service};
use padron_custodian::ports::StoreError;
use padron_custodian::{Custodian, LogEntries};
use padron_protocol::log::Page;
use padron_protocol::messages::order::{
    DecisionSubmission, LoggedDecision, OfficerDecision, OpeningRequest, OrderEvaluation, RequestFile,
    RequestPresentation, RequestState, SealedMessage,
};
use padron_protocol::messages::status::{Check, Figures};
use padron_protocol::trust::{Role, TrustedParty};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_store::{CustodianStore, CustodianTx};
use padron_threshold::Purpose;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How often decisions are brought to the log, and links counted.
const TICK: Duration = Duration::from_millis(500);

/// A custodian over HTTP.
pub struct CustodianService {
    context: Arc<Context>,
    guards: Guards,
    custodian: Arc<Custodian>,
    store: CustodianStore,
}

impl CustodianService {
    /// A custodian over its store.
    pub fn new(context: Arc<Context>, custodian: Custodian, officers: Guards, store: CustodianStore) -> Arc<Self> {
        Arc::new(Self { context, guards: officers, custodian: Arc::new(custodian), store })
    }

    /// Brings decisions to the log and counts links, until the process ends.
    pub async fn follow(self: Arc<Self>) {
        loop {
            tokio::time::sleep(TICK).await;
            if let Err(problem) = self.bring_decisions().await {
                tracing::warn!(%problem, "decisions wait to be logged");
            }
            if let Err(problem) = self.count_links().await {
                tracing::debug!(%problem, "links could not be counted");
            }
        }
    }

    fn registrar(&self) -> Result<&TrustedParty, Problem> {
        self.context.trusted.only(Role::Registrar).ok_or_else(|| ProblemType::Internal.into())
    }

    async fn write<T: Send + 'static>(
        &self,
        name: &'static str,
        job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        written(|done| self.store.write(name, job, done)).await
    }

    async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut CustodianTx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.store.clone();
        read(move || store.read(job)).await
    }

    async fn bring_decisions(&self) -> Result<(), Problem> {
        let custodian = self.custodian.clone();
        let mut failed = Ok(());
        for (request, decision) in self.read(move |tx| custodian.unlogged(tx)).await? {
            // One that the registrar does not take must not keep the others from the log.
            if let Err(problem) = self.bring_decision(request, decision).await {
                failed = Err(problem);
            }
        }
        failed
    }

    async fn bring_decision(&self, request: Uuid, decision: String) -> Result<(), Problem> {
        let path = format!("/v1/requests/{request}/decisions");
        let submission = DecisionSubmission { decision };
        let _: LoggedDecision = self.context.client.post(self.registrar()?, &path, &submission).await?;
        let custodian = self.custodian.clone();
        self.write("logged", move |tx| custodian.mark_logged(tx, &request)).await
    }

    async fn count_links(&self) -> Result<(), Problem> {
        let figures: Figures = self.context.client.get(self.registrar()?, "/v1/figures").await?;
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        self.write("links", move |tx| custodian.match_links(tx, &figures, now)).await
    }

    async fn evaluate(&self, purpose: Purpose, call: Call) -> Result<Reply, Problem> {
        let paid = self.custodian.read_elements(purpose, &call.message()?)?;
        let (custodian, now, caller) = (self.custodian.clone(), self.context.now(), call.caller.name().to_owned());
        let paid = self.write("budget", move |tx| Ok(custodian.pay(tx, &caller, &paid, now)?.map(|()| paid))).await??;
        let count = paid.len() as u64;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let reply =
            self.context.workers.run(move || Reply::json(&custodian.evaluate(&paid, &mut context.rng())?)).await?;
        self.context.metrics.evaluated.fetch_add(count, Ordering::Relaxed);
        reply
    }

    /// The entries at these places of the log, as the registrar shows them to everybody.
    async fn entries(&self, indices: impl IntoIterator<Item = u64>) -> Result<LogEntries, Problem> {
        let mut entries = Vec::new();
        for index in indices {
            let page: Page =
                self.context.client.get(self.registrar()?, &format!("/v1/log?from={index}&limit=1")).await?;
            entries.extend(page.entries);
        }
        Ok(LogEntries::new(entries))
    }

    fn indices(&self, shown: &RequestPresentation, file: Option<&RequestFile>) -> Result<Vec<u64>, Problem> {
        let decisions = file.into_iter().flat_map(|file| &file.decisions).map(|logged| logged.receipt.as_str());
        std::iter::once(shown.receipt.as_str())
            .chain(decisions)
            .map(|receipt| self.custodian.receipt_index(receipt))
            .collect()
    }

    async fn present(&self, call: Call) -> Result<Reply, Problem> {
        let message: SealedMessage = call.message()?;
        let authority = call.caller.name().to_owned();
        let request = call_request(&call)?;
        let shown: RequestPresentation = self.custodian.open_message("present", &authority, &request, &message)?;
        let log = self.entries(self.indices(&shown, None)?).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let received = self
            .context
            .workers
            .run(move || custodian.receive(&authority, &request, &shown, &log, context.now(), &mut context.rng()))
            .await??;
        let custodian = self.custodian.clone();
        let mut status = self.write("present", move |tx| custodian.enqueue(tx, &received)).await??;
        if self.custodian.automatic() && status.state == RequestState::AwaitingApproval {
            let approve = OfficerDecision { approved: true, reason: None };
            status = self.decided(request, approve).await?;
        }
        Reply::json(&status)
    }

    async fn decided(
        &self,
        request: Uuid,
        decision: OfficerDecision,
    ) -> Result<padron_protocol::messages::order::RequestStatus, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let status = self.write("decide", move |tx| custodian.decide(tx, &request, &decision, now)).await??;
        // Logged now if the registrar answers; if not, the next tick brings it.
        if let Err(problem) = self.bring_decisions().await {
            tracing::warn!(%problem, "a decision waits to be logged");
        }
        Ok(status)
    }

    async fn may_release(&self, authority: &str, request: Uuid) -> Result<(), Problem> {
        let (custodian, now, authority) = (self.custodian.clone(), self.context.now(), authority.to_owned());
        self.read(move |tx| custodian.may_release(tx, &authority, &request, now)).await?
    }

    async fn evaluate_order(&self, call: Call) -> Result<Reply, Problem> {
        let (request, authority) = (call.request_id()?, call.caller.name().to_owned());
        let asked: OrderEvaluation =
            self.custodian.open_message("evaluation", &authority, &request, &call.message()?)?;
        self.may_release(&authority, request).await?;
        let log = self.entries(self.indices(&asked.presentation, Some(&asked.file))?).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work =
            move || custodian.evaluate_order(&authority, &request, &asked, &log, context.now(), &mut context.rng());
        Reply::json(&self.context.workers.run(work).await??)
    }

    async fn open(&self, call: Call) -> Result<Reply, Problem> {
        let (request, authority) = (call.request_id()?, call.caller.name().to_owned());
        let asked: OpeningRequest = self.custodian.open_message("opening", &authority, &request, &call.message()?)?;
        self.may_release(&authority, request).await?;
        let mut indices = self.indices(&asked.presentation, Some(&asked.file))?;
        indices.extend(self.custodian.history_indices(&asked.history, &asked.record.record)?);
        let log = self.entries(indices).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work = move || custodian.open(&authority, &request, &asked, &log, context.now(), &mut context.rng());
        let release = self.context.workers.run(work).await??;
        let custodian = self.custodian.clone();
        Reply::json(&self.write("release", move |tx| custodian.release(tx, release)).await?)
    }

    async fn state(&self, call: Call) -> Result<Reply, Problem> {
        let (request, authority) = (call.request_id()?, call.caller.name().to_owned());
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        Reply::json(&self.read(move |tx| custodian.state(tx, &authority, &request, now)).await??)
    }

    async fn journal(&self, call: Call) -> Result<Reply, Problem> {
        let (asked, verifier) = (call.message()?, call.caller.name().to_owned());
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        Reply::json(&self.write("journal", move |tx| custodian.journal(tx, &verifier, &asked, now)).await??)
    }

    async fn queue(&self) -> Result<Reply, Problem> {
        let custodian = self.custodian.clone();
        Reply::json(&self.read(move |tx| custodian.queue(tx)).await?)
    }
}

/// A presentation names its request in the `Idempotency-Key`: the path is the collection.
fn call_request(call: &Call) -> Result<Uuid, Problem> {
    call.idempotency.as_deref().and_then(Uuid::parse).ok_or_else(|| {
        Problem::new(ProblemType::MalformedRequest).field("idempotency-key").detail("must be the request's UUID")
    })
}

impl Service for CustodianService {
    fn role(&self) -> Role {
        Role::Custodian
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn call(self: &Arc<Self>, call: Call) -> Result<Reply, Problem> {
        match call.endpoint {
            "evaluate-line" => self.evaluate(Purpose::Line, call).await,
            "evaluate-person" => self.evaluate(Purpose::Person, call).await,
            "present" => self.present(call).await,
            "state" => self.state(call).await,
            "evaluate-order" => self.evaluate_order(call).await,
            "open" => self.open(call).await,
            "journal" => self.journal(call).await,
            "queue" => self.queue().await,
            "decide" => Reply::json(&self.decided(call.request_id()?, call.message()?).await?),
            _ => Err(ProblemType::NotFound.into()),
        }
    }

    async fn checks(&self) -> Vec<Check> {
        let store = self.store.clone();
        vec![check(move || store.check()).await]
    }

    async fn figures(&self) -> Vec<(String, String)> {
        vec![("evaluated".into(), self.context.metrics.evaluated.load(Ordering::Relaxed).to_string())]
    }
}
