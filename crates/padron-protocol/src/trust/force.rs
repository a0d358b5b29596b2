use super::{TrustError, Trusted};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How far a trust list that follows the one in force has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When it was first seen in the log under enough cosignatures, by the witnesses' own time.
    pub cosigned: Timestamp,
    /// Whether whoever must confirm it here has done so.
    pub confirmed: bool,
}

/// The list to go by, while `next` follows `held`: what `next` removes is gone at once; what it adds or changes waits
/// for the notice of the list held, and for confirmation. An expired list is refused.
pub fn in_force(
    held: &Arc<Trusted>,
    next: &Arc<Trusted>,
    standing: Standing,
    now: Timestamp,
) -> Result<Arc<Trusted>, TrustError> {
    let notice = i64::try_from(held.list().notice_seconds).unwrap_or(i64::MAX);
    let due = standing.cosigned.saturating_add(SignedDuration::from_secs(notice)).unwrap_or(Timestamp::MAX);
    if standing.confirmed && now >= due {
        next.check_expiry(now)?;
        return Ok(next.clone());
    }
    held.check_expiry(now)?;
    Ok(Arc::new(held.without_removed(next)))
}
