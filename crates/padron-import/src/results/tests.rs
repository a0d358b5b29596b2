use super::super::outcome::Why;
use super::*;
use std::fs;

fn linked(folio: &str) -> Outcome {
    Outcome::Linked { folio: folio.into(), at: "2026-01-09T00:00:00Z".into(), receipt: "a.b.c".into() }
}

fn refused() -> Outcome {
    Outcome::Refused(Why { field: "curp".into(), kind: "cap-reached".into(), reason: "no, \"never\"\nagain".into() })
}

fn invalid() -> Outcome {
    Outcome::Invalid(Why { field: "number".into(), kind: "length".into(), reason: "short".into() })
}

#[test]
fn one_line_a_row_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    let mut results = ResultFile::open(&path).unwrap();
    results.append(&[linked("F-1"), refused()]).unwrap();
    results.append(&[invalid()]).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "row,outcome,folio,at,field,type,reason,receipt\n\
         1,linked,F-1,2026-01-09T00:00:00Z,,,,a.b.c\n\
         2,refused,,,curp,cap-reached,\"no, \"\"never\"\" again\",\n\
         3,invalid,,,number,length,short,\n"
    );
    let again = ResultFile::open(&path).unwrap();
    assert_eq!(again.tally(), results.tally());
    assert_eq!(again.rows(), 3);
}

/// Whatever the byte at which a crash tore the file, what is opened again is a prefix of whole rows.
#[test]
fn a_torn_end_is_cut_off_at_every_byte() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    ResultFile::open(&path).unwrap().append(&[linked("F-1"), refused(), invalid()]).unwrap();
    let whole = fs::read(&path).unwrap();
    for length in 0..=whole.len() {
        for zeros in [0, 1, 70_000] {
            let mut torn = whole[..length].to_vec();
            torn.extend(vec![0; zeros]);
            fs::write(&path, &torn).unwrap();
            let complete = whole[..length].iter().filter(|&&byte| byte == b'\n').count() as u64;
            let mut results = ResultFile::open(&path).unwrap();
            assert_eq!(results.rows(), complete.saturating_sub(1));
            let rest = &[linked("F-1"), refused(), invalid()][results.rows() as usize..];
            results.append(rest).unwrap();
            assert_eq!(fs::read(&path).unwrap(), whole, "cut at {length}");
        }
    }
}

#[test]
fn zeros_that_a_file_system_left_behind_are_cut_off_even_before_a_newline() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    fs::write(&path, format!("{HEADER}\n1,linked,,,,,,\n\0\0\0\n3,linked,,,,,,\n")).unwrap();
    assert_eq!(ResultFile::open(&path).unwrap().rows(), 1);
}

#[test]
fn something_else_is_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    for (text, line) in [
        ("my only copy".to_owned(), 1),
        ("a,b\n1,2\n".to_owned(), 1),
        (format!("{HEADER}\n2,linked,,,,,,\n"), 2),
        (format!("{HEADER}\n1,linked,,,,,,\n1,linked,,,,,,\n"), 3),
        (format!("{HEADER}\n1,perhaps,,,,,,\n"), 2),
        (format!("{HEADER}\n1,linked,,,,,\n"), 2),
    ] {
        fs::write(&path, &text).unwrap();
        assert!(
            matches!(ResultFile::open(&path), Err(ResultError::Foreign { line: found }) if found == line),
            "{text}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.csv");
    ResultFile::open(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
