use super::*;

fn fault(text: &str) -> (Option<Column>, Reason) {
    let fault = read(text).err().unwrap();
    (fault.column, fault.reason)
}

#[test]
fn names_in_either_language_and_numbers_without_quotes() {
    let cells =
        read(r#"{"teléfono": 5512345678, "curp": null, "Nombres": "  José ", "email": "a\u0040b.mx"}"#).ok().unwrap();
    assert_eq!(cells.get(Column::Number), Some("5512345678"));
    assert_eq!(cells.get(Column::Identifier(&padron_model::country::mexico::CURP)), None);
    assert_eq!(cells.get(Column::GivenNames), Some("José"));
    assert_eq!(cells.get(Column::Email), Some("a@b.mx"));
}

#[test]
fn what_is_no_row() {
    for text in
        ["", "{", "[]", "5", "null", r#"{"number": }"#, r#"{"number": "5"} x"#, r#"{"number": "5"}{"number": "5"}"#]
    {
        assert_eq!(fault(text), (None, Reason::NotAnObject), "{text}");
    }
    assert_eq!(fault(r#"{"number": "5", "religion": "x"}"#), (None, Reason::UnknownName));
    assert_eq!(fault(r#"{"number": "", "numero": "5"}"#), (Some(Column::Number), Reason::RepeatedName));
    for value in ["true", "-5", "1.5", "[1]", "{\"a\": 1}"] {
        assert_eq!(fault(&format!(r#"{{"number": {value}}}"#)), (Some(Column::Number), Reason::NotText), "{value}");
    }
}

#[test]
fn deep_nesting_is_refused_not_followed() {
    let deep = format!(r#"{{"number": {}"#, "[".repeat(8000));
    assert_eq!(fault(&deep).1, Reason::NotAnObject);
}
