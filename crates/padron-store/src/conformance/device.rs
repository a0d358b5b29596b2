//! A device that does not take a write: nothing is taken after it, and what a replacement has become only the next
//! opening tells.
//!
//! The device is a limit on the size of files, which a shell sets for a child. The test binary starts itself again:
//! [`holder`] is a test that does nothing unless it is told a directory.

use crate::HeldStore;
use padron_registrar::ports::{HeldCheckpoint as _, StoreError};
use std::process::Command;

const DIRECTORY: &str = "PADRON_TEST_FAILING_DEVICE";
/// In blocks of 512 or 1024 bytes, as the shell has it: more than a new store takes, less than all that is written.
const LIMIT: &str = "1024";
const LARGE: usize = 60_000;
/// What finds room where a large one did not.
const SMALL: &str = "small";

#[test]
fn after_a_failed_write_the_old_checkpoint_stands_until_the_next_opening() {
    let dir = tempfile::tempdir().unwrap();
    HeldStore::create(dir.path()).unwrap();
    let limited = format!("trap '' XFSZ; ulimit -f {LIMIT}; exec \"$0\" \"$@\"");
    let child = Command::new("/bin/sh")
        .args(["-c", &limited])
        .arg(std::env::current_exe().unwrap())
        .args(["conformance::device::holder", "--exact", "--nocapture"])
        .env(DIRECTORY, dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}{}", String::from_utf8_lossy(&child.stderr));
    let (_, old) = said.split_once("held ").unwrap();
    let old: usize = old.split_whitespace().next().unwrap().parse().unwrap();
    let mut store = HeldStore::open(dir.path()).unwrap();
    let held = store.fetch().unwrap().unwrap();
    assert!(held == checkpoint(old) || held == checkpoint(old + 1), "what was held, or what was being written");
    assert!(store.replace(Some(&held), "it goes on").unwrap());
}

/// Different throughout: what stays the same is not written again.
fn checkpoint(number: usize) -> String {
    format!("{number:05} ").repeat(LARGE / 6)
}

/// The child: replaces the checkpoint until the device takes no more.
#[test]
#[expect(clippy::disallowed_methods, reason = "how the parent tells its child what to do")]
fn holder() {
    let Ok(dir) = std::env::var(DIRECTORY) else { return };
    let mut store = HeldStore::open(dir.as_ref()).unwrap();
    assert!(store.replace(None, &checkpoint(0)).unwrap());
    let mut old = 0;
    let error = loop {
        match store.replace(Some(&checkpoint(old)), &checkpoint(old + 1)) {
            Ok(replaced) => assert!(replaced),
            Err(error) => break error,
        }
        old += 1;
        assert!(old < 1000, "the limit is not in force");
    };
    assert!(matches!(error, StoreError::Failed(_)), "a device that fails is not a full disk: {error}");
    for _ in 0..3 {
        assert_eq!(store.fetch().unwrap(), Some(checkpoint(old)), "what a denied replacement has become stays hidden");
        assert!(store.replace(Some(&checkpoint(old)), SMALL).is_err(), "nothing is taken after it");
    }
    println!("held {old} .");
    // As if it were killed: closing would fold the log away.
    std::process::exit(0);
}
