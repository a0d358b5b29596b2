use super::check;
use crate::tidy::tree::Tree;

fn says(files: &[(&str, &str)]) -> Vec<String> {
    check(&Tree::of(files)).into_iter().map(|violation| violation.to_string()).collect()
}

const ROOT: (&str, &str) = ("crates/one/src/lib.rs", "mod a;\nmod b;\npub use b::B;\n");

#[test]
fn a_circle_is_told_with_both_its_places() {
    let found = says(&[
        ROOT,
        ("crates/one/src/a.rs", "// first\nuse super::b::{self, B};"),
        ("crates/one/src/b/mod.rs", "fn f() { crate::a::g() }"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("crates/one/src/a.rs:2: ") && found[0].contains("`a` → `b` → `a`"), "{found:?}");
    assert!(found[0].contains("crates/one/src/b/mod.rs:1"), "{found:?}");
}

#[test]
fn what_is_named_is_followed_through_re_exports_and_imports() {
    let found = says(&[ROOT, ("crates/one/src/a.rs", "use crate::B;"), ("crates/one/src/b.rs", "use crate::a::A;")]);
    assert_eq!(found.len(), 1, "{found:?}");
    let aliased = "use crate::{a as other, b}; pub use b as again;";
    let found = says(&[
        ("crates/one/src/lib.rs", aliased),
        ("crates/one/src/a.rs", "fn f(b: &crate::again::B) {}"),
        ("crates/one/src/b.rs", "use crate::other::A;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_longer_circle_is_found_and_told_once() {
    let found = says(&[
        ("crates/one/src/a.rs", "use crate::b::OfB;"),
        ("crates/one/src/b.rs", "use crate::c::OfC;"),
        ("crates/one/src/c/d.rs", "use crate::a::OfA;"),
        ("crates/one/src/main.rs", ""),
        ("crates/one/src/c.rs", "mod d;"),
    ]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("`a` → `b` → `c` → `a`"), "{found:?}");
}

#[test]
fn siblings_within_a_module_are_held_too() {
    let found = says(&[
        ("crates/one/src/m.rs", "mod a;\nmod b;"),
        ("crates/one/src/m/a.rs", "use super::b::X;"),
        ("crates/one/src/m/b.rs", "use super::a::X;"),
    ]);
    assert!(found.len() == 1 && found[0].contains("`m::a` → `m::b`"), "{found:?}");
}

#[test]
fn parents_tests_and_other_crates_make_no_circle() {
    let clean: &[&[(&str, &str)]] = &[
        // A child takes words from its parent, which uses it.
        &[("crates/one/src/a.rs", "mod c;\nuse c::X;\nstruct Y;"), ("crates/one/src/a/c.rs", "use super::Y;")],
        &[
            ROOT,
            ("crates/one/src/a.rs", "use crate::B;"),
            ("crates/one/src/b.rs", "use serde::a::A; pub(in crate::a) fn f() {}"),
        ],
        &[
            ROOT,
            ("crates/one/src/a.rs", "use crate::B;"),
            ("crates/one/src/b.rs", "#[cfg(test)]\nmod tests { use crate::a::A; }"),
            ("crates/one/src/b/tests.rs", "use crate::a::A;"),
        ],
        &[
            ("crates/one/src/lib.rs", "mod a;\n#[cfg(test)]\nmod fixture;"),
            ("crates/one/src/a.rs", "use crate::fixture::F;"),
            ("crates/one/src/fixture.rs", "use crate::a::A;"),
        ],
        // A macro of a module's name, which stands at the root.
        &[ROOT, ("crates/one/src/a.rs", "use crate::B;"), ("crates/one/src/b.rs", "fn f() { crate::a!() }")],
        // Not a path: a comment, a string.
        &[
            ROOT,
            ("crates/one/src/a.rs", "use crate::B;"),
            ("crates/one/src/b.rs", "// crate::a::A\nconst S: &str = \"crate::a::A\";"),
        ],
    ];
    for files in clean {
        assert_eq!(says(files), Vec::<String>::new());
    }
}
