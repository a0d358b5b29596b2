//! A passport: the country that issued it and its number.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::{Country, Invalid, Rule, Subject};

/// Shortest and longest passport number kept, in characters. ICAO Doc 9303 has 9; some countries write more.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=20;

/// A passport number with its issuer. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct Passport {
    #[zeroize(skip)]
    country: Country,
    number: String,
}

impl Passport {
    /// Reads a country code and 5 to 20 letters and digits in either case; spaces and hyphens are removed.
    ///
    /// # Errors
    /// Names the rule and the character of the number, or says that the country is unknown.
    pub fn parse(country: &str, number: &str) -> Result<Self, Invalid> {
        let country = Country::parse(country)?;
        let number = number.trim();
        if number.is_empty() {
            return Err(Invalid::whole(Subject::Passport, Rule::Empty));
        }
        let mut kept = Zeroizing::new(String::with_capacity(*LENGTHS.end() + 1));
        for (index, character) in number.chars().enumerate() {
            match character {
                'A'..='Z' | 'a'..='z' | '0'..='9' if kept.len() < *LENGTHS.end() => {
                    kept.push(character.to_ascii_uppercase());
                }
                'A'..='Z' | 'a'..='z' | '0'..='9' => {
                    return Err(Invalid::whole(Subject::Passport, Rule::Length));
                }
                ' ' | '-' => {}
                _ => return Err(Invalid::at(Subject::Passport, Rule::Character, index + 1)),
            }
        }
        if !LENGTHS.contains(&kept.len()) {
            return Err(Invalid::whole(Subject::Passport, Rule::Length));
        }
        Ok(Self { country, number: kept.to_string() })
    }

    /// The country that issued it.
    pub const fn country(&self) -> Country {
        self.country
    }

    /// The number, in capitals and without separators.
    pub fn number(&self) -> &str {
        &self.number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn says_which_rule_at_which_character() {
        let cases = [
            ("MEX", "", Rule::Empty, None),
            ("MEX", "G123", Rule::Length, None),
            ("MEX", "G12345678901234567890", Rule::Length, None),
            ("MEX", "G12/45678", Rule::Character, Some(4)),
            ("ZZZ", "G12345678", Rule::Country, None),
        ];
        for (country, number, rule, position) in cases {
            let invalid = Passport::parse(country, number).err().unwrap();
            assert_eq!((invalid.rule, invalid.position), (rule, position));
        }
    }

    proptest! {
        #[test]
        fn reading_is_total_and_stable(country in "\\PC{0,4}", number in "\\PC{0,30}") {
            if let Ok(passport) = Passport::parse(&country, &number) {
                let again = Passport::parse(passport.country().as_str(), passport.number());
                prop_assert!(again.is_ok_and(|again| again == passport));
            }
        }

        #[test]
        fn every_well_formed_number_is_read(number in "[A-Z0-9]{5,20}") {
            prop_assert!(Passport::parse("GTM", &number).is_ok_and(|passport| passport.number() == number));
        }
    }
}
