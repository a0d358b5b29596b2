use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{Identifier, PersonName};

/// The rule as it is published, written again: the digit for eleven, or `None` where no number is issued.
fn published(eleven: &str) -> Option<u32> {
    const PASSES: [[u32; 11]; 2] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]];
    PASSES
        .iter()
        .map(|weights| {
            eleven.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum::<u32>() % 11
        })
        .find(|&rest| rest != 10)
}

fn refused(kind: &'static IdentifierKind, text: &str) -> (Rule, Option<usize>) {
    let invalid = Identifier::parse(kind, text).err().unwrap();
    assert_eq!(invalid.subject, kind.subject);
    (invalid.rule, invalid.position)
}

/// An identifier with these eleven digits; `None` where none is issued.
fn issued(kind: &'static IdentifierKind, eleven: &str) -> Option<Identifier> {
    let text = format!("{eleven}{}", published(eleven)?);
    Some(Identifier::parse(kind, &text).unwrap())
}

fn parts(iin: &Identifier, birth: Date, sex: Sex) -> Vec<Disagreement> {
    let name = PersonName::new("Әлихан", "Бөкейхан", None).unwrap();
    iin.mismatches(&name, birth, sex).into_iter().map(|mismatch| mismatch.part).collect()
}

#[test]
fn says_which_rule_at_which_character() {
    for (kind, text, rule, position) in [
        (&IIN, "", Rule::Empty, None),
        (&IIN, "83080530001", Rule::Length, None),
        (&IIN, "8308053000190", Rule::Length, None),
        (&IIN, "83O805300013", Rule::Digit, Some(3)),
        (&IIN, "830805700013", Rule::Century, Some(7)),
        (&IIN, "830805000013", Rule::Century, Some(7)),
        (&IIN, "831305300013", Rule::Date, Some(1)),
        (&IIN, "830230300013", Rule::Date, Some(1)),
        (&IIN, "830805300014", Rule::CheckDigit, Some(12)),
        (&BIN, "990030000007", Rule::Date, Some(1)),
        (&BIN, "990730000007", Rule::CompanyType, Some(5)),
        (&BIN, "990744000007", Rule::CompanyDivision, Some(6)),
        (&BIN, "990740000008", Rule::CheckDigit, Some(12)),
    ] {
        assert_eq!(refused(kind, text), (rule, position), "{text}");
    }
    assert_eq!(Identifier::parse(&IIN, " 830805300019 ").unwrap().as_str(), "830805300019");
}

#[test]
fn the_seventh_digit_is_century_and_sex() {
    for (digit, century, sex) in [
        (1, 1800, Sex::Man),
        (2, 1800, Sex::Woman),
        (3, 1900, Sex::Man),
        (4, 1900, Sex::Woman),
        (5, 2000, Sex::Man),
        (6, 2000, Sex::Woman),
    ] {
        let iin = (0..10).find_map(|serial| issued(&IIN, &format!("010203{digit}000{serial}"))).unwrap();
        assert_eq!(parts(&iin, date(century + 1, 2, 3), sex), []);
        assert_eq!(parts(&iin, date(century + 1, 2, 3), Sex::Nonbinary), []);
        let other = if sex == Sex::Man { Sex::Woman } else { Sex::Man };
        assert_eq!(parts(&iin, date(century + 1, 2, 4), other), [Disagreement::BirthDate, Disagreement::Sex]);
        assert_eq!(parts(&iin, date(century + 101, 2, 3), sex), [Disagreement::BirthDate]);
    }
    // 29 February exists in 2000 and not in 1900.
    assert_eq!(refused(&IIN, "000229300010").0, Rule::Date);
    assert!((0..10).any(|serial| issued(&IIN, &format!("0002295000{serial}")).is_some()));
}

#[test]
fn some_need_the_second_pass_and_some_are_not_issued() {
    let (mut second, mut none) = (0, 0);
    for serial in 0..10_000 {
        let eleven = format!("8308053{serial:04}");
        let first = eleven.bytes().zip(1..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>() % 11;
        second += usize::from(first == 10);
        if published(&eleven).is_none() {
            none += 1;
            for digit in 0..10 {
                assert_eq!(refused(&IIN, &format!("{eleven}{digit}")), (Rule::CheckDigit, Some(12)));
            }
        }
    }
    assert!(second > 500 && none > 10, "{second} {none}");
}

proptest! {
    #[test]
    fn exactly_the_published_digit_is_accepted(
        year in 0..100, month in 1..=12, day in 1..=28, century in 1..=6, serial in 0..10_000, digit in 0_u32..10,
    ) {
        let eleven = format!("{year:02}{month:02}{day:02}{century}{serial:04}");
        let read = Identifier::parse(&IIN, &format!("{eleven}{digit}"));
        prop_assert_eq!(read.is_ok(), published(&eleven) == Some(digit));
    }

    #[test]
    fn companies_too(year in 0..100, month in 1..=12, kind in 4..=6, division in 0..=3, serial in 0..100_000, digit in 0_u32..10) {
        let eleven = format!("{year:02}{month:02}{kind}{division}{serial:05}");
        let read = Identifier::parse(&BIN, &format!("{eleven}{digit}"));
        prop_assert_eq!(read.is_ok(), published(&eleven) == Some(digit));
    }

    #[test]
    fn reading_is_total_and_stable(text in "\\PC{0,16}|[0-9]{12}") {
        for kind in [&IIN, &BIN] {
            if let Ok(read) = Identifier::parse(kind, &text) {
                prop_assert!(Identifier::parse(kind, read.as_str()).is_ok_and(|again| again == read));
            }
        }
    }
}
