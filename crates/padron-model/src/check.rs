//! What `padron check` prints: one value, the first rule it breaks, and where.

use serde::Serialize;

use crate::country::{CountryRules, IdentifierKind};
use crate::{Iccid, Invalid, Lang, Rule, Subject, Warning, texts::ModelTexts};

/// The answer for one value. Does not contain the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CheckVerdict {
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

impl CheckVerdict {
    /// A sentence for people; an accepted value without doubts has none.
    pub fn message(&self, lang: Lang) -> Option<String> {
        match (self.rule, self.warning) {
            (Some(rule), _) => Some(Invalid { subject: self.subject, rule, position: self.position }.message(lang)),
            (None, Some(warning)) => {
                Some(ModelTexts::of(lang).broken(self.subject.label(lang), warning.explanation(lang)))
            }
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

/// Checks an identifier, whomever it identifies.
pub fn identifier(kind: &IdentifierKind, value: &str) -> CheckVerdict {
    CheckVerdict::of(kind.subject, kind.check(value))
}

/// Checks a number; an abolished prefix is a warning, because import removes it.
pub fn number(country: &dyn CountryRules, value: &str) -> CheckVerdict {
    let result = match country.number(value) {
        Err(invalid) if invalid.rule == Rule::LegacyPrefix => match country.legacy_number(value) {
            Ok(_) => Ok(Some(Warning::LegacyPrefix)),
            Err(_) => Err(invalid),
        },
        result => result.map(|_| None),
    };
    CheckVerdict::of(Subject::Number, result)
}

/// Checks a SIM's serial number.
pub fn iccid(value: &str) -> CheckVerdict {
    CheckVerdict::of(Subject::Iccid, Iccid::parse(value).map(|iccid| iccid.warning()))
}

#[cfg(test)]
mod tests;
