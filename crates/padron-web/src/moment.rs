//! Times as people read them: in UTC, and saying so.

use jiff::Timestamp;

/// A moment for people and, in the page's source, for programs.
pub(crate) struct Moment {
    /// Such as `2026-11-22 04:12 UTC`.
    pub(crate) text: String,
    /// RFC 3339, to the second.
    pub(crate) machine: String,
}

impl Moment {
    pub(crate) fn of(at: Timestamp) -> Self {
        Self {
            text: at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            machine: at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }
    }

    /// To the second, where evidence may hang on it.
    pub(crate) fn exact(at: Timestamp) -> Self {
        Self { text: at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(), ..Self::of(at) }
    }
}
