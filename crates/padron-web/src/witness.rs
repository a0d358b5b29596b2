//! The first page of a witness: who it is, and what it has cosigned.

use crate::moment::Moment;
use crate::shell::{Shell, finish};
use crate::texts::{WebTexts, WitnessTexts};
use askama::Template;
use jiff::Timestamp;
use padron_model::Lang;

/// What the page tells.
pub struct WitnessPage<'a> {
    pub name: &'a str,
    /// Who controls it, where that is to be told.
    pub controller: Option<&'a str>,
    /// The verifier key (C2SP signed-note).
    pub key: &'a str,
    pub logs: &'a [WitnessedLog],
    /// How many logs it knows besides.
    pub more: usize,
    pub lang: Lang,
}

/// A log that the witness knows.
pub struct WitnessedLog {
    pub origin: String,
    /// Its place in addresses: the SHA-256 of the origin in hexadecimal digits.
    pub place: String,
    /// What was cosigned last, if anything was.
    pub latest: Option<WitnessedTree>,
}

/// A tree that was cosigned.
pub struct WitnessedTree {
    /// How many entries it has.
    pub size: u64,
    /// Its root, in base64.
    pub root: String,
    /// When it was cosigned, where that is known.
    pub at: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "witness.html")]
struct WitnessHtmlPage<'a> {
    shell: Shell,
    t: &'static WitnessTexts,
    page: &'a WitnessPage<'a>,
    logs: Vec<LogRow<'a>>,
}

struct LogRow<'a> {
    log: &'a WitnessedLog,
    at: Option<Moment>,
}

/// The first page of a witness.
pub fn witness(page: &WitnessPage<'_>) -> String {
    let t = &WebTexts::of(page.lang).witness;
    let shown = |log| LogRow { log, at: moment(log) };
    finish(&WitnessHtmlPage {
        shell: Shell::public(page.lang, format!("{} · padron", t.witness)),
        t,
        page,
        logs: page.logs.iter().map(shown).collect(),
    })
}

fn moment(log: &WitnessedLog) -> Option<Moment> {
    log.latest.as_ref()?.at.map(Moment::exact)
}

#[cfg(test)]
mod tests;
