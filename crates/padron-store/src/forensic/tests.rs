use super::*;

fn owned(value: Value<'_>) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Integer(number) => Cell::Integer(number),
        Value::Real(number) => Cell::Real(number),
        Value::Text(text) => Cell::Text(text.into()),
        Value::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}

#[test]
fn reads_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clear.sqlite");
    let rows = [
        vec![Cell::Text("5550001".into()), Cell::Integer(7)],
        vec![Cell::Blob(vec![0, 255]), Cell::Null],
        vec![Cell::Real(0.5), Cell::Text(String::new())],
    ];
    write_table(&path, "odd \"name\"", &["number", "say \"it\""], rows.iter().cloned()).unwrap();
    write_table(&path, "empty", &["a"], std::iter::empty()).unwrap();
    let found = tables(&path).unwrap();
    assert_eq!(
        found,
        [
            ForensicTable { name: "empty".into(), columns: vec!["a".into()], rows: 0 },
            ForensicTable { name: "odd \"name\"".into(), columns: vec!["number".into(), "say \"it\"".into()], rows: 3 },
        ]
    );
    let space = space(&path).unwrap();
    assert!(space.iter().any(|(name, bytes, used)| name == "empty" && *bytes == 4096 && *used < 0.01));
    let mut seen: Vec<Vec<Cell>> = Vec::new();
    for_each_value(&path, "odd \"name\"", |row, column, value| {
        if column == "number" {
            assert_eq!(row, seen.len() as u64);
            seen.push(Vec::new());
        }
        seen.last_mut().unwrap().push(owned(value));
    })
    .unwrap();
    assert!(seen == rows, "the values read differ from those written");
}

#[test]
fn refuses_what_is_not_there_and_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clear.sqlite");
    assert!(matches!(tables(&path), Err(ForensicError::Open { .. })));
    assert!(!path.exists(), "reading must not make a file");
    let short = write_table(&path, "t", &["a", "b"], std::iter::once(vec![Cell::Null]));
    assert!(matches!(short, Err(ForensicError::Row { row: 0, cells: 1, columns: 2 })));
    assert!(tables(&path).unwrap().is_empty(), "a table that failed half-way must not stay");
    assert!(matches!(for_each_value(&path, "t", |_, _, _| ()), Err(ForensicError::Database(_))));
}
