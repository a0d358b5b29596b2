use proptest::prelude::*;

use super::*;

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = Iccid::parse(text).err().unwrap();
    (invalid.rule, invalid.position)
}

#[test]
fn the_example_of_luhn() {
    // 7992739871 has the check digit 3, the usual example of the algorithm.
    assert!(luhn_sum("79927398713", false).is_multiple_of(10));
    assert_eq!((10 - luhn_sum("7992739871", true) % 10) % 10, 3);
}

#[test]
fn tolerates_a_missing_check_digit_and_says_so() {
    let complete = Iccid::compose("895202000000000001").unwrap();
    assert_eq!(complete.digits().len(), 19);
    assert_eq!(complete.warning(), None);
    let without = Iccid::parse("895202000000000001").unwrap();
    assert_eq!(without.warning(), Some(Warning::IccidCheckDigit));
    let twenty = Iccid::compose("8952020000000000012").unwrap();
    assert_eq!(twenty.digits().len(), 20);
    let nineteen = Iccid::parse("8952020000000000012").unwrap();
    assert_eq!(nineteen.warning().is_none(), luhn_sum("8952020000000000012", false).is_multiple_of(10));
}

#[test]
fn says_which_rule_at_which_character() {
    assert_eq!(refused(""), (Rule::Empty, None));
    assert_eq!(refused("89520200000000000"), (Rule::Length, None));
    assert_eq!(refused("895202000000000000123"), (Rule::Length, None));
    assert_eq!(refused("89 5202O0000000000012"), (Rule::Character, Some(8)));
    assert_eq!(refused("555202000000000000"), (Rule::IssuerPrefix, Some(1)));
    let complete = Iccid::compose("8952020000000000012").unwrap();
    let last = complete.digits().as_bytes()[19];
    let wrong = format!("8952020000000000012{}", char::from(b'0' + (last - b'0' + 1) % 10));
    assert_eq!(refused(&wrong), (Rule::CheckDigit, Some(20)));
}

proptest! {
    #[test]
    fn reading_is_total_and_stable(text in "\\PC{0,40}") {
        if let Ok(iccid) = Iccid::parse(&text) {
            prop_assert!(Iccid::parse(iccid.digits()).is_ok_and(|again| again == iccid));
        }
    }

    #[test]
    fn one_wrong_digit_of_twenty_is_found(body in "89[0-9]{17}", at in 2_usize..20, change in 1_u8..10) {
        let iccid = Iccid::compose(&body).unwrap();
        prop_assert_eq!(iccid.warning(), None);
        let filled = format!(" {}F", iccid.digits());
        prop_assert!(Iccid::parse(&filled).is_ok());
        let mut digits = iccid.digits().as_bytes().to_vec();
        digits[at] = b'0' + (digits[at] - b'0' + change) % 10;
        prop_assert_eq!(refused(std::str::from_utf8(&digits).unwrap()), (Rule::CheckDigit, Some(20)));
    }

    #[test]
    fn composing_refuses_what_is_no_serial(text in "\\PC{0,25}") {
        if let Ok(iccid) = Iccid::compose(&text) {
            prop_assert!(iccid.warning().is_none());
        }
    }
}
