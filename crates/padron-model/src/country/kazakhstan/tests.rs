use proptest::prelude::*;

use super::*;
use crate::{BlockKind, Rule};

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = Kazakhstan.number(text).err().unwrap();
    (invalid.rule, invalid.position)
}

#[test]
fn numbers_are_read_as_people_write_them() {
    for text in ["+7 701 123-45-67", "8 (701) 123 45 67", "7011234567", "77011234567", "8 701 1234567"] {
        assert_eq!(Kazakhstan.number(text).unwrap().e164(), "+77011234567", "{text}");
    }
    // Russian numbers share the country code.
    for text in ["+79161234567", "89161234567", "9161234567", "+74951234567", "+525512345678"] {
        assert_eq!(refused(text), (Rule::CountryCode, Some(1)), "{text}");
    }
    assert_eq!(refused("+7701123456"), (Rule::Length, None));
    assert_eq!(refused("+770112345678"), (Rule::Length, None));
    assert_eq!(refused("7o11234567"), (Rule::Character, Some(2)));
}

/// libphonenumber: `7(0[0-25-8]|47|6[0-4]|7[15-8]|85)` and seven digits.
#[test]
fn the_plan_tells_mobile_numbers() {
    let table = Kazakhstan.numbering(None).unwrap();
    for prefix in 700..800_u64 {
        let number = Number::from_value(70_000_000_000 + prefix * 10_000_000 + 1_234_567).unwrap();
        let [second, third] = [prefix / 10 % 10, prefix % 10];
        let mobile = match second {
            0 => matches!(third, 0..=2 | 5..=8),
            4 => third == 7,
            6 => third <= 4,
            7 => matches!(third, 1 | 5..=8),
            8 => third == 5,
            _ => false,
        };
        assert_eq!(table.kind(&number) == Some(BlockKind::Mobile), mobile, "{prefix}");
        assert_eq!(table.kind(&number) == Some(BlockKind::Fixed), matches!(second, 1 | 2), "{prefix}");
    }
    assert_eq!(table.kind(&Number::parse("+525512345678").unwrap()), None);
}

proptest! {
    #[test]
    fn reading_is_total(text in "\\PC{0,30}|[+0-9 ().-]{0,20}") {
        if let Ok(number) = Kazakhstan.number(&text) {
            prop_assert!(Kazakhstan.number(number.digits()).is_ok_and(|again| again == number));
            prop_assert!(Kazakhstan.number(number.e164()).is_ok_and(|again| again == number));
            prop_assert!(number.e164().starts_with("+77") && number.digits().len() == 11);
        }
    }
}
