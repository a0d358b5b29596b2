//! What this crate says to people.

mod en;
mod es;

use crate::{Disagreement, EventKind, Refused, Rule, Subject, Warning};

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
