use super::Tree;

#[test]
fn files_and_their_folders_exist() {
    let tree = Tree::of(&[("crates/one/src/lib.rs", ""), ("README.md", "")]);
    assert!(tree.exists("crates/one/src/lib.rs"));
    assert!(tree.exists("crates/one/"));
    assert!(!tree.exists("crates/two"));
    assert!(!tree.exists("crates/one/src/lib"));
}

#[test]
fn a_star_stays_in_its_component() {
    let tree = Tree::of(&[("regimes/model.toml", ""), ("crates/one/src/lib.rs", "")]);
    assert!(tree.fits("regimes/*.toml"));
    assert!(tree.fits("crates/*/src"));
    assert!(!tree.fits("crates/*.rs"));
    assert!(!tree.fits("regimes/*.json"));
}

#[test]
fn modules_of_a_folder_are_files_or_folders() {
    let tree = Tree::of(&[("c/demo.rs", ""), ("c/serve/mod.rs", ""), ("c.rs", ""), ("cc/other.rs", "")]);
    assert_eq!(tree.stems_in("c").into_iter().collect::<Vec<_>>(), ["demo", "serve"]);
}
