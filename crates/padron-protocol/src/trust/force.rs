use super::{Pinned, Trusted};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// The list to go by, with its signed text.
pub struct InForce {
    /// The list, without what a later one has removed.
    pub trusted: Arc<Trusted>,
    /// As signed.
    pub text: String,
}

/// The list to go by, of one that is pinned and of those that follow it, in their order. What a list removes is gone at
/// once; what it adds or changes waits for the notice of the list before it.
///
/// Each comes with the time from which its notice runs: when enough witnesses had vouched for its entry in the log; none
/// as long as it cannot take effect, because they have not, or because whoever must confirm it here has not.
///
/// The list in force may have expired: then nothing may be done under it, but it is still the one.
pub fn in_force<'a>(
    pinned: &'a Pinned,
    later: impl IntoIterator<Item = (&'a Pinned, Option<Timestamp>)>,
    now: Timestamp,
) -> InForce {
    let mut held = pinned;
    let mut later = later.into_iter().peekable();
    while let Some((next, _)) = later.next_if(|(_, from)| from.is_some_and(|from| now >= due(held, from))) {
        held = next;
    }
    let without = |held: Arc<Trusted>, (next, _): (&Pinned, _)| Arc::new(held.without_removed(next.trusted()));
    InForce { trusted: later.fold(held.trusted().clone(), without), text: held.text().to_owned() }
}

/// When a list that follows `held` takes effect, if its notice runs from this time on.
pub fn due(held: &Pinned, from: Timestamp) -> Timestamp {
    let notice = i64::try_from(held.trusted().list().notice_seconds).unwrap_or(i64::MAX);
    from.saturating_add(SignedDuration::from_secs(notice)).unwrap_or(Timestamp::MAX)
}
