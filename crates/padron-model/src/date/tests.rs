use proptest::prelude::*;

use super::*;

const TODAY: Date = day(2026, 1, 9);

#[test]
fn dates_have_one_form_and_bounds() {
    type Read = fn(&str, Date) -> Result<Date, Invalid>;
    let cases: [(Read, &str, Result<Date, Rule>); 22] = [
        (birth, " 1990-01-31 ", Ok(day(1990, 1, 31))),
        (birth, "1896-01-09", Ok(day(1896, 1, 9))),
        (birth, "1896-01-08", Err(Rule::TooEarly)),
        (birth, "2026-01-10", Ok(day(2026, 1, 10))),
        (birth, "2090-01-01", Err(Rule::Future)),
        (birth, "", Err(Rule::Empty)),
        (activation, "1979-01-01", Ok(day(1979, 1, 1))),
        (activation, "1978-12-31", Err(Rule::TooEarly)),
        (activation, "0001-01-01", Err(Rule::TooEarly)),
        (activation, "0000-01-01", Err(Rule::TooEarly)),
        (activation, "2026-01-10", Ok(day(2026, 1, 10))),
        (activation, "2026-01-11", Err(Rule::Future)),
        (activation, "2999-01-01", Err(Rule::Future)),
        // Forms that the calendar library would read.
        (activation, "20200229", Err(Rule::DateForm)),
        (activation, "2020-02-29T00:00", Err(Rule::DateForm)),
        (activation, "2020-W09-6", Err(Rule::DateForm)),
        (activation, "+002020-02-29", Err(Rule::DateForm)),
        (activation, "2020-02-29[UTC]", Err(Rule::DateForm)),
        // And others.
        (activation, "29-02-2020", Err(Rule::DateForm)),
        (activation, "2021-02-29", Err(Rule::DateForm)),
        (activation, "2020-2-9", Err(Rule::DateForm)),
        (activation, "2020-+2-29", Err(Rule::DateForm)),
    ];
    for (read, text, expected) in cases {
        assert_eq!(read(text, TODAY).map_err(|invalid| invalid.rule), expected, "{text}");
    }
}

proptest! {
    #[test]
    fn reading_is_total_and_exact(text in "\\PC{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}") {
        if let Ok(read) = activation(&text, TODAY) {
            prop_assert_eq!(read.to_string(), text.trim());
        }
    }
}
