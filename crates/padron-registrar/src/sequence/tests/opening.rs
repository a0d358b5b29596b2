//! What is found at the start: a directory that is put right, and histories that do not fit.

use super::fake::{World, cosigned, entry, publish, signer};
use crate::sequence::{Repairs, SequenceOpenError};
use padron_protocol::log::Placed;
use padron_tlog::{KeyKind, NoteSigner};

/// A log of so many entries, sequenced in two steps and published.
fn published(count: u64) -> World {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    for part in [count / 2, count - count / 2] {
        world.append(part);
        log.sequence(&world.new_for(&log)).unwrap();
        publish(&mut log).unwrap();
    }
    world
}

#[test]
fn a_log_that_is_whole_is_opened_without_a_word() {
    let world = published(600);
    let (log, repairs) = world.open().unwrap();
    assert_eq!(repairs, Repairs::default());
    assert_eq!(log.size(), 600);
    assert_eq!(log.shown().unwrap().signed.checkpoint.size, 600);
    assert_eq!(log.shown().unwrap().figures.entries, 600);
}

#[test]
fn missing_torn_and_changed_tiles_are_made_again() {
    let world = published(600);
    let before = world.files.borrow().clone();
    {
        let mut files = world.files.borrow_mut();
        files.remove("tile/0/000");
        files.remove("tile/entries/002.p/88");
        let torn = files.get_mut("tile/entries/001").unwrap();
        torn.truncate(1000);
        files.get_mut("tile/1/000.p/2").unwrap()[40] ^= 1;
    }
    let (_, repairs) = world.open().unwrap();
    assert_eq!(repairs, Repairs { missing: 2, wrong: 2, ..Repairs::default() });
    assert_eq!(*world.files.borrow(), before);
    assert!(world.open().unwrap().1.is_none());
}

#[test]
fn a_directory_that_is_gone_is_made_again_without_its_checkpoint() {
    let world = published(600);
    world.files.borrow_mut().clear();
    let (mut log, repairs) = world.open().unwrap();
    // Two full bundles and tiles, the last bundle, the last tile, and the tile above them.
    assert_eq!(repairs.missing, 7);
    assert_eq!(world.published_size(), 0);
    assert!(log.shown().is_none());
    publish(&mut log).unwrap();
    world.check_directory();
}

#[test]
fn a_checkpoint_that_cannot_be_read_is_taken_away_and_wrong_figures_are_put_right() {
    let world = published(10);
    let figures = world.files.borrow()["figures.json"].clone();
    world.files.borrow_mut().insert("figures.json".into(), b"{}".to_vec());
    let (_, repairs) = world.open().unwrap();
    assert_eq!(repairs, Repairs { figures: true, ..Repairs::default() });
    assert_eq!(world.files.borrow()["figures.json"], figures);
    world.files.borrow_mut().insert("checkpoint".into(), b"test.example/log\n10\n".to_vec());
    let (_, repairs) = world.open().unwrap();
    assert_eq!(repairs, Repairs { checkpoint: true, ..Repairs::default() });
    assert!(!world.files.borrow().contains_key("checkpoint"));
}

#[test]
fn a_published_checkpoint_keeps_its_partial_tiles_while_more_is_signed() {
    let world = published(10);
    let (mut log, _) = world.open().unwrap();
    world.append(300);
    log.sequence(&world.new_for(&log)).unwrap();
    world.files.borrow_mut().remove("tile/0/000.p/10");
    let (log, repairs) = world.open().unwrap();
    assert_eq!(repairs.missing, 1);
    assert_eq!(log.size(), 310);
    assert_eq!(log.shown().unwrap().figures.entries, 10);
    world.check_directory();
}

#[test]
fn an_older_database_is_refused_and_nothing_is_touched() {
    let world = published(600);
    world.database.borrow_mut().truncate(599);
    world.files.borrow_mut().remove("tile/0/000");
    let before = world.files.borrow().clone();
    let Err(error @ SequenceOpenError::Shorter { held_size: 600, size: 599 }) = world.open() else { panic!("opened") };
    let told = error.to_string();
    assert!(told.contains("restored or changed") && told.contains("Nothing will be signed"), "{told}");
    assert!(told.contains("docs/log.md"), "{told}");
    assert_eq!(*world.files.borrow(), before);
}

#[test]
fn another_history_of_the_same_length_is_refused_and_nothing_is_touched() {
    for changed in [0, 255, 299, 300, 599] {
        let world = published(600);
        world.database.borrow_mut()[changed].entry = entry(changed as u64, 1);
        let before = world.files.borrow().clone();
        let error = world.open().err().unwrap();
        assert!(matches!(error, SequenceOpenError::Forked { held_size: 600 }), "{error}");
        assert_eq!(*world.files.borrow(), before, "a directory is not rewritten to fit a forked database");
    }
    let world = published(600);
    world.database.borrow_mut()[599].entry = entry(599, 1);
    world.append(50);
    assert!(matches!(world.open(), Err(SequenceOpenError::Forked { held_size: 600 })), "nor when it has grown since");
}

#[test]
fn a_held_place_that_was_lost_or_restored_is_noticed() {
    let world = published(10);
    let old = world.held.borrow().clone();
    *world.held.borrow_mut() = None;
    assert!(matches!(world.open(), Err(SequenceOpenError::HeldLost)));
    world.files.borrow_mut().remove("checkpoint");
    assert!(matches!(world.open(), Err(SequenceOpenError::HeldLost)), "tiles tell as well");
    *world.held.borrow_mut() = old.clone();
    let (mut log, _) = world.open().unwrap();
    world.append(5);
    log.sequence(&world.new_for(&log)).unwrap();
    publish(&mut log).unwrap();
    *world.held.borrow_mut() = old;
    assert!(matches!(world.open(), Err(SequenceOpenError::HeldBehind { held_size: 10, published: 15 })));
}

#[test]
fn another_logs_checkpoint_is_refused_wherever_it_lies() {
    let world = published(10);
    assert!(matches!(
        world.open_as(signer(8)),
        Err(SequenceOpenError::OtherLog { place: "the checkpoint that is held", .. })
    ));
    let other = NoteSigner::new("test.example/other", KeyKind::Ed25519, &[9; 32]).unwrap();
    assert!(matches!(world.open_as(other), Err(SequenceOpenError::OtherLog { .. })));
    *world.held.borrow_mut() = Some("not a note".into());
    assert!(matches!(world.open(), Err(SequenceOpenError::OtherLog { .. })));
    let mine = published(10);
    let (mut theirs, _) = World::default().open_as(signer(8)).unwrap();
    let signed = theirs.sequence(&[Placed { index: 0, entry: entry(0, 0) }]).unwrap();
    let text = cosigned(&signed, &[1, 2], 1).to_string().into_bytes();
    mine.files.borrow_mut().insert("checkpoint".into(), text);
    let error = mine.open().err().unwrap();
    assert!(
        matches!(error, SequenceOpenError::OtherLog { place: "the checkpoint in the log's directory", .. }),
        "{error}"
    );
}

#[test]
fn a_database_that_ends_early_or_skips_is_an_error() {
    let world = published(10);
    let all = world.database.borrow().clone();
    let open = |page: Vec<Placed>| {
        let size = all.len() as u64;
        super::fake::Log::open(|_, _| Ok(page.clone()), size, world.clone(), world.clone(), signer(9)).err().unwrap()
    };
    assert!(matches!(open(Vec::new()), SequenceOpenError::Store(_)));
    assert!(matches!(open(all[1..].to_vec()), SequenceOpenError::Entries(_)));
}

#[test]
fn partial_tiles_that_a_crash_has_left_go_later() {
    let world = published(250);
    let (mut log, _) = world.open().unwrap();
    world.append(10);
    log.sequence(&world.new_for(&log)).unwrap();
    publish(&mut log).unwrap();
    world.files.borrow_mut().insert("tile/0/000.p/250".into(), vec![0; 32 * 250]);
    let (mut log, repairs) = world.open().unwrap();
    assert!(repairs.is_none());
    publish(&mut log).unwrap();
    assert!(!world.files.borrow().contains_key("tile/0/000.p/250"));
}
