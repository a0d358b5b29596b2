//! Importing an operator's subscriber file: rows are read, checked, sent in batches to the operator's own gateway, and
//! every row's outcome is on the disk before the next batch takes its place.
//!
//! - One thread reads and checks; a bounded queue holds it back, so that a file of any size takes the same memory.
//! - Batches may be decided in any order, but their outcomes are written in the order of the rows. The last line of
//!   the result file therefore says where to resume.
//! - A row that was sent and not written is sent again with the same key, and the gateway links it once.

mod columns;
mod csv;
mod delivery;
mod fault;
mod gateway;
mod json;
mod lines;
mod outcome;
mod progress;
mod reader;
mod results;
mod row;
mod state;

mod texts;

use std::collections::BTreeMap;
use std::io::{BufReader, Read};
use std::sync::Arc;

use jiff::civil::Date;
use padron_model::Lang;
use padron_model::country::CountryRules;
use padron_protocol::messages::link::RegistrationRow;
use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

pub use delivery::Pace;
use delivery::{Delivery, Undecided};
pub use fault::FileError;
pub use gateway::GatewayClient;
pub use lines::Encoding;
use outcome::Outcome;
pub use outcome::Tally;
pub use progress::{Progress, ProgressBars, summary};
use reader::RowReader;
pub use results::{ResultError, ResultFile};
use state::ImportKeys;
pub use state::{ImportState, Input, beside, sync_folder};

/// Bytes that are read from the disk at once.
const READ_AT_ONCE: usize = 64 * 1024;
/// Most batches on their way at once.
pub const MOST_IN_FLIGHT: usize = 64;

/// Why an import ended before all rows were decided. Everything that is in the result file stays decided.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{0}")]
    File(#[from] FileError),
    #[error("{0}")]
    Results(#[from] ResultError),
    #[error("the gateway refuses every batch: {0}")]
    Gateway(String),
    #[error("the result file has more rows than the input; choose another file with --results")]
    ResultsTooLong,
    #[error("an internal fault ended the import; run the same command again")]
    Internal,
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Every row is decided.
    Complete,
    /// It was asked to stop.
    Stopped,
    /// The gateway did not take a batch for too long.
    GaveUp,
}

/// What an import works with.
pub struct Import {
    pub gateway: Arc<GatewayClient>,
    /// The salt of the keys.
    pub state: ImportState,
    /// Rows a batch, 1 to 512.
    pub batch: usize,
    /// Batches on their way at once, 1 to [`MOST_IN_FLIGHT`].
    pub in_flight: usize,
    /// How the file is read.
    pub encoding: Encoding,
    /// How long to wait for the gateway.
    pub pace: Pace,
    /// The country whose numbers and documents the file has.
    pub country: &'static dyn CountryRules,
    /// The language of reasons.
    pub lang: Lang,
    pub progress: Arc<dyn Progress>,
}

/// Rows that are sent together.
struct Batch {
    /// The rows in order: to be sent, or already decided.
    rows: Vec<Result<RegistrationRow, Outcome>>,
    /// Where the next batch starts in the file.
    end: u64,
}

/// What came of a batch.
struct Decided {
    order: u64,
    end: u64,
    outcomes: Result<Vec<Outcome>, Undecided>,
}

impl Import {
    /// Imports what is not yet in `results`, until the file ends or `stop` resolves.
    ///
    /// May be dropped at any moment, as by a power failure: what `results` says is decided stays so, and running again
    /// with the same state decides the rest.
    ///
    /// # Errors
    /// See [`ImportError`]; `results` may be continued after each.
    pub async fn run(
        self,
        source: impl Read + Send + 'static,
        results: &mut ResultFile,
        rng: &mut impl CryptoRng,
        stop: impl Future<Output = ()>,
    ) -> Result<Ended, ImportError> {
        let reader = RowReader::open(BufReader::with_capacity(READ_AT_ONCE, source), self.encoding)?;
        let (halt, halted) = watch::channel(false);
        let delivery = Delivery {
            gateway: Arc::clone(&self.gateway),
            pace: self.pace,
            lang: self.lang,
            progress: Arc::clone(&self.progress),
            halt: halted,
        };
        let (in_flight, progress) = (self.in_flight.clamp(1, MOST_IN_FLIGHT), Arc::clone(&self.progress));
        let (sender, mut queue) = mpsc::channel(1);
        let Self { state, batch, country, lang, .. } = self;
        let reading = Reading { keys: state.keys.clone(), day: state.day, batch: batch.max(1), country, lang };
        let skip = results.rows();
        tokio::task::spawn_blocking(move || reading.read(reader, skip, &sender));

        let mut run = Run { results, progress, tasks: JoinSet::new(), held: BTreeMap::new(), next: 0, failed: None };
        let (mut started, mut reading, mut end) = (0, true, Ok(Ended::Complete));
        tokio::pin!(stop);
        while reading || !run.tasks.is_empty() {
            let room = run.tasks.len() + run.held.len() < in_flight;
            tokio::select! {
                biased;
                Some(decided) = run.tasks.join_next() => {
                    run.decided(decided.map_err(|_| ImportError::Internal)?)?;
                    if run.failed.is_some() {
                        reading = false;
                        halt.send_replace(true);
                    }
                }
                () = &mut stop, if !*halt.borrow() => {
                    if reading {
                        (reading, end) = (false, Ok(Ended::Stopped));
                    }
                    halt.send_replace(true);
                }
                batch = queue.recv(), if reading && room => match batch {
                    Some(Ok(batch)) => {
                        let rng = ChaCha20Rng::from_rng(rng);
                        run.tasks.spawn(decide(delivery.clone(), batch, started, rng));
                        started += 1;
                    }
                    Some(Err(error)) => (reading, end) = (false, Err(error)),
                    None => reading = false,
                },
            }
        }
        match run.failed {
            Some(Undecided::Stopped) => Ok(Ended::Stopped),
            Some(Undecided::GaveUp(_)) => Ok(Ended::GaveUp),
            Some(Undecided::Never(why)) => Err(ImportError::Gateway(why)),
            None => end,
        }
    }
}

/// Reads and checks rows, on a thread of its own.
struct Reading {
    keys: ImportKeys,
    day: Date,
    batch: usize,
    country: &'static dyn CountryRules,
    lang: Lang,
}

impl Reading {
    /// Until the file ends or nobody takes the rows any more.
    fn read(
        self,
        mut reader: RowReader<BufReader<impl Read>>,
        skip: u64,
        queue: &mpsc::Sender<Result<Batch, ImportError>>,
    ) {
        let mut batch = Batch { rows: Vec::with_capacity(self.batch), end: 0 };
        let mut last = 0;
        loop {
            let row = match reader.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(error) => {
                    drop(queue.blocking_send(Err(error.into())));
                    return;
                }
            };
            last = row.number;
            if row.number <= skip {
                if queue.is_closed() {
                    return;
                }
                continue;
            }
            let checked = row.cells.and_then(|cells| row::registration(&cells, self.country, self.day));
            batch.end = row.end;
            batch.rows.push(match checked {
                Ok(registration) => Ok(RegistrationRow { key: self.keys.key(row.number), registration }),
                Err(fault) => Err(Outcome::invalid(fault, self.lang)),
            });
            if batch.rows.len() >= self.batch {
                let full = std::mem::replace(&mut batch, Batch { rows: Vec::with_capacity(self.batch), end: 0 });
                if queue.blocking_send(Ok(full)).is_err() {
                    return;
                }
            }
        }
        let rest = if last < skip {
            Err(ImportError::ResultsTooLong)
        } else if batch.rows.is_empty() {
            return;
        } else {
            Ok(batch)
        };
        drop(queue.blocking_send(rest));
    }
}

/// Sends the rows of a batch that can be sent and puts the outcomes in the order of the rows.
async fn decide(delivery: Delivery, batch: Batch, order: u64, rng: ChaCha20Rng) -> Decided {
    let Batch { rows, end } = batch;
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(rows.len());
    let mut sent = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(row) => {
                sent.push(row);
                outcomes.push(None);
            }
            Err(invalid) => outcomes.push(Some(invalid)),
        }
    }
    let outcomes = delivery.deliver(sent, rng).await.map(|answers| {
        let mut answers = answers.into_iter();
        outcomes.into_iter().filter_map(|outcome| outcome.or_else(|| answers.next())).collect()
    });
    Decided { order, end, outcomes }
}

/// The batches that are on their way or wait for an earlier one.
struct Run<'a> {
    results: &'a mut ResultFile,
    progress: Arc<dyn Progress>,
    /// Aborted when dropped.
    tasks: JoinSet<Decided>,
    held: BTreeMap<u64, Decided>,
    next: u64,
    failed: Option<Undecided>,
}

impl Run<'_> {
    /// Writes what can be written in order.
    fn decided(&mut self, decided: Decided) -> Result<(), ImportError> {
        self.held.insert(decided.order, decided);
        while self.failed.is_none()
            && let Some(decided) = self.held.remove(&self.next)
        {
            self.next += 1;
            match decided.outcomes {
                Ok(outcomes) => {
                    self.results.append(&outcomes)?;
                    self.progress.decided(self.results.tally(), decided.end);
                }
                Err(undecided) => self.failed = Some(undecided),
            }
        }
        // Outcomes behind a batch that stays undecided are not written: their rows are sent again, and answered alike.
        Ok(())
    }
}

#[cfg(test)]
mod tests;
