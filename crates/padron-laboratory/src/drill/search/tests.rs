use super::super::inventory;
use super::super::patterns::Patterns;
use super::super::population::Subscriber;
use super::super::sqlite::{Cell, write_table};
use super::super::tests::{noise, people};
use super::*;
use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use flate2::Compression;
use std::fs;
use std::io::Write as _;

fn found(plant: &[u8], name: &str) -> Vec<Find> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), plant).unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    search(&files, &Patterns::new(&people(30))).unwrap().finds
}

fn expect(kind: Kind, encoding: &str, value: &[u8]) {
    let around = [noise("before", 5_001).as_slice(), b"\0", value, b"\0", &noise("after", 3_000)].concat();
    let finds = found(&around, "dump.bin");
    let wanted = finds.iter().any(|find| find.what == kind.into() && find.encoding == encoding && find.places > 0);
    assert!(wanted, "{kind:?} as {encoding} was not found: {finds:?}");
}

/// A line of somebody who has everything that can be searched for.
fn victim() -> Subscriber {
    people(30)
        .into_iter()
        .find(|line| !line.is_legal_person() && !line.cell("email").is_empty() && !line.cell("curp").is_empty())
        .unwrap()
}

fn name(of: &Subscriber) -> String {
    [of.cell("given_names"), of.cell("first_surname"), of.cell("second_surname")].join(" ").trim().to_owned()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_kind_is_found_in_the_clear() {
    let line = victim();
    for (kind, value) in [
        (Kind::Number, line.number()),
        (Kind::Iccid, line.cell("iccid")),
        (Kind::Curp, line.cell("curp")),
        (Kind::Address, line.cell("address")),
        (Kind::Email, line.cell("email")),
        (Kind::Name, &name(&line)),
    ] {
        expect(kind, "utf-8", value.as_bytes());
        expect(kind, "utf-8", value.to_lowercase().as_bytes());
    }
    expect(Kind::Number, "utf-8", format!("+52{}", line.number()).as_bytes());
    let company = people(400).into_iter().find(Subscriber::is_legal_person).unwrap();
    let finds = |value: &str, kind: Kind| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("x"), value).unwrap();
        let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
        let finds = search(&files, &Patterns::new(&people(400))).unwrap().finds;
        finds.iter().any(|find| find.what == kind.into())
    };
    assert!(finds(company.cell("rfc"), Kind::Rfc) && finds(company.cell("legal_name"), Kind::LegalName));
    let foreigner = people(400).into_iter().find(|line| !line.cell("passport_number").is_empty()).unwrap();
    assert!(finds(&format!("passport {}.", foreigner.cell("passport_number")), Kind::Passport));
}

#[test]
fn every_text_encoding_is_found() {
    let line = victim();
    let number = line.number();
    let wide = |big: bool| -> Vec<u8> {
        number.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    expect(Kind::Number, "utf-16 > utf-8", &wide(false));
    expect(Kind::Number, "utf-16 > utf-8", &wide(true));
    expect(Kind::Number, "hex > utf-8", HEXLOWER.encode(number.as_bytes()).as_bytes());
    expect(Kind::Number, "hex > utf-8", HEXUPPER.encode(number.as_bytes()).as_bytes());
    expect(Kind::Number, "hex > utf-8", format!("a{}", HEXLOWER.encode(format!(" {number} ").as_bytes())).as_bytes());
    for before in ["", "?", "??", "???"] {
        let text = format!("{before} {number} ?");
        expect(Kind::Number, "base64 > utf-8", BASE64.encode(text.as_bytes()).as_bytes());
        expect(Kind::Number, "base64 > utf-8", BASE64URL_NOPAD.encode(text.as_bytes()).as_bytes());
    }
    let wrapped = BASE64.encode(format!("{{\"number\":\"{number}\",\"curp\":\"{}\"}}", line.cell("curp")).as_bytes());
    expect(Kind::Curp, "base64 > utf-8", [&wrapped[..36], "\r\n", &wrapped[36..]].concat().as_bytes());
}

#[test]
fn accents_are_found_in_each_character_set() {
    let mut lines = people(300).into_iter().filter(|line| !line.is_legal_person());
    let line = lines.find(|line| !name(line).is_ascii()).unwrap();
    let latin1: Vec<u8> = name(&line).chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let plain = name(&line).to_lowercase().replace('á', "a").replace('é', "e").replace('í', "i");
    let plain = plain.replace('ó', "o").replace(['ú', 'ü'], "u").replace('ñ', "n").to_uppercase();
    let folder = tempfile::tempdir().unwrap();
    let patterns = Patterns::new(&people(300));
    for (bytes, encoding) in
        [(latin1, "latin-1"), (plain.into_bytes(), "unaccented"), (name(&line).into_bytes(), "utf-8")]
    {
        fs::write(folder.path().join("x"), bytes).unwrap();
        let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
        let finds = search(&files, &patterns).unwrap().finds;
        assert!(finds.iter().any(|find| find.what == Kind::Name.into() && find.encoding == encoding), "{encoding}");
    }
}

#[test]
fn packed_integers_are_found() {
    let line = victim();
    let number: u64 = line.number().parse().unwrap();
    for value in [number, 520_000_000_000 + number] {
        expect(Kind::Number, "integer, 8 bytes, big endian", &value.to_be_bytes());
        expect(Kind::Number, "integer, 8 bytes, little endian", &value.to_le_bytes());
        expect(Kind::Number, "hex > integer, 8 bytes, big endian", HEXLOWER.encode(&value.to_be_bytes()).as_bytes());
    }
    let digits = line.cell("iccid").to_owned() + if line.cell("iccid").len() % 2 == 1 { "f" } else { "" };
    let swapped: String =
        digits.as_bytes().chunks(2).flat_map(|pair| [char::from(pair[1]), char::from(pair[0])]).collect();
    expect(Kind::Iccid, "swapped packed decimal", &HEXLOWER.decode(swapped.as_bytes()).unwrap());
}

#[test]
fn compressed_data_are_searched_at_any_offset_and_in_each_other() {
    let line = victim();
    let text = format!("customer {} of operator", line.cell("curp"));
    for level in [1, 6, 9] {
        expect(Kind::Curp, "zlib > utf-8", &zlib(text.as_bytes(), level));
    }
    expect(Kind::Curp, "gzip > utf-8", &gzip(text.as_bytes()));
    expect(Kind::Curp, "base64 > gzip > utf-8", BASE64.encode(&gzip(text.as_bytes())).as_bytes());
    expect(Kind::Curp, "gzip > base64 > utf-8", &gzip(BASE64.encode(text.as_bytes()).as_bytes()));
    let long = [noise("long", 9 << 20), text.clone().into_bytes(), noise("tail", 1 << 20)].concat();
    let finds = found(&[b"x".to_vec(), gzip(&long)].concat(), "backup.gz");
    assert!(finds.iter().any(|find| find.encoding == "gzip > utf-8"), "a stream longer than a chunk: {finds:?}");
}

#[test]
fn values_over_the_edge_of_a_chunk_are_found_once() {
    let number = victim().number().to_owned();
    for start in [(4 << 20) - 5, (4 << 20) - 10, 4 << 20, (4 << 20) - (32 << 10) - 3] {
        let mut bytes = vec![b'.'; 9 << 20];
        bytes[start..start + 10].copy_from_slice(number.as_bytes());
        let finds = found(&bytes, "log");
        let exact: Vec<_> = finds.iter().filter(|find| find.encoding == "utf-8").collect();
        assert_eq!(exact.len(), 1);
        assert_eq!((exact[0].offset, exact[0].places), (Some(start as u64), 1), "planted at {start}");
    }
}

#[test]
fn tables_free_pages_and_companions_are_searched() {
    let line = victim();
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("register.sqlite");
    let number: i64 = line.number().parse().unwrap();
    // Longer than a page: the name lies across the edge of two of them somewhere.
    let long = |at: usize| Cell::Text(format!("{}{}{}", "x".repeat(4_060 + at), line.cell("curp"), "y".repeat(9_000)));
    let rows = (0..30).map(|at| vec![Cell::Integer(number), long(at), Cell::Text(line.cell("given_names").to_owned())]);
    write_table(&database, "notes", &["a", "b", "c"], rows).unwrap();
    fs::write(folder.path().join("register.sqlite-wal"), [b"\x37\x7f\x06\x82", line.cell("curp").as_bytes()].concat())
        .unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    let searched = search(&files, &Patterns::new(&people(30))).unwrap();
    let has = |column: &str, what: Kind, places: u64| {
        let mut finds = searched.finds.iter();
        finds.any(|find| find.column.as_deref() == Some(column) && find.what == what.into() && find.places == places)
    };
    assert!(has("a", Kind::Number, 30) && has("b", Kind::Curp, 30) && has("c", Kind::Name, 30), "{:?}", searched.finds);
    let raw = |file: &str| searched.finds.iter().any(|find| find.file == file && find.offset.is_some());
    assert!(raw("1:register.sqlite-wal") && raw("1:register.sqlite"));
}

#[test]
fn chance_is_not_a_find() {
    let digits: String = noise("digits", 400_000).iter().map(|byte| char::from(b'0' + byte % 10)).collect();
    assert_eq!(found(digits.as_bytes(), "digits"), []);
    assert_eq!(found(&noise("nothing", 2 << 20), "noise"), []);
    assert_eq!(found(HEXLOWER.encode(&noise("nothing", 1 << 20)).as_bytes(), "hex"), []);
    assert_eq!(found(b"", "empty"), []);
}
