//! Making and opening: what is refused, and what is still there.

use super::rows::{link, linked};
use super::write;
use crate::{CustodianStore, HeldStore, OpenError, RegistrarStore};
use padron_registrar::ports::{Events, HeldCheckpoint as _};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn registrar() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    RegistrarStore::create(dir.path()).unwrap();
    dir
}

fn alter(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn reopening_finds_everything_acknowledged() {
    let dir = registrar();
    for round in 0..5 {
        let store = RegistrarStore::open(dir.path()).unwrap();
        for number in round * 10..round * 10 + 10 {
            assert_eq!(write(&store, move |tx| link(tx, number)).unwrap(), number);
        }
        if round % 2 == 0 { store.close() } else { drop(store) }
    }
    let store = RegistrarStore::open(dir.path()).unwrap();
    assert!((0..50).all(|number| store.read(|tx| linked(tx, number)).unwrap()));
    assert_eq!(store.read(|tx| tx.size()).unwrap(), 50);
}

/// What a killed process has left in the write-ahead log is written anew before anything is built on it: the sync of its
/// last commit may have failed.
#[test]
fn nothing_found_in_a_log_stays_only_there() {
    let (dir, photograph) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    HeldStore::create(dir.path()).unwrap();
    let mut store = HeldStore::open(dir.path()).unwrap();
    assert!(store.replace(None, "held").unwrap());
    for name in ["checkpoint.sqlite", "checkpoint.sqlite-wal"] {
        fs::copy(dir.path().join(name), photograph.path().join(name)).unwrap();
    }
    let log = photograph.path().join("checkpoint.sqlite-wal");
    assert!(fs::metadata(&log).unwrap().len() > 0, "the commit is in the log");
    let mut found = HeldStore::open(photograph.path()).unwrap();
    assert_eq!(fs::metadata(&log).unwrap().len(), 0);
    assert_eq!(found.fetch().unwrap().as_deref(), Some("held"));
}

#[test]
fn no_store_is_made_by_accident_or_over_another() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Missing(_))));
    assert!(matches!(CustodianStore::open(dir.path()), Err(OpenError::Missing(_))));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    RegistrarStore::create(dir.path()).unwrap();
    assert!(matches!(RegistrarStore::create(dir.path()), Err(OpenError::Exists(_))));
    fs::remove_file(dir.path().join("keyring.sqlite")).unwrap();
    assert!(matches!(RegistrarStore::create(dir.path()), Err(OpenError::Exists(_))));
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Missing(_))));
    CustodianStore::create(dir.path()).unwrap();
    assert!(matches!(CustodianStore::create(dir.path()), Err(OpenError::Exists(_))));
}

#[test]
fn files_of_other_kinds_and_versions_are_refused() {
    let dir = registrar();
    let (register, keyring) = (dir.path().join("register.sqlite"), dir.path().join("keyring.sqlite"));
    alter(&register, "PRAGMA user_version = 99");
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Version { found: 99, known: 2, .. })));
    alter(&register, "PRAGMA user_version = 0");
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Version { found: 0, .. })));
    alter(&register, "PRAGMA user_version = 1; PRAGMA application_id = 7");
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Foreign(_))));
    fs::copy(&keyring, &register).unwrap();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Foreign(path)) if path == register));
    fs::write(&register, b"").unwrap();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Foreign(_))));
    fs::write(&register, [7; 8192]).unwrap();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Damaged { .. })));
}

#[test]
fn damage_is_noticed() {
    let dir = registrar();
    let store = RegistrarStore::open(dir.path()).unwrap();
    for number in 0..200 {
        store.write("link", move |tx| link(tx, number), |result| assert!(result.is_ok()));
    }
    store.close();
    let path = dir.path().join("register.sqlite");
    let whole = fs::read(&path).unwrap();
    let mut torn = whole.clone();
    torn[8192 * 20..8192 * 24].fill(0);
    fs::write(&path, torn).unwrap();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Damaged { .. })));
    fs::write(&path, &whole).unwrap();
    alter(&path, "UPDATE entry_counts SET count = count + 1 WHERE actor = 1");
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::Damaged { .. })), "a count differs from the log");
    fs::write(&path, &whole).unwrap();
    RegistrarStore::open(dir.path()).unwrap();
}

#[test]
fn one_process_owns_a_store() {
    let dir = registrar();
    let store = RegistrarStore::open(dir.path()).unwrap();
    let other = store.clone();
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::InUse(_))));
    store.close();
    let next = RegistrarStore::open(dir.path()).unwrap();
    drop(other);
    assert!(matches!(RegistrarStore::open(dir.path()), Err(OpenError::InUse(_))));
    drop(next);
    RegistrarStore::open(dir.path()).unwrap();
}

#[test]
fn a_keyring_of_another_time_or_store_is_refused() {
    let (dir, other) = (registrar(), registrar());
    let keyring = dir.path().join("keyring.sqlite");
    let empty = fs::read(&keyring).unwrap();
    let store = RegistrarStore::open(dir.path()).unwrap();
    write(&store, |tx| link(tx, 1)).unwrap();
    store.close();
    fs::write(&keyring, empty).unwrap();
    let lost = |result: Result<RegistrarStore, OpenError>| matches!(result, Err(OpenError::Damaged { what, .. }) if what.contains("keyring"));
    assert!(lost(RegistrarStore::open(dir.path())));
    let store = RegistrarStore::open(other.path()).unwrap();
    write(&store, |tx| link(tx, 2)).unwrap();
    store.close();
    fs::copy(other.path().join("keyring.sqlite"), &keyring).unwrap();
    assert!(lost(RegistrarStore::open(dir.path())));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = registrar();
    let store = RegistrarStore::open(dir.path()).unwrap();
    write(&store, |tx| link(tx, 1)).unwrap();
    let files: Vec<_> = fs::read_dir(dir.path()).unwrap().map(Result::unwrap).collect();
    assert!(files.len() >= 4, "the write-ahead logs are there too");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn commits_are_synced_and_nothing_is_kept_elsewhere() {
    let dir = registrar();
    let store = RegistrarStore::open(dir.path()).unwrap();
    let settings = store.read(|tx| Ok(tx.settings("journal_mode"))).unwrap();
    assert_eq!(settings, ["wal", "wal"]);
    let asked = ["synchronous", "foreign_keys", "temp_store", "secure_delete", "journal_size_limit"];
    let found = write(&store, move |tx| Ok(asked.map(|name| tx.settings(name)))).unwrap();
    // The keyring first, then the register: 2 is FULL, and MEMORY.
    assert_eq!(found, [["2", "2"], ["1", "1"], ["2", "2"], ["1", "0"], ["4194304", "4194304"]]);
}
