//! A full disk, as SQLite meets it: no page more than there are.

use super::custodian::request;
use super::rows::{link, linked};
use super::witness::numbered;
use super::{Held, custodians, helds, registrars, witnesses, write, write_custodian};
use crate::RegistrarStore;
use crate::core::Core;
use crate::fault::StoreFault;
use padron_custodian::ports::{LogState, LogStates as _, PresentedRequests as _, PresentedRow};
use padron_registrar::ports::{Events, HeldCheckpoint as _, StoreError};
use padron_registrar::rows::TrustListRow;
use std::sync::mpsc::channel;

/// Allows each database this many pages more than it has; `None` takes the limit away.
fn leave_room(store: &RegistrarStore, which: usize, pages: Option<i64>) {
    write(store, move |tx| {
        let database = tx.databases()[which];
        let count: i64 = database.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        let limit = pages.map_or(1_000_000_000, |pages| count + pages);
        database.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(())).unwrap();
        Ok(())
    })
    .unwrap();
}

/// With either database full: jobs fail with `Full`, nothing is half-stored, and all goes on once there is room.
#[test]
fn a_full_disk_stores_nothing_by_halves() {
    for (which, pages) in [(0, 0), (0, 1), (1, 0), (1, 1), (1, 10)] {
        for Held { store, .. } in registrars() {
            write(&store, |tx| (0..50).try_for_each(|number| link(tx, number).map(drop))).unwrap();
            leave_room(&store, which, Some(pages));
            let (done, outcomes) = channel();
            for number in 50..200 {
                let done = done.clone();
                store.write("link", move |tx| link(tx, number), move |result| done.send((number, result)).unwrap());
            }
            drop(done);
            let outcomes: Vec<(u64, Result<u64, StoreError>)> = outcomes.into_iter().collect();
            assert!(outcomes.iter().any(|(_, result)| result.is_err()), "150 links found room in {pages} pages");
            for (number, result) in &outcomes {
                assert!(matches!(result, Ok(_) | Err(StoreError::Full)), "link {number}: not a full disk");
                let stored = store.read(|tx| linked(tx, *number)).unwrap();
                assert_eq!(stored, result.is_ok(), "link {number} is not what was said of it");
            }
            let good = outcomes.iter().filter(|(_, result)| result.is_ok()).count() as u64;
            assert_eq!(store.read(|tx| tx.size()).unwrap(), 50 + good);
            assert_eq!(store.read(|tx| tx.figures()).unwrap().links.values().sum::<u64>(), 50 + good);

            leave_room(&store, which, None);
            let mut refused = outcomes.into_iter().filter(|(_, result)| result.is_err()).map(|(number, _)| number);
            write(&store, move |tx| refused.try_for_each(|number| link(tx, number).map(drop))).unwrap();
            assert!((0..200).all(|number| store.read(|tx| linked(tx, number)).unwrap()));
            assert_eq!(store.read(|tx| tx.size()).unwrap(), 200);
        }
    }
}

/// Allows the one database of a store no page more than it has, or any number.
fn room(core: &Core, any: bool) {
    let allow = move |databases: &[rusqlite::Connection]| {
        let count = databases[0].pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0));
        let limit = if any { 1_000_000_000 } else { count.map_err(StoreFault::from)? };
        let set = databases[0].query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(()));
        Ok(set.map_err(StoreFault::from)?)
    };
    core.write_and_wait("room", allow).unwrap();
}

#[test]
fn a_full_disk_leaves_the_held_checkpoint() {
    for Held { mut store, .. } in helds() {
        assert!(store.replace(None, "first").unwrap());
        let long = "x".repeat(60_000);
        room(store.core(), false);
        assert!(matches!(store.replace(Some("first"), &long), Err(StoreError::Full)));
        assert_eq!(store.fetch().unwrap().as_deref(), Some("first"));
        room(store.core(), true);
        assert!(store.replace(Some("first"), &long).unwrap());
        assert_eq!(store.fetch().unwrap(), Some(long));
    }
}

#[test]
fn a_full_disk_leaves_what_a_witness_has_seen() {
    for Held { store, .. } in witnesses() {
        assert!(store.replace("log", None, &numbered(1)).unwrap());
        let old = Some((1, numbered(1).root));
        let long = crate::WitnessRow { checkpoint: "x".repeat(60_000), ..numbered(2) };
        room(store.core(), false);
        assert_eq!(store.replace("log", old, &long), Err(StoreError::Full));
        assert_eq!(store.replace("another log", None, &long), Err(StoreError::Full));
        assert_eq!(store.latest("log").unwrap(), Some(numbered(1)));
        assert_eq!(store.latest("another log").unwrap(), None);
        room(store.core(), true);
        assert!(store.replace("log", old, &long).unwrap());
    }
}

#[test]
fn a_full_disk_leaves_a_custodian_where_it_was_in_the_log() {
    for Held { store, .. } in custodians() {
        let state = |number: u8, bytes| LogState {
            frontier: vec![number; bytes],
            checkpoint: "note".into(),
            figures: b"{}".to_vec(),
        };
        write_custodian(&store, move |tx| tx.put_log_state(&state(1, 100))).unwrap();
        room(store.core(), false);
        let failed = write_custodian(&store, move |tx| {
            tx.put_mark(60, 1)?;
            tx.put_request(&PresentedRow { sealed_order: vec![0; 50_000], ..request(1) })?;
            tx.put_log_state(&state(2, 50_000))
        });
        assert!(matches!(failed, Err(StoreError::Full)));
        assert_eq!(store.read(|tx| tx.log_state()).unwrap(), Some(state(1, 100)));
        assert_eq!(store.read(|tx| tx.first_mark_after(i64::MIN)).unwrap(), None);
        room(store.core(), true);
        write_custodian(&store, move |tx| tx.put_log_state(&state(2, 50_000))).unwrap();
    }
}

#[test]
fn a_full_disk_logs_no_trust_list() {
    use padron_registrar::ports::TrustListRows as _;
    let row =
        |index| TrustListRow { version: 1, text: "x".repeat(50_000), index, at: super::rows::at(0), cosigned: None };
    for Held { store, .. } in registrars() {
        leave_room(&store, 1, Some(0));
        let failed = write(&store, move |tx| {
            let index = tx.append(&super::rows::link_entry(1))?;
            tx.put_trust_list(&row(index))
        });
        assert!(matches!(failed, Err(StoreError::Full)));
        assert_eq!(store.read(|tx| tx.size()).unwrap(), 0);
        leave_room(&store, 1, None);
        write(&store, move |tx| {
            let index = tx.append(&super::rows::link_entry(1))?;
            tx.put_trust_list(&row(index))
        })
        .unwrap();
        assert_eq!(store.read(|tx| tx.trust_list(1)).unwrap(), Some(row(0)));
    }
}
