//! What the log's files promise, on disk and in memory.

use super::rows::hash;
use crate::{FaultMoment, LogDirectory, MemoryFiles, Step};
use padron_registrar::ports::{LogFiles, StoreError};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Runs a case on files of every kind.
fn on_each(case: impl Fn(&mut dyn LogFiles)) {
    let dir = TempDir::new().unwrap();
    case(&mut LogDirectory::open(dir.path()).unwrap());
    case(&mut MemoryFiles::new());
}

pub(super) fn file(path: &str, bytes: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (path.into(), bytes.into())
}

#[test]
fn files_come_back_as_they_were_written() {
    on_each(|files| {
        let paths = [
            "checkpoint",
            "figures.json",
            "tile/0/000",
            "tile/0/001.p/1",
            "tile/0/001.p/255",
            "tile/entries/x001/x234/067",
            "tile/entries/x001/x234/068.p/8",
            "tile/2/000.p/3",
            "trust/0.json",
            "trust/12.json",
            "statistics/1234567890.json",
        ];
        assert!(paths.iter().all(|path| files.read(path).unwrap().is_none()));
        let all: Vec<_> = paths.iter().map(|path| file(path, *path)).collect();
        files.write(&all).unwrap();
        for path in paths {
            assert_eq!(files.read(path).unwrap().as_deref(), Some(path.as_bytes()), "{path}");
        }
        files.write(&[file("checkpoint", "new"), file("tile/0/000", vec![])]).unwrap();
        assert_eq!(files.read("checkpoint").unwrap().as_deref(), Some(&b"new"[..]));
        assert_eq!(files.read("tile/0/000").unwrap().as_deref(), Some(&b""[..]));
        files.write(&[]).unwrap();
    });
}

#[test]
fn what_is_removed_is_gone_and_can_be_written_again() {
    on_each(|files| {
        files.write(&[file("tile/0/000.p/1", "1"), file("tile/0/000.p/2", "2"), file("checkpoint", "c")]).unwrap();
        for _ in 0..2 {
            files.remove("tile/0/000.p/1").unwrap();
            assert_eq!(files.read("tile/0/000.p/1").unwrap(), None);
            assert_eq!(files.read("tile/0/000.p/2").unwrap().as_deref(), Some(&b"2"[..]));
        }
        files.remove("tile/0/000.p/2").unwrap();
        files.remove("checkpoint").unwrap();
        assert_eq!(files.read("checkpoint").unwrap(), None);
        files.write(&[file("tile/0/000.p/3", "3"), file("checkpoint", "d")]).unwrap();
        assert_eq!(files.read("tile/0/000.p/3").unwrap().as_deref(), Some(&b"3"[..]));
    });
}

#[test]
fn no_path_leads_elsewhere() {
    let strange = [
        "",
        ".",
        "..",
        "/",
        "/etc/passwd",
        "../checkpoint",
        "./checkpoint",
        "checkpoint/",
        "checkpoint/0",
        "Checkpoint",
        "checkpoint\0",
        "checkpoint\n",
        ".new/0",
        ".new/store.lock",
        "tile",
        "tile/",
        "tile/..",
        "tile/../checkpoint",
        "tile/0/../../checkpoint",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/0/x001",
        "tile/0/000.p",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile\\0\\000",
        "tile/Entries/000",
        "tile//entries/000",
        "trust/.json",
        "trust/01.json",
        "trust/+1.json",
        "trust/../1.json",
        "trust/1.json/2.json",
        "trust/1",
        "statistics/-1.json",
        "statistics/18446744073709551616.json",
        "statistics/1.json ",
        "other/1.json",
    ];
    on_each(|files| {
        for path in strange {
            assert!(matches!(files.write(&[file(path, "x")]), Err(StoreError::Failed(_))), "{path:?} was written");
            assert!(files.remove(path).is_err(), "{path:?} was removed");
            assert_eq!(files.read(path).unwrap(), None, "{path:?} was read");
        }
        assert!(files.write(&[file("checkpoint", "x"), file("../x", "x")]).is_err());
        assert_eq!(files.read("checkpoint").unwrap(), None, "nothing is written beside a path that is refused");
    });
}

#[test]
fn there_are_limits() {
    on_each(|files| {
        assert!(files.write(&[file("trust/1.json", vec![0; (16 << 20) + 1])]).is_err());
        assert!(files.write(&[file("checkpoint", "a"), file("checkpoint", "b")]).is_err(), "which of them?");
        assert_eq!(files.read("checkpoint").unwrap(), None);
        files.write(&[file("trust/1.json", vec![7; 16 << 20])]).unwrap();
        assert_eq!(files.read("trust/1.json").unwrap().map(|bytes| bytes.len()), Some(16 << 20));
    });
}

#[test]
fn many_files_at_once_are_all_there() {
    on_each(|files| {
        let bytes = |number: u64| hash("file", number).0.repeat(1 + number as usize % 300);
        let all: Vec<_> = (0..700).map(|number| (format!("tile/entries/{number:03}"), bytes(number))).collect();
        files.write(&all).unwrap();
        for (path, bytes) in all {
            assert!(files.read(&path).unwrap().unwrap() == bytes, "{path} is another file");
        }
    });
}

#[test]
fn files_in_memory_fail_when_they_are_told_to() {
    let (mut files, asked) = (MemoryFiles::new(), Arc::new(Mutex::new(Vec::new())));
    let heard = asked.clone();
    files.fail_with(move |moment, step| {
        heard.lock().unwrap().push(format!("{moment:?} {step:?}"));
        match (moment, step) {
            (FaultMoment::Before, Step::Write("tile/0/000")) => Err(StoreError::Full),
            (FaultMoment::After, Step::Write("figures.json")) => Err(StoreError::Failed("the power is gone".into())),
            _ => Ok(()),
        }
    });
    let all = [file("checkpoint", "c"), file("tile/0/000", "t"), file("figures.json", "f")];
    assert!(matches!(files.write(&all), Err(StoreError::Full)));
    assert_eq!(files.files().into_keys().collect::<Vec<_>>(), ["checkpoint"]);
    assert!(matches!(files.write(&all[2..]), Err(StoreError::Failed(_))));
    assert_eq!(files.clone().read("figures.json").unwrap().as_deref(), Some(&b"f"[..]), "it was written all the same");
    files.remove("checkpoint").unwrap();
    let expected = [
        r#"Before Write("checkpoint")"#,
        r#"After Write("checkpoint")"#,
        r#"Before Write("tile/0/000")"#,
        r#"Before Write("figures.json")"#,
        r#"After Write("figures.json")"#,
        r#"Before Read("figures.json")"#,
        r#"After Read("figures.json")"#,
        r#"Before Remove("checkpoint")"#,
        r#"After Remove("checkpoint")"#,
    ];
    assert_eq!(*asked.lock().unwrap(), expected);
    files.heal();
    files.write(&all).unwrap();
    assert_eq!(files.files().len(), 3);
}
