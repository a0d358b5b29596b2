use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng};

use super::*;
use padron_model::SubscriberColumn as Column;

const HEADER: &str = "number,kind,given_names,first_surname,curp,address,postal_code";

type Read = Vec<(u64, u64, Result<String, Reason>)>;

/// The rows as number, end and address.
fn rows(bytes: &[u8], encoding: Encoding) -> Result<Read, FileError> {
    let mut reader = RowReader::open(bytes, encoding)?;
    let mut rows = Vec::new();
    while let Some(row) = reader.next()? {
        let address = row.cells.map(|cells| cells.get(Column::Address).unwrap_or_default().to_owned());
        rows.push((row.number, row.end, address.map_err(|fault| fault.reason)));
    }
    Ok(rows)
}

fn addresses(bytes: &[u8]) -> Vec<Result<String, Reason>> {
    let rows = rows(bytes, Encoding::Detect).unwrap();
    assert!(rows.iter().zip(1..).all(|(row, number)| row.0 == number), "row numbers count from 1 without gaps");
    assert!(rows.is_sorted_by_key(|row| row.1));
    rows.into_iter().map(|row| row.2).collect()
}

fn file(rows: &[&str]) -> String {
    [&[HEADER], rows].concat().join("\n")
}

#[test]
fn every_encoding_separator_and_line_end_gives_the_same_rows() {
    let text = file(&["1,national,José,Muñoz,X,\"Calle 1, Peña\",06000", "2,national,Ana,Paz,X,B,06000"]) + "\n";
    let semicolons = text.replace(',', ";").replace("Calle 1; Peña", "Calle 1, Peña");
    let tabs = text.replace(',', "\t").replace("Calle 1\t Peña", "Calle 1, Peña");
    let latin1 = |text: &str| text.chars().map(|character| character as u8).collect::<Vec<u8>>();
    let expected = vec![Ok("Calle 1, Peña".to_owned()), Ok("B".to_owned())];
    for text in [&text, &semicolons, &tabs] {
        for text in [text.clone(), text.replace('\n', "\r\n"), text.trim_end().to_owned(), text.replace('\n', "\n\n")] {
            let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
            for bytes in [text.as_bytes().to_vec(), bom, latin1(&text)] {
                assert_eq!(addresses(&bytes), expected);
            }
        }
    }
}

#[test]
fn an_encoding_that_was_asked_for_is_kept_to() {
    let mut bytes = file(&["1,national,Ana,Paz,X,Pe"]).into_bytes();
    bytes.extend(b"\xf1a,06000\n2,national,Ana,Paz,X,B,06000\n");
    let read = rows(&bytes, Encoding::Utf8).unwrap();
    assert_eq!(read[0].2, Err(Reason::Encoding));
    assert_eq!(read[1].2, Ok("B".into()));
    assert_eq!(rows(&bytes, Encoding::Latin1).unwrap()[0].2, Ok("Peña".into()));
}

#[test]
fn a_value_in_quotes_may_span_lines() {
    let text = file(&["1,national,Ana,Paz,X,\"Calle 1", "", "Centro\",06000", "2,national,Ana,Paz,X,B,06000"]);
    assert_eq!(addresses(text.as_bytes()), [Ok("Calle 1  Centro".into()), Ok("B".into())]);
}

#[test]
fn a_forgotten_quote_costs_one_row() {
    for rest in ["2,national,Ana,Paz,X,B,06000", "2,national,Ana,Paz,X,\"B\",06000"] {
        let text = file(&["1,national,Ana,Paz,X,\"Calle 1,06000", rest, "3,national,Ana,Paz,X,C,06000"]);
        assert_eq!(addresses(text.as_bytes()), [Err(Reason::OpenQuote), Ok("B".into()), Ok("C".into())], "{rest}");
    }
    let many: Vec<String> = (0..100).map(|_| "2,national,Ana,Paz,X,B,06000".to_owned()).collect();
    let text = file(&["1,national,Ana,Paz,X,\"Calle 1,06000", &many.join("\n")]);
    assert_eq!(addresses(text.as_bytes()).len(), 101);
}

#[test]
fn rows_with_another_number_of_values() {
    let text = file(&["1,national", "2,national,Ana,Paz,X,B,06000, ,", "3,national,Ana,Paz,X,B,06000,x", ",,,,,,"]);
    let expected = [Err(Reason::ColumnCount), Ok("B".into()), Err(Reason::ColumnCount), Ok(String::new())];
    assert_eq!(addresses(text.as_bytes()), expected);
}

#[test]
fn ndjson_is_recognised_and_its_rows_are_its_lines() {
    let text = "\n{\"number\": \"1\", \"domicilio\": \"A\"}\n\nno\n{\"address\": \"B\"}";
    assert_eq!(addresses(text.as_bytes()), [Ok("A".into()), Err(Reason::NotAnObject), Ok("B".into())]);
}

#[test]
fn files_that_cannot_be_used() {
    let error = |bytes: &[u8]| rows(bytes, Encoding::Detect).err().unwrap();
    assert!(matches!(error(b""), FileError::Empty));
    assert!(matches!(error(b"\r\n \n"), FileError::Empty));
    assert!(matches!(error(b"\xff\xfen\0u\0"), FileError::Utf16));
    assert!(matches!(error(b"5512345678,national"), FileError::NoHeader));
    assert!(matches!(error(&vec![b'a'; LONGEST + 1]), FileError::FirstLineTooLong));
    assert!(matches!(error(b"\"number,kind"), FileError::NoHeader));
}

/// Bytes that look like rows often enough to reach every branch.
fn arbitrary(rng: &mut ChaCha20Rng) -> Vec<u8> {
    const PIECES: [&[u8]; 14] = [
        b"\n",
        b"\r\n",
        b",",
        b";",
        b"\"",
        b"\"\"",
        b"5512345678",
        b"\xf1",
        "ñ".as_bytes(),
        b"\0",
        b"{\"number\":",
        b"}",
        b"national",
        b"\xef\xbb\xbf",
    ];
    let mut bytes = if rng.next_u32().is_multiple_of(4) { Vec::new() } else { format!("{HEADER}\n").into_bytes() };
    for _ in 0..rng.next_u32() % 60 {
        match rng.next_u32() % 8 {
            0 => bytes.push(rng.next_u32() as u8),
            _ => bytes.extend(PIECES[rng.next_u32() as usize % PIECES.len()]),
        }
    }
    bytes
}

#[test]
fn arbitrary_bytes_never_panic_and_rows_are_numbered_without_gaps() {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let mut read = 0;
    for _ in 0..20_000 {
        let bytes = arbitrary(&mut rng);
        for encoding in [Encoding::Detect, Encoding::Utf8] {
            let Ok(rows) = rows(&bytes, encoding) else { continue };
            read += rows.len();
            assert!(rows.iter().zip(1..).all(|(row, number)| row.0 == number));
            assert!(rows.is_sorted_by(|left, right| left.1 < right.1), "each row ends behind the one before");
            assert!(rows.last().is_none_or(|row| row.1 <= bytes.len() as u64));
        }
    }
    assert!(read > 20_000, "the bytes must reach the rows: {read}");
}

#[test]
fn damage_in_one_row_does_not_change_the_number_of_any_other() {
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    for _ in 0..2_000 {
        let count = 1 + rng.next_u32() as usize % 20;
        let mut lines: Vec<String> = (0..count).map(|row| format!("1,national,Ana,Paz,X,row {row},06000")).collect();
        let damaged = rng.next_u32() as usize % count;
        let at = rng.next_u32() as usize % lines[damaged].len();
        lines[damaged].insert(at, ['"', ',', ';', '{', '\u{0}'][rng.next_u32() as usize % 5]);
        let text = file(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        let read = addresses(text.as_bytes());
        assert_eq!(read.len(), count);
        for (row, address) in read.iter().enumerate().filter(|(row, _)| *row != damaged) {
            assert_eq!(address.as_deref().ok(), Some(format!("row {row}").as_str()));
        }
    }
}
