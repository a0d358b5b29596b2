mod under_way;

use self::under_way::{First, UnderWay};
use crate::caller::Guards;
use crate::context::Context;
use crate::quorum::{Combined, Quorum, ask_same};
use crate::routes::{Call, Routes, Service};
use padron_operator::Gateway;
use padron_operator::registration::Parsed;
use padron_operator::verification::VerifiedRow;
use padron_protocol::contract::operator::{Register, RegisterBatch};
use padron_protocol::contract::{KeyParameter, custodian, registrar, verifier};
use padron_protocol::jws::open;
use padron_protocol::log::{Evaluators, LinkStatement, LogProofs, Promise, QrReceipt, Receipt};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::link::{LinkBatch, LinkOutcome, LinkReply, Linked, Registered, RegistrationRow};
use padron_protocol::messages::verification::MAX_ROWS;
use padron_protocol::trust::Role;
use padron_protocol::{Hash32, Problem, ProblemType};
use padron_threshold::{CustodianIndex, LineToken, Purpose};
use rand_core::Rng;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc};

/// How long a single registration may wait for others to go with.
const GATHER: Duration = Duration::from_millis(3);
/// How many single registrations may wait.
const QUEUE: usize = 4096;
/// How many batches are under way at once.
const BATCHES: usize = 8;

/// Lines' tokens, and which custodians evaluated them.
type EvaluatedTokens = (Vec<LineToken>, Evaluators);

/// An operator's gateway over HTTP.
pub struct GatewayService {
    context: Arc<Context>,
    guards: Guards,
    gateway: Arc<Gateway>,
    quorum: Quorum,
    batches: Semaphore,
    under_way: Arc<UnderWay>,
    singles: mpsc::Sender<First>,
}

/// Rows on their way: those that fell out keep their place.
struct Places(Vec<Option<LinkOutcome>>);

impl Places {
    /// Keeps the good ones with their places; notes the problems of the others.
    fn sift<T>(&mut self, rows: impl IntoIterator<Item = (usize, Result<T, Problem>)>) -> (Vec<usize>, Vec<T>) {
        let mut kept = (Vec::new(), Vec::new());
        for (place, row) in rows {
            match row {
                Ok(row) => {
                    kept.0.push(place);
                    kept.1.push(row);
                }
                Err(problem) => self.0[place] = Some(LinkOutcome::Refused(problem)),
            }
        }
        kept
    }

    fn into_outcomes(self) -> Vec<LinkOutcome> {
        let missing = || LinkOutcome::Refused(ProblemType::Internal.into());
        self.0.into_iter().map(|outcome| outcome.unwrap_or_else(missing)).collect()
    }
}

impl GatewayService {
    /// A gateway; `tokens` are the SHA-256 hashes of its callers' bearer tokens.
    pub fn new(context: Arc<Context>, gateway: Gateway, tokens: Vec<Hash32>) -> Arc<Self> {
        let (singles, waiting) = mpsc::channel(QUEUE);
        let service = Arc::new(Self {
            quorum: Quorum::new(&context.trusted, Purpose::Line),
            context,
            guards: Guards { bearer_tokens: tokens, ..Guards::default() },
            gateway: Arc::new(gateway),
            batches: Semaphore::new(BATCHES),
            under_way: Arc::default(),
            singles,
        });
        tokio::spawn(gather_singles(Arc::downgrade(&service), waiting));
        service
    }

    async fn register(self: Arc<Self>, call: Call<Register>) -> Result<Registered, Problem> {
        let KeyParameter(key) = call.parameters;
        let (first, waiting) =
            self.under_way.join(RegistrationRow { key, registration: call.message }, self.context.now())?;
        if let Some(first) = first {
            let busy = |_| Problem::new(ProblemType::Busy).detail("too many registrations are waiting");
            self.singles.try_send(first).map_err(busy)?;
        }
        match waiting.outcome().await? {
            (LinkOutcome::Linked(linked), proofs) => self.registered(linked, proofs.as_deref()),
            (LinkOutcome::Refused(problem), _) => Err(problem),
        }
    }

    /// What the holder is given. The promise is checked: it is the holder's evidence, and the operator hands it on.
    fn registered(&self, linked: Linked, proofs: Option<&LogProofs>) -> Result<Registered, Problem> {
        let bad = || {
            Problem::new(ProblemType::Unreachable).detail("the registrar's promise is not one; the line may be linked")
        };
        let registrar = self.context.only(Role::Registrar)?;
        let promise: Promise = open(&linked.promise, &registrar.id, &registrar.signing).map_err(|_| bad())?;
        let opened = promise.statistics.as_ref().ok_or_else(bad)?;
        let statement = LinkStatement::parse(&opened.text).filter(|statement| statement.folio == linked.folio);
        let qr = QrReceipt {
            register: promise.register.clone(),
            folio: linked.folio.clone(),
            index: promise.index,
            date: statement.ok_or_else(bad)?.date,
            nonce: opened.nonce.0,
            event: promise.event.ok_or_else(bad)?,
            log: self.context.trusted.list().log.url.clone(),
        };
        let qr = qr.to_text().map_err(|error| Problem::new(ProblemType::Internal).detail(error))?;
        let receipt = Receipt { promise: linked.promise, proof: proofs.and_then(|proofs| proofs.alone(promise.index)) };
        Ok(Registered { folio: linked.folio, at: linked.at, receipt, qr })
    }

    async fn register_batch(self: Arc<Self>, call: Call<RegisterBatch>) -> Result<LinkReply, Problem> {
        let rows = call.message.rows;
        if rows.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("a batch holds at most {MAX_ROWS} rows")));
        }
        self.process(rows).await
    }

    /// Takes rows through every step. A fault of the network or of another party fails the whole batch, to be sent
    /// again; a fault of a row fails that row.
    async fn process(&self, rows: Vec<RegistrationRow>) -> Result<LinkReply, Problem> {
        let _permit = self.batches.acquire().await.map_err(|_| ProblemType::Internal)?;
        let mut places = Places(vec![None; rows.len()]);
        let mut proofs = None;
        let parsed = self.parse(rows).await?;
        let (at, parsed) = places.sift(parsed.into_iter().enumerate());
        if !parsed.is_empty() {
            let verified = self.verify(parsed).await?;
            let (at, verified) = places.sift(at.into_iter().zip(verified));
            if !verified.is_empty() {
                let (at, verified) = shuffled(at, verified, &mut self.context.rng());
                let reply = self.submit(verified).await?;
                // Proofs name entries, not rows: they need no place.
                proofs = reply.proofs;
                at.into_iter().zip(reply.rows).for_each(|(place, outcome)| places.0[place] = Some(outcome));
            }
        }
        let rows = places.into_outcomes();
        let linked = rows.iter().filter(|outcome| matches!(outcome, LinkOutcome::Linked(_))).count();
        self.context.metrics.linked.fetch_add(linked as u64, Ordering::Relaxed);
        self.context.metrics.refused.fetch_add((rows.len() - linked) as u64, Ordering::Relaxed);
        Ok(LinkReply { rows, proofs, labels: None })
    }

    async fn parse(&self, rows: Vec<RegistrationRow>) -> Result<Vec<Result<Parsed, Problem>>, Problem> {
        let (gateway, now) = (self.gateway.clone(), self.context.now());
        let parse = move || {
            let mut keys = BTreeSet::new();
            let parse = |row: &RegistrationRow| {
                if !keys.insert(row.key) {
                    return Err(Problem::new(ProblemType::MalformedRequest)
                        .field("key")
                        .detail("another row of this batch has the same key"));
                }
                gateway.parse(row, now)
            };
            rows.iter().map(parse).collect()
        };
        self.context.workers.run(parse).await
    }

    async fn verify(&self, rows: Vec<Parsed>) -> Result<Vec<Result<VerifiedRow, Problem>>, Problem> {
        let (gateway, context) = (self.gateway.clone(), self.context.clone());
        let (rows, asked) = self.context.workers.run(move || gateway.ask_verifier(rows, &mut context.rng())).await??;
        let verifier = self.context.only(Role::Verifier)?;
        let reply = self.context.client.call::<verifier::Verify>(verifier, &(), &asked).await?;
        let gateway = self.gateway.clone();
        self.context.workers.run(move || gateway.read_verifications(rows, reply)).await?
    }

    async fn submit(&self, rows: Vec<VerifiedRow>) -> Result<LinkReply, Problem> {
        let (rows, (tokens, evaluators)) = self.tokens(rows).await?;
        let (gateway, context) = (self.gateway.clone(), self.context.clone());
        let seal = move || {
            let batch = gateway.seal(rows, (&tokens, evaluators), context.now(), &mut context.rng());
            batch.map(|batch| (tokens, batch))
        };
        let (tokens, batch): (_, LinkBatch) = self.context.workers.run(seal).await??;
        let registrar = self.context.only(Role::Registrar)?;
        let reply = self.context.client.call::<registrar::Link>(registrar, &(), &batch).await?;
        let gateway = self.gateway.clone();
        self.context.workers.run(move || gateway.check_linked(&tokens, &batch, reply)).await?
    }

    async fn tokens(&self, rows: Vec<VerifiedRow>) -> Result<(Vec<VerifiedRow>, EvaluatedTokens), Problem> {
        let (gateway, context) = (self.gateway.clone(), self.context.clone());
        let blind = move || gateway.blind(&rows, &mut context.rng()).map(|blinded| (rows, blinded));
        let (rows, (blinded, request)) = self.context.workers.run(blind).await??;
        let blinded = Arc::new(blinded);
        let ask = ask_same::<custodian::EvaluateLine>(&self.context.client, Arc::new(request));
        let combine = |replies: Vec<EvaluationReply>| {
            let (gateway, blinded) = (self.gateway.clone(), blinded.clone());
            self.context.workers.run(move || {
                let tokens = gateway.tokens(&blinded, &replies);
                (replies, tokens)
            })
        };
        let Combined { value, replies } = self.quorum.evaluate(ask, combine).await?;
        let evaluators = replies.iter().filter_map(|reply| CustodianIndex::new(reply.index).ok());
        Ok((rows, (value, Evaluators::of(evaluators))))
    }
}

/// Customer files are sorted by person, and rows are stored in the order in which they come: neighbours would betray
/// whose lines belong together. So each batch is submitted in random order (Fisher and Yates).
fn shuffled<T>(at: Vec<usize>, rows: Vec<T>, rng: &mut impl Rng) -> (Vec<usize>, Vec<T>) {
    let mut pairs: Vec<_> = at.into_iter().zip(rows).collect();
    for last in (1..pairs.len()).rev() {
        let other = (rng.next_u64() % (last as u64 + 1)) as usize;
        pairs.swap(last, other);
    }
    pairs.into_iter().unzip()
}

/// Lets single registrations travel together: whoever comes within a few milliseconds shares a batch.
async fn gather_singles(service: std::sync::Weak<GatewayService>, mut waiting: mpsc::Receiver<First>) {
    while let Some(first) = waiting.recv().await {
        tokio::time::sleep(GATHER).await;
        let mut batch = vec![first];
        while batch.len() < MAX_ROWS / 2 {
            match waiting.try_recv() {
                Ok(single) => batch.push(single),
                Err(_) => break,
            }
        }
        let Some(service) = service.upgrade() else { return };
        tokio::spawn(async move {
            let rows = batch.iter().map(|first| first.row.clone()).collect();
            let reply = service.process(rows).await.map(|reply| (reply.rows, reply.proofs.map(Arc::new)));
            for (at, first) in batch.into_iter().enumerate() {
                let outcome = reply.as_ref().map_err(Clone::clone).and_then(|(rows, proofs)| {
                    let row = rows.get(at).cloned().ok_or(ProblemType::Internal)?;
                    Ok((row, proofs.clone()))
                });
                first.tell(outcome, service.context.now());
            }
        });
    }
}

impl Service for GatewayService {
    const ROLE: Role = Role::Operator;

    fn routes() -> Routes<Self> {
        Routes::new().on(Self::register).on(Self::register_batch)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn figures(&self) -> Vec<(String, String)> {
        vec![("linked".into(), self.context.metrics.linked.load(Ordering::Relaxed).to_string())]
    }
}
