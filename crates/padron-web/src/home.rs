//! The first page of every party: who it is, what it can and cannot learn, how it is doing.

mod endpoints;

use crate::shell::{Shell, finish};
use crate::texts::{HomeTexts, RoleTexts, WebTexts};
use askama::Template;
use endpoints::EndpointLine;
use padron_model::Lang;
use padron_model::lang::EachText as _;
use padron_protocol::contract;
use padron_protocol::messages::status::Readiness;
use padron_protocol::trust::Role;

/// What the first page tells.
pub struct Home<'a> {
    pub role: Role,
    /// Its id in the trust list.
    pub id: &'a str,
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
    pub lang: Lang,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    shell: Shell,
    t: &'static HomeTexts,
    home: &'a Home<'a>,
    role: RoleTexts,
    serves_people: bool,
    /// Whether its figures are those of the public log.
    keeps_log: bool,
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
    let t = &WebTexts::of(lang).home;
    let role = (t.role)(page.role);
    let checks = page.readiness.checks.iter().map(|check| CheckLine {
        name: t.check.find(&check.name).unwrap_or(&check.name),
        ok: check.ok,
        detail: check.detail.as_deref(),
    });
    let figures = page.figures.iter().map(|(key, value)| (t.figure.find(key).unwrap_or(key), value.as_str()));
    finish(&HomePage {
        shell: Shell::public(lang, format!("{} · padron", role.name)),
        t,
        home: page,
        checks: checks.collect(),
        figures: figures.collect(),
        own: endpoints::lines(contract::endpoints(page.role), lang),
        common: endpoints::lines(contract::COMMON, lang),
        others: others(page.role, t),
        serves_people: page.role == Role::Verifier,
        keeps_log: page.role == Role::Registrar,
        role,
    })
}

/// The other roles, and the person, with a line each.
fn others(role: Role, t: &HomeTexts) -> Vec<(&'static str, &'static str)> {
    let roles = Role::ALL.into_iter().filter(|other| *other != role).map(t.role);
    roles.map(|other| (other.name, other.line)).chain([(t.person.name, t.person.line)]).collect()
}

#[cfg(test)]
mod tests;
