use super::super::candidates::collect;
use super::super::inventory;
use super::super::sqlite::{Cell, write_table};
use super::super::tests::{noise, people};
use super::*;
use std::fs;
use std::path::Path;

fn attack(folder: &Path, people: &[Subscriber], pairs: u64) -> Guessed {
    let (files, _) = inventory::files(&[folder.to_owned()]).unwrap();
    guess(&collect(&files, &[]).unwrap(), people, Effort { pairs, scalars: 0 })
}

fn table(folder: &Path, values: impl Iterator<Item = Vec<u8>>) {
    write_table(&folder.join("r.sqlite"), "lines", &["line"], values.map(|value| vec![Cell::Blob(value)])).unwrap();
}

#[test]
fn every_derivation_is_recovered_whole_and_cut_to_sixteen_bytes() {
    let lines = people(12);
    let key: [u8; 32] = noise("pepper", 32).try_into().unwrap();
    let hmac = Keyed::new(&key);
    for wanted in 0..9 {
        for cut in [16, 32] {
            let folder = tempfile::tempdir().unwrap();
            let value = |line: &Subscriber| {
                let mut made = Vec::new();
                keyed(&key, &hmac, format!("+52{}", line.number()).as_bytes(), |of, value| made.push((of, value)));
                made[wanted]
            };
            table(folder.path(), lines.iter().map(|line| value(line).1[..cut].to_vec()));
            fs::write(
                folder.path().join("config.toml"),
                format!("pepper = \"{}\"\n", data_encoding::HEXLOWER.encode(&key)),
            )
            .unwrap();
            let guessed = attack(folder.path(), &lines, 5_000);
            assert_eq!(guessed.lines().len(), lines.len(), "{:?} cut to {cut}", value(&lines[0]).0);
        }
    }
}

#[test]
fn plain_hashes_of_numbers_and_of_people_are_recovered() {
    let lines = people(12);
    for text in [Subscriber::person_input, |line: &Subscriber| line.number().to_owned()] {
        let folder = tempfile::tempdir().unwrap();
        table(folder.path(), lines.iter().map(|line| sha256(&[text(line).as_bytes()]).to_vec()));
        assert_eq!(attack(folder.path(), &lines, 5_000).lines().len(), lines.len());
    }
    let folder = tempfile::tempdir().unwrap();
    let record = |line: &Subscriber| {
        let submission = sha256(&[line.number().as_bytes()])[..16].try_into().unwrap();
        record_of(line.cell("operator"), &Uuid::from_random(submission)).as_bytes().to_vec()
    };
    table(folder.path(), lines.iter().map(record));
    assert_eq!(attack(folder.path(), &lines, 5_000).lines().len(), lines.len());
}

#[test]
fn a_salt_beside_each_hash_is_tried_too() {
    let lines = people(12);
    let folder = tempfile::tempdir().unwrap();
    let salted = |line: &Subscriber| {
        let salt: [u8; 32] = noise(line.number(), 32).try_into().unwrap();
        [salt, Keyed::new(&salt).mac(&[line.number().as_bytes()])].concat()
    };
    table(folder.path(), lines.iter().map(salted));
    assert_eq!(attack(folder.path(), &lines, 50_000).lines().len(), lines.len());
}

#[test]
fn what_is_made_with_a_key_that_was_not_stolen_stays_closed() {
    let lines = people(12);
    let folder = tempfile::tempdir().unwrap();
    let key = Keyed::new(&noise("elsewhere", 32).try_into().unwrap());
    table(folder.path(), lines.iter().map(|line| key.mac(&[line.number().as_bytes()]).to_vec()));
    fs::write(folder.path().join("pepper"), noise("another pepper", 32)).unwrap();
    let guessed = attack(folder.path(), &lines, 5_000);
    assert!(guessed.met.is_empty() && guessed.attempts > 1_000);
}

#[test]
fn samples_are_spread_and_never_larger_than_what_there_is() {
    assert_eq!(spread(10, 3), [0, 3, 6]);
    assert_eq!(spread(2, 5), [0, 1]);
    assert!(spread(0, 5).is_empty());
}
