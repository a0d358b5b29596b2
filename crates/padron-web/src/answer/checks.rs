//! What each check of an answer means, in words.

use crate::texts::{Text, say};
use padron_model::Lang;
use padron_protocol::verify::{Finding, Report};

/// A check for people.
pub(super) struct CheckRow<'a> {
    pub(super) name: &'a str,
    /// Which record's text, where there are several.
    pub(super) place: Option<usize>,
    pub(super) holds: bool,
    pub(super) meaning: Option<&'static str>,
    /// The checker's own words (English): what exactly fails, or what a check means that is not known here.
    pub(super) detail: Option<&'a str>,
}

/// The checks in the order in which they were made.
pub(super) fn rows(report: &Report, lang: Lang) -> Vec<CheckRow<'_>> {
    let texts = report.checks.iter().filter(|finding| finding.check == "text").count();
    let mut seen = 0;
    let numbered = |finding| {
        let mut row = row(finding, lang);
        if finding.check == "text" && texts > 1 {
            seen += 1;
            row.place = Some(seen);
        }
        row
    };
    report.checks.iter().map(numbered).collect()
}

fn row(finding: &Finding, lang: Lang) -> CheckRow<'_> {
    let known = KNOWN.iter().find(|(name, _, _)| *name == finding.check);
    let detail = (!finding.holds || known.is_none()).then_some(finding.detail.as_str());
    CheckRow {
        name: known.map_or(finding.check, |(_, name, _)| say(*name, lang)),
        place: None,
        holds: finding.holds,
        meaning: known.map(|(_, _, meaning)| say(*meaning, lang)),
        detail,
    }
}

/// Stable name, title, meaning.
pub(super) const KNOWN: &[(&str, Text, Text)] = &[
    (
        "witnesses",
        ["Los testigos", "The witnesses"],
        [
            "Suficientes testigos independientes firmaron la bitácora pública que muestra todo esto.",
            "Enough independent witnesses have cosigned the public log that shows all of this.",
        ],
    ),
    (
        "order",
        ["La orden", "The order"],
        [
            "La firmó un juzgado que está en la lista de confianza, para esta autoridad.",
            "A court of the trust list signed it, for this authority.",
        ],
    ),
    (
        "request",
        ["La solicitud", "The request"],
        [
            "Quedó en la bitácora pública antes de que se abriera nada.",
            "It stood in the public log before anything was opened.",
        ],
    ),
    (
        "approvals",
        ["Las aprobaciones", "The approvals"],
        [
            "La aprobaron tantos custodios independientes como se exige, y consta en la bitácora.",
            "As many independent custodians as are required approved it, and the log says so.",
        ],
    ),
    (
        "line",
        ["La línea", "The line"],
        [
            "Los custodios probaron que el historial es del número que nombra la orden, y no de otro.",
            "The custodians proved that the history is of the number that the order names, and of no other.",
        ],
    ),
    (
        "history",
        ["El historial", "The history"],
        [
            "El registrador firmó todo lo que tiene de esa línea en el tiempo preguntado.",
            "The registrar signed all that it has of that line in the time asked about.",
        ],
    ),
    (
        "text",
        ["El texto", "The text"],
        [
            "Es, letra por letra, lo que se registró entonces: la bitácora guarda desde ese día un resumen que solo \
             corresponde a este texto.",
            "It is, letter by letter, what was registered then: since that day the log has held a digest that fits this \
             text only.",
        ],
    ),
    (
        "no-record",
        ["Sin registro", "No record"],
        [
            "El registrador firmó que no hay ningún registro de la línea en ese tiempo.",
            "The registrar signed that there is no record of the line in that time.",
        ],
    ),
];
