//! The proofs that are shown under an order: cosigned lately, and of the very log that this custodian has followed.
//!
//! A [`Witnessed`] is what enough witnesses have cosigned lately; an [`Agreed`] is that, and of this log. Only with the
//! second can anything be released, and there is no other way to one.

use crate::Custodian;
use crate::follow::Known;
use crate::ports::{LogStates, StoreError};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::log::{FRESH_SECONDS, LogProofs, NotProven, PROMISE_HOURS, Proven, Shown, fresh};
use padron_protocol::{Problem, ProblemType};
use padron_tlog::{SignedCheckpoint, Window};

/// Proofs under checkpoints that enough witnesses have cosigned in the last [`FRESH_SECONDS`].
pub struct Witnessed(Vec<Proven>);

/// Proofs under checkpoints that are also of the log that this custodian has followed itself.
pub struct Agreed(Vec<Proven>);

impl Custodian {
    /// Opens proofs, if enough witnesses have cosigned them lately by this custodian's clock.
    pub fn witnessed<'a>(
        &self,
        shown: impl IntoIterator<Item = &'a LogProofs>,
        now: Timestamp,
    ) -> Result<Witnessed, Problem> {
        let open = |proofs: &LogProofs| {
            proofs.open(&self.trusted, fresh(now)).map_err(|error| self.not_witnessed(proofs, error, now))
        };
        let opened = shown.into_iter().map(open).collect::<Result<Vec<_>, _>>()?;
        if opened.is_empty() {
            return Err(Problem::new(ProblemType::NotLogged)
                .field("proofs")
                .detail("there is no proof from the public log; wait until it shows the entries, and send it"));
        }
        Ok(Witnessed(opened))
    }

    fn not_witnessed(&self, proofs: &LogProofs, error: NotProven, now: Timestamp) -> Problem {
        let NotProven::Cosignatures(_) = error else { return error.into() };
        match proofs.open(&self.trusted, Window::ANY) {
            Ok(proven) => {
                let age = now.as_second() - i64::try_from(proven.cosigned()).unwrap_or(i64::MAX);
                Problem::new(ProblemType::NotWitnessed).detail(format!(
                    "the newest cosignatures of enough witnesses are {age} s old, and may be {FRESH_SECONDS} s; fetch \
                     newer proofs, or wait until the witnesses are back"
                ))
            }
            Err(error) => error.into(),
        }
    }
}

impl Witnessed {
    /// The checkpoints, to be compared with what was followed.
    pub fn checkpoints(&self) -> impl Iterator<Item = &SignedCheckpoint> {
        self.0.iter().map(Proven::signed)
    }

    /// Takes them as this log's, if every one of their trees is known to be.
    pub fn agreed(self, known: &Known) -> Result<Agreed, Problem> {
        let same = |proven: &Proven| known.root_of(proven.checkpoint().size) == Some(proven.checkpoint().root);
        if self.0.iter().all(same) {
            return Ok(Agreed(self.0));
        }
        Err(Problem::new(ProblemType::LogInconsistent)
            .detail("this custodian has not seen that the checkpoint is of the log that it follows"))
    }
}

impl Agreed {
    pub(crate) fn log(&self) -> &[Proven] {
        &self.0
    }
}

/// Whether one of these claims a time at which the log did not have it: at a mark later than the promise's end, the
/// log was still too short.
pub(crate) fn backdated(tx: &mut impl LogStates, entries: &[Shown]) -> Result<bool, StoreError> {
    for Shown { index, at, .. } in entries {
        let due = at.saturating_add(SignedDuration::from_hours(PROMISE_HOURS)).unwrap_or(Timestamp::MAX);
        if tx.first_mark_after(due.as_second())?.is_some_and(|mark| mark.size <= *index) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
