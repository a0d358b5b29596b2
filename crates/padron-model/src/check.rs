//! What `padron check` prints: one value, the first rule it breaks, and where.

#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::{Curp, Iccid, Invalid, Lang, Number, Rfc, Rule, Subject, Warning, texts::Texts};

/// The answer for one value. Does not contain the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What kind of value was read.
    pub subject: Subject,
    /// Whether it would be accepted.
    pub valid: bool,
    /// The first rule broken.
    pub rule: Option<Rule>,
    /// The character where it is broken, from 1.
    pub position: Option<usize>,
    /// A doubt that refuses nothing.
    pub warning: Option<Warning>,
}

impl Verdict {
    /// A sentence for people; an accepted value without doubts has none.
    #[must_use]
    pub fn message(&self, lang: Lang) -> Option<String> {
        match (self.rule, self.warning) {
            (Some(rule), _) => Some(Invalid { subject: self.subject, rule, position: self.position }.message(lang)),
            (None, Some(warning)) => Some(Texts::of(lang).broken(self.subject.label(lang), warning.explanation(lang))),
            (None, None) => None,
        }
    }

    fn of(subject: Subject, result: Result<Option<Warning>, Invalid>) -> Self {
        match result {
            Ok(warning) => Self { subject, valid: true, rule: None, position: None, warning },
            Err(Invalid { rule, position, .. }) => {
                Self { subject, valid: false, rule: Some(rule), position, warning: None }
            }
        }
    }
}

/// Checks a population key.
#[must_use]
pub fn curp(value: &str) -> Verdict {
    Verdict::of(Subject::Curp, Curp::parse(value).map(|_| None))
}

/// Checks a tax key.
#[must_use]
pub fn rfc(value: &str) -> Verdict {
    Verdict::of(Subject::Rfc, Rfc::parse(value).map(|rfc| rfc.warning()))
}

/// Checks a number; an abolished prefix is a warning, because import removes it.
#[must_use]
pub fn number(value: &str) -> Verdict {
    let result = Number::parse(value).map(|_| None);
    let with_prefix = |_| Number::parse_legacy(value).map(|_| Some(Warning::LegacyPrefix));
    match result {
        Err(invalid) if invalid.rule == Rule::LegacyPrefix => {
            Verdict::of(Subject::Number, with_prefix(()).map_err(|_: Invalid| invalid))
        }
        result => Verdict::of(Subject::Number, result),
    }
}

/// Checks a SIM's serial number.
#[must_use]
pub fn iccid(value: &str) -> Verdict {
    Verdict::of(Subject::Iccid, Iccid::parse(value).map(|iccid| iccid.warning()))
}
