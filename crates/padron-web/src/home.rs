//! The first page of every party: who it is, what it can and cannot learn, how it is doing.

mod checks;
mod endpoints;
mod roles;
pub(crate) mod words;

use crate::shell::{Shell, finish};
use askama::Template;
use endpoints::EndpointLine;
use padron_model::Lang;
use padron_protocol::contract;
use padron_protocol::messages::status::Readiness;
use padron_protocol::trust::Role;
use roles::RoleWords;
use words::HomeTexts;

/// What the first page tells.
pub struct Home<'a> {
    /// What the party is.
    pub role: Role,
    /// Its id in the trust list.
    pub id: &'a str,
    /// Who controls it.
    pub controller: &'a str,
    /// The register's id.
    pub register: &'a str,
    /// Whether persons and sources are invented.
    pub demo: bool,
    /// The name of the regime in force.
    pub regime: &'a str,
    /// How it is doing, check by check.
    pub readiness: &'a Readiness,
    /// Figures: the key of a label (a field of `Figures`, for instance) and the value, already formatted.
    pub figures: &'a [(String, String)],
    /// The language.
    pub lang: Lang,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Page<'a> {
    shell: Shell,
    t: &'static HomeTexts,
    home: &'a Home<'a>,
    role: RoleWords,
    checks: Vec<CheckLine<'a>>,
    figures: Vec<(&'a str, &'a str)>,
    own: Vec<EndpointLine>,
    common: Vec<EndpointLine>,
    others: Vec<(&'static str, &'static str)>,
}

struct CheckLine<'a> {
    name: &'a str,
    ok: bool,
    detail: Option<&'a str>,
}

/// The first page of a party.
pub fn home(page: &Home<'_>) -> String {
    let lang = page.lang;
    let role = RoleWords::of(page.role, lang);
    let title = format!("{} · padron", role.name);
    let checks = page.readiness.checks.iter().map(|check| CheckLine {
        name: checks::check_label(&check.name, lang).unwrap_or(&check.name),
        ok: check.ok,
        detail: check.detail.as_deref(),
    });
    let figures = page.figures.iter().map(|(key, value)| {
        let label = checks::figure_label(key, lang).unwrap_or(key);
        (label, value.as_str())
    });
    finish(&Page {
        shell: Shell::public(lang, title),
        t: HomeTexts::of(lang),
        home: page,
        checks: checks.collect(),
        figures: figures.collect(),
        own: endpoints::lines(contract::endpoints(page.role), lang),
        common: endpoints::lines(contract::COMMON, lang),
        others: roles::others(page.role, lang),
        role,
    })
}

#[cfg(test)]
mod tests;
