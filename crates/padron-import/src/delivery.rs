//! One batch until every row of it is decided: send, wait, send again.

use std::sync::Arc;
use std::time::Duration;

use padron_model::Lang;
use padron_protocol::messages::link::{LinkOutcome, RegistrationBatch, RegistrationRow};
use padron_protocol::{Problem, ProblemType};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;
use tokio::sync::watch;
use tokio::time::Instant;

use super::gateway::{GatewayAnswer, GatewayClient};
use super::outcome::Outcome;
use super::progress::Progress;

/// Times that a row is sent again after an internal fault of the gateway, before it counts as refused.
const FAULTS: u32 = 5;

/// How long to wait between attempts.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Before the second attempt; doubled before each that follows.
    pub first: Duration,
    /// The longest.
    pub longest: Duration,
    /// After how long without a decided row to give up; `None` is never.
    pub give_up_after: Option<Duration>,
}

/// Why a batch was left undecided. Its rows are sent again, with the same keys, when the import resumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    /// The import was asked to stop while the batch was waiting.
    Stopped,
    /// The gateway did not take it for as long as `--give-up-after` allows.
    GaveUp(String),
    /// The gateway will not take any batch.
    Never(String),
}

/// What a batch needs to be delivered.
#[derive(Clone)]
pub(crate) struct Delivery {
    pub gateway: Arc<GatewayClient>,
    pub pace: Pace,
    pub lang: Lang,
    pub progress: Arc<dyn Progress>,
    pub halt: watch::Receiver<bool>,
}

/// A row on its way.
struct Waiting {
    index: usize,
    row: RegistrationRow,
    faults: u32,
}

impl Delivery {
    /// Delivers rows; the answer has one outcome per row, in order.
    ///
    /// # Errors
    /// The batch is left undecided.
    pub(crate) async fn deliver(
        mut self,
        rows: Vec<RegistrationRow>,
        mut rng: ChaCha20Rng,
    ) -> Result<Vec<Outcome>, Undecided> {
        let mut outcomes: Vec<Option<Outcome>> = vec![None; rows.len()];
        let mut most = rows.len();
        let mut waiting: Vec<Waiting> =
            rows.into_iter().enumerate().map(|(index, row)| Waiting { index, row, faults: 0 }).collect();
        let mut attempts = 0;
        let mut progressed = Instant::now();
        while !waiting.is_empty() {
            let rest = waiting.split_off(most.clamp(1, waiting.len()));
            let sent = std::mem::replace(&mut waiting, rest);
            let batch = RegistrationBatch { rows: sent.iter().map(|waiting| waiting.row.clone()).collect() };
            let answer = self.gateway.post(&batch).await;
            drop(batch);
            let (count, others) = (sent.len(), waiting.len());
            let pause = match answer {
                GatewayAnswer::Rows(answers) => self.settle(sent, answers, &mut outcomes, &mut waiting),
                GatewayAnswer::TooLarge(problem) if sent.len() == 1 => {
                    self.refuse(sent, &problem, &mut outcomes);
                    None
                }
                GatewayAnswer::TooLarge(_) => {
                    most = sent.len() / 2;
                    waiting.splice(0..0, sent);
                    continue;
                }
                GatewayAnswer::Later { wait, why } => {
                    waiting.splice(0..0, sent);
                    self.pause(wait, why, &mut attempts, progressed, &mut rng).await?;
                    continue;
                }
                GatewayAnswer::Never(why) => return Err(Undecided::Never(why)),
            };
            if waiting.len() - others < count {
                attempts = 0;
                progressed = Instant::now();
            }
            if let Some(why) = pause {
                self.pause(None, why, &mut attempts, progressed, &mut rng).await?;
            }
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// Notes what was decided; rows that could not be decided now wait again, and the answer is why.
    fn settle(
        &self,
        sent: Vec<Waiting>,
        answers: Vec<LinkOutcome>,
        outcomes: &mut [Option<Outcome>],
        waiting: &mut Vec<Waiting>,
    ) -> Option<String> {
        let mut why = None;
        for (mut row, answer) in sent.into_iter().zip(answers) {
            let again = match &answer {
                LinkOutcome::Refused(problem) => passing(problem, &mut row.faults),
                LinkOutcome::Linked(_) => None,
            };
            match again {
                Some(kind) => {
                    why = Some(format!("{}: {}", kind.name(), kind.title()));
                    waiting.push(row);
                }
                None => outcomes[row.index] = Some(Outcome::of(answer, &row.row.registration, self.lang)),
            }
        }
        why
    }

    fn refuse(&self, sent: Vec<Waiting>, problem: &Problem, outcomes: &mut [Option<Outcome>]) {
        for row in sent {
            outcomes[row.index] = Some(Outcome::refused(problem, &row.row.registration, self.lang));
        }
    }

    async fn pause(
        &mut self,
        asked: Option<Duration>,
        why: String,
        attempts: &mut u32,
        progressed: Instant,
        rng: &mut ChaCha20Rng,
    ) -> Result<(), Undecided> {
        let wait = asked.unwrap_or_default().max(backoff(self.pace, *attempts, rng.next_u64()));
        *attempts = attempts.saturating_add(1);
        if self.pace.give_up_after.is_some_and(|limit| progressed.elapsed() + wait > limit) {
            return Err(Undecided::GaveUp(why));
        }
        self.progress.waiting(&why, wait);
        tokio::select! {
            () = tokio::time::sleep(wait) => Ok(()),
            // An error means that nobody can ask to stop any more: the import itself is gone.
            _ = self.halt.wait_for(|&halt| halt) => Err(Undecided::Stopped),
        }
    }
}

/// The kind of a refusal that will pass by itself.
fn passing(problem: &Problem, faults: &mut u32) -> Option<ProblemType> {
    let kind = problem.problem_type()?;
    match kind.status() {
        429 | 503 => Some(kind),
        500 if *faults < FAULTS => {
            *faults += 1;
            Some(kind)
        }
        _ => None,
    }
}

/// Doubled with each attempt, and between half and all of that, so that many importers do not come at once.
fn backoff(pace: Pace, attempts: u32, random: u64) -> Duration {
    let whole = pace.first.saturating_mul(1 << attempts.min(20)).min(pace.longest);
    let half = whole / 2;
    let nanoseconds = u64::try_from(half.as_nanos()).unwrap_or(u64::MAX).max(1);
    half + Duration::from_nanos(random % nanoseconds)
}

#[cfg(test)]
mod tests;
