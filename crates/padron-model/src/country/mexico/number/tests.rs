use proptest::prelude::*;

use super::*;

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = number(text).err().unwrap();
    assert_eq!(invalid.subject, Subject::Number);
    (invalid.rule, invalid.position)
}

#[test]
fn reads_what_people_write() {
    for text in
        ["5512345678", " 55 1234 5678 ", "(55) 1234-5678", "+525512345678", "+52 (55) 1234.5678", "55\u{a0}12345678"]
    {
        let number = number(text).unwrap();
        assert_eq!(national_digits(&number), Some("5512345678"));
        assert_eq!(number.digits(), "525512345678");
        assert_eq!(number.e164(), "+525512345678");
        assert_eq!(number.last_four(), "5678");
        assert_eq!(number.value(), 525_512_345_678);
        assert_eq!(*number.evaluation_input(), b"+525512345678");
    }
}

#[test]
fn says_which_rule_at_which_character() {
    assert_eq!(refused("  "), (Rule::Empty, None));
    assert_eq!(refused("911"), (Rule::Length, None));
    assert_eq!(refused("55123456789"), (Rule::Length, None));
    assert_eq!(refused(&"5".repeat(41)), (Rule::Length, None));
    assert_eq!(refused("55a2345678"), (Rule::Character, Some(3)));
    assert_eq!(refused("55+2345678"), (Rule::Character, Some(3)));
    assert_eq!(refused("(1)512345678"), (Rule::FirstDigit, Some(2)));
    assert_eq!(refused("+52 0512345678"), (Rule::FirstDigit, Some(5)));
    assert_eq!(refused("+1 2025550123"), (Rule::CountryCode, Some(1)));
}

#[test]
fn abolished_prefixes_are_read_by_import_only() {
    for text in [
        "015512345678",
        "0445512345678",
        "045 55 1234 5678",
        "+5215512345678",
        "5215512345678",
        "525512345678",
        "15512345678",
    ] {
        assert_eq!(refused(text), (Rule::LegacyPrefix, Some(1)), "{text}");
        assert_eq!(legacy_number(text).unwrap().e164(), "+525512345678");
    }
    for text in ["5512345678", "+525512345678", "52 5212 3456"] {
        assert!(legacy_number(text).ok() == number(text).ok());
    }
    let foreign = legacy_number("+1 5512345678").err().unwrap();
    assert_eq!(foreign.rule, Rule::CountryCode);
}

#[test]
fn a_spreadsheets_decimals_are_no_digits() {
    for text in ["551234567.0", "5512345678.0", "5512345678."] {
        let point = text.find('.').unwrap() + 1;
        assert_eq!(refused(text), (Rule::Character, Some(point)), "{text}");
        assert_eq!(legacy_number(text).err().unwrap().rule, Rule::Character);
    }
}

proptest! {
    #[test]
    fn reading_is_total(text in "\\PC{0,60}") {
        for read in [number(&text), legacy_number(&text)].into_iter().flatten() {
            prop_assert!(number(national_digits(&read).unwrap()).is_ok_and(|again| again == read));
            prop_assert!(number(read.e164()).is_ok_and(|again| again == read));
        }
    }

    #[test]
    fn digits_with_separators_are_total(text in "[+0-9 ().-]{0,24}") {
        if let Err(invalid) = number(&text) {
            prop_assert!(invalid.position.is_none_or(|position| position <= text.trim().chars().count()));
        }
    }

    #[test]
    fn a_value_is_its_digits(value in 2_000_000_000_u64..10_000_000_000) {
        let read = number(&value.to_string()).unwrap();
        prop_assert_eq!(read.value(), 520_000_000_000 + value);
        prop_assert!(Number::from_value(read.value()).is_ok_and(|again| again == read));
    }
}
