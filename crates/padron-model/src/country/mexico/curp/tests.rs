use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::Disagreement;

fn name(given: &str, first: &str, second: &str) -> PersonName {
    PersonName::new(given, first, Some(second)).unwrap()
}

fn root_and_consonants(given: &str, first: &str, second: &str) -> String {
    let curp = Curp::compose(&name(given, first, second), date(1980, 5, 6), Sex::Man, State::ABROAD, '0').unwrap();
    format!("{} {}", &curp.as_str()[..4], &curp.as_str()[13..16])
}

fn refused(text: &str) -> (Rule, Option<usize>) {
    let invalid = Curp::parse(text).err().unwrap();
    assert_eq!(invalid.subject, Subject::Curp);
    (invalid.rule, invalid.position)
}

/// Replaces one character and puts the check digit right again.
fn altered(curp: &str, at: usize, character: u8) -> String {
    let mut bytes: [u8; LENGTH] = curp.as_bytes().try_into().unwrap();
    bytes[at - 1] = character;
    bytes[17] = check_digit(&bytes);
    String::from_utf8(bytes.to_vec()).unwrap()
}

type Example = (&'static str, &'static str, &'static str, &'static str, (i16, i8, i8), Sex);

/// Invented people of public explanations of the key: (key, given names, surnames, birth, sex).
const EXAMPLES: [Example; 3] = [
    ("HEGG560427MVZRRL04", "Gloria", "Hernández", "García", (1956, 4, 27), Sex::Woman),
    ("BEML920313HMCLNS09", "Luis Raúl", "Bello", "Mena", (1992, 3, 13), Sex::Man),
    ("AAPR630321HDFLRC09", "Ricardo", "Alamán", "Pérez", (1963, 3, 21), Sex::Man),
];

#[test]
fn the_public_examples_are_read_agree_and_are_composed() {
    for (text, given, first, second, (year, month, day), sex) in EXAMPLES {
        let curp = Curp::parse(text).unwrap();
        let (name, birth) = (name(given, first, second), date(year, month, day));
        assert_eq!(curp.birth(), Some(birth));
        assert_eq!(curp.mismatches(&name, birth, sex), []);
        let state = State::parse(&text[11..13]).unwrap();
        let homonym = text.chars().nth(16).unwrap();
        assert_eq!(Curp::compose(&name, birth, sex, state, homonym).unwrap().as_str(), text);
        assert!(Curp::parse(&format!(" {} ", text.to_lowercase())).is_ok_and(|again| again == curp));
    }
}

#[test]
fn the_examples_of_the_rules() {
    let cases = [
        // Ñ gives X, at the start and inside.
        ("Alberto", "Ñando", "Rodríguez", "XARA NDL"),
        ("Alberto", "Oñate", "Rodríguez", "OARA XDL"),
        // MARÍA and JOSÉ give way, abbreviations too; other first names do not.
        ("María Luisa", "Pérez", "Hernández", "PEHL RRS"),
        ("Luis Enrique", "Romero", "Palazuelos", "ROPL MLS"),
        ("Ma. de los Ángeles", "Moreno", "Sánchez", "MOSA RNN"),
        ("J. Guadalupe", "Moreno", "Sánchez", "MOSG RND"),
        ("José María", "Moreno", "Sánchez", "MOSM RNR"),
        ("María", "Moreno", "Sánchez", "MOSM RNR"),
        ("José", "Moreno", "Sánchez", "MOSJ RNS"),
        // Compound surnames count with their first word, particles not at all.
        ("Rocío", "Riva Palacio", "Cruz", "RICR VRC"),
        ("Carlos", "Mc Gregor", "López", "GELC RPR"),
        ("Ana", "de la Cruz", "y García", "CUGA RRN"),
        ("Ana", "De la O", "Von Bülow", "OXBA XLN"),
        // Rude roots lose their second letter.
        ("Ofelia", "Pedrero", "Domínguez", "PXDO DMF"),
        // What is missing gives X; ü is u.
        ("Andrés", "Ich", "Rodríguez", "IXRA CDN"),
        ("Martín", "Argüello", "Uc", "AUUM RCR"),
        ("Ana", "Po", "Ía", "POIA XXN"),
        // A sign takes the place of a letter.
        ("Juan José", "D'Amico", "Álvarez", "DXAJ XLN"),
        ("Jean-Pierre", "Sainz-Murrieta", "Lara", "SALJ NRN"),
    ];
    for (given, first, second, expected) in cases {
        assert_eq!(root_and_consonants(given, first, second), expected, "{given} {first} {second}");
    }
    let single = PersonName::new("Ana", "Moreno", None).unwrap();
    let curp = Curp::compose(&single, date(2001, 1, 1), Sex::Woman, State::ABROAD, 'A').unwrap();
    assert_eq!(&curp.as_str()[..17], "MOXA010101MNERXNA");
}

#[test]
fn a_sign_may_also_be_skipped() {
    let curp = Curp::parse(&altered("DXAJ800506HNEXLN00", 2, b'A')).unwrap();
    let curp = Curp::parse(&altered(curp.as_str(), 14, b'M')).unwrap();
    let name = name("Juan José", "D'Amico", "Álvarez");
    assert_eq!(curp.mismatches(&name, date(1980, 5, 6), Sex::Man), []);
}

fn disagreements(curp: &Curp, name: &PersonName, birth: Date, sex: Sex) -> Vec<Disagreement> {
    curp.mismatches(name, birth, sex).iter().map(|mismatch| mismatch.part).collect()
}

/// Registers kept rude roots beside the rule, and captured slashes and numerals.
#[test]
fn keys_as_they_were_issued_agree() {
    let cases = [
        ("VACA750912MDFRNL00", "Alma", "Vargas", "Cano", date(1975, 9, 12), Sex::Woman),
        ("VXCA750912MDFRNL00", "Alma", "Vargas", "Cano", date(1975, 9, 12), Sex::Woman),
        ("DXAJ680506HDFMLN06", "Juan José", "D/Amico", "Álvarez", date(1968, 5, 6), Sex::Man),
        ("DXAJ680506HDFXLN06", "Juan José", "D/Amico", "Álvarez", date(1968, 5, 6), Sex::Man),
        ("SXLA700203MDFXNN09", "Ana", "S/Ulaicka", "Luna", date(1970, 2, 3), Sex::Woman),
        ("SOLE700203HDFTNN02", "Enrique 8", "Soto", "Luna", date(1970, 2, 3), Sex::Man),
        ("MXLA700203MDFXNN05", "Ana", "Mun\u{303}oz", "Luna", date(1970, 2, 3), Sex::Woman),
    ];
    for (key, given, first, second, birth, sex) in cases {
        let key = altered(key, 1, key.as_bytes()[0]);
        let curp = Curp::parse(&key).unwrap();
        assert_eq!(curp.mismatches(&name(given, first, second), birth, sex), [], "{given} {first}");
    }
    let curp = Curp::parse(&altered("VACA750912MDFRNL00", 2, b'E')).unwrap();
    let wrong = disagreements(&curp, &name("Alma", "Vargas", "Cano"), date(1975, 9, 12), Sex::Woman);
    assert_eq!(wrong, [Disagreement::FirstSurnameVowel]);
}

#[test]
fn says_which_rule_at_which_character() {
    let good = EXAMPLES[0].0;
    assert_eq!(refused(""), (Rule::Empty, None));
    assert_eq!(refused(&good[..17]), (Rule::Length, None));
    assert_eq!(refused(&format!("{good}4")), (Rule::Length, None));
    assert_eq!(refused("HEGG560427MVZRR-04"), (Rule::Character, Some(16)));
    assert_eq!(refused("ÑEGG560427MVZRRL04"), (Rule::Character, Some(1)));
    for (at, character, rule, position) in [
        (1, b'1', Rule::Letter, 1),
        (2, b'B', Rule::Vowel, 2),
        (4, b'9', Rule::Letter, 4),
        (5, b'A', Rule::Digit, 5),
        (7, b'2', Rule::Date, 5),
        (9, b'4', Rule::Date, 5),
        (11, b'F', Rule::Sex, 11),
        (12, b'Q', Rule::State, 12),
        (14, b'A', Rule::Consonant, 14),
        (16, b'7', Rule::Consonant, 16),
    ] {
        assert_eq!(refused(&altered(good, at, character)), (rule, Some(position)), "{at}");
    }
    assert_eq!(refused("HEGG560427MVZRRL0X"), (Rule::Digit, Some(18)));
    assert_eq!(refused("HEGG560427MVZRRL05"), (Rule::CheckDigit, Some(18)));
}

#[test]
fn the_homonym_character_decides_the_century() {
    let leap = |homonym: char| {
        Curp::compose(&name("Ana", "Moreno", "Lara"), date(2000, 2, 29), Sex::Woman, State::ABROAD, homonym)
    };
    let curp = leap('A').unwrap();
    assert_eq!(curp.birth(), Some(date(2000, 2, 29)));
    assert_eq!(leap('0').err().unwrap().rule, Rule::Homonym);
    assert_eq!(refused(&altered(curp.as_str(), 17, b'0')), (Rule::Homonym, Some(17)));
    let old = Curp::compose(&name("Ana", "Moreno", "Lara"), date(1899, 1, 1), Sex::Woman, State::ABROAD, '0');
    assert_eq!(old.err().unwrap().rule, Rule::Date);
}

#[test]
fn every_disagreement_is_named() {
    let curp = Curp::parse(EXAMPLES[0].0).unwrap();
    let other = name("Úrsula", "Oñate", "Uc");
    let all = curp.mismatches(&other, date(1856, 4, 27), Sex::Nonbinary);
    assert_eq!(all.iter().map(|mismatch| mismatch.part).collect::<Vec<_>>(), Disagreement::ALL);
    assert_eq!(all[1].to_string(), "CURP, character 2: the first vowel inside the first surname does not agree");
    assert_eq!(all[4].to_string(), "CURP, characters 5 to 10: the date of birth does not agree");
    let right = name("Gloria", "Hernández", "García");
    let century = disagreements(&curp, &right, date(2056, 4, 27), Sex::Woman);
    assert_eq!(century, [Disagreement::BirthDate]);
}

#[test]
fn the_catalogue_of_states_is_complete() {
    let mut codes: Vec<&str> = State::all().map(State::code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 33);
    assert_eq!(State::ABROAD.code(), "NE");
    assert!(State::parse("XX").is_err());
}

/// The parts of a name that is accepted; names themselves have no `Debug`.
fn any_name() -> impl Strategy<Value = (String, String, Option<String>)> {
    let part = "[A-Za-zÁÉÍÓÚÜÑáéíóúüñ'. -]{1,30}";
    let parts = (part, part, proptest::option::of(part));
    parts.prop_filter("a name", |(given, first, second)| PersonName::new(given, first, second.as_deref()).is_ok())
}

fn joined((given, first, second): &(String, String, Option<String>)) -> PersonName {
    PersonName::new(given, first, second.as_deref()).unwrap()
}

fn any_birth() -> impl Strategy<Value = Date> {
    (1900_i16..2100, 1_i8..=12, 1_i8..=31)
        .prop_filter_map("a date", |(year, month, day)| Date::new(year, month, day).ok())
}

fn any_sex() -> impl Strategy<Value = Sex> {
    prop_oneof![Just(Sex::Man), Just(Sex::Woman), Just(Sex::Nonbinary)]
}

proptest! {
    #[test]
    fn reading_is_total_and_stable(text in "\\PC{0,24}") {
        if let Ok(curp) = Curp::parse(&text) {
            prop_assert!(Curp::parse(curp.as_str()).is_ok_and(|again| again == curp));
        }
    }

    #[test]
    fn almost_right_text_is_judged_without_panic(text in "[A-ZÑ]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]") {
        if let Err(invalid) = Curp::parse(&text) {
            prop_assert!(invalid.position.is_none_or(|position| (1..=18).contains(&position)));
        }
    }

    #[test]
    fn what_is_composed_is_read_and_agrees(parts in any_name(), birth in any_birth(), sex in any_sex(), state in 0_usize..33, rank in 0_u8..10) {
        let name = joined(&parts);
        let state = State::all().nth(state).unwrap();
        let homonym = char::from(if birth.year() < 2000 { b'0' + rank } else { b'A' + rank });
        let curp = Curp::compose(&name, birth, sex, state, homonym).unwrap();
        prop_assert!(Curp::parse(curp.as_str()).is_ok_and(|read| read == curp));
        prop_assert_eq!(curp.mismatches(&name, birth, sex), []);
        prop_assert_eq!(curp.birth(), Some(birth));
        prop_assert_eq!(curp.sex(), sex);
    }

    #[test]
    fn another_birth_or_sex_disagrees(parts in any_name(), birth in any_birth(), other in any_birth()) {
        prop_assume!(birth != other);
        let name = joined(&parts);
        let homonym = if birth.year() < 2000 { '0' } else { 'A' };
        let curp = Curp::compose(&name, birth, Sex::Man, State::ABROAD, homonym).unwrap();
        prop_assert_eq!(disagreements(&curp, &name, other, Sex::Woman), [Disagreement::BirthDate, Disagreement::Sex]);
    }

    #[test]
    fn one_wrong_digit_is_found(example in 0_usize..3, at in prop_oneof![4_usize..10, Just(16)], change in 1_u8..10) {
        let mut bytes = EXAMPLES[example].0.as_bytes().to_vec();
        bytes[at] = b'0' + (bytes[at] - b'0' + change) % 10;
        let result = Curp::parse(std::str::from_utf8(&bytes).unwrap());
        // A change whose product with its weight is a multiple of ten goes unseen, unless it breaks the date.
        let unseen = ((18 - at) * usize::from(change)).is_multiple_of(10);
        prop_assert!(result.is_err() || unseen);
    }
}
