//! What this crate says to people: one file for each language.

mod en;
mod es;

use crate::problem::ProblemType;

padron_model::texts! {
    pub(crate) struct ProtocolTexts {
        problem: fn(ProblemType) -> &'static str,
    }
}
padron_model::by_language!(ProtocolTexts);

#[cfg(test)]
mod tests {
    use super::ProtocolTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(ProtocolTexts::of), &[]), [""; 0]);
    }
}
