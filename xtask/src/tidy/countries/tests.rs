use super::{ALLOWED, NAMES, check};
use crate::tidy::tree::Tree;

fn says(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)])).into_iter().map(|violation| violation.to_string()).collect()
}

#[test]
fn every_name_is_found_in_code_and_in_strings() {
    for name in NAMES {
        let found = says("crates/padron-operator/src/a.rs", &format!("fn f() {{\n    g(\"{name}:\");\n}}"));
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert!(found[0].starts_with("crates/padron-operator/src/a.rs:2: "));
    }
    assert_eq!(says("crates/padron-operator/src/a.rs", "fn f(form: Form) { g(form.curp) }").len(), 1);
    assert_eq!(says("crates/padron/src/a.rs", "fn f() { format!(\"+52{number}\") }").len(), 1);
}

#[test]
fn standards_comments_tests_and_longer_words_are_none_of_these() {
    for text in [
        "const A: &str = \"RFC 9457\"; // the RFC, and a CURP",
        "fn rfc9497_vectors() { machine(\"refined\") }",
        "#[cfg(test)]\nmod tests { const A: &str = \"CURP\"; }",
    ] {
        assert!(says("crates/padron-operator/src/a.rs", text).is_empty(), "{text}");
    }
    for path in ["crates/padron-operator/src/a/tests.rs", "crates/padron-http/tests/a.rs", "xtask/src/a.rs"] {
        assert!(says(path, "const A: &str = \"CURP\";").is_empty());
    }
}

#[test]
fn a_countrys_module_names_its_things() {
    for (path, _) in ALLOWED {
        assert!(
            says(&format!("{}/x.rs", path.trim_end_matches('/')), "const A: &str = \"CURP\";").is_empty(),
            "{path}"
        );
    }
}
