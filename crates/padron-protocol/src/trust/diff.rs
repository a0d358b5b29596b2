use super::{Party, TrustList};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of something in a trust list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It is new: takes effect after the notice.
    Added,
    /// It is gone: takes effect at once.
    Removed,
    /// It differs: takes effect after the notice; an old key is gone at once.
    Changed,
}

/// One difference between two trust lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    pub change: ChangeKind,
    /// What differs: `party custodian-3`, `line key`, `approvals`, …
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Every difference that matters between two lists: parties first, then keys, then rules.
pub fn diff(old: &TrustList, new: &TrustList) -> Vec<Change> {
    let mut changes = compare(parties(old), parties(new));
    changes.extend(compare(keys(old), keys(new)));
    changes.extend(compare(rules(old), rules(new)));
    changes
}

type Named = BTreeMap<String, String>;

fn compare(old: Named, new: Named) -> Vec<Change> {
    let mut changes = Vec::new();
    for (what, before) in &old {
        match new.get(what) {
            Some(after) if after == before => {}
            Some(after) => changes.push(change(ChangeKind::Changed, what, Some(before), Some(after))),
            None => changes.push(change(ChangeKind::Removed, what, Some(before), None)),
        }
    }
    let added = new.iter().filter(|(what, _)| !old.contains_key(*what));
    changes.extend(added.map(|(what, after)| change(ChangeKind::Added, what, None, Some(after))));
    changes
}

fn change(change: ChangeKind, what: &str, before: Option<&String>, after: Option<&String>) -> Change {
    Change { change, what: what.to_owned(), before: before.cloned(), after: after.cloned() }
}

fn parties(list: &TrustList) -> Named {
    list.parties.iter().map(|party| (format!("party {}", party.id), told(party))).collect()
}

fn told(party: &Party) -> String {
    let optional = |name: &str, value: Option<String>| value.map(|value| format!(", {name} {value}"));
    [
        Some(format!("{} of {}, key {}", party.role.as_str(), party.controller, party.signing)),
        optional("at", party.endpoint.clone()),
        optional("delivery", party.delivery.as_ref().map(|key| crate::bytes::sha256(&key.0).to_string())),
        optional("index", party.index.map(|index| index.to_string())),
        optional("witness", party.witness.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn keys(list: &TrustList) -> Named {
    list.keys.iter().map(|key| (format!("{} key", key.purpose), json(key))).collect()
}

fn rules(list: &TrustList) -> Named {
    let rules = [
        ("regime", list.regime.to_string()),
        ("approvals", list.approvals.to_string()),
        ("roots", json(&list.roots)),
        ("budgets", json(&list.budgets)),
        ("log", json(&list.log)),
        ("witness policy", json(&list.witness_policy)),
        ("notice in seconds", list.notice_seconds.to_string()),
        ("demo", list.demo.to_string()),
        ("expires", list.expires.to_string()),
    ];
    rules.into_iter().map(|(what, value)| (what.to_owned(), value)).collect()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
