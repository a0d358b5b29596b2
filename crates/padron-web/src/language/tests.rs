use super::*;
use proptest::prelude::*;

#[test]
fn the_query_wins() {
    assert_eq!(language(Some("lang=en"), Some("es-MX")), Lang::En);
    assert_eq!(language(Some("?a=b&lang=es"), Some("en")), Lang::Es);
    assert_eq!(language(Some("en"), None), Lang::En);
    for unknown in ["lang=fr", "lang=", "lang", "", "xlang=en", "lang=EN"] {
        assert_eq!(language(Some(unknown), Some("en-GB")), Lang::En, "{unknown}");
        assert_eq!(language(Some(unknown), None), Lang::Es, "{unknown}");
    }
}

#[test]
fn the_better_liked_language_is_taken() {
    for (header, lang) in [
        ("en-US,en;q=0.9,es;q=0.8", Lang::En),
        ("es-MX,es;q=0.9,en;q=0.8", Lang::Es),
        ("fr, en;q=0.5", Lang::En),
        ("en;q=0.5, es;q=0.75", Lang::Es),
        ("EN-gb", Lang::En),
        ("en;q=0", Lang::Es),
        ("en;q=2", Lang::Es),
        ("en;q=0.5555", Lang::Es),
        ("*", Lang::Es),
        ("nah-MX", Lang::Es),
        ("", Lang::Es),
    ] {
        assert_eq!(language(None, Some(header)), lang, "{header}");
    }
}

proptest! {
    #[test]
    fn anything_is_read_without_fault(query: Option<String>, header: Option<String>) {
        language(query.as_deref(), header.as_deref());
    }

    #[test]
    fn what_weighs_more_wins(en in 0u16..=1000, es in 0u16..=1000) {
        let weight = |value: u16| format!("{}.{:03}", value / 1000, value % 1000);
        let header = format!("en;q={}, es;q={}", weight(en), weight(es));
        let expected = if en >= es && en > 0 { Lang::En } else { Lang::Es };
        prop_assert_eq!(language(None, Some(&header)), expected);
    }
}
