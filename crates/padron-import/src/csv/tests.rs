use super::*;

fn values(text: &str) -> Result<Vec<String>, Broken> {
    split(text, ',').map(|values| values.into_iter().map(|value| value.to_string()).collect())
}

#[test]
fn values_are_cut_as_rfc_4180_says() {
    for (text, expected) in [
        ("", vec![""]),
        ("a,b,", vec!["a", "b", ""]),
        (r#""a,b",c"#, vec!["a,b", "c"]),
        (r#""a ""b""",c"#, vec![r#"a "b""#, "c"]),
        (r#""","#, vec!["", ""]),
        (r#""""","#, vec!["\"", ""]),
        (r#"Taller "El Rayo",b"#, vec![r#"Taller "El Rayo""#, "b"]),
        (r#""a"  ,b"#, vec!["a", "b"]),
    ] {
        assert_eq!(values(text).unwrap(), expected, "{text}");
    }
    assert_eq!(values(r#"a,"b"#), Err(Broken::Open));
    assert_eq!(values(r#""a"b,c"#), Err(Broken::Stray));
}

#[test]
fn what_is_written_is_read_back() {
    for value in ["", "a", "a,b", "\"", "a;b", "\"a\",\"b\"", "ñ"] {
        let line = [value, "x", value].map(written).join(",");
        assert_eq!(values(&line).unwrap(), [value, "x", value]);
    }
    assert_eq!(written("a\r\nb\0c"), "a  b c");
}

#[test]
fn the_separator_is_the_most_frequent_one_outside_quotes() {
    assert_eq!(separator("number,kind"), ',');
    assert_eq!(separator("number;kind"), ';');
    assert_eq!(separator("number\tkind\tcurp"), '\t');
    assert_eq!(separator("\"a;b;c\",kind"), ',');
    assert_eq!(separator("number"), ',');
}

#[test]
fn a_hostile_row_is_cut_short() {
    assert_eq!(values(&",".repeat(10_000)).unwrap().len(), MOST_VALUES);
}
