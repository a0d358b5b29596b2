use super::check;
use crate::tidy::tree::Tree;

fn says(files: &[(&str, &str)]) -> Vec<String> {
    check(&Tree::of(files)).into_iter().map(|violation| violation.to_string()).collect()
}

fn one(path: &str, text: &str, what: &str) {
    let found = says(&[(path, text)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains(what), "{found:?}");
}

#[test]
fn each_form_that_was_not_chosen_is_found() {
    one("crates/a/src/b.rs", "use core::fmt;\n", "b.rs:1: write `std::`");
    one("crates/a/src/b.rs", concat!("#[must", "_use]\npub fn b() -> u8 {\n    1\n}\n"), "b.rs:1: ");
    one("crates/a/src/b/mod.rs", "", "beside its folder");
    one("crates/a/src/b.rs", "#[cfg(test)]\nmod tests;\n\nfn b() {}\n", "b.rs:2: `mod tests;` ends its file");
    one("crates/a/src/b.rs", concat!("/// B.\n///\n/// # Err", "ors\n///\n/// C.\nfn b() {}\n"), "b.rs:3: ");
}

#[test]
fn what_only_looks_like_it_is_left_alone() {
    let text =
        "use crate::core::Core;\n// core::fmt\nconst A: &str = \"core::fmt\";\nfn b() {}\n\n#[cfg(test)]\nmod tests;\n";
    assert_eq!(says(&[("crates/a/src/b.rs", text), ("crates/a/tests/b/mod.rs", "mod c;\n")]), Vec::<String>::new());
}

#[test]
fn a_type_name_stands_for_one_thing() {
    let found =
        says(&[("crates/a/src/b.rs", "struct State(u8);\n"), ("crates/c/src/d.rs", "\npub enum State { A }\n")]);
    assert_eq!(found.len(), 2);
    assert!(found[0].starts_with("crates/a/src/b.rs:1: `State` is also a type in crates/c/src/d.rs"), "{found:?}");
    assert!(found[1].starts_with("crates/c/src/d.rs:2: "));
    let apart = [
        ("crates/a/src/b.rs", "struct State(u8);\n#[cfg(test)]\nmod tests {\n    struct Other;\n}\n"),
        ("crates/a/src/b/tests.rs", "struct State(u8);\n"),
        ("crates/a/src/testing/log.rs", "struct State(u8);\n"),
        ("crates/a/tests/c.rs", "struct State(u8);\nstruct Other;\n"),
    ];
    assert_eq!(says(&apart), Vec::<String>::new());
}
