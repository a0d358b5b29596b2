//! What each check of an answer means, in words.

use crate::texts::{FindingsTexts, WebTexts};
use padron_model::Lang;
use padron_model::lang::EachText as _;
use padron_protocol::verify::{CheckResult, Report};

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
    let t = &WebTexts::of(lang).answer.finding;
    let texts = report.checks.iter().filter(|finding| finding.check == "text").count();
    let mut seen = 0;
    let numbered = |finding| {
        let mut row = row(finding, t);
        if finding.check == "text" && texts > 1 {
            seen += 1;
            row.place = Some(seen);
        }
        row
    };
    report.checks.iter().map(numbered).collect()
}

fn row<'a>(finding: &'a CheckResult, t: &FindingsTexts) -> CheckRow<'a> {
    let meaning = t.find(&format!("{}.meaning", finding.check));
    CheckRow {
        name: t.find(&format!("{}.title", finding.check)).unwrap_or(finding.check),
        place: None,
        holds: finding.holds,
        meaning,
        detail: (!finding.holds || meaning.is_none()).then_some(finding.detail.as_str()),
    }
}
