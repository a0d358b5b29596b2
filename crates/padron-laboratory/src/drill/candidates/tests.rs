use super::super::inventory;
use super::super::sqlite::{Cell, write_table};
use super::super::tests::noise;
use super::*;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use std::fs;
use std::path::Path;

fn collected(fill: impl Fn(&Path)) -> Collected {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    collect(&files, &[]).unwrap()
}

fn rank(of: &Collected, key: &[u8]) -> Option<Rank> {
    of.candidates.iter().find(|candidate| candidate.bytes == key).map(|candidate| candidate.rank)
}

#[test]
fn keys_are_collected_from_files_in_every_form() {
    let key = noise("key", 32);
    let forms: [Vec<u8>; 6] = [
        key.clone(),
        HEXLOWER.encode(&key).into_bytes(),
        format!("pepper=\"{}\"", HEXUPPER.encode(&key)).into_bytes(),
        format!("{{\"k\":\"{}\"}}", BASE64URL_NOPAD.encode(&key)).into_bytes(),
        BASE64.encode(&key).into_bytes(),
        BASE64.encode(format!("{{\"k\":\"{}\"}}", HEXLOWER.encode(&key)).as_bytes()).into_bytes(),
    ];
    for form in forms {
        let found = collected(|folder| fs::write(folder.join("x"), &form).unwrap());
        assert_eq!(rank(&found, &key), Some(Rank::Key));
        assert!(found.targets.contain(&key) && !found.targets.contain(&noise("other", 32)));
    }
    let aligned = collected(|folder| {
        fs::write(folder.join("x"), [noise("a", 64), key.clone(), noise("b", 40)].concat()).unwrap()
    });
    assert_eq!(rank(&aligned, &key), Some(Rank::Part));
}

#[test]
fn keys_are_collected_from_tables_and_ranked_by_how_many_rows_there_are() {
    let table = |rows: usize, value: &dyn Fn(usize) -> Vec<u8>| {
        let rows: Vec<_> = (0..rows).map(|at| vec![Cell::Blob(value(at))]).collect();
        collected(|folder| write_table(&folder.join("r.sqlite"), "t", &["v"], rows.clone()).unwrap())
    };
    let key = |at: usize| noise(&format!("key {at}"), 32);
    assert_eq!(rank(&table(3, &key), &key(1)), Some(Rank::Key));
    assert_eq!(rank(&table(3_000, &key), &key(2_999)), Some(Rank::Row));
    let within = |at: usize| [noise("before", 7), key(at), noise("after", 9)].concat();
    assert_eq!(rank(&table(3, &within), &key(1)), Some(Rank::Part));
    assert_eq!(rank(&table(3_000, &within), &key(400)), Some(Rank::RowPart));
    assert!(table(3_000, &within).targets.contain(&key(2_999)));
}

#[test]
fn what_cannot_be_a_key_is_left_out() {
    let found = collected(|folder| {
        fs::write(folder.join("zeros"), [0; 4096]).unwrap();
        fs::write(folder.join("dots"), [b'.'; 32]).unwrap();
    });
    assert!(found.candidates.is_empty());
    assert_eq!(found.targets.len(), 1, "of the dots alone");
}
