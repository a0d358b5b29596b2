use super::{Finding, Flag, Marks};
use crate::log::{Entry, PROMISE_HOURS, Promise};
use jiff::{SignedDuration, Timestamp};

/// A log as whoever watches it knows it.
pub struct LogView<'a> {
    /// Entries under the newest checkpoint.
    pub size: u64,
    /// How large it was when.
    pub marks: &'a Marks,
    /// The present moment.
    pub now: Timestamp,
}

/// Checks a promise that the registrar has signed against the log. `found` is the entry that the log proves at the
/// promise's index, where the log reaches so far.
pub fn check_promise(promise: &Promise, found: Option<&Entry>, view: &LogView<'_>) -> Result<(), Finding> {
    let Promise { index, at, by, .. } = promise;
    let wait = SignedDuration::from_hours(PROMISE_HOURS);
    if *by > at.saturating_add(wait).unwrap_or(Timestamp::MAX) {
        let detail = format!("entry {index}: the registrar gave itself longer than {PROMISE_HOURS} hours");
        return Err(Finding::new(Flag::BadPromise, detail));
    }
    match found {
        Some(entry) if *entry != promise.entry => {
            let detail = format!("the registrar promised an entry at index {index}, and the log has another one there");
            Err(Finding::new(Flag::OtherEntry, detail))
        }
        Some(_) => check_dated(promise, wait, view.marks),
        None if view.now >= *by => {
            let detail = format!(
                "the registrar promised to show entry {index} by {by}; the log has {} entries and does not show it",
                view.size
            );
            Err(Finding::new(Flag::UnmetPromise, detail))
        }
        None => Ok(()),
    }
}

/// A promise that was made up later bears a time at which the log was far from its entry.
fn check_dated(promise: &Promise, wait: SignedDuration, marks: &Marks) -> Result<(), Finding> {
    let absent = marks.absent_at(promise.index).and_then(|time| Timestamp::from_second(i64::try_from(time).ok()?).ok());
    let Some(absent) = absent.filter(|absent| absent.duration_since(promise.at) > wait) else { return Ok(()) };
    let detail = format!(
        "the promise of entry {} is dated {}, and the log did not have the entry at {absent}: it was kept too late, or \
         dated back",
        promise.index, promise.at
    );
    Err(Finding::new(Flag::BackdatedPromise, detail))
}

#[cfg(test)]
mod tests;
