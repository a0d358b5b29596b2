use proptest::prelude::*;

use super::*;
use crate::Number;
use crate::country::CountryRules;
use crate::country::mexico::Mexico;

const HEADER: &str =
    "ZONA, NUMERACION_INICIAL, NUMERACION_FINAL, OCUPACION, MODALIDAD, RAZON_SOCIAL, FECHA_ASIGNACION\r\n";

fn table(rows: &str) -> Result<NumberingTable, NumberingError> {
    read(&mut format!("{HEADER}{rows}").as_bytes())
}

fn message(rows: &str) -> String {
    table(rows).err().unwrap().to_string()
}

fn kind(table: &NumberingTable, number: &str) -> Option<BlockKind> {
    table.kind(&Mexico.number(number).unwrap())
}

#[test]
fn reads_the_published_form() {
    let rows = b"\"JU\xc1REZ, CHIH\",5520000000,5520009999,10000, CPP,X,01/01/2020,\r\n\
        A,5520010000,5520019999,10000,MPP ,\"X, S.A.\",,\r\nB,5530000000,5530000009,10,FIJO,,,\n\n";
    let file = [HEADER.as_bytes(), rows].concat();
    let table = read(&mut &file[..]).unwrap();
    assert_eq!(table.len(), 2);
    for (number, expected) in [
        ("5519999999", None),
        ("5520000000", Some(BlockKind::Mobile)),
        ("5520019999", Some(BlockKind::Mobile)),
        ("5520020000", None),
        ("5530000009", Some(BlockKind::Fixed)),
        ("5530000010", None),
        ("2000000000", None),
        ("9999999999", None),
    ] {
        assert_eq!(kind(&table, number), expected, "{number}");
    }
}

#[test]
fn errors_name_row_and_column() {
    assert!(message("A,5520000000,5520009999,1,CPP\nA,552000,5520009999,1,CPP").starts_with("row 3, column 2 "));
    assert!(message("A,5520000000,552000999x,1,CPP").starts_with("row 2, column 3 "));
    assert!(message("A,5520000009,5520000000,1,CPP").starts_with("row 2, column 3 "));
    assert!(message("A,5520000000,5520009999,1,SAT").starts_with("row 2, column 5 "));
    assert!(message("A,5520000000,5520009999,1").starts_with("row 2, column 5 "));
    assert!(message("A").starts_with("row 2, column 2 "));
    assert!(message("").contains("no ranges"));
    assert!(message(&"x".repeat(5_000)).contains("row 2 "));
    let overlap = "A,5520000000,5520009999,1,CPP\nA,5530000000,5530009999,1,CPP\nA,5520005000,5520015000,1,FIJO";
    assert!(message(overlap).starts_with("rows 2 and 4 "));
}

#[test]
fn overlaps_behind_a_long_range_are_found() {
    let rows = "A,5520000000,5529999999,1,CPP\nA,5521000000,5521000009,1,CPP\nA,5522000000,5522000009,1,FIJO";
    assert!(matches!(table(rows), Err(NumberingError::Overlap { .. })));
}

#[test]
fn a_failing_reader_is_reported_with_its_row() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("unplugged"))
        }
    }
    let file = format!("{HEADER}A,5520000000,5520009999,1,CPP\n");
    let result = read(&mut file.as_bytes().chain(Fails));
    assert!(matches!(result, Err(NumberingError::Read { row: 3, .. })));
}

#[test]
fn ranges_without_a_kind_are_counted_and_not_mobile() {
    let rows =
        "Z,5510000000,5510009999,10000,CPP,X,,\nZ,5510030000,5510039999,10000,,X,,\nZ,5510050000,5510050009,10,,X,,";
    let table = table(rows).unwrap();
    assert_eq!((table.unclassified(), kind(&table, "5510030000")), (2, None));
    assert!(message("Z,5510030000,5510039999,10000,,X,,").contains("no ranges"));
}

proptest! {
    #[test]
    fn reading_is_total(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&mut &bytes[..]);
    }

    #[test]
    fn agrees_with_a_linear_search(
        blocks in proptest::collection::vec((0_u64..60, any::<bool>()), 1..40),
        asked in proptest::collection::vec(2_000_000_000_u64..2_000_000_620, 20),
    ) {
        let ranges: std::collections::BTreeMap<u64, bool> = blocks.into_iter().collect();
        let rows: String = ranges.iter().map(|(block, mobile)| {
            let first = 2_000_000_000 + block * 10;
            format!("Z,{first},{},10,{},X,,\n", first + 9, if *mobile { "CPP" } else { "FIJO" })
        }).collect();
        let table = table(&rows).unwrap();
        for value in asked {
            let expected = ranges.get(&((value - 2_000_000_000) / 10)).map(|mobile| if *mobile { BlockKind::Mobile } else { BlockKind::Fixed });
            prop_assert_eq!(table.kind(&Number::from_value(COUNTRY + value).unwrap()), expected);
        }
    }
}
