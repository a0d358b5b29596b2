use super::check;
use crate::tidy::tree::Tree;

#[test]
fn a_broken_file_is_named_with_its_line() {
    let found = check(&Tree::of(&[("regimes/a.toml", "name = \"a\"\ncap = = 3\n"), ("regimes/b.toml", "cap = 3\n")]));
    assert_eq!(found.len(), 1);
    assert!(found[0].to_string().starts_with("regimes/a.toml:2: is not TOML"));
}
