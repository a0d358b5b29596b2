//! What an import says to people: one file for each language.

mod en;
mod es;

use std::time::Duration;

padron_model::texts! {
    pub(crate) struct ImportTexts {
        waits(why, seconds), rows(count), counts(linked, refused, invalid), refused, invalid, gateway_refused, needed,
        unknown_kind, unknown_service, date, column_count, open_quote, stray_quote, too_long, encoding, not_an_object,
        unknown_name, repeated_name, not_text, read_stopped(row, source),
        file_empty, utf16, first_line_too_long, no_header, unknown_columns(names), repeated_column(name),
        missing_columns(names),
        left: fn(Duration) -> String,
    }
}
padron_model::by_language!(ImportTexts);

/// `1:02:03`
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::ImportTexts;
    use padron_model::Lang;

    #[test]
    fn every_text_is_told_in_every_language() {
        assert_eq!(padron_model::lang::faults(&Lang::ALL.map(ImportTexts::of), &[]), [""; 0]);
    }
}
