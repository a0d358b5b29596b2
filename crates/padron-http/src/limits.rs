//! Bounds on work at once, and on signed requests being used twice.

use jiff::Timestamp;
use padron_protocol::http_signature::{LIFETIME_SECONDS, SKEW_SECONDS};
use padron_protocol::{Problem, ProblemType};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// How many computations may wait for each one that runs.
const WAITING: usize = 64;

/// Runs cryptography beside the network: as many computations as there are cores, and a bounded queue.
#[derive(Clone)]
pub(crate) struct Workers {
    running: Arc<Semaphore>,
    admitted: Arc<Semaphore>,
}

impl Workers {
    pub(crate) fn new(cores: usize) -> Self {
        let cores = cores.max(1);
        Self { running: Arc::new(Semaphore::new(cores)), admitted: Arc::new(Semaphore::new(cores * WAITING)) }
    }

    /// Runs `work` on a thread of its own, or says that too much is waiting.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let busy = || Problem::new(ProblemType::Busy).detail("come again in a second");
        let _admitted = self.admitted.clone().try_acquire_owned().map_err(|_| busy())?;
        let permit = self.running.clone().acquire_owned().await.map_err(|_| busy())?;
        tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        })
        .await
        .map_err(|_| Problem::new(ProblemType::Internal))
    }
}

/// Remembers signed requests for as long as they would be believed.
#[derive(Default)]
pub(crate) struct Replays(Mutex<BTreeMap<i64, HashSet<[u8; 16]>>>);

/// How many requests are remembered; past that, new ones are refused until old ones expire.
const REMEMBERED: usize = 1_000_000;

impl Replays {
    /// Notes a request, or refuses one that was seen, or that is from before this process could remember.
    pub(crate) fn note(
        &self,
        nonce: [u8; 16],
        issued: Timestamp,
        started: Timestamp,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let mut seen = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if issued < started {
            return Err(
                Problem::new(ProblemType::Replayed).detail("it was signed before this service started; sign it again")
            );
        }
        let oldest = now.as_second() - LIFETIME_SECONDS - 2 * SKEW_SECONDS;
        *seen = seen.split_off(&oldest);
        if seen.values().map(HashSet::len).sum::<usize>() >= REMEMBERED {
            return Err(Problem::new(ProblemType::Busy).detail("too many requests in the last minutes"));
        }
        let fresh = seen.entry(issued.as_second()).or_default().insert(nonce);
        fresh.then_some(()).ok_or_else(|| Problem::new(ProblemType::Replayed).detail("sign each request anew"))
    }
}

/// What each operator has had verified today, in memory: it keeps an operator, or who has stolen its key, from trying out
/// people's data at the identity source. A restart forgets it; what was confirmed is counted at the custodians too, on disk.
pub(crate) struct Quotas {
    most: u64,
    used: Mutex<(i64, BTreeMap<String, u64>)>,
}

impl Quotas {
    pub(crate) fn new(most: u64) -> Self {
        Self { most, used: Mutex::default() }
    }

    /// Counts so many rows of an operator's, or refuses them all. The day is that of UTC.
    pub(crate) fn admit(&self, operator: &str, rows: usize, now: Timestamp) -> Result<(), Problem> {
        let today = now.as_second().div_euclid(86_400);
        let mut used = self.used.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if used.0 < today {
            *used = (today, BTreeMap::new());
        }
        let own = used.1.entry(operator.to_owned()).or_default();
        let after = own.saturating_add(rows as u64);
        if after > self.most {
            return Err(Problem::new(ProblemType::BudgetExhausted)
                .detail(format!("{own} of today's {} verifications are used; the day ends at 00:00 UTC", self.most)));
        }
        *own = after;
        Ok(())
    }
}

/// Sign-ins that fail in one minute before no more are tried: codes must not be guessed.
const FAILED_SIGN_INS: u32 = 30;

/// Counts failed sign-ins by the minute.
#[derive(Default)]
pub(crate) struct SignIns(Mutex<(i64, u32)>);

impl SignIns {
    /// Refuses when too many have failed in this minute.
    pub(crate) fn admit(&self, now: Timestamp) -> Result<(), Problem> {
        let failed = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if failed.0 == now.as_second().div_euclid(60) && failed.1 >= FAILED_SIGN_INS {
            return Err(Problem::new(ProblemType::Busy).detail("too many sign-ins have failed; come again in a minute"));
        }
        Ok(())
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, now: Timestamp) {
        let mut failed = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let minute = now.as_second().div_euclid(60);
        if failed.0 != minute {
            *failed = (minute, 0);
        }
        failed.1 += 1;
    }
}
