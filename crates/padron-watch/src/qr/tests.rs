use super::*;
use crate::fixture::{now, promise};

#[test]
fn what_stands_in_the_code_can_be_read_again() {
    let promise = promise(7, now());
    let qr = QrReceipt::parse(&text(&promise, "https://register.example/log").unwrap()).unwrap();
    let statement = qr.statement(&promise.entry).unwrap();
    assert_eq!(Some(statement.folio), promise.folio);
    assert_eq!((qr.index, qr.log.as_str()), (7, "https://register.example/log"));
}

#[test]
fn it_can_be_drawn() {
    let code = code(&promise(7, now()), "https://register.example/log").unwrap();
    assert!(code.width() <= 65, "{} modules are more than version 12 has", code.width());
    assert!(svg(&code).contains("<svg"));
    assert!(terminal(&code).lines().count() > 20);
}

#[test]
fn what_is_no_link_has_no_code() {
    let mut promise = promise(7, now());
    promise.statistics = None;
    assert!(text(&promise, "https://register.example/log").is_err());
}
