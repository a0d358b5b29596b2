use super::*;

#[test]
fn a_file_beyond_the_limit_is_refused_and_never_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    fs::write(&path, "four").unwrap();
    assert_eq!(read_limited(&path, 4).unwrap(), "four");
    assert!(read_limited(&path, 3).unwrap_err().to_string().contains("longer than 3 bytes"));
    // Holes take no place on the disk.
    File::options().write(true).open(&path).unwrap().set_len(MAX + 1).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("longer than"));
    assert!(read_bytes(&path).unwrap_err().to_string().contains("longer than"));
}
