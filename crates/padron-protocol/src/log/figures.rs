use super::{Entry, EntryKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Public figures of the register; anybody can count them from the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    pub entries: u64,
    pub links: std::collections::BTreeMap<String, u64>,
    pub requests: u64,
    pub approvals: u64,
    pub refusals: u64,
    pub disclosures: u64,
    pub trust_lists: u64,
}

impl Figures {
    pub fn count(&mut self, entry: &Entry) {
        self.entries += 1;
        match entry.kind {
            EntryKind::Link => *self.links.entry(entry.actor.clone().unwrap_or_default()).or_default() += 1,
            EntryKind::Request => self.requests += 1,
            EntryKind::Approval => self.approvals += 1,
            EntryKind::Refusal => self.refusals += 1,
            EntryKind::Disclosure => self.disclosures += 1,
            EntryKind::TrustList => self.trust_lists += 1,
        }
    }
}
