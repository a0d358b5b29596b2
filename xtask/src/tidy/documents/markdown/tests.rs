use super::{Place, anchors, mentions};

fn named(text: &str) -> Vec<(usize, Place, String)> {
    mentions(text).into_iter().map(|mention| (mention.line, mention.place, mention.text)).collect()
}

#[test]
fn code_links_and_consoles_are_told_apart() {
    let text =
        "see `a.rs` and [b](docs/b.md#c \"d\")\n\n```sh\npadron demo\n```\n```rust\nlet a = `b`;\n```\n[e]: f.md\n";
    let expected = [
        (1, Place::Code, "a.rs"),
        (1, Place::Link, "docs/b.md#c"),
        (4, Place::Console, "padron demo"),
        (9, Place::Link, "f.md"),
    ];
    assert_eq!(named(text), expected.map(|(line, place, text)| (line, place, text.to_owned())));
}

#[test]
fn double_backticks_hold_single_ones() {
    assert_eq!(named("``a ` b`` and `c`"), [(1, Place::Code, "a ` b".to_owned()), (1, Place::Code, "c".to_owned())]);
    assert!(named("an `unclosed span").is_empty());
}

#[test]
fn headings_make_anchors() {
    assert_eq!(
        anchors("# What padron is not\n## Cost & size (2026)\n```\n# comment\n```\n"),
        ["what-padron-is-not", "cost--size-2026"]
    );
}
