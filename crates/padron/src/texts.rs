//! What commands say to people: one file for each language.

mod en;
mod es;

padron_model::texts! {
    pub(crate) struct CommandTexts {
        valid, invalid, fixed, unassigned, results(path), stopped, gave_up, resume,
    }
}
padron_model::by_language!(CommandTexts);

#[cfg(test)]
mod tests {
    use super::CommandTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(CommandTexts::of), &[]), [""; 0]);
    }
}
