use jiff::civil::date;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;

const DAY: Date = date(2026, 1, 9);
const INPUT: Input = Input { size: 100, modified: Timestamp::UNIX_EPOCH, encoding: Encoding::Detect };

fn open(results: &Path, input: Input, touched: bool, seed: u64) -> Result<ImportState, StateError> {
    ImportState::open(results, input, touched, DAY, &mut ChaCha20Rng::seed_from_u64(seed))
}

#[test]
fn keys_are_the_same_in_every_run_and_different_for_every_row_and_import() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let keys: Vec<Uuid> = {
        let state = open(&path, INPUT, false, 1).unwrap();
        (1..=1000).map(|row| state.keys.key(row)).collect()
    };
    let state = open(&path, INPUT, false, 2).unwrap();
    assert!(keys.iter().zip(1..).all(|(key, row)| *key == state.keys.key(row)));
    assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), 1000);
    let other = open(&folder.path().join("other.csv"), INPUT, false, 2).unwrap();
    assert_ne!(other.keys.key(1), keys[0]);
    assert!(Uuid::parse(&keys[0].to_string()) == Some(keys[0]));
}

#[test]
fn the_day_of_the_first_run_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    drop(open(&path, INPUT, false, 1).unwrap());
    let later = ImportState::open(&path, INPUT, false, date(2026, 2, 1), &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    assert_eq!(later.day, DAY);
}

#[test]
fn a_changed_input_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    drop(open(&path, INPUT, false, 1).unwrap());
    let larger = Input { size: 101, ..INPUT };
    let newer = Input { modified: Timestamp::from_second(5).unwrap(), ..INPUT };
    let other = Input { encoding: Encoding::Latin1, ..INPUT };
    for (input, touched, refused) in [
        (larger, false, true),
        (larger, true, true),
        (newer, false, true),
        (newer, true, false),
        (other, true, true),
        (INPUT, false, false),
    ] {
        assert_eq!(matches!(open(&path, input, touched, 1), Err(StateError::Changed { .. })), refused);
    }
}

#[test]
fn two_imports_cannot_share_results() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let first = open(&path, INPUT, false, 1).unwrap();
    assert!(matches!(open(&path, INPUT, false, 1), Err(StateError::Busy)));
    drop(first);
    assert!(open(&path, INPUT, false, 1).is_ok());
}

#[test]
fn results_without_their_state_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    fs::write(&path, "").unwrap();
    drop(open(&path, INPUT, false, 1).unwrap());
    fs::remove_file(beside(&path, ".state")).unwrap();
    fs::write(&path, "row").unwrap();
    assert!(matches!(open(&path, INPUT, false, 1), Err(StateError::Lost { .. })));
}

#[test]
fn a_state_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let stored = |salt: &str, version| {
        format!(
            "{{\"version\":{version},\"salt\":\"{salt}\",\"day\":\"2026-01-09\",\"input\":{{\"size\":100,\"modified\":\"1970-01-01T00:00:00Z\",\"encoding\":\"detect\"}}}}"
        )
    };
    let salt = "00".repeat(32);
    for text in [String::new(), "{}".into(), stored("00", 1), stored(&salt, 2), "x".repeat(10_000)] {
        fs::write(beside(&path, ".state"), text).unwrap();
        assert!(matches!(open(&path, INPUT, false, 1), Err(StateError::Foreign { .. })));
    }
    fs::write(beside(&path, ".state"), stored(&salt, 1)).unwrap();
    assert!(open(&path, INPUT, false, 1).is_ok());
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    drop(open(&path, INPUT, false, 1).unwrap());
    assert_eq!(fs::metadata(beside(&path, ".state")).unwrap().permissions().mode() & 0o777, 0o600);
}
