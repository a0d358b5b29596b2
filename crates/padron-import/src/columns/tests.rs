use super::*;

fn header(names: &str) -> Result<ColumnHeader, FileError> {
    let names: Vec<_> = names.split(',').map(|name| Zeroizing::new(name.to_owned())).collect();
    ColumnHeader::read(&names)
}

const LEAST: &str = "number,kind,given_names,first_surname,curp,address,postal_code";

#[test]
fn the_columns_that_the_testkit_writes_are_known() {
    let mut file = Vec::new();
    let population = padron_testkit::people::Population::new(1, 1);
    padron_testkit::people::write_subscribers(&mut file, &population, 0..1, None).unwrap();
    let text = String::from_utf8(file).unwrap();
    let columns = header(text.lines().next().unwrap()).unwrap().columns;
    assert_eq!(columns, padron_testkit::people::SUBSCRIBER_COLUMNS);
}

#[test]
fn columns_are_refused_by_name() {
    assert!(header(LEAST).is_ok());
    assert!(header(&format!("{LEAST},,")).is_ok_and(|header| header.columns.len() == 7));
    let message = |names: &str| header(names).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(message(&format!("{LEAST},Estado civil,religion")).contains("unknown columns: Estado civil, religion;"));
    assert!(message(&format!("{LEAST},teléfono")).contains("number appears twice"));
    assert!(message("number,kind,given_names,first_surname,curp,address").contains("missing columns: postal_code;"));
    assert!(message(&LEAST.replace("curp", "email")).contains("passport_number / curp / iin"));
}

#[test]
fn a_first_row_of_data_is_not_repeated() {
    let error = header("5512345678,national,Ana,García,GAXA900101MDFRXN09").unwrap_err();
    assert!(matches!(error, FileError::NoHeader));
    let error = header(&format!("{LEAST},5512345678")).unwrap_err();
    assert!(error.to_string().contains("unknown columns: #8;"));
}
