//! Transactions: what they see of each other, and what is left of one that fails.

use super::rows::{link, link_entry, linked, uuid, wrap_key};
use super::{Held, registrars, write};
use crate::RegistrarStore;
use padron_registrar::ports::{Events, Keyring, StoreError};
use std::sync::mpsc::{Sender, channel, sync_channel};

/// Holds the writer up until it is let go: what is queued meanwhile becomes one group.
fn hold(store: &RegistrarStore) -> Sender<()> {
    let (begun, running) = channel();
    let (let_go, wait) = channel();
    let job = move |_: &mut crate::RegistrarTx<'_>| {
        begun.send(()).unwrap();
        let _ = wait.recv();
        Ok(())
    };
    store.write("hold", job, |result| result.unwrap());
    running.recv().unwrap();
    let_go
}

fn no() -> StoreError {
    StoreError::Failed("no".into())
}

#[test]
fn a_failing_job_in_a_group_rolls_back_alone() {
    for Held { store, .. } in registrars() {
        let (done, outcomes) = channel();
        let let_go = hold(&store);
        for number in 0..30 {
            let done = done.clone();
            let job = move |tx: &mut crate::RegistrarTx<'_>| {
                let index = link(tx, number)?;
                match number % 3 {
                    0 => Ok(index),
                    1 => Err(no()),
                    _ => panic!("on purpose"),
                }
            };
            store.write("link", job, move |result| done.send((number, result)).unwrap());
        }
        let_go.send(()).unwrap();
        for expected in 0..30 {
            let (number, result) = outcomes.recv().unwrap();
            assert_eq!(number, expected, "outcomes come in the order of the queue");
            match number % 3 {
                0 => assert_eq!(result.unwrap(), number / 3, "the log has no gaps"),
                1 => assert!(matches!(result, Err(StoreError::Failed(what)) if what == "no")),
                _ => assert!(matches!(result, Err(StoreError::Failed(what)) if what.contains("link panicked"))),
            }
            let stored = store.read(|tx| Ok((linked(tx, number)?, tx.wrap_key(&uuid("record", number))?.is_some())));
            assert_eq!(stored.unwrap(), (number % 3 == 0, number % 3 == 0));
        }
        assert_eq!(store.read(|tx| tx.size()).unwrap(), 10);
        assert_eq!(store.read(|tx| tx.figures()).unwrap().links.values().sum::<u64>(), 10);
    }
}

#[test]
fn jobs_of_many_threads_are_serial() {
    for Held { store, .. } in registrars() {
        let (done, outcomes) = channel();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (store, done) = (&store, done.clone());
                scope.spawn(move || {
                    for number in 0..25 {
                        let done = done.clone();
                        // Reads, then writes what follows from it: two at once would give one index twice.
                        let job = move |tx: &mut crate::RegistrarTx<'_>| {
                            let size = tx.size()?;
                            let index = link(tx, thread * 25 + number)?;
                            if size == index { Ok(index) } else { Err(no()) }
                        };
                        store.write("link", job, move |result| done.send(result.unwrap()).unwrap());
                    }
                });
            }
        });
        let mut indices: Vec<u64> = outcomes.iter().take(200).collect();
        indices.sort_unstable();
        assert_eq!(indices, (0..200).collect::<Vec<_>>());
    }
}

#[test]
fn a_reader_sees_one_committed_state() {
    for (held, on_disk) in registrars().into_iter().zip([true, false]) {
        write(&held.store, |tx| link(tx, 1)).unwrap();
        let store = held.store.clone();
        held.store
            .read(|tx| {
                assert_eq!(tx.size()?, 1);
                if on_disk {
                    write(&store, |tx| link(tx, 2)).unwrap();
                    assert_eq!(tx.size()?, 1, "a view does not move");
                    assert!(!linked(tx, 2)?);
                }
                Ok(())
            })
            .unwrap();
        assert_eq!(held.store.read(|tx| tx.size()).unwrap(), if on_disk { 2 } else { 1 });
    }
}

#[test]
fn a_reader_cannot_write() {
    for Held { store, .. } in registrars() {
        assert!(store.read(|tx| tx.append(&link_entry(1))).is_err());
        assert!(store.read(|tx| tx.put_wrap_key(&uuid("record", 1), &wrap_key(1))).is_err());
        assert_eq!(store.read(|tx| tx.size()).unwrap(), 0);
        assert_eq!(write(&store, |tx| link(tx, 1)).unwrap(), 0, "reading leaves the store ready to write");
    }
}

#[test]
fn a_panicking_reader_harms_nobody() {
    for Held { store, .. } in registrars() {
        for _ in 0..20 {
            let read = || store.read::<()>(|_| panic!("on purpose"));
            assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).is_err());
        }
        assert_eq!(write(&store, |tx| link(tx, 1)).unwrap(), 0);
        assert!(store.read(|tx| linked(tx, 1)).unwrap());
    }
}

#[test]
fn a_full_queue_refuses_at_once() {
    for Held { store, .. } in registrars() {
        let let_go = hold(&store);
        let (done, outcomes) = channel();
        for number in 0..3000 {
            let done = done.clone();
            store.write("link", move |tx| link(tx, number), move |result| done.send(result).unwrap());
        }
        let refused = outcomes.try_iter().inspect(|result| {
            assert!(matches!(result, Err(StoreError::Failed(what)) if what == "too many writes are waiting"));
        });
        let refused = refused.count();
        assert!((1900..3000).contains(&refused), "{refused} of 3000 were refused");
        let_go.send(()).unwrap();
        drop(done);
        assert!(outcomes.iter().all(|result| result.is_ok()), "what was taken is stored");
        assert_eq!(store.read(|tx| tx.size()).unwrap(), 3000 - refused as u64);
    }
}

#[test]
fn a_closed_store_has_finished_and_refuses() {
    for Held { store, .. } in registrars() {
        let other = store.clone();
        let (done, outcomes) = channel();
        let let_go = hold(&store);
        for number in 0..10 {
            let done = done.clone();
            store.write("link", move |tx| link(tx, number), move |result| done.send(result).unwrap());
        }
        let_go.send(()).unwrap();
        store.close();
        assert_eq!(outcomes.try_iter().filter(Result::is_ok).count(), 10, "closing waits for what was taken");
        assert!(matches!(write(&other, |tx| link(tx, 11)), Err(StoreError::Failed(what)) if what.contains("closed")));
        assert!(other.check().is_err());
        assert!(other.read(|tx| tx.size()).is_err());
    }
}

#[test]
fn the_last_handle_may_be_dropped_in_a_callback() {
    for Held { store, _dir } in registrars() {
        let (done, outcome) = sync_channel(1);
        let last = store.clone();
        let let_go = hold(&store);
        store.write(
            "link",
            |tx| link(tx, 1),
            move |result| {
                drop(last);
                done.send(result).unwrap();
            },
        );
        drop(store);
        let_go.send(()).unwrap();
        outcome.recv().unwrap().unwrap();
    }
}

#[test]
fn a_good_store_passes_its_check() {
    for Held { store, .. } in registrars() {
        write(&store, |tx| link(tx, 1)).unwrap();
        store.check().unwrap();
        assert!(store.read(|tx| linked(tx, 1)).unwrap());
    }
}

#[test]
fn a_reader_never_sees_a_record_without_its_key() {
    for Held { store, .. } in registrars() {
        std::thread::scope(|scope| {
            let writer =
                scope.spawn(|| (0..300).try_for_each(|number| write(&store, move |tx| link(tx, number)).map(|_| ())));
            while !writer.is_finished() {
                let newest = store.read(|tx| match tx.size()?.checked_sub(1) {
                    Some(newest) => linked(tx, newest),
                    None => Ok(true),
                });
                assert!(newest.unwrap(), "the newest entry has no link");
            }
        });
        assert_eq!(store.read(|tx| tx.size()).unwrap(), 300);
    }
}
