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
    let long = "a".repeat(121);
    let half = "b".repeat(61);
    type Case<'a> = (&'a str, &'a str, Option<&'a str>, Subject, Rule, Option<usize>);
    let cases: [Case<'_>; 14] = [
        ("", "Uc", None, Subject::GivenNames, Rule::Empty, None),
        (" ", "Uc", None, Subject::GivenNames, Rule::Empty, None),
        ("An4", "Uc", None, Subject::GivenNames, Rule::Character, Some(3)),
        ("An4a", "Uc", None, Subject::GivenNames, Rule::Character, Some(3)),
        ("8 Ana", "Uc", None, Subject::GivenNames, Rule::Character, Some(1)),
        ("Ana", "/Uc", None, Subject::FirstSurname, Rule::Character, Some(1)),
        ("Ana", "Uc", Some("\u{301}Nuñez"), Subject::SecondSurname, Rule::Character, Some(1)),
        ("Ana", "U\u{202e}c", None, Subject::FirstSurname, Rule::Character, Some(2)),
        // A joiner between letters that do not join, and one at the end.
        ("A\u{200d}na", "Uc", None, Subject::GivenNames, Rule::Character, Some(2)),
        ("علی\u{200c}", "Uc", None, Subject::GivenNames, Rule::Character, Some(4)),
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

#[test]
fn names_of_the_world_are_kept() {
    for text in [
        "Ó",
        "Nguyễn",
        "O'Brien",
        "O’Brien",
        "Oʻgʻil",
        "Jean-Pierre",
        "Ma. J.",
        "D/Amico",
        "Enrique 8",
        "Сүлейменұлы Әлихан Қоңыр Һ",
        "Ғалымжан Іңкәр",
        "Łukasz Æ Þór",
        "Αλέξανδρος",
        "Գրիգորյան",
        "გიორგი",
        "אַבְרָהָם",
        "مُحَمَّد",
        "علی\u{200c}رضا",
        "श्रीकृष्ण",
        "क्\u{200d}ष",
        "අක්\u{200d}ෂර",
        "തമ്പി",
        "സുനില്\u{200d}",
        "தமிழ்ச்செல்வன்",
        "రాజ్యం",
        "আব্দুল্লাহ্",
        "สมชาย",
        "ສົມພອນ",
        "ជ័យវរ្ម័ន",
        "အောင်ဆန်း",
        "བསྟན་འཛིན",
        "ታደሰ",
        "田中",
        "김민준",
        "ᠲᠡᠮᠦᠵᠢᠨ",
        "ޙަސަން",
    ] {
        let name = PersonName::new(text, "", None);
        assert!(name.is_ok_and(|name| name.given() == text && name.first_surname().is_none()), "{text}");
    }
}

#[test]
fn decomposed_letters_are_composed() {
    let name = PersonName::new("Ana", "Mun\u{303}oz", Some("Nu\u{301}ñez")).unwrap();
    assert_eq!((name.first_surname(), name.second_surname()), (Some("Muñoz"), Some("Núñez")));
}

#[test]
fn a_patronymic_stands_after_the_given_name() {
    let name = PersonName::with_patronymic("Әлихан", Some("Бөкейхан"), None, Some("Нұрмұхамедұлы")).ok().unwrap();
    assert_eq!(*name.full(), "Әлихан Нұрмұхамедұлы Бөкейхан");
    assert_eq!(name.patronymic(), Some("Нұрмұхамедұлы"));
}

proptest! {
    #[test]
    fn reading_is_total_and_stable(given in "\\PC{0,40}", first in "\\PC{0,40}", second in proptest::option::of("\\PC{0,40}")) {
        if let Ok(name) = PersonName::new(&given, &first, second.as_deref()) {
            let again = PersonName::new(name.given(), name.first_surname().unwrap_or_default(), name.second_surname());
            prop_assert!(again.is_ok_and(|again| again == name));
        }
        if let Ok(name) = LegalName::new(&given) {
            prop_assert!(LegalName::new(name.as_str()).is_ok_and(|again| again == name));
        }
    }

    /// Letters with the marks of their script, a sign between two words: of one character and of a hundred and twenty.
    #[test]
    fn every_script_registers(script in 0..SCRIPTS.len(), length in prop_oneof![Just(1_usize), Just(120), 1_usize..=120], seed in any::<u64>()) {
        let (letters, marks) = SCRIPTS[script];
        let (letters, marks): (Vec<char>, Vec<char>) = (letters.chars().collect(), marks.chars().collect());
        let mut text = String::new();
        for at in 0..length {
            let roll = (seed.rotate_left(at as u32 % 64) ^ at as u64) as usize;
            let last = at + 1 == length;
            let word = text.chars().next_back().is_some_and(char::is_alphabetic);
            match roll % 7 {
                0 if word && !last => text.push(['\'', '’', '-', '.'][roll / 7 % 4]),
                1 if word && !last => text.push(' '),
                2 | 3 if word && !marks.is_empty() => text.push(marks[roll / 7 % marks.len()]),
                _ => text.push(letters[roll / 7 % letters.len()]),
            }
        }
        let name = PersonName::new(&text, "", None);
        prop_assert!(name.is_ok(), "{text:?}: {}", name.err().unwrap());
    }
}

/// Letters, and the marks that stand on them, of scripts in which passports are written.
const SCRIPTS: [(&str, &str); 16] = [
    ("AbñŠğıŁøÆþǅ", "\u{301}\u{308}\u{328}"),
    ("ЖщЁіӘғҚңӨұҮһ", ""),
    ("ΑωΐΞ", "\u{301}"),
    ("Հայերեն", ""),
    ("ქართული", ""),
    ("אבגדץ", "\u{5b0}\u{5b8}\u{5bc}"),
    ("محمدپچگی", "\u{64e}\u{651}"),
    ("कखगघशज", "\u{94d}\u{93e}\u{93c}\u{902}"),
    ("কখগঘ", "\u{9cd}\u{9be}"),
    ("தமழ", "\u{bcd}\u{bbe}"),
    ("കഖഗ", "\u{d4d}\u{d3e}"),
    ("කඛග", "\u{dca}\u{dcf}"),
    ("กขคง", "\u{e34}\u{e48}"),
    ("កខគ", "\u{17d2}\u{17b6}"),
    ("አበገ", ""),
    ("山田가나あア", ""),
];
