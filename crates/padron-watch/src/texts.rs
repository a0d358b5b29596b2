//! What proofs say to people: one file for each language.

mod en;
mod es;

padron_model::texts! {
    pub(crate) struct ProofTexts {
        registered(folio, date, operator), promised(index, by), shown(index, vouched), vouched(witnesses, time),
        nothing_else, nobody, somebody, registered_since(who, operator, from), registered_until(who, operator, from, to),
        not_used, entry(index, kind, commitment, vouched), entry_of(index, kind, actor, commitment, vouched),
        holds(check, words), fails(check, words),
        /// What a check says that holds (`signature.holds`) or fails, where the checker's own English words do not do.
        check: fn(&str) -> Option<&'static str>,
    }
}
padron_model::by_language!(ProofTexts);

#[cfg(test)]
mod tests {
    use super::ProofTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(ProofTexts::of), &[]), [""; 0]);
    }
}
