use proptest::prelude::*;

use super::*;

#[test]
fn only_the_international_form_is_read() {
    let cases = [
        ("", Rule::Empty, None),
        ("5512345678", Rule::International, Some(1)),
        (" +525512345678", Rule::International, Some(1)),
        ("+52 5512345678", Rule::Digit, Some(4)),
        ("+525512345678,+525512345679", Rule::Digit, Some(14)),
        ("+0525512345678", Rule::FirstDigit, Some(2)),
        ("+123456", Rule::Length, None),
        ("+1234567890123456", Rule::Length, None),
    ];
    for (text, rule, position) in cases {
        let invalid = Number::parse(text).err().unwrap();
        assert_eq!(invalid, Invalid { subject: Subject::Number, rule, position }, "{text}");
    }
}

#[test]
fn a_number_is_written_in_every_form_of_the_field() {
    let number = Number::parse("+77011234567").unwrap();
    assert_eq!((number.digits(), number.e164(), number.last_four()), ("77011234567", "+77011234567", "4567"));
    assert_eq!(*number.evaluation_input(), b"+77011234567");
    assert_eq!(number.value(), 77_011_234_567);
}

proptest! {
    #[test]
    fn reading_is_total_and_exact(text in "\\PC{0,20}|\\+[0-9]{0,17}") {
        if let Ok(number) = Number::parse(&text) {
            prop_assert_eq!(number.e164(), text);
        }
    }

    #[test]
    fn a_value_is_its_digits(value in 0_u64..2_000_000_000_000_000) {
        match Number::from_value(value) {
            Ok(number) => prop_assert_eq!(number.value(), value),
            Err(invalid) => prop_assert_eq!(invalid.rule, Rule::Length),
        }
    }
}
