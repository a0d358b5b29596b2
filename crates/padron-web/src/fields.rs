//! What the fields of a registered text are called, in words.

use crate::texts::WebTexts;
use padron_model::lang::EachText as _;
use padron_model::{Compartment, Lang};

/// The label of a field of [`describe`](padron_protocol::describe::describe); a general one for a name that this
/// version does not know.
pub fn field_label(name: &str, lang: Lang) -> &'static str {
    let t = &WebTexts::of(lang).field;
    t.label.find(name).unwrap_or(t.other)
}

/// What a coded value means, where a field holds a code.
pub(crate) fn value_meaning(name: &str, value: &str, lang: Lang) -> Option<&'static str> {
    WebTexts::of(lang).field.meaning.find(&format!("{name}.{}", value.to_lowercase()))
}

/// The name of a compartment.
pub(crate) fn compartment_label(compartment: Compartment, lang: Lang) -> &'static str {
    (WebTexts::of(lang).field.compartment)(compartment)
}

#[cfg(test)]
mod tests;
