//! The contract in words: what may be asked of a party, and by whom.

use crate::texts::WebTexts;
use padron_model::Lang;
use padron_protocol::contract::{Callers, Described};

/// An endpoint in one language.
pub(super) struct EndpointLine {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) summary: &'static str,
    /// The language of `summary`: the contract itself is in English.
    pub(super) tag: &'static str,
    pub(super) callers: String,
}

pub(super) fn lines(endpoints: &'static [Described], lang: Lang) -> Vec<EndpointLine> {
    endpoints.iter().map(|endpoint| line(endpoint, lang)).collect()
}

fn line(endpoint: &'static Described, lang: Lang) -> EndpointLine {
    let t = &WebTexts::of(lang).home;
    let (summary, tag) = match (t.summary)(endpoint.name) {
        Some(summary) => (summary, lang.tag()),
        None => (endpoint.summary, Lang::En.tag()),
    };
    let callers = match endpoint.callers {
        Callers::Public => t.caller.anybody.to_owned(),
        Callers::OwnSystems => t.caller.own_systems.to_owned(),
        Callers::Officers => t.caller.officers.to_owned(),
        Callers::Parties(roles) => {
            let names: Vec<_> = roles.iter().map(|role| (t.role)(*role).name.to_lowercase()).collect();
            t.caller.parties(names.join(", "))
        }
    };
    EndpointLine { method: endpoint.method, path: endpoint.path, summary, tag, callers }
}
