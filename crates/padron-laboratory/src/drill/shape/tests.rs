use super::super::sqlite::{Cell, write_table};
use super::*;
use std::fs;
use std::path::Path;

fn country(parent: &Path, name: &str, holders: [&[u8]; 4], log: &str) -> Vec<PathBuf> {
    let directory = parent.join(name);
    fs::create_dir(&directory).unwrap();
    let rows = holders.iter().map(|holder| vec![Cell::Blob(holder.to_vec()), Cell::Integer(1), Cell::Null]);
    write_table(&directory.join("register.sqlite"), "slots", &["slot", "n", "nothing"], rows).unwrap();
    fs::write(directory.join("register.sqlite-wal"), name).unwrap();
    fs::write(directory.join("padron.log"), log).unwrap();
    vec![directory]
}

#[test]
fn who_holds_what_does_not_show_and_sizes_and_counts_do() {
    let folder = tempfile::tempdir().unwrap();
    let shape_of =
        |name: &str, holders: [&[u8]; 4], log: &str| shape(&country(folder.path(), name, holders, log)).unwrap();
    let one = shape_of("one", [b"aa", b"bb", b"cc", b"dd"], "4 lines");
    assert_eq!(one, shape_of("another one", [b"dd", b"aa", b"aa", b"cc"], "5 lines"));
    assert_ne!(one, shape_of("longer", [b"aa", b"bb", b"cc", b"ddd"], "4 lines"));
    assert_ne!(one, shape_of("talkative", [b"aa", b"bb", b"cc", b"dd"], "some lines"));
    assert_eq!(one.tables[&(0, "register.sqlite".to_owned(), "slots".to_owned())], (4, 4 * (2 + 8)));
    assert_eq!(one.files.len(), 1);
}
