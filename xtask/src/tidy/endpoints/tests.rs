use super::*;

const CONTRACT_TEXT: &str = r#"
    Live = "live" GET "/livez", (), Public, 0, Nothing => PlainText,
    ReadLog = "log" GET "/log/{*path}", Rest, Public, 0, Nothing => PublicFile,
    ShowHome = "home" GET "/", (), Public, 0, Nothing => Html,
    ReadCheckpoint = "checkpoint" GET "/{place}/checkpoint", LogPlace, Public, 0, Nothing => PlainText,
"#;

fn says(text: &str) -> Vec<String> {
    let tree = Tree::of(&[(DECLARED, CONTRACT_TEXT), ("crates/padron/src/a.rs", text)]);
    check(&tree).into_iter().map(|violation| violation.to_string()).collect()
}

#[test]
fn a_path_that_is_written_out_is_refused() {
    for path in ["livez", "log/checkpoint", "log/{path}", "livez?a=1", "v1/anything"] {
        let found = says(&format!("\nfn f() {{ g(\"/{path}\"); }}"));
        assert!(found[0].starts_with("crates/padron/src/a.rs:2: ") && found[0].contains(path), "{found:?}");
    }
    assert!(says("fn f() { g(r#\"/livez\"#); }")[0].contains("written out"));
}

#[test]
fn other_paths_comments_and_the_contract_itself_are_free() {
    assert!(
        says("// \"/livez\"\nfn f() { g(\"/livezone\"); g(\"/\"); g(\"the /livez of it\"); g(\"logs/\"); }").is_empty()
    );
    assert!(check(&Tree::of(&[(DECLARED, CONTRACT_TEXT)])).is_empty());
}

#[test]
fn an_endpoint_is_not_told_by_its_name() {
    let using = "use padron_protocol::contract::Described;\n";
    for told in ["x == \"log\"", "\"live\" != x", "match x { \"log\" => 1 }", "matches!(x, \"a\" | \"log\")"] {
        assert!(says(&format!("{using}fn f() {{ {told} }}"))[0].contains("by its type"), "{told}");
    }
    // The same words for something else.
    assert!(says(&format!("{using}fn f() {{ g(\"log\") }}")).is_empty());
    assert!(says("fn f() { x == \"log\" }").is_empty());
}

#[test]
fn a_contract_that_has_moved_is_told() {
    assert!(check(&Tree::of(&[("crates/padron/src/a.rs", "")]))[0].to_string().contains("not declared"));
}
