use super::super::tests::people;
use super::*;

const EFFORT: Effort = Effort { pairs: 2_000, scalars: 0 };

#[test]
fn everybody_is_recovered_from_tables_that_do_not_protect() {
    let folder = tempfile::tempdir().unwrap();
    let lines = people(25);
    let patterns = Patterns::new(&lines);
    let baselines = run(folder.path(), Some((&lines, &patterns)), EFFORT).unwrap();
    assert!(baselines.proved(), "{baselines:?}");
    assert_eq!(baselines.clear.unwrap().of, lines.len() as u64);
}

#[test]
fn a_drill_that_cannot_search_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lines = people(25);
    let blind = Patterns::new(&people(3));
    let baselines = run(folder.path(), Some((&lines, &blind)), EFFORT).unwrap();
    assert!(baselines.clear.unwrap().recovered < lines.len() as u64);
    assert!(!baselines.proved());
}
