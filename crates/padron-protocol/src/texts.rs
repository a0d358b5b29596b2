//! What this crate says to people, one file for each language, and the methods that say it.

mod en;
mod es;

use crate::problem::ProblemType;
use padron_model::Lang;

padron_model::texts! {
    pub(crate) struct ProtocolTexts {
        problem: fn(ProblemType) -> &'static str,
    }
}
padron_model::by_language!(ProtocolTexts);

impl ProblemType {
    /// What happened, in a few words of English: the `title` of problem documents.
    pub fn title(self) -> &'static str {
        self.words(Lang::En)
    }

    /// What happened, in a few words for people.
    pub fn words(self, lang: Lang) -> &'static str {
        (ProtocolTexts::of(lang).problem)(self)
    }
}

#[cfg(test)]
mod tests {
    use super::ProtocolTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(ProtocolTexts::of), &[]), [""; 0]);
    }
}
