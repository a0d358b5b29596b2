//! Power lost in the middle of a write: the write-ahead log ends anywhere, or in rubbish.

use super::rows::{link, linked};
use super::witness::numbered;
use super::write;
use crate::{HeldStore, RegistrarStore, WitnessStore};
use padron_registrar::ports::{Events, HeldCheckpoint as _};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LINKS: u64 = 12;

/// Copies the files as they lie.
fn copy(from: &Path, to: &Path) {
    for name in ["keyring.sqlite", "keyring.sqlite-wal", "register.sqlite", "register.sqlite-wal"] {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// A copy of a store whose links are all in the write-ahead logs: a reader keeps them from being folded away.
fn photograph() -> tempfile::TempDir {
    let (dir, photograph) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    RegistrarStore::create(dir.path()).unwrap();
    let store = RegistrarStore::open(dir.path()).unwrap();
    let writer = store.clone();
    store
        .read(|_| {
            for number in 0..LINKS {
                write(&writer, move |tx| link(tx, number))?;
            }
            copy(dir.path(), photograph.path());
            Ok(())
        })
        .unwrap();
    photograph
}

/// How many links the store has; fails when they are not the first ones, each of them whole.
fn whole_links(dir: &Path) -> u64 {
    let store = RegistrarStore::open(dir).unwrap();
    let size = store.read(|tx| tx.size()).unwrap();
    for number in 0..LINKS {
        assert_eq!(store.read(|tx| linked(tx, number)).unwrap(), number < size, "link {number} of {size}");
    }
    // And it goes on from there.
    assert_eq!(write(&store, move |tx| link(tx, 1000)).unwrap(), size);
    size
}

#[test]
fn a_torn_log_leaves_whole_links() {
    let photograph = photograph();
    let log = fs::read(photograph.path().join("register.sqlite-wal")).unwrap();
    let mut found = BTreeSet::new();
    for step in 0..40 {
        let cut = log.len() * step / 39;
        for rubbish in [false, true] {
            let torn = tempfile::tempdir().unwrap();
            copy(photograph.path(), torn.path());
            let mut left = log[..cut].to_vec();
            if rubbish {
                left.extend(log[cut..].iter().map(|byte| byte ^ 0x55));
            }
            fs::write(torn.path().join("register.sqlite-wal"), left).unwrap();
            found.insert(whole_links(torn.path()));
        }
    }
    assert_eq!((found.first(), found.last()), (Some(&0), Some(&LINKS)));
    assert!(found.len() > 4, "the cuts hardly differed: {found:?}");
}

/// What is found after each cut of a write-ahead log that was copied while `fill` had the store open.
fn after_cuts<T: Ord>(
    file: &str,
    make: impl Fn(&Path),
    fill: impl FnOnce(&Path, &dyn Fn()),
    find: impl Fn(&Path) -> T,
) -> BTreeSet<T> {
    let (dir, photograph) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let wal = format!("{file}-wal");
    make(dir.path());
    fill(dir.path(), &|| {
        for name in [file, &wal] {
            fs::copy(dir.path().join(name), photograph.path().join(name)).unwrap();
        }
    });
    let log = fs::read(photograph.path().join(&wal)).unwrap();
    let cuts = (0..40).map(|step| log.len() * step / 39).flat_map(|cut| [(cut, false), (cut, true)]);
    cuts.map(|(cut, rubbish)| {
        let torn = tempfile::tempdir().unwrap();
        fs::copy(photograph.path().join(file), torn.path().join(file)).unwrap();
        let mut left = log[..cut].to_vec();
        if rubbish {
            left.extend(log[cut..].iter().map(|byte| byte ^ 0x55));
        }
        fs::write(torn.path().join(&wal), left).unwrap();
        find(torn.path())
    })
    .collect()
}

#[test]
fn a_torn_log_leaves_a_checkpoint_that_was_held() {
    let fill = |dir: &Path, photograph: &dyn Fn()| {
        let mut store = HeldStore::open(dir).unwrap();
        let mut old = None;
        for number in 0..LINKS {
            let new = number.to_string();
            assert!(store.replace(old.as_deref(), &new).unwrap());
            old = Some(new);
        }
        photograph();
    };
    let found = after_cuts(
        "checkpoint.sqlite",
        |dir| HeldStore::create(dir).unwrap(),
        fill,
        |dir| {
            let mut store = HeldStore::open(dir).unwrap();
            let held = store.fetch().unwrap();
            assert!(store.replace(held.as_deref(), "it goes on").unwrap());
            held.map(|held| held.parse::<u64>().unwrap())
        },
    );
    assert_eq!((found.first(), found.last()), (Some(&None), Some(&Some(LINKS - 1))));
    assert!(found.len() > 4 && found.iter().flatten().all(|number| *number < LINKS), "{found:?}");
}

#[test]
fn a_torn_log_leaves_what_a_witness_has_seen() {
    let fill = |dir: &Path, photograph: &dyn Fn()| {
        let store = WitnessStore::open(dir).unwrap();
        for number in 0..LINKS {
            let old = number.checked_sub(1).map(numbered).map(|row| (row.size, row.root));
            assert!(store.replace("log", old, &numbered(number)).unwrap());
        }
        photograph();
    };
    let found = after_cuts(
        "witness.sqlite",
        |dir| WitnessStore::create(dir).unwrap(),
        fill,
        |dir| {
            let latest = WitnessStore::open(dir).unwrap().latest("log").unwrap();
            latest.map(|row| {
                assert_eq!(row, numbered(row.size), "a row is whole");
                row.size
            })
        },
    );
    assert_eq!((found.first(), found.last()), (Some(&None), Some(&Some(LINKS - 1))));
    assert!(found.len() > 4, "{found:?}");
}
