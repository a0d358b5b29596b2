use proptest::prelude::*;

use super::*;

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = Number::parse(text).err().unwrap();
    assert_eq!(invalid.subject, Subject::Number);
    (invalid.rule, invalid.position)
}

#[test]
fn reads_what_people_write() {
    for text in
        ["5512345678", " 55 1234 5678 ", "(55) 1234-5678", "+525512345678", "+52 (55) 1234.5678", "55\u{a0}12345678"]
    {
        let number = Number::parse(text).unwrap();
        assert_eq!(number.digits(), "5512345678");
        assert_eq!(*number.e164(), "+525512345678");
        assert_eq!(number.last_four(), "5678");
        assert_eq!(number.value(), 5_512_345_678);
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
        assert_eq!(Number::parse_legacy(text).unwrap().digits(), "5512345678");
    }
    for text in ["5512345678", "+525512345678", "52 5212 3456"] {
        assert!(Number::parse_legacy(text).ok() == Number::parse(text).ok());
    }
    let foreign = Number::parse_legacy("+1 5512345678").err().unwrap();
    assert_eq!(foreign.rule, Rule::CountryCode);
}

#[test]
fn values_outside_the_plan_are_refused() {
    assert_eq!(Number::from_value(1_999_999_999).err().unwrap().rule, Rule::FirstDigit);
    assert_eq!(Number::from_value(10_000_000_000).err().unwrap().rule, Rule::Length);
    assert_eq!(Number::from_value(u64::MAX).err().unwrap().rule, Rule::Length);
}

proptest! {
    #[test]
    fn reading_is_total(text in "\\PC{0,60}") {
        for read in [Number::parse(&text), Number::parse_legacy(&text)].into_iter().flatten() {
            prop_assert!(Number::parse(read.digits()).is_ok_and(|again| again == read));
            prop_assert!(Number::parse(&read.e164()).is_ok_and(|again| again == read));
        }
    }

    #[test]
    fn digits_with_separators_are_total(text in "[+0-9 ().-]{0,24}") {
        if let Err(invalid) = Number::parse(&text) {
            prop_assert!(invalid.position.is_none_or(|position| position <= text.trim().chars().count()));
        }
    }

    #[test]
    fn a_value_is_its_digits(value in 2_000_000_000_u64..10_000_000_000) {
        let number = Number::from_value(value).unwrap();
        prop_assert_eq!(number.value(), value);
        prop_assert!(Number::parse(&value.to_string()).is_ok_and(|again| again == number));
    }
}
