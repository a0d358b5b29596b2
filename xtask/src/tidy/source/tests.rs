use super::{Source, is_test_file, line_of, words};

fn code(text: &str) -> String {
    Source::new(text).code
}

#[test]
fn comments_and_strings_are_blanked_in_place() {
    let text = "let a = \"std::fs\"; // std::fs\n/* std::fs /* nested */ std::fs */ let b = std::fs;\n";
    let code = code(text);
    assert_eq!(code.len(), text.len());
    assert_eq!(code.matches("std::fs").count(), 1);
    assert_eq!(line_of(&code, code.find("std::fs").unwrap()), 2);
}

#[test]
fn strings_can_be_kept() {
    let source = Source::new("let a = \"SELECT\"; // SELECT\n");
    assert_eq!(source.code_and_strings.matches("SELECT").count(), 1);
}

#[test]
fn raw_strings_end_where_they_end() {
    assert!(code(r####"let a = r#"one " two"#; after()"####).contains("after()"));
    assert!(!code(r####"let a = r#"one " two"#; after()"####).contains("two"));
    assert!(code(r#"let a = br"\"; after()"#).contains("after()"));
    assert!(code(r#"let a = "\\"; after("}")"#).contains("after("));
    assert!(!code(r#"let a = "\"{"; f("}")"#).contains(['{', '}']));
}

#[test]
fn characters_are_told_from_lifetimes() {
    let code = code("fn f<'a>(x: &'a str) -> char { '{' } const Q: char = '\\''; const E: char = 'é'; \"}\"");
    assert_eq!(code.matches('{').count(), 1);
    assert_eq!(code.matches('}').count(), 1);
    assert!(code.contains("<'a>"));
}

#[test]
fn an_unfinished_file_does_no_harm() {
    for text in ["\"", "'", "r#\"", "/*", "'\\", "b\"\\", "'\\x"] {
        assert_eq!(code(text).len(), text.len(), "{text}");
    }
}

#[test]
fn test_items_are_known() {
    let source = Source::new(
        "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n#[cfg(test)]\nmod more;\nfn d() {}\n",
    );
    let is_test = |name: &str| source.is_test(source.code.find(name).unwrap());
    assert!(!is_test("fn a") && is_test("fn b") && !is_test("fn c") && !is_test("fn d"));
}

#[test]
fn test_files_are_known_by_path() {
    assert!(is_test_file("crates/x/src/foo/tests.rs"));
    assert!(is_test_file("crates/x/tests/common/mod.rs"));
    assert!(!is_test_file("crates/x/src/attests.rs"));
}

#[test]
fn words_stand_alone() {
    assert_eq!(words("fn fn_a infn fn", "fn").collect::<Vec<_>>(), [0, 13]);
}
