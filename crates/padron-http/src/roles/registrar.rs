use super::storing::{check, read, written};
use crate::caller::Guards;
use crate::context::Context;
use crate::server::{Call, Caller, Reply, Service};
use padron_protocol::messages::link::{LinkOutcome, LinkReply};
use padron_protocol::messages::status::{Check, Figures};
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType};
use padron_registrar::Registrar;
use padron_registrar::ports::{Events as _, StoreError};
use padron_store::{RegistrarStore, RegistrarTx};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The registrar over HTTP.
pub struct RegistrarService {
    context: Arc<Context>,
    guards: Guards,
    registrar: Arc<Registrar>,
    store: RegistrarStore,
}

impl RegistrarService {
    /// A registrar over its store.
    pub fn new(context: Arc<Context>, registrar: Registrar, store: RegistrarStore) -> Arc<Self> {
        Arc::new(Self { context, guards: Guards::default(), registrar: Arc::new(registrar), store })
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
        let registrar = self.registrar.clone();
        let (reply, linked, refused) = self
            .context
            .workers
            .run(move || {
                let rows = registrar.outcomes(stored);
                let linked = rows.iter().filter(|row| matches!(row, LinkOutcome::Linked(_))).count();
                let refused = rows.len() - linked;
                Reply::json(&LinkReply { rows, proofs: None }).map(|reply| (reply, linked, refused))
            })
            .await??;
        self.context.metrics.linked.fetch_add(linked as u64, Ordering::Relaxed);
        self.context.metrics.refused.fetch_add(refused as u64, Ordering::Relaxed);
        Ok(reply)
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
        Reply::json(&self.write("request", write).await??.reply)
    }

    async fn request_file(&self, call: Call) -> Result<Reply, Problem> {
        let request = call.request_id()?;
        let Caller::Party { id, role } = call.caller else { return Err(ProblemType::Forbidden.into()) };
        let registrar = self.registrar.clone();
        Reply::json(&self.read(move |tx| registrar.request_file(tx, (&id, role), &request)).await??.reply)
    }

    async fn decision(&self, call: Call) -> Result<Reply, Problem> {
        let (request, submission) = (call.request_id()?, call.message()?);
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write =
            move |tx: &mut RegistrarTx<'_>| registrar.log_decision(tx, call.caller.name(), &request, &submission, now);
        Reply::json(&self.write("decision", write).await??)
    }

    async fn record(&self, call: Call) -> Result<Reply, Problem> {
        let (request, asked) = (call.request_id()?, call.message()?);
        let (registrar, now) = (self.registrar.clone(), self.context.now());
        let write = move |tx: &mut RegistrarTx<'_>| registrar.disclose(tx, call.caller.name(), &request, &asked, now);
        Reply::json(&self.write("record", write).await??.reply)
    }

    async fn public_figures(&self) -> Result<Figures, Problem> {
        self.read(|tx| tx.figures()).await
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
            "figures" => Reply::json(&self.public_figures().await?),
            _ => Err(ProblemType::NotFound.into()),
        }
    }

    async fn checks(&self) -> Vec<Check> {
        let store = self.store.clone();
        vec![check(move || store.check()).await]
    }

    async fn figures(&self) -> Vec<(String, String)> {
        let Ok(figures) = self.public_figures().await else { return Vec::new() };
        let mut shown = vec![
            ("entries".into(), figures.entries.to_string()),
            ("links".into(), figures.links.values().sum::<u64>().to_string()),
        ];
        let counts = [
            ("requests", figures.requests),
            ("approvals", figures.approvals),
            ("refusals", figures.refusals),
            ("disclosures", figures.disclosures),
        ];
        shown.extend(counts.map(|(name, count)| (name.to_owned(), count.to_string())));
        shown
    }
}
