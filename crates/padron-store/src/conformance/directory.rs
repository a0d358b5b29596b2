//! The log's directory as it lies on the disk.

use super::files::file;
use super::rows::hash;
use crate::{LogDirectory, OpenError};
use padron_registrar::ports::{LogFiles, StoreError};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

/// Files whose bytes say which version they are of: of the sizes that a log has, two of them replaced, one new.
pub(super) fn numbered_files(version: u64) -> Vec<(String, Vec<u8>)> {
    let paths = ["checkpoint".into(), "tile/0/000.p/7".into(), "tile/entries/000.p/7".into(), "figures.json".into()];
    paths.map(|path: String| (path, numbered_bytes(version))).into()
}

fn numbered_bytes(version: u64) -> Vec<u8> {
    let line = format!("{version}\n");
    line.repeat((8 << 10) / line.len() + (version % 97) as usize * 40).into_bytes()
}

/// The version that a file's bytes say; fails when they are not the whole of it.
pub(super) fn version_of(path: &str, bytes: &[u8]) -> u64 {
    let text = std::str::from_utf8(bytes).unwrap();
    let version = text.lines().next().unwrap().parse().unwrap();
    assert!(bytes == numbered_bytes(version), "{path} is not the whole of version {version}");
    version
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn it_is_plain_files() {
    let dir = TempDir::new().unwrap();
    let root = dir.path().join("public").join("log");
    let mut files = LogDirectory::open(&root).unwrap();
    files.write(&[file("checkpoint", "c"), file("tile/entries/x001/000.p/9", "t")]).unwrap();
    assert_eq!(names(&root), [".new", "checkpoint", "tile"]);
    assert_eq!(fs::read(root.join("tile/entries/x001/000.p/9")).unwrap(), b"t");
    assert_eq!(names(&root.join(".new")), ["store.lock"], "what was staged has its name now");
    files.write(&[file("tile/entries/x001/000.p/10", "t")]).unwrap();
    files.remove("tile/entries/x001/000.p/9").unwrap();
    assert_eq!(names(&root.join("tile/entries/x001")), ["000.p"]);
    files.remove("tile/entries/x001/000.p/10").unwrap();
    assert!(names(&root.join("tile/entries/x001")).is_empty(), "a directory of partial tiles goes with the last one");
    files.remove("checkpoint").unwrap();
    assert!(root.exists());
}

#[test]
fn one_process_owns_it_and_what_was_left_half_written_is_cleared() {
    let dir = TempDir::new().unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    files.write(&[file("checkpoint", "c")]).unwrap();
    let other = files.clone();
    assert!(matches!(LogDirectory::open(dir.path()), Err(OpenError::InUse(_))));
    drop(files);
    assert!(matches!(LogDirectory::open(dir.path()), Err(OpenError::InUse(_))), "a clone has it");
    drop(other);
    fs::write(dir.path().join(".new/0"), "half a t").unwrap();
    fs::write(dir.path().join(".new/17"), "").unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    assert_eq!(names(&dir.path().join(".new")), ["store.lock"]);
    assert_eq!(files.read("checkpoint").unwrap().as_deref(), Some(&b"c"[..]));
}

#[test]
fn a_reader_meets_whole_files_only() {
    let dir = TempDir::new().unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    files.write(&numbered_files(0)).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut last, mut changes) = (0, 0);
            while !done.load(Ordering::Relaxed) {
                let bytes = fs::read(dir.path().join("checkpoint")).unwrap();
                let version = version_of("checkpoint", &bytes);
                assert!(version >= last, "an older version came back");
                changes += u32::from(version > last);
                last = version;
            }
            changes
        });
        for version in 1..100 {
            files.write(&numbered_files(version)).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0, "the reader saw no change");
    });
}

#[test]
fn a_directory_that_somebody_took_away_is_made_again() {
    let dir = TempDir::new().unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    files.write(&numbered_files(0)).unwrap();
    fs::remove_dir_all(dir.path().join("tile")).unwrap();
    assert!(matches!(files.write(&numbered_files(1)), Err(StoreError::Failed(_))), "it was thought to be there");
    files.write(&numbered_files(1)).unwrap();
    for (path, bytes) in numbered_files(1) {
        assert!(files.read(&path).unwrap() == Some(bytes), "{path}");
    }
}

/// A file that the system never finds room for takes the place of the third one that is staged.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_replaces_nothing() {
    let dir = TempDir::new().unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    files.write(&numbered_files(0)).unwrap();
    std::os::unix::fs::symlink("/dev/full", dir.path().join(".new/2")).unwrap();
    assert!(matches!(files.write(&numbered_files(1)), Err(StoreError::Full)));
    for (path, bytes) in numbered_files(0) {
        assert!(files.read(&path).unwrap() == Some(bytes), "{path} was replaced");
    }
    assert_eq!(names(&dir.path().join(".new")), ["store.lock"], "what is half-written is not left in the way");
    files.write(&numbered_files(1)).unwrap();
}

#[cfg(unix)]
#[test]
fn everybody_may_read_what_is_in_its_place_and_nobody_what_is_not() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("like this"), "").unwrap();
    let mode = |path: &str| fs::metadata(dir.path().join(path)).unwrap().permissions().mode() & 0o777;
    let usual = mode("like this");
    let mut files = LogDirectory::open(dir.path()).unwrap();
    files.write(&numbered_files(0)).unwrap();
    assert_eq!((mode("checkpoint"), mode("tile/0/000.p/7")), (usual, usual));
    assert_eq!((mode(".new"), mode(".new/store.lock")), (0o700, 0o600));
}

#[test]
fn a_file_that_cannot_be_a_logs_is_not_read() {
    let dir = TempDir::new().unwrap();
    let mut files = LogDirectory::open(dir.path()).unwrap();
    let huge = fs::File::create(dir.path().join("checkpoint")).unwrap();
    huge.set_len(1 << 40).unwrap();
    assert!(matches!(files.read("checkpoint"), Err(StoreError::Damaged(_))));
    fs::create_dir(dir.path().join("figures.json")).unwrap();
    assert!(matches!(files.read("figures.json"), Err(StoreError::Failed(_))));
    assert!(files.write(&[file("figures.json", hash("x", 1).0)]).is_err());
}
