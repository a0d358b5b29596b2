use super::{Finding, Flag};
use crate::log::{FRESH_SECONDS, NotProven, Proven, not_ahead, seconds};
use crate::trust::Trusted;
use jiff::Timestamp;
use padron_tlog::{CheckpointError, Cosigned, SignedCheckpoint, VerifierKey, Window, WitnessPolicy};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Who must have signed a checkpoint.
#[derive(Clone)]
pub enum Keys {
    /// Keys from elsewhere: the log's, and the witnesses' where they are asked for.
    Plain(Box<VerifierKey>, Option<WitnessPolicy>),
    /// Trust lists, each following the one before; the first one is trusted.
    Lists(Vec<Arc<Trusted>>),
}

impl Keys {
    /// The log's name.
    pub fn origin(&self) -> &str {
        match self {
            Self::Plain(log, _) => log.name(),
            Self::Lists(lists) => lists.last().map_or("", |list| &list.list().log.origin),
        }
    }

    /// Checks the log's signature, and that enough witnesses have cosigned, no later than now. Gives the cosignatures
    /// that count; none where none are asked for.
    pub fn check(&self, signed: &SignedCheckpoint, now: Timestamp) -> Result<Option<Cosigned>, Finding> {
        let window = not_ahead(now);
        match self {
            Self::Plain(log, policy) => check_plain(signed, log, policy.as_ref(), window),
            Self::Lists(lists) => check_lists(signed, lists, window).map(Some),
        }
        .map_err(|error| finding(&error))
    }
}

/// Checks that a log was cosigned lately.
pub fn check_fresh(cosigned: &Cosigned, now: Timestamp) -> Result<(), Finding> {
    let age = seconds(now).saturating_sub(cosigned.time);
    if age <= FRESH_SECONDS {
        return Ok(());
    }
    let detail = format!(
        "enough witnesses cosigned last {} minutes ago; a registrar asks them every minute: what was logged since is \
         not shown, or the witnesses do not answer",
        age / 60
    );
    Err(Finding::new(Flag::StaleCosignatures, detail))
}

fn check_plain(
    signed: &SignedCheckpoint,
    log: &VerifierKey,
    policy: Option<&WitnessPolicy>,
    window: Window,
) -> Result<Option<Cosigned>, NotProven> {
    if signed.checkpoint.origin != log.name() {
        return Err(NotProven::OtherLog(signed.checkpoint.origin.clone()));
    }
    signed.signed_by(log)?;
    Ok(policy.map(|policy| policy.check(signed, window)).transpose()?)
}

/// A list that was logged waits for its notice, so the one before may still be the one to go by; but what a later list
/// has removed counts no more.
fn check_lists(signed: &SignedCheckpoint, lists: &[Arc<Trusted>], window: Window) -> Result<Cosigned, NotProven> {
    let mut first = None;
    for at in (0..lists.len()).rev() {
        let reduce = |list: Trusted, next: &Arc<Trusted>| list.without_removed(next);
        let list = lists[at + 1..].iter().fold((*lists[at]).clone(), reduce);
        match check_list(signed, &list, window) {
            Ok(cosigned) => return Ok(cosigned),
            Err(error) => first = first.or(Some(error)),
        }
    }
    Err(first.unwrap_or(NotProven::Checkpoint(CheckpointError::Origin)))
}

fn check_list(signed: &SignedCheckpoint, list: &Trusted, window: Window) -> Result<Cosigned, NotProven> {
    Proven::new(signed.clone(), BTreeMap::new(), list, window)?;
    Ok(list.witness_policy().check(signed, window)?)
}

fn finding(error: &NotProven) -> Finding {
    let flag = match error {
        NotProven::Cosignatures(_) => Flag::TooFewCosignatures,
        _ => Flag::BadCheckpoint,
    };
    Finding::new(flag, error)
}

#[cfg(test)]
mod tests;
