use super::{Pinned, TrustError, Trusted};
use crate::Hash32;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// The list to go by, with its signed text.
pub struct InForce {
    /// The list, without what a later one has removed.
    pub trusted: Arc<Trusted>,
    pub text: String,
}

/// What whoever keeps trust lists knows of one that was logged.
pub trait LoggedList {
    /// From when its notice runs: when enough witnesses had vouched for its entry in the log. None as long as it cannot
    /// take effect, because they have not, or because whoever must confirm it here has not.
    fn notice_from(&self) -> Option<Timestamp>;
}

/// A pinned trust list and those that were logged after it, each signed by the roots of the one before.
///
/// This is the one place that says which list is in force: what a list removes is gone as soon as it is in the chain;
/// what it adds or changes waits for the notice of the list before it.
#[derive(Clone)]
pub struct ListChain<R> {
    first: Pinned,
    later: Vec<(R, Pinned)>,
}

impl<R> ListChain<R> {
    /// The chain that begins, and so far ends, with a pinned list.
    pub fn new(first: Pinned) -> Self {
        Self { first, later: Vec::new() }
    }

    /// Takes the next list, with what is known of its entry.
    ///
    /// # Errors
    /// It does not follow the newest one.
    pub fn extend(&mut self, row: R, text: &str) -> Result<(), TrustError> {
        let next = self.newest().successor(text)?;
        self.later.push((row, next));
        Ok(())
    }

    /// The pinned list.
    pub fn first(&self) -> &Pinned {
        &self.first
    }

    /// The last list, in force or not.
    pub fn newest(&self) -> &Pinned {
        self.later.last().map_or(&self.first, |(_, list)| list)
    }

    /// The lists after the pinned one, oldest first.
    pub fn later(&self) -> &[(R, Pinned)] {
        &self.later
    }

    /// The list of this chain whose payload has this hash.
    pub fn find(&self, hash: &Hash32) -> Option<&Pinned> {
        std::iter::once(&self.first)
            .chain(self.later.iter().map(|(_, list)| list))
            .find(|it| it.signed().hash() == *hash)
    }
}

impl<R: LoggedList> ListChain<R> {
    /// The list to go by. It may have expired: then nothing may be done under it, but it is still the one.
    pub fn in_force(&self, now: Timestamp) -> InForce {
        let mut held = &self.first;
        let mut later = self.later.iter().peekable();
        let takes_effect = |held, row: &R| row.notice_from().is_some_and(|from| now >= due(held, from));
        while let Some((_, next)) = later.next_if(|(row, _)| takes_effect(held, row)) {
            held = next;
        }
        let without = |held: Arc<Trusted>, (_, next): &(R, Pinned)| Arc::new(held.without_removed(next.trusted()));
        InForce { trusted: later.fold(held.trusted().clone(), without), text: held.text().to_owned() }
    }
}

/// When a list that follows `held` takes effect, if its notice runs from this time on.
pub fn due(held: &Pinned, from: Timestamp) -> Timestamp {
    let notice = i64::try_from(held.trusted().list().notice_seconds).unwrap_or(i64::MAX);
    from.saturating_add(SignedDuration::from_secs(notice)).unwrap_or(Timestamp::MAX)
}
