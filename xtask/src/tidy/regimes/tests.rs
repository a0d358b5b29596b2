use super::*;

const PART: &str =
    r#"{"properties": {"cap": {}}, "$defs": {"Cap": {"properties": {"lines": {}}}, "Kind": {"enum": []}}}"#;

fn found(code: &str, changelog: &str, known: &[(&str, Held)]) -> Vec<String> {
    let tree = Tree::of(&[(SCHEMA, PART), ("crates/a/src/lib.rs", code), (CHANGELOG, changelog)]);
    check_fields(&tree, known).into_iter().map(|violation| violation.says).collect()
}

#[test]
fn a_field_that_nothing_obeys_is_found() {
    let known = [(".cap", By("regime.cap(")), ("Cap.lines", NotYet("caps of lines"))];
    let changelog = "### Not there yet\n\n- caps of\nlines";
    assert_eq!(found("fn a() { regime.cap(1); }", changelog, &known), [""; 0]);
    let unread = found("// regime.cap(", changelog, &known);
    assert!(unread.len() == 1 && unread[0].contains(".cap is obeyed by nothing"), "{unread:?}");
    let only_tested = found("#[cfg(test)]\nmod tests { fn a() { regime.cap(1); } }", changelog, &known);
    assert_eq!(only_tested.len(), 1);
    let silent = found("fn a() { regime.cap(1); }", "caps of lines\n### Not there yet", &known);
    assert!(silent.len() == 1 && silent[0].contains("Cap.lines"), "{silent:?}");
}

#[test]
fn a_field_without_a_place_in_the_table_is_found_and_one_too_many_too() {
    let unknown = found("", "", &[(".cap", Told)]);
    assert!(unknown.len() == 1 && unknown[0].contains("what obeys Cap.lines"), "{unknown:?}");
    let gone = found("", "", &[(".cap", Told), ("Cap.lines", Told), ("Cap.all", Told)]);
    assert!(gone.len() == 1 && gone[0].contains("no Cap.all"), "{gone:?}");
}
