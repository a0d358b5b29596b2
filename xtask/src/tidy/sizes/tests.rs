use super::{FILE_LINES, FUNCTION_LINES, check};
use crate::tidy::tree::Tree;

fn says(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)])).into_iter().map(|violation| violation.to_string()).collect()
}

/// A function of exactly `lines` lines.
fn function(lines: usize) -> String {
    format!("\npub fn long(a: [u8; 4]) -> [u8; 4]\n{{\n{}}}\n", "    let a = \"}\";\n".repeat(lines - 3))
}

#[test]
fn a_function_may_be_as_long_as_the_limit() {
    assert!(says("a.rs", &function(FUNCTION_LINES)).is_empty());
}

#[test]
fn a_longer_function_is_named_with_its_line() {
    let says = says("a.rs", &function(FUNCTION_LINES + 1));
    assert_eq!(says.len(), 1);
    assert!(says[0].starts_with("a.rs:2: `long` has 71 lines"), "{says:?}");
}

#[test]
fn tests_may_be_long() {
    let long = function(FUNCTION_LINES + 1);
    assert!(says("a/tests.rs", &long).is_empty());
    assert!(says("a.rs", &format!("#[cfg(test)]\nmod tests {{{long}}}")).is_empty());
}

#[test]
fn a_declaration_has_no_body() {
    let text = format!("trait T {{ fn a(&self);\n fn b(f: fn(u8) -> u8);\n {} }}", "const C: u8 = 1;\n".repeat(100));
    assert!(says("a.rs", &text).is_empty());
}

#[test]
fn a_long_file_is_refused() {
    assert!(says("a.rs", &"//\n".repeat(FILE_LINES)).is_empty());
    assert!(says("a.rs", &"//\n".repeat(FILE_LINES + 1))[0].contains("601 lines"));
    assert!(says("docs/a.md", &"x\n".repeat(FILE_LINES + 1))[0].contains("601 lines"));
    assert!(says("vectors/a.json", &"1\n".repeat(FILE_LINES + 1)).is_empty());
}
