//! What this crate says to people, and the methods that say it: a value knows no language, its words know the value.

mod en;
mod es;

use crate::{Disagreement, EventKind, Invalid, Lang, Refused, Rule, Subject, Warning};

crate::texts! {
    pub(crate) struct ModelTexts {
        broken(subject, rule),
        broken_at(subject, position, rule),
        broken_between(subject, first, last, rule),
        subject: fn(Subject) -> &'static str,
        rule: fn(Rule) -> &'static str,
        warning: fn(Warning) -> &'static str,
        refused: fn(Refused) -> &'static str,
        event: fn(EventKind) -> &'static str,
        disagreement: fn(Disagreement) -> &'static str,
    }
}
crate::by_language!(ModelTexts);

/// Gives a kind of value its words.
macro_rules! say {
    ($($name:ident, $method:ident: $field:ident;)*) => {$(
        impl $name {
            /// In words, for people.
            pub fn $method(self, lang: Lang) -> &'static str {
                (ModelTexts::of(lang).$field)(self)
            }
        }
    )*};
}

say! {
    Subject, label: subject;
    Rule, explanation: rule;
    Warning, explanation: warning;
    Refused, explanation: refused;
    EventKind, label: event;
    Disagreement, explanation: disagreement;
}

impl Invalid {
    /// A sentence for people: what was wrong, where, and what to do.
    pub fn message(&self, lang: Lang) -> String {
        let (texts, subject, rule) = (ModelTexts::of(lang), self.subject.label(lang), self.rule.explanation(lang));
        match self.position {
            None => texts.broken(subject, rule),
            Some(position) => texts.broken_at(subject, position, rule),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ModelTexts;
    use crate::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        let alike = ["broken", "subject.Iccid", "subject.Curp", "subject.Rfc", "subject.Iin", "subject.Bin"];
        assert_eq!(crate::lang::faults(&Lang::ALL.map(ModelTexts::of), &alike), [""; 0]);
    }
}
