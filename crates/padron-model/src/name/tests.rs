use proptest::prelude::*;

use super::*;

#[test]
fn keeps_names_as_written_with_single_spaces() {
    let name = PersonName::new("  María   José ", "De la O", Some(" Ñáñez-O'Brien ")).unwrap();
    assert_eq!(name.given(), "María José");
    assert_eq!(*name.full(), "María José De la O Ñáñez-O'Brien");
    let single = PersonName::new("Ana", "Uc", Some("  ")).unwrap();
    assert_eq!(single.second_surname(), None);
}

#[test]
fn says_which_part_which_rule_at_which_character() {
    let long = "a".repeat(101);
    let half = "b".repeat(61);
    type Case<'a> = (&'a str, &'a str, Option<&'a str>, Subject, Rule, Option<usize>);
    let cases: [Case<'_>; 8] = [
        ("", "Uc", None, Subject::GivenNames, Rule::Empty, None),
        ("Ana", " ", None, Subject::FirstSurname, Rule::Empty, None),
        ("An4", "Uc", None, Subject::GivenNames, Rule::Character, Some(3)),
        ("Ana", "Uc", Some("Nu\u{301}ñez"), Subject::SecondSurname, Rule::Character, Some(3)),
        ("Ana", "U\tc", None, Subject::FirstSurname, Rule::Character, Some(2)),
        ("...", "Uc", None, Subject::GivenNames, Rule::Letter, Some(1)),
        (&long, "Uc", None, Subject::GivenNames, Rule::TooLong, None),
        (&half, &half, None, Subject::GivenNames, Rule::TooLong, None),
    ];
    for (given, first, second, subject, rule, position) in cases {
        let invalid = PersonName::new(given, first, second).err().unwrap();
        assert_eq!(invalid, Invalid { subject, rule, position });
    }
}

#[test]
fn companies_may_have_signs_and_digits() {
    assert_eq!(LegalName::new("Peña & Hijos 3,  S.A. de C.V.").unwrap().as_str(), "Peña & Hijos 3, S.A. de C.V.");
    assert_eq!(LegalName::new("Uno\n").unwrap().as_str(), "Uno");
    assert_eq!(LegalName::new("Uno<b>").err().unwrap(), Invalid::at(Subject::LegalName, Rule::Character, 4));
    assert_eq!(LegalName::new(&"ñ".repeat(61)).err().unwrap().rule, Rule::TooLong);
}

proptest! {
    #[test]
    fn reading_is_total_and_stable(given in "\\PC{0,40}", first in "\\PC{0,40}", second in proptest::option::of("\\PC{0,40}")) {
        if let Ok(name) = PersonName::new(&given, &first, second.as_deref()) {
            let again = PersonName::new(name.given(), name.first_surname(), name.second_surname());
            prop_assert!(again.is_ok_and(|again| again == name));
        }
        if let Ok(name) = LegalName::new(&given) {
            prop_assert!(LegalName::new(name.as_str()).is_ok_and(|again| again == name));
        }
    }
}
