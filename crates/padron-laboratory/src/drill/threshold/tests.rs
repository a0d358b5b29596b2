use super::super::candidates::collect;
use super::super::inventory;
use super::super::sqlite::{Cell, write_table};
use super::super::tests::{noise, people};
use super::*;

/// One way in which a row's value follows from a person's line.
type Derivation<'a> = &'a dyn Fn(&Subscriber) -> Vec<u8>;
use std::fs;

const EFFORT: Effort = Effort { pairs: 0, scalars: 200 };

fn scalar(name: &str) -> [u8; 32] {
    let mut bytes: [u8; 32] = noise(name, 32).try_into().unwrap();
    bytes[31] &= 0x0f;
    bytes
}

fn output(purpose: Purpose, input: &str) -> Output {
    let rank = Rank::Key;
    evaluated(purpose, &GuessedPerson { bytes: scalar("key"), rank, file: 0 }, std::iter::once(input)).remove(0)
}

/// Attacks a table of values, with the whole threshold key in a file beside it, or another.
fn attack(key: &str, values: Vec<Vec<u8>>) -> OpenedSeals {
    let folder = tempfile::tempdir().unwrap();
    let rows = values.into_iter().map(|value| vec![Cell::Blob(value)]);
    write_table(&folder.path().join("r.sqlite"), "rows", &["key"], rows).unwrap();
    fs::write(folder.path().join("share"), scalar(key)).unwrap();
    fs::write(folder.path().join("pepper"), noise("pepper", 32)).unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    open(&collect(&files, &[]).unwrap(), &people(4), EFFORT)
}

fn token(line: &Subscriber) -> LineToken {
    LineToken::from_output(&output(Purpose::Line, &format!("+52{}", line.number())))
}

fn pepper() -> Keyed {
    Keyed::new(&noise("pepper", 32).try_into().unwrap())
}

#[test]
fn a_whole_line_key_on_a_disk_is_recognised_by_rows_journals_and_tokens() {
    let row = |line: &Subscriber| pepper().mac(&[b"line", token(line).as_bytes()])[..16].to_vec();
    let journal = |line: &Subscriber| sha256_parts("padron custodian journal", &[token(line).as_bytes()]).0.to_vec();
    let plain = |line: &Subscriber| token(line).as_bytes().to_vec();
    let kinds: [Derivation<'_>; 3] = [&row, &journal, &plain];
    for of in kinds {
        let opened = attack("key", people(4).iter().map(of).collect());
        assert!(opened.keys.keys().any(|(_, what)| what.starts_with("line key")));
        assert!(attack("another", people(4).iter().map(of).collect()).keys.is_empty());
    }
}

#[test]
fn a_whole_person_key_is_recognised_by_slots_holders_and_view_keys() {
    let record: [u8; 16] = noise("record", 16).try_into().unwrap();
    let secret = |line: &Subscriber| PersonSecret::from_output(&output(Purpose::Person, &line.person_input()));
    let slot = |line: &Subscriber| pepper().mac(&[b"slot", secret(line).slot(7).as_bytes()])[..16].to_vec();
    let holder = |line: &Subscriber| pepper().mac(&[b"holder", &secret(line).holder_token()])[..16].to_vec();
    let view = |line: &Subscriber| secret(line).view_key(&record).to_vec();
    let kinds: [Derivation<'_>; 3] = [&slot, &holder, &view];
    for of in kinds {
        let mut values: Vec<Vec<u8>> = people(4).iter().map(of).collect();
        values.push(record.to_vec());
        assert!(attack("key", values).keys.keys().any(|(_, what)| what.starts_with("person key")));
    }
}

#[test]
fn stored_tokens_and_secrets_are_recognised() {
    let line = &people(4)[0];
    let journal = sha256_parts("padron custodian journal", &[token(line).as_bytes()]).0.to_vec();
    let row = pepper().mac(&[b"line", token(line).as_bytes()])[..16].to_vec();
    let joined = attack("another", vec![token(line).as_bytes().to_vec(), journal, row]);
    assert_eq!(joined.joins.len(), 2);
    let secret = noise("secret", 32);
    let slot = Keyed::new(&secret.clone().try_into().unwrap()).expand(&[b"slot", &[0, 3]]);
    let opened = attack("another", vec![secret, pepper().mac(&[b"slot", &slot])[..16].to_vec()]);
    assert!(opened.keys.keys().any(|(_, what)| what.starts_with("person's secret")));
}

#[test]
fn nothing_is_recognised_in_noise() {
    let opened = attack("another", (0..50).map(|at| noise(&format!("row {at}"), 16)).collect());
    assert!(opened.keys.is_empty() && opened.joins.is_empty() && opened.scalars_tried > 0);
}
