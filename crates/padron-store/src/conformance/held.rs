//! What the held checkpoint promises.

use super::{Held, helds};
use crate::{HeldStore, OpenError};
use padron_registrar::ports::HeldCheckpoint;
use rusqlite::Connection;
use std::fs;

#[test]
fn only_what_is_held_is_replaced() {
    for Held { mut store, .. } in helds() {
        assert_eq!(store.fetch().unwrap(), None);
        assert!(!store.replace(Some("a"), "b").unwrap(), "nothing is held");
        assert!(!store.replace(Some(""), "b").unwrap(), "nothing is not an empty text");
        assert_eq!(store.fetch().unwrap(), None);
        assert!(store.replace(None, "a").unwrap());
        assert!(!store.replace(None, "b").unwrap(), "something is held");
        assert!(!store.replace(Some("A"), "b").unwrap());
        assert!(!store.replace(Some("a "), "b").unwrap());
        assert_eq!(store.fetch().unwrap().as_deref(), Some("a"));
        assert!(store.replace(Some("a"), "b\n\n— ñ 1\n").unwrap());
        assert_eq!(store.fetch().unwrap().as_deref(), Some("b\n\n— ñ 1\n"));
        assert!(store.replace(Some("b\n\n— ñ 1\n"), &"x".repeat((64 << 10) + 1)).is_err(), "a checkpoint is short");
        assert_eq!(store.fetch().unwrap().as_deref(), Some("b\n\n— ñ 1\n"));
        store.check().unwrap();
    }
}

#[test]
fn of_two_that_replace_one_does() {
    for Held { store, .. } in helds() {
        let won: Vec<usize> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..8)
                .map(|racer| {
                    let mut store = store.clone();
                    scope.spawn(move || store.replace(None, &racer.to_string()).unwrap().then_some(racer))
                })
                .collect();
            racers.into_iter().filter_map(|racer| racer.join().unwrap()).collect()
        });
        assert_eq!(won.len(), 1);
        assert_eq!(store.clone().fetch().unwrap(), Some(won[0].to_string()));
    }
}

#[test]
fn it_is_there_again_and_never_made_by_accident() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(HeldStore::open(dir.path()), Err(OpenError::Missing(_))));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    HeldStore::create(dir.path()).unwrap();
    assert!(matches!(HeldStore::create(dir.path()), Err(OpenError::Exists(_))));
    let mut store = HeldStore::open(dir.path()).unwrap();
    assert!(matches!(HeldStore::open(dir.path()), Err(OpenError::InUse(_))), "one process owns the directory");
    assert!(store.replace(None, "a").unwrap());
    store.close();
    assert_eq!(HeldStore::open(dir.path()).unwrap().fetch().unwrap().as_deref(), Some("a"));

    let path = dir.path().join("checkpoint.sqlite");
    let alter = |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    alter("PRAGMA user_version = 2");
    assert!(matches!(HeldStore::open(dir.path()), Err(OpenError::Version { found: 2, known: 1, .. })));
    alter("PRAGMA user_version = 1; DELETE FROM held");
    assert!(HeldStore::open(dir.path()).unwrap().fetch().is_err(), "a row that is gone is not an empty one");
    alter("PRAGMA application_id = 7");
    assert!(matches!(HeldStore::open(dir.path()), Err(OpenError::Foreign(_))));
}
