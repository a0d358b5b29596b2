use super::SubscriberColumn as Column;

#[test]
fn every_name_is_found_whatever_its_case_and_stands_for_one_column_only() {
    for column in Column::all() {
        for name in column.synonyms().iter().chain([&column.name()]) {
            assert_eq!(Column::find(name), Some(column), "{name}");
            assert_eq!(Column::find(&format!(" {} ", name.to_uppercase().replace('_', " "))), Some(column), "{name}");
        }
    }
    for (name, column) in [
        ("Número telefónico", Column::Number),
        ("TELÉFONO", Column::Number),
        ("País-Pasaporte", Column::PassportCountry),
        ("Nu\u{301}mero", Column::Number),
    ] {
        assert_eq!(Column::find(name), Some(column));
    }
    assert_eq!(Column::find("numeros"), None);
    assert_eq!(Column::find(""), None);
}
