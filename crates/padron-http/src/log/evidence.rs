//! What proves that this log has shown two histories: a checkpoint under the log's own key that is not one of ours.

use super::PublicLog;
use padron_tlog::{Checkpoint, SignedCheckpoint};
use std::fmt;

/// What a witness claims.
#[derive(Clone, Copy)]
pub(super) enum Claim {
    /// To have cosigned a larger tree than was ever signed here.
    Larger(u64),
    /// That our checkpoint does not extend what it cosigned.
    Inconsistent,
}

impl fmt::Display for Claim {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Larger(size) => write!(to, "it claims to have cosigned a tree of {size} entries"),
            Self::Inconsistent => to.write_str("it claims that our checkpoint does not extend what it has cosigned"),
        }
    }
}

/// Whether a note that a witness shows is a checkpoint that this log's key has signed and that does not fit; if so, it.
pub(super) async fn proof_of_another_history(log: &PublicLog, note: &str) -> Option<String> {
    let signed = SignedCheckpoint::parse(note).ok()?;
    if signed.checkpoint.origin != log.origin() || signed.signed_by(log.context.trusted.log_key()).is_err() {
        return None;
    }
    let Checkpoint { size, root, .. } = &signed.checkpoint;
    let newest = log.newest_signed().await?;
    if *size > newest.checkpoint.size {
        return Some(format!("a tree of {size} entries, more than were signed here:\n{signed}"));
    }
    let ours = log.consistency(*size, newest).await.ok()?.root;
    (ours != *root).then(|| format!("another tree of {size} entries than ours:\n{signed}"))
}
