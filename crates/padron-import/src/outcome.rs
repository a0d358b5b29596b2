//! What came of a row, and how many rows had each outcome.

use std::collections::BTreeMap;

use padron_model::Lang;
use padron_protocol::messages::link::{LinkOutcome, Linked, Registration};
use padron_protocol::{Problem, ProblemType};

use super::fault::RowFault;
use super::texts::ImportTexts;

/// Longest reason that is kept, in characters.
const LONGEST_REASON: usize = 300;
/// Longest receipt that is kept, in bytes; one has some 600.
const LONGEST_RECEIPT: usize = 8 * 1024;
/// Most different reasons that are counted.
const MOST_REASONS: usize = 100;

/// What came of a row. Holds nothing of the row itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Linked {
        /// What the holder quotes.
        folio: String,
        /// When, RFC 3339.
        at: String,
        /// The registrar's signed promise.
        receipt: String,
    },
    Refused(Why),
    Invalid(Why),
}

/// Why a row was refused or not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The column, if one is to blame.
    pub field: String,
    /// A stable id.
    pub kind: String,
    pub reason: String,
}

impl Outcome {
    /// A row that is not sent.
    pub fn invalid(fault: RowFault, lang: Lang) -> Self {
        Self::Invalid(Why {
            field: fault.column.map_or("", padron_model::SubscriberColumn::name).to_owned(),
            kind: fault.reason.id().to_owned(),
            reason: fault.reason.message(lang),
        })
    }

    /// What the gateway answered about a row.
    pub fn of(answer: LinkOutcome, sent: &Registration, lang: Lang) -> Self {
        match answer {
            LinkOutcome::Linked(linked) => Self::linked(linked, sent),
            LinkOutcome::Refused(problem) => Self::refused(&problem, sent, lang),
        }
    }

    /// A receipt is base64 of hashes and signatures: a short value stands in it by chance, and dropping it would lose
    /// the holder's proof, so only its form is checked. A folio's groups are too short for that.
    fn linked(linked: Linked, sent: &Registration) -> Self {
        let keep = |text: String, most: usize, allowed: fn(char) -> bool| {
            if text.len() <= most && text.chars().all(allowed) { text } else { String::new() }
        };
        let folio = if repeats(&linked.folio, sent) { String::new() } else { linked.folio };
        Self::Linked {
            folio: keep(folio, 40, |character| character.is_ascii_alphanumeric() || character == '-'),
            at: linked.at.to_string(),
            receipt: keep(linked.promise, LONGEST_RECEIPT, |character| {
                character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
            }),
        }
    }

    /// A refusal. The gateway's words are kept only if they repeat no value of the row.
    pub fn refused(problem: &Problem, sent: &Registration, lang: Lang) -> Self {
        let field = problem.field.as_deref().unwrap_or_default();
        let field = field.trim_start_matches("holder.").trim_start_matches("contact.");
        let plain = |character: char| character.is_ascii_lowercase() || matches!(character, '_' | '.' | '-');
        let field_fits = field.len() <= 40 && field.chars().all(plain) && !repeats(field, sent);
        let mut reason = match problem.problem_type() {
            Some(kind) => kind.words(lang).to_owned(),
            None => ImportTexts::of(lang).gateway_refused.to_owned(),
        };
        if let Some(detail) = problem.detail.as_deref().filter(|detail| !repeats(detail, sent)) {
            reason.push_str(": ");
            reason.extend(detail.chars().take(LONGEST_REASON));
        }
        Self::Refused(Why {
            field: if field_fits { field.to_owned() } else { String::new() },
            kind: problem.problem_type().map_or("unknown", ProblemType::name).to_owned(),
            reason,
        })
    }
}

/// Whether a text contains a value of the row that could tell who it is about.
fn repeats(text: &str, sent: &Registration) -> bool {
    let holder = &sent.holder;
    let values = [
        sent.iccid.as_ref(),
        holder.given_names.as_ref(),
        holder.first_surname.as_ref(),
        holder.second_surname.as_ref(),
        holder.patronymic.as_ref(),
        holder.birth_date.as_ref(),
        holder.passport_number.as_ref(),
        holder.legal_name.as_ref(),
        sent.contact.address.as_ref(),
        sent.contact.postal_code.as_ref(),
        sent.contact.email.as_ref(),
    ];
    // However it is written: with or without the country's code.
    let number = sent.number.get(sent.number.len().saturating_sub(8)..).unwrap_or_default();
    let text = zeroize::Zeroizing::new(text.to_lowercase());
    let mut values = values
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(holder.identifiers.values().map(String::as_str))
        .chain([number]);
    values.any(|value| {
        let value = zeroize::Zeroizing::new(value.to_lowercase());
        // Shorter values are in every text.
        value.chars().count() >= 3 && text.contains(value.as_str())
    })
}

/// How many rows had each outcome, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub linked: u64,
    /// Rows that the gateway refused.
    pub refused: u64,
    /// Rows that were not sent.
    pub invalid: u64,
    /// Rows by outcome and the reason's id.
    pub reasons: BTreeMap<(&'static str, String), u64>,
}

impl Tally {
    /// Counts one row.
    pub fn count(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Linked { .. } => self.linked += 1,
            Outcome::Refused(why) => {
                self.refused += 1;
                self.reason("refused", &why.kind);
            }
            Outcome::Invalid(why) => {
                self.invalid += 1;
                self.reason("invalid", &why.kind);
            }
        }
    }

    /// Counts a reason.
    pub fn reason(&mut self, outcome: &'static str, kind: &str) {
        let key = (outcome, kind.to_owned());
        if self.reasons.len() < MOST_REASONS || self.reasons.contains_key(&key) {
            *self.reasons.entry(key).or_default() += 1;
        }
    }

    /// Every row that was decided.
    pub fn rows(&self) -> u64 {
        self.linked + self.refused + self.invalid
    }
}

#[cfg(test)]
mod tests;
