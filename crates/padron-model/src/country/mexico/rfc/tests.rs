use proptest::prelude::*;

use super::*;

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = Rfc::parse(text).err().unwrap();
    assert_eq!(invalid.subject, Subject::Rfc);
    (invalid.rule, invalid.position)
}

#[test]
fn the_tax_administrations_example() {
    let rfc = Rfc::parse("gode-561231-gr8").unwrap();
    assert_eq!(rfc.as_str(), "GODE561231GR8");
    assert!(!rfc.is_legal_person());
    assert_eq!(rfc.warning(), None);
    assert!(Rfc::compose("GODE561231GR").is_ok_and(|composed| composed == rfc));
}

#[test]
fn a_wrong_check_digit_warns_and_never_refuses() {
    assert_eq!(Rfc::parse("GODE561231GR7").unwrap().warning(), Some(Warning::RfcCheckDigit));
}

#[test]
fn companies_have_twelve_characters() {
    let rfc = Rfc::compose("Ñ&A0002291Z").unwrap();
    assert!(rfc.is_legal_person() && rfc.as_str().chars().count() == 12);
    assert_eq!(rfc.warning(), None);
}

/// Keys of public institutions: the tax administration, the social security institute, the electricity commission.
#[test]
fn the_keys_of_public_institutions_have_their_check_digit() {
    for key in ["SAT970701NN3", "IMS421231I45", "CFE370814QI0"] {
        let rfc = Rfc::parse(key).unwrap();
        assert!(rfc.is_legal_person() && rfc.warning().is_none(), "{key}");
    }
}

#[test]
fn says_which_rule_at_which_character() {
    assert_eq!(refused(" "), (Rule::Empty, None));
    assert_eq!(refused("GODE561231G"), (Rule::Length, None));
    assert_eq!(refused("GODE561231GR88"), (Rule::Length, None));
    assert_eq!(refused("GOD/561231GR8"), (Rule::Character, Some(4)));
    assert_eq!(refused("GO1E561231GR8"), (Rule::Letter, Some(3)));
    assert_eq!(refused("GODE-5A1231-GR8"), (Rule::Digit, Some(7)));
    assert_eq!(refused("GODE561331GR8"), (Rule::Date, Some(5)));
    assert_eq!(refused("GODE010229GR8"), (Rule::Date, Some(5)));
    assert_eq!(refused("GODE561231&R8"), (Rule::Character, Some(11)));
    assert_eq!(refused("GODE561231GRB"), (Rule::CheckDigit, Some(13)));
    assert_eq!(refused("XAXX010101000"), (Rule::Placeholder, None));
    assert_eq!(refused("XEXX010101000"), (Rule::Placeholder, None));
}

proptest! {
    #[test]
    fn reading_is_total_and_stable(text in "\\PC{0,20}") {
        if let Ok(rfc) = Rfc::parse(&text) {
            prop_assert!(Rfc::parse(rfc.as_str()).is_ok_and(|again| again == rfc));
        }
    }

    #[test]
    fn one_wrong_character_before_the_check_digit_warns(letters in "[A-ZÑ&]{3,4}", homonym in "[A-Z0-9]{2}", at in 0_usize..2, other in "[A-Z0-9]") {
        let before = format!("{letters}850417{homonym}");
        let rfc = Rfc::compose(&before).unwrap();
        prop_assert_eq!(rfc.warning(), None);
        let mut characters: Vec<char> = rfc.as_str().chars().collect();
        let place = characters.len() - 3 + at;
        let changed = characters[place] != other.chars().next().unwrap();
        characters[place] = other.chars().next().unwrap();
        let altered = Rfc::parse(&characters.iter().collect::<String>()).unwrap();
        // Weights 3 and 2 are prime to eleven, but values reach 36: a difference of 11, 22 or 33 goes unseen.
        let value = |character: char| CHECK_ALPHABET.chars().position(|known| known == character).unwrap();
        let seen = value(homonym.chars().nth(at).unwrap()).abs_diff(value(characters[place])) % 11 != 0;
        prop_assert_eq!(altered.warning().is_some(), changed && seen);
    }
}
