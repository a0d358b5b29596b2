//! What the witness's store promises.

use super::rows::hash;
use super::{Held, witnesses};
use crate::{MAX_LOGS, OpenError, WitnessRow, WitnessStore};
use padron_protocol::store::StoreError;

/// A row that follows from its size.
pub(super) fn numbered(size: u64) -> WitnessRow {
    WitnessRow { size, root: hash("root", size).0, checkpoint: format!("log\n{size}\n") }
}

fn of(size: u64) -> Option<(u64, [u8; 32])> {
    Some((size, numbered(size).root))
}

#[test]
fn only_the_newest_is_replaced() {
    for Held { store, .. } in witnesses() {
        assert_eq!(store.latest("a").unwrap(), None);
        assert!(!store.replace("a", of(1), &numbered(2)).unwrap(), "there is none yet");
        assert!(store.replace("a", None, &numbered(1)).unwrap());
        assert!(!store.replace("a", None, &numbered(2)).unwrap(), "there is one");
        assert!(!store.replace("a", of(3), &numbered(2)).unwrap(), "another size");
        assert!(!store.replace("a", Some((1, [9; 32])), &numbered(2)).unwrap(), "another root");
        assert_eq!(store.latest("a").unwrap(), Some(numbered(1)));
        assert!(store.replace("a", of(1), &numbered(2)).unwrap());
        assert_eq!(store.latest("a").unwrap(), Some(numbered(2)));
        assert_eq!(store.latest("A").unwrap(), None, "each log is its own");
        assert!(store.replace("b", None, &numbered(7)).unwrap());
        assert_eq!((store.latest("a").unwrap(), store.latest("b").unwrap()), (Some(numbered(2)), Some(numbered(7))));
        store.check().unwrap();
    }
}

#[test]
fn of_many_that_replace_one_does() {
    for Held { store, .. } in witnesses() {
        assert!(store.replace("a", None, &numbered(0)).unwrap());
        for size in 0..20 {
            let wins: usize = std::thread::scope(|scope| {
                let racers: Vec<_> = (0..8)
                    .map(|_| scope.spawn(|| store.replace("a", of(size), &numbered(size + 1)).unwrap()))
                    .collect();
                racers.into_iter().map(|racer| usize::from(racer.join().unwrap())).sum()
            });
            assert_eq!(wins, 1);
        }
        assert_eq!(store.latest("a").unwrap(), Some(numbered(20)));
    }
}

#[test]
fn it_has_limits() {
    for Held { store, .. } in witnesses() {
        let long = WitnessRow { checkpoint: "x".repeat((64 << 10) + 1), ..numbered(1) };
        assert!(
            matches!(store.replace("a", None, &long), Err(StoreError::Failed(what)) if what.contains("at most 65536"))
        );
        assert!(
            matches!(store.replace(&"a".repeat(1025), None, &numbered(1)), Err(StoreError::Failed(what)) if what.contains("at most 1024"))
        );
        let huge = WitnessRow { size: u64::MAX, ..numbered(1) };
        assert!(matches!(store.replace("a", None, &huge), Err(StoreError::Failed(_))));
        let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                    INSERT INTO logs SELECT 'log ' || i, i, zeroblob(32), '' FROM n";
        let filled = store
            .core()
            .write_and_wait("fill", move |databases| Ok(crate::sql::run(&databases[0], fill, [MAX_LOGS as i64])?));
        assert_eq!(filled.unwrap() as u64, MAX_LOGS);
        let one_more = store.replace("one more", None, &numbered(1));
        assert!(matches!(one_more, Err(StoreError::Failed(what)) if what.contains("knows 10000 logs already")));
        assert_eq!(store.latest("one more").unwrap(), None);
        assert!(store.replace("log 5", Some((5, [0; 32])), &numbered(6)).unwrap(), "those that are known go on");
        assert!(!store.replace("log 5", None, &numbered(6)).unwrap());
    }
}

#[test]
fn it_is_there_again_and_never_made_by_accident() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(WitnessStore::open(dir.path()), Err(OpenError::Missing(_))));
    WitnessStore::create(dir.path()).unwrap();
    assert!(matches!(WitnessStore::create(dir.path()), Err(OpenError::Exists(_))));
    let store = WitnessStore::open(dir.path()).unwrap();
    assert!(matches!(WitnessStore::open(dir.path()), Err(OpenError::InUse(_))), "one process owns the directory");
    assert!(store.replace("a", None, &numbered(1)).unwrap());
    let other = store.clone();
    store.close();
    assert!(matches!(other.latest("a"), Err(StoreError::Failed(_))));
    assert!(matches!(other.replace("a", of(1), &numbered(2)), Err(StoreError::Failed(_))));
    assert_eq!(WitnessStore::open(dir.path()).unwrap().latest("a").unwrap(), Some(numbered(1)));
    let path = dir.path().join("witness.sqlite");
    let alter = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    alter("PRAGMA user_version = 2");
    assert!(matches!(WitnessStore::open(dir.path()), Err(OpenError::Version { found: 2, known: 1, .. })));
    alter("PRAGMA user_version = 1; PRAGMA application_id = 7");
    assert!(matches!(WitnessStore::open(dir.path()), Err(OpenError::Foreign(_))));
}
