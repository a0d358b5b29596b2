use proptest::prelude::*;

use super::*;

#[test]
fn the_better_liked_language_is_taken() {
    for (header, lang) in [
        ("en-US,en;q=0.9,es;q=0.8", Some(Lang::En)),
        ("es-MX,es;q=0.9,en;q=0.8", Some(Lang::Es)),
        ("fr, en;q=0.5", Some(Lang::En)),
        ("en;q=0.5, es;q=0.75", Some(Lang::Es)),
        ("EN-gb", Some(Lang::En)),
        ("en;q=0", None),
        ("en;q=2", None),
        ("en;q=0.5555", None),
        ("*", None),
        ("nah-MX", None),
        ("ñ", None),
        ("", None),
    ] {
        assert_eq!(Lang::liked(header), lang, "{header}");
    }
}

#[test]
fn a_language_is_asked_for_by_its_tag_alone() {
    for lang in Lang::ALL {
        assert_eq!(lang.tag().parse::<Lang>().ok(), Some(lang));
        assert_eq!(serde_json::to_value(lang).unwrap(), lang.tag());
    }
    for unknown in ["", "EN", "en-GB", " en"] {
        assert!(unknown.parse::<Lang>().is_err(), "{unknown}");
    }
    assert_eq!(UnknownLang.to_string(), "write one of: es, en");
    assert_eq!(Lang::default(), Lang::ALL[0]);
}

proptest! {
    #[test]
    fn any_header_is_read_without_fault(header: String) {
        let _ = Lang::liked(&header);
    }

    #[test]
    fn what_weighs_more_wins(en in 0u16..=1000, es in 0u16..=1000) {
        let weight = |value: u16| format!("{}.{:03}", value / 1000, value % 1000);
        let header = format!("en;q={}, es;q={}", weight(en), weight(es));
        let liked = if en >= es { (en > 0).then_some(Lang::En) } else { Some(Lang::Es) };
        prop_assert_eq!(Lang::liked(&header), liked);
    }

    #[test]
    fn what_stands_in_a_value_is_not_filled_again(value in "[{}a-z]{0,12}") {
        prop_assert_eq!(fill("{a}-{b}{a}", &[("a", &value), ("b", &1)]), format!("{value}-1{value}"));
    }
}

mod told {
    #[derive(Clone, Copy, Debug)]
    pub(super) enum Side {
        Left,
        Right,
    }

    impl crate::lang::Every for Side {
        const EVERY: &'static [Self] = &[Self::Left, Self::Right];
    }

    crate::texts! {
        pub(super) struct Told { plain, greeting(name, day), side: fn(Side) -> &'static str, list: &'static [&'static str], part: Part }
        pub(super) struct Part { one_word }
    }

    pub(super) const SPANISH: Told = Told {
        plain: "Sí.",
        greeting: "Hola, {name}, feliz {day}",
        side: |side| match side {
            Side::Left => "izquierda",
            Side::Right => "derecha",
        },
        list: &["uno"],
        part: Part { one_word: "palabra" },
    };
    pub(super) const ENGLISH: Told = Told {
        plain: "Yes.",
        greeting: "Happy {day}, {name}",
        side: |side| match side {
            Side::Left => "left",
            Side::Right => "right",
        },
        list: &["one"],
        part: Part { one_word: "word" },
    };
}

use told::{ENGLISH, Part, SPANISH, Told};

#[test]
fn values_are_placed_by_name() {
    assert_eq!(SPANISH.greeting("Ana", 2), "Hola, Ana, feliz 2");
    assert_eq!(ENGLISH.greeting("Ana", 2), "Happy 2, Ana");
}

#[test]
fn a_text_is_found_by_a_key_from_elsewhere() {
    assert_eq!(ENGLISH.part.find("one-word"), Some("word"));
    assert_eq!(ENGLISH.find("side.Left"), Some("left"));
    assert_eq!(ENGLISH.find("none"), None);
}

#[test]
fn every_fault_of_a_text_is_found() {
    let of = |english: &Told| faults(&[&SPANISH, english], &[]).join("; ");
    assert_eq!(of(&ENGLISH), "");
    for (told, fault) in [
        (
            Told { plain: "", ..ENGLISH },
            "plain: is empty or has a space at an end; plain: ends in another way in each language",
        ),
        (Told { part: Part { one_word: " word" }, ..ENGLISH }, "part.one_word: is empty or has a space at an end"),
        (Told { part: Part { one_word: "a  word" }, ..ENGLISH }, "part.one_word: has two spaces in a row"),
        (Told { part: Part { one_word: "<b>word" }, ..ENGLISH }, "part.one_word: has markup"),
        (
            Told { part: Part { one_word: "{word}" }, ..ENGLISH },
            "part.one_word: does not use the values that it is given",
        ),
        (Told { greeting: "Hello, {name}", ..ENGLISH }, "greeting: does not use the values that it is given"),
        (Told { plain: "Yes", ..ENGLISH }, "plain: ends in another way in each language"),
        (Told { list: &["one", "two"], ..ENGLISH }, "list.1: is missing in a language"),
        (Told { side: |_| "derecha", ..ENGLISH }, "side.Right: is the same in two languages"),
    ] {
        assert_eq!(of(&told), fault);
    }
    assert!(faults(&[&SPANISH, &Told { side: |_| "derecha", ..ENGLISH }], &["side.Right"]).is_empty());
}
