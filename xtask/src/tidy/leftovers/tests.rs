use super::{MACHINE_FOLDERS, MARKS, check};
use crate::tidy::tree::Tree;

fn says(path: &str, text: &str) -> Vec<String> {
    check(&Tree::of(&[(path, text)])).into_iter().map(|violation| violation.to_string()).collect()
}

#[test]
fn every_mark_is_found() {
    for mark in MARKS {
        let found = says("docs/a.md", &format!("one\nsoon {mark}\n"));
        assert_eq!(found.len(), 1, "{mark}: {found:?}");
        assert!(found[0].starts_with("docs/a.md:2: "));
    }
    assert_eq!(says("a.rs", &format!("fn f() {{ {}() }}", MARKS[3])).len(), 1);
}

#[test]
fn a_mark_inside_a_word_is_a_word() {
    assert!(says("docs/a.md", "todo lo demás, método, HERO1XXX4").is_empty());
}

#[test]
fn machine_paths_are_found_only_where_they_are_absolute() {
    for folder in MACHINE_FOLDERS {
        assert_eq!(says("a.sh", &format!("cd {folder}padron")).len(), 1);
        assert!(says("a.md", &format!("see https://example.org{folder}x and docs{folder}x")).is_empty());
    }
}

#[test]
fn a_test_is_not_switched_off_without_a_reason() {
    let bare = concat!("#[test]\n#[ig", "nore]\nfn f() {}");
    assert!(says("a.rs", bare)[0].starts_with("a.rs:2: "));
    assert!(says("a.rs", "#[test]\n#[ignore = \"takes ten minutes\"]\nfn long_f() {}").is_empty());
}
