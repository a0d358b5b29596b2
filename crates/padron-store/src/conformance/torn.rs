//! Power lost in the middle of a write: the write-ahead log ends anywhere, or in rubbish.

use super::rows::{link, linked};
use super::write;
use crate::RegistrarStore;
use padron_registrar::ports::Events;
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
