//! A full disk, as SQLite meets it: no page more than there are.

use super::rows::{link, linked};
use super::{Held, registrars, write};
use crate::RegistrarStore;
use padron_registrar::ports::{Events, StoreError};
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
