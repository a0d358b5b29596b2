//! Stores that an earlier padron has made: brought to the newest schema, with everything that is in them.

use super::rows::{at, hash, link, linked, uuid};
use super::{write, write_custodian};
use crate::core::Core;
use crate::files::{self, Database};
use crate::{CustodianStore, RegistrarStore, RegistrarTx};
use padron_custodian::ports::{LogStates, PresentedRequests as _};
use padron_registrar::ports::{Events, Statistics, StoreError, TrustListRows};
use padron_registrar::rows::TrustListRow;

static FIRST_REGISTRAR: [Database; 2] = [
    Database {
        file: "keyring.sqlite",
        application: 0x7061_646b,
        migrations: &[include_str!("../../migrations/keyring/0001_keyring.sql")],
        page_size: 4096,
        secure_delete: true,
    },
    Database {
        file: "register.sqlite",
        application: 0x7061_6472,
        migrations: &[include_str!("../../migrations/register/0001_register.sql")],
        page_size: 8192,
        secure_delete: false,
    },
];

static FIRST_CUSTODIAN: [Database; 1] = [Database {
    file: "custodian.sqlite",
    application: 0x7061_6463,
    migrations: &[include_str!("../../migrations/custodian/0001_custodian.sql")],
    page_size: 4096,
    secure_delete: false,
}];

#[test]
fn a_register_of_the_first_schema_is_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    files::create(dir.path(), &FIRST_REGISTRAR).unwrap();
    let first = Core::open(dir.path(), &FIRST_REGISTRAR).unwrap();
    let filled = first.write_and_wait("fill", |databases| {
        let mut tx = RegistrarTx::over(databases)?;
        (0..30).try_for_each(|number| link(&mut tx, number).map(drop))
    });
    filled.map_err(|error: StoreError| error.to_string()).unwrap();
    first.close();

    for _ in 0..2 {
        let store = RegistrarStore::open(dir.path()).unwrap();
        assert!((0..30).all(|number| store.read(|tx| linked(tx, number)).unwrap()));
        assert_eq!(store.read(|tx| tx.figures()).unwrap().links.values().sum::<u64>(), 30);
        assert_eq!(store.read(|tx| Ok(tx.settings("user_version"))).unwrap(), ["1", "2"]);
        store.close();
    }
    let store = RegistrarStore::open(dir.path()).unwrap();
    assert!(store.read(|tx| tx.unpublished_statistics(10)).unwrap().is_empty());
    let row = TrustListRow { version: 1, text: "list".into(), index: 3, at: at(0), cosigned: None };
    let put = row.clone();
    write(&store, move |tx| tx.put_trust_list(&put)).unwrap();
    assert_eq!(store.read(|tx| tx.newest_trust_list()).unwrap(), Some(row));
}

#[test]
fn a_custodian_of_the_first_schema_is_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    files::create(dir.path(), &FIRST_CUSTODIAN).unwrap();
    let first = Core::open(dir.path(), &FIRST_CUSTODIAN).unwrap();
    let filled = first.write_and_wait("fill", |databases| {
        let put = "INSERT INTO requests (request, spent_order, authority, commitment, received, expires, state, sealed_order,
                                         decision, logged)
                   VALUES (?, ?, 'authority-1', ?, '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', 1, x'0102', 'token', 0)";
        let (request, order) = (uuid("request", 1), uuid("order", 1));
        let values = rusqlite::params![request.as_bytes(), order.as_bytes(), hash("commitment", 1).0];
        Ok(crate::sql::run(&databases[0], put, values)?)
    });
    assert_eq!(filled, Ok(1));
    first.close();

    let store = CustodianStore::open(dir.path()).unwrap();
    let found = store.read(|tx| tx.request(&uuid("request", 1))).unwrap().unwrap();
    assert_eq!((found.decision.as_deref(), found.entry, found.logged), (Some("token"), None, false));
    assert_eq!(store.read(|tx| tx.unlogged(10)).unwrap().len(), 1);
    let decided = padron_custodian::ports::PresentedRow { entry: Some(hash("entry", 1)), ..found };
    write_custodian(&store, move |tx| {
        tx.put_request(&decided)?;
        tx.put_mark(60, 1)
    })
    .unwrap();
    assert!(store.read(|tx| tx.decided(&hash("entry", 1))).unwrap());
    assert_eq!(store.read(|tx| tx.first_mark_after(0)).unwrap().map(|mark| mark.size), Some(1));
}
