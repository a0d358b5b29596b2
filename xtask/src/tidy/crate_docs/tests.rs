use super::check;
use crate::tidy::tree::Tree;

fn says(text: &str) -> Vec<String> {
    check(&Tree::of(&[("crates/padron-model/src/lib.rs", text)])).into_iter().map(|violation| violation.says).collect()
}

#[test]
fn a_crate_says_what_it_is_and_is_not() {
    assert!(says("//! One.\n//!\n//! Two.\n//! Three.\n//! It is not a database.\npub mod a;\n").is_empty());
}

#[test]
fn a_short_opening_is_refused() {
    assert!(says("//! It is not a database.\npub mod a;\n")[0].contains("opens with 1 lines"));
}

#[test]
fn an_opening_without_a_limit_is_refused() {
    assert!(
        says("//! One.\n//! Nothing else.\n//! Two.\n//! Three.\n//! Four.\n")[0].contains("what the crate is not")
    );
}
