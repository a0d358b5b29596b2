//! Asking custodians: a threshold of them at once, others when one is silent, slow or wrong.

use crate::client::Client;
use padron_protocol::contract::Endpoint;
use padron_protocol::messages::evaluation::{BadParts, EvaluationReply};
use padron_protocol::trust::{Trusted, TrustedParty};
use padron_protocol::{Problem, ProblemType};
use padron_threshold::Purpose;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// After this long without enough answers one more custodian is asked.
const HEDGE: Duration = Duration::from_millis(1500);
/// How long those who are asked at once and are not needed are waited for.
const MOMENT: Duration = Duration::from_millis(250);
/// How long a custodian that failed is asked last.
const SHUNNED: Duration = Duration::from_secs(10);

/// The custodians, and which of them failed lately.
#[derive(Clone)]
pub struct Quorum {
    custodians: Arc<Vec<TrustedParty>>,
    need: usize,
    failed: Arc<Mutex<BTreeMap<String, Instant>>>,
}

/// What a threshold of custodians gave together.
pub struct Combined<T> {
    /// The result of combining.
    pub value: T,
    pub replies: Vec<EvaluationReply>,
}

impl Quorum {
    /// All custodians of the trust list, of which as many must answer as the key needs.
    pub fn new(trusted: &Trusted, purpose: Purpose) -> Self {
        let custodians = trusted.custodians().into_iter().cloned().collect();
        Self {
            custodians: Arc::new(custodians),
            need: usize::from(trusted.key(purpose).threshold()),
            failed: Arc::default(),
        }
    }

    /// How many must answer.
    pub fn need(&self) -> usize {
        self.need
    }

    /// Those that did not fail lately first; among them the lowest indices, whose parts combine the cheapest.
    fn in_order(&self) -> Vec<TrustedParty> {
        let failed = self.failed.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut custodians: Vec<TrustedParty> = self.custodians.to_vec();
        custodians.sort_by_key(|party| (failed.get(&party.id).is_some_and(|at| at.elapsed() < SHUNNED), party.index));
        custodians
    }

    fn note_failure(&self, id: &str) {
        self.failed.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(id.to_owned(), Instant::now());
    }

    /// Asks until enough have answered. `ask` is called once per custodian at most. A refusal that all give alike is
    /// given on: asking others would not help.
    pub async fn gather<R, F>(
        &self,
        ask: impl Fn(TrustedParty) -> F,
        enough: usize,
    ) -> Result<Vec<(TrustedParty, R)>, Problem>
    where
        R: Send + 'static,
        F: Future<Output = Result<R, Problem>> + Send + 'static,
    {
        self.gather_except(&ask, enough, &[]).await
    }

    /// Asks all at once, and gives the replies of all who answer, by index: at least as many as are needed, and of the
    /// others those that come within a moment.
    pub async fn ask_all<R, F>(&self, ask: impl Fn(TrustedParty) -> F) -> Result<Vec<(TrustedParty, R)>, Problem>
    where
        R: Send + 'static,
        F: Future<Output = Result<R, Problem>> + Send + 'static,
    {
        let mut running = JoinSet::new();
        for party in self.custodians.iter() {
            let (party, asked) = (party.clone(), ask(party.clone()));
            running.spawn(async move { (party, asked.await) });
        }
        let (mut answers, mut refusals) = (Vec::new(), Vec::new());
        loop {
            let grace = if answers.len() >= self.need { MOMENT } else { Duration::MAX };
            match tokio::time::timeout(grace, running.join_next()).await {
                Ok(Some(Ok((party, Ok(reply))))) => answers.push((party, reply)),
                Ok(Some(Ok((party, Err(problem))))) => {
                    if problem.is(ProblemType::Unreachable) {
                        self.note_failure(&party.id);
                    }
                    refusals.push(problem);
                }
                Ok(Some(Err(_))) => {}
                Ok(None) | Err(_) => break,
            }
        }
        if answers.len() < self.need {
            return Err(too_few(answers.len(), self.need, refusals));
        }
        answers.sort_by_key(|(party, _): &(TrustedParty, R)| party.index);
        Ok(answers)
    }

    async fn gather_except<R, F>(
        &self,
        ask: &impl Fn(TrustedParty) -> F,
        enough: usize,
        except: &[u16],
    ) -> Result<Vec<(TrustedParty, R)>, Problem>
    where
        R: Send + 'static,
        F: Future<Output = Result<R, Problem>> + Send + 'static,
    {
        let skip = |party: &TrustedParty| party.index.is_some_and(|index| except.contains(&index.get()));
        let mut waiting = self.in_order().into_iter().filter(|party| !skip(party));
        let mut running = JoinSet::new();
        let (mut pending, mut late) = (BTreeSet::new(), BTreeSet::new());
        let mut start = |running: &mut JoinSet<(TrustedParty, Result<R, Problem>)>, pending: &mut BTreeSet<String>| {
            if let Some(party) = waiting.next() {
                let asked = ask(party.clone());
                pending.insert(party.id.clone());
                running.spawn(async move { (party, asked.await) });
            }
        };
        (0..enough).for_each(|_| start(&mut running, &mut pending));
        let (mut answers, mut refusals) = (Vec::new(), Vec::new());
        while answers.len() < enough && !running.is_empty() {
            tokio::select! {
                Some(joined) = running.join_next() => match joined {
                    Ok((party, outcome)) => {
                        pending.remove(&party.id);
                        late.remove(&party.id);
                        match outcome {
                            Ok(reply) => answers.push((party, reply)),
                            Err(problem) => {
                                if problem.is(ProblemType::Unreachable) { self.note_failure(&party.id); }
                                refusals.push(problem);
                                start(&mut running, &mut pending);
                            }
                        }
                    }
                    Err(_) => start(&mut running, &mut pending),
                },
                () = sleep(HEDGE) => {
                    late.extend(pending.iter().cloned());
                    start(&mut running, &mut pending);
                }
            }
        }
        // Whoever let the others overtake is asked last for a while, or every call would wait for it again.
        late.iter().for_each(|id| self.note_failure(id));
        if answers.len() >= enough {
            answers.sort_by_key(|(party, _)| party.index);
            return Ok(answers);
        }
        Err(too_few(answers.len(), enough, refusals))
    }

    /// Has blinded or clear elements evaluated and combines the parts. A custodian whose part does not hold is left
    /// out and another asked.
    pub async fn evaluate<T, F, C, CF>(
        &self,
        ask: impl Fn(TrustedParty) -> F,
        combine: C,
    ) -> Result<Combined<T>, Problem>
    where
        F: Future<Output = Result<EvaluationReply, Problem>> + Send + 'static,
        C: Fn(Vec<EvaluationReply>) -> CF,
        CF: Future<Output = Result<(Vec<EvaluationReply>, Result<T, BadParts>), Problem>>,
    {
        let mut good: Vec<EvaluationReply> = Vec::new();
        let mut tried: Vec<u16> = Vec::new();
        loop {
            let answers = self.gather_except(&ask, self.need - good.len(), &tried).await?;
            for (party, reply) in answers {
                let index = party.index.map_or(0, |index| index.get());
                tried.push(index);
                if reply.index == index { good.push(reply) } else { self.note_failure(&party.id) }
            }
            if good.len() < self.need {
                continue;
            }
            let (replies, combined) = combine(std::mem::take(&mut good)).await?;
            match combined {
                Ok(value) => return Ok(Combined { value, replies }),
                Err(BadParts { custodian: Some(guilty), .. }) => {
                    self.note_guilty(guilty);
                    good = replies.into_iter().filter(|reply| reply.index != guilty).collect();
                }
                Err(BadParts { custodian: None, problem }) => return Err(problem),
            }
        }
    }
}

impl Quorum {
    /// Gathers what a threshold of custodians give, and puts it together. Each reply goes with its custodian's index;
    /// one that does not hold is left out and another custodian asked.
    pub async fn settle<R, T, F>(
        &self,
        ask: impl Fn(TrustedParty) -> F,
        combine: impl Fn(&[(u16, R)]) -> Result<T, BadParts>,
    ) -> Result<T, Problem>
    where
        R: Send + 'static,
        F: Future<Output = Result<R, Problem>> + Send + 'static,
    {
        let mut good: Vec<(u16, R)> = Vec::new();
        let mut tried: Vec<u16> = Vec::new();
        loop {
            for (party, reply) in self.gather_except(&ask, self.need - good.len(), &tried).await? {
                let index = party.index.map_or(0, |index| index.get());
                tried.push(index);
                good.push((index, reply));
            }
            match combine(&good) {
                Ok(value) => return Ok(value),
                Err(BadParts { custodian: Some(guilty), .. }) if good.iter().any(|(index, _)| *index == guilty) => {
                    self.note_guilty(guilty);
                    good.retain(|(index, _)| *index != guilty);
                }
                Err(BadParts { problem, .. }) => return Err(problem),
            }
        }
    }

    fn note_guilty(&self, guilty: u16) {
        let party = self.custodians.iter().find(|party| party.index.is_some_and(|index| index.get() == guilty));
        if let Some(party) = party {
            tracing::warn!(custodian = party.id, "its part does not hold; another is asked");
            self.note_failure(&party.id);
        }
    }
}

fn too_few(have: usize, need: usize, refusals: Vec<Problem>) -> Problem {
    // Everybody who was there gave a reason and nobody was missing: the reason is the answer.
    if let Some(problem) =
        refusals.first().filter(|_| refusals.iter().all(|problem| !problem.is(ProblemType::Unreachable)))
    {
        return problem.clone();
    }
    let reasons = refusals.iter().map(|problem| match &problem.detail {
        Some(detail) if problem.is(ProblemType::Unreachable) => detail.clone(),
        _ => problem.to_string(),
    });
    Problem::new(ProblemType::TooFewCustodians)
        .detail(format!("{have} of the {need} needed answered; {}", reasons.collect::<Vec<_>>().join("; ")))
}

type Asked<R> = Pin<Box<dyn Future<Output = Result<R, Problem>> + Send>>;

/// Asks every custodian the same thing.
pub fn ask_same<E: Endpoint<Parameters = ()>>(
    client: &Client,
    message: Arc<E::Request>,
) -> impl Fn(TrustedParty) -> Asked<E::Reply> {
    let client = client.clone();
    move |party| {
        let (client, message) = (client.clone(), message.clone());
        Box::pin(async move { client.call::<E>(&party, &(), &message).await })
    }
}
