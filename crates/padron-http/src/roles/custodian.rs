mod following;
mod lists;
mod releasing;

use crate::caller::Guards;
use crate::context::Context;
use crate::log_client::LogClient;
use crate::routes::{Call, Routes, Service};
use crate::storing::{check, read, written};
use padron_custodian::Custodian;
use padron_custodian::alarms::{APPROVAL_NOT_OURS, ENTRY_BACKDATED, LOG_INCONSISTENT, TRUST_LIST_UNKNOWN};
use padron_custodian::budgets::Asked;
use padron_custodian::follow::sound;
use padron_custodian::follow::{Known, Position};
use padron_custodian::ports::{AlarmRows as _, ClosedStatistics as _, MAX_ALARMS, StoreError};
use padron_custodian::trust::FollowedLists;
use padron_protocol::contract::custodian::{
    Decide, EvaluateLine, EvaluatePerson, ReadAlarms, ReadJournal, ReadQueue, ReadState,
};
use padron_protocol::contract::registrar::{LogDecision, OpenStatistics};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{DecisionSubmission, OfficerDecision, OpenedStatistics, Queue, RequestStatus};
use padron_protocol::messages::person::AccessesReply;
use padron_protocol::messages::status::{Alarm, Alarms, Check};
use padron_protocol::trust::Role;
use padron_protocol::{Problem, Uuid};
use padron_store::{CustodianStore, CustodianTx};
use std::sync::atomic::Ordering;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::{Mutex, watch};

/// How often decisions are brought to the log, and the log is followed.
const TICK: Duration = Duration::from_millis(500);
/// How long to wait after the registrar has not taken statistics.
const STATISTICS_PAUSE: Duration = Duration::from_secs(10);

/// A custodian over HTTP.
pub struct CustodianService {
    context: Arc<Context>,
    guards: Guards,
    custodian: Arc<Custodian>,
    store: CustodianStore,
    log: LogClient,
    /// Held while the log is followed: one replay at a time.
    known: Mutex<Known>,
    chain: RwLock<Arc<FollowedLists>>,
    changed: watch::Sender<bool>,
}

impl CustodianService {
    /// A custodian over its store. `chain` begins with the trust list that is pinned here; `context` and `custodian`
    /// are built from the list of it that is in force.
    pub fn new(
        context: Arc<Context>,
        custodian: Custodian,
        officers: Guards,
        store: CustodianStore,
        chain: FollowedLists,
    ) -> Arc<Self> {
        let log = LogClient::new(&context.trusted.list().log.url);
        Arc::new(Self {
            context,
            guards: officers,
            custodian: Arc::new(custodian),
            store,
            log,
            known: Mutex::default(),
            chain: RwLock::new(Arc::new(chain)),
            changed: watch::Sender::new(false),
        })
    }

    /// Brings decisions to the log, follows it, and opens statistics, until the process ends.
    pub async fn follow(self: Arc<Self>) {
        tokio::join!(self.bring(), self.follow_log(), self.open_statistics());
    }

    /// Resolves when another trust list has come into force than this role was built from: it must be built anew.
    pub async fn trust_changed(&self) {
        let mut changed = self.changed.subscribe();
        // The sender lives as long as the service does.
        let _ = changed.wait_for(|changed| *changed).await;
    }

    async fn bring(&self) {
        loop {
            tokio::time::sleep(TICK).await;
            if let Err(problem) = self.bring_decisions().await {
                tracing::warn!(%problem, "decisions wait to be logged");
            }
        }
    }

    async fn open_statistics(&self) {
        loop {
            let pause = match self.bring_statistics().await {
                Ok(()) => TICK,
                Err(problem) => {
                    tracing::warn!(%problem, "statistics wait to be opened");
                    STATISTICS_PAUSE
                }
            };
            tokio::time::sleep(pause).await;
        }
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

    /// How far the log was followed.
    async fn position(&self) -> Result<Position, Problem> {
        self.read(|tx| Position::read(tx)).await
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
        let registrar = self.context.only(Role::Registrar)?;
        self.context.client.call::<LogDecision>(registrar, &request, &DecisionSubmission { decision }).await?;
        let custodian = self.custodian.clone();
        self.write("logged", move |tx| custodian.mark_logged(tx, &request)).await
    }

    async fn bring_statistics(&self) -> Result<(), Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let mut failed = Ok(());
        for (request, opened) in self.read(move |tx| custodian.due_statistics(tx, now)).await? {
            if let Err(problem) = self.bring_opened(request, &opened).await {
                failed = Err(problem);
            }
        }
        failed
    }

    async fn bring_opened(&self, request: Uuid, opened: &OpenedStatistics) -> Result<(), Problem> {
        let registrar = self.context.only(Role::Registrar)?;
        self.context.client.call::<OpenStatistics>(registrar, &request, opened).await?;
        self.write("published", move |tx| tx.mark_published(&request)).await
    }

    async fn evaluate_line(self: Arc<Self>, call: Call<EvaluateLine>) -> Result<EvaluationReply, Problem> {
        let asked = self.custodian.read_numbers(call.caller.name(), &call.message)?;
        self.evaluate(asked).await
    }

    async fn evaluate_person(self: Arc<Self>, call: Call<EvaluatePerson>) -> Result<EvaluationReply, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let read = move || custodian.read_persons(call.caller.name(), &call.message, now);
        self.evaluate(self.context.workers.run(read).await??).await
    }

    async fn evaluate(&self, asked: Asked) -> Result<EvaluationReply, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let asked = self.write("budget", move |tx| Ok(custodian.pay(tx, &asked, now)?.map(|()| asked))).await??;
        let count = asked.len() as u64;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let reply = self.context.workers.run(move || custodian.evaluate(&asked, &mut context.rng())).await?;
        self.context.metrics.evaluated.fetch_add(count, Ordering::Relaxed);
        reply
    }

    async fn decided(&self, request: Uuid, decision: OfficerDecision) -> Result<RequestStatus, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let status = self.write("decide", move |tx| custodian.decide(tx, &request, &decision, now)).await??;
        // Logged now if the registrar answers; if not, the next tick brings it.
        if let Err(problem) = self.bring_decisions().await {
            tracing::warn!(%problem, "a decision waits to be logged");
        }
        Ok(status)
    }

    async fn decide(self: Arc<Self>, call: Call<Decide>) -> Result<RequestStatus, Problem> {
        self.decided(call.parameters, call.message).await
    }

    async fn state(self: Arc<Self>, call: Call<ReadState>) -> Result<RequestStatus, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        self.read(move |tx| custodian.state(tx, call.caller.name(), &call.parameters, now)).await?
    }

    async fn journal(self: Arc<Self>, call: Call<ReadJournal>) -> Result<AccessesReply, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        self.write("journal", move |tx| custodian.journal(tx, call.caller.name(), &call.message, now)).await?
    }

    async fn queue(self: Arc<Self>, _: Call<ReadQueue>) -> Result<Queue, Problem> {
        let custodian = self.custodian.clone();
        self.read(move |tx| custodian.queue(tx)).await
    }

    async fn alarms(self: Arc<Self>, _: Call<ReadAlarms>) -> Result<Alarms, Problem> {
        let told = |alarm: padron_custodian::ports::AlarmRow| Alarm {
            name: alarm.name,
            detail: alarm.detail,
            at: jiff::Timestamp::from_second(alarm.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        };
        let alarms = self.read(|tx| tx.alarms(MAX_ALARMS)).await?;
        Ok(Alarms { alarms: alarms.into_iter().map(told).collect() })
    }
}

impl Service for CustodianService {
    const ROLE: Role = Role::Custodian;

    fn routes() -> Routes<Self> {
        Routes::new()
            .on(Self::evaluate_line)
            .on(Self::evaluate_person)
            .on(Self::present)
            .on(Self::state)
            .on(Self::evaluate_order)
            .on(Self::ticket)
            .on(Self::history)
            .on(Self::open)
            .on(Self::journal)
            .on(Self::queue)
            .on(Self::decide)
            .on(Self::trust_lists)
            .on(Self::confirm)
            .on(Self::alarms)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn checks(&self) -> Vec<Check> {
        let store = self.store.clone();
        let log = self.read(|tx| sound(tx)).await.and_then(|sound| sound);
        let log = Check {
            name: "log".into(),
            ok: log.is_ok(),
            detail: log.err().map(|problem| problem.detail.unwrap_or(problem.title)),
        };
        vec![check(move || store.check()).await, log]
    }

    async fn figures(&self) -> Vec<(String, String)> {
        let evaluated = self.context.metrics.evaluated.load(Ordering::Relaxed).to_string();
        let mut shown = vec![("evaluated".into(), evaluated)];
        let Ok((position, alarms)) = self.read(|tx| Ok((Position::read(tx)?, first_alarms(tx)?))).await else {
            return shown;
        };
        shown.push(("entries".into(), position.size().to_string()));
        if let Some(cosigned) = self.cosigned(&position) {
            shown.push(("cosigned".into(), cosigned.to_string()));
        }
        let detail = |alarm: padron_custodian::ports::AlarmRow| {
            (alarm.name, alarm.detail.lines().next().unwrap_or_default().to_owned())
        };
        shown.extend(alarms.into_iter().map(detail));
        shown
    }
}

/// The kinds of alarm.
const KINDS: [&str; 4] = [LOG_INCONSISTENT, APPROVAL_NOT_OURS, TRUST_LIST_UNKNOWN, ENTRY_BACKDATED];

/// The first alarm of each kind that there is.
fn first_alarms(tx: &mut CustodianTx<'_>) -> Result<Vec<padron_custodian::ports::AlarmRow>, StoreError> {
    let mut found = Vec::new();
    for kind in KINDS {
        found.extend(tx.first_alarm(kind)?);
    }
    Ok(found)
}
