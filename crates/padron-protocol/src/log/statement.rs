use super::EntryKind;
use serde::{Deserialize, Serialize};

/// What a link's receipt states, and its entry commits to. It names neither line nor person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkStatement {
    /// Always `link`.
    pub kind: EntryKind,
    pub operator: String,
    /// The day (UTC), as `YYYY-MM-DD`.
    pub date: String,
    pub folio: String,
}

impl LinkStatement {
    /// The text that is committed to: its JSON, the fields in this order, without spaces.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a statement's text; `None` when it is not in its one form.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text)
            .ok()
            .filter(|statement| statement.kind == EntryKind::Link && statement.text() == text)
    }
}
