//! What each step does when nothing fails, and what it refuses.

use super::fake::{World, cosigned, entry, policy, publish};
use crate::sequence::{PublishError, SequenceError};
use padron_protocol::log::Placed;
use padron_protocol::messages::status::Figures;
use padron_tlog::Window;

#[test]
fn entries_are_signed_held_and_published_with_their_figures() {
    let world = World::default();
    let (mut log, repairs) = world.open().unwrap();
    assert!(repairs.is_none());
    assert!(log.checkpoint().is_none());
    for count in [1, 5, 250, 1, 600] {
        world.append(count);
        let signed = log.sequence(&world.new_for(&log)).unwrap();
        assert_eq!(signed.checkpoint.size, world.database.borrow().len() as u64);
        assert_eq!(world.held_size(), signed.checkpoint.size);
        publish(&mut log).unwrap();
        assert_eq!(world.published_size(), signed.checkpoint.size);
        world.check_directory();
    }
    world.check_signed();
    let figures: Figures = serde_json::from_slice(&world.files.borrow()["figures.json"]).unwrap();
    let mut counted = Figures::default();
    world.database.borrow().iter().for_each(|placed| counted.count(&placed.entry));
    assert_eq!(figures, counted);
    assert_eq!(log.shown().unwrap().figures, counted);
}

#[test]
fn partial_tiles_go_once_the_full_ones_are_published() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    for _ in 0..30 {
        world.append(10);
        log.sequence(&world.new_for(&log)).unwrap();
    }
    let partial = |path: &&String| path.contains(".p/");
    assert!(world.tile_paths().iter().filter(partial).count() > 50, "none goes before anything is published");
    publish(&mut log).unwrap();
    // 300 entries: the first 256 are full, of the others stay the partial ones of every size that was signed.
    let left: Vec<_> = world.tile_paths().into_iter().filter(|path| path.contains(".p/")).collect();
    assert!(left.iter().all(|path| !path.starts_with("tile/0/000.p") && !path.starts_with("tile/entries/000.p")));
    assert!(left.contains(&"tile/0/001.p/44".to_owned()) && left.contains(&"tile/0/001.p/4".to_owned()));
    world.check_directory();
}

#[test]
fn only_the_entries_that_come_next_are_taken() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    assert!(matches!(log.sequence(&[]), Err(SequenceError::Nothing)));
    let gap = [Placed { index: 1, entry: entry(1, 0) }];
    assert!(matches!(log.sequence(&gap), Err(SequenceError::NotNext { expected: 0, got: 1 })));
    world.append(3);
    log.sequence(&world.new_for(&log)).unwrap();
    let again = world.database.borrow().clone();
    assert!(matches!(log.sequence(&again), Err(SequenceError::NotNext { expected: 3, got: 0 })));
    assert_eq!((log.size(), world.signed.borrow().len()), (3, 1), "a refusal signs nothing");
}

#[test]
fn nothing_is_published_that_too_few_witnesses_have_seen() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    world.append(3);
    let signed = log.sequence(&world.new_for(&log)).unwrap();
    for by in [&[][..], &[1], &[9, 1]] {
        let refused = log.publish(&cosigned(&signed, by, 1_000), &policy(), Window::ANY);
        assert!(matches!(refused, Err(PublishError::Policy(_))), "{by:?}");
    }
    let late = Window { not_before: 2_000, not_after: 3_000 };
    assert!(matches!(log.publish(&cosigned(&signed, &[1, 2], 1_000), &policy(), late), Err(PublishError::Policy(_))));
    assert_eq!(world.published_size(), 0);
    assert!(!world.files.borrow().contains_key("figures.json"));
}

#[test]
fn an_older_checkpoint_is_not_published_any_more() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    world.append(3);
    let older = log.sequence(&world.new_for(&log)).unwrap();
    world.append(3);
    log.sequence(&world.new_for(&log)).unwrap();
    let refused = log.publish(&cosigned(&older, &[1, 2], 1_000), &policy(), Window::ANY);
    assert!(matches!(refused, Err(PublishError::NotNewest)));
    let mut unsigned = cosigned(log.checkpoint().unwrap(), &[1, 2], 1_000);
    unsigned.note.signatures.remove(0);
    assert!(matches!(log.publish(&unsigned, &policy(), Window::ANY), Err(PublishError::Signature(_))));
}

#[test]
fn an_unchanged_tree_is_published_again_with_newer_cosignatures() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    world.append(3);
    let signed = log.sequence(&world.new_for(&log)).unwrap();
    log.publish(&cosigned(&signed, &[1, 2], 1_000), &policy(), Window::ANY).unwrap();
    let again = log.publish(&cosigned(&signed, &[2, 3], 5_000), &policy(), Window::ANY).unwrap();
    assert_eq!(again.time, 5_000);
    assert_eq!(log.shown().unwrap().signed, cosigned(&signed, &[2, 3], 5_000));
}

#[test]
fn of_two_sequencers_at_once_one_stops_for_good() {
    let world = World::default();
    world.append(3);
    let (mut one, _) = world.open().unwrap();
    let (mut other, _) = world.open().unwrap();
    one.sequence(&world.new_for(&one)).unwrap();
    world.append(1);
    assert!(matches!(other.sequence(&world.new_for(&other)), Err(SequenceError::Stopped)));
    assert!(matches!(other.recover(), Err(SequenceError::Stopped)));
    assert!(other.is_stopped());
    one.sequence(&world.new_for(&one)).unwrap();
    world.check_signed();
}

#[test]
fn a_sequencer_that_fell_behind_does_not_take_the_publication_back() {
    let world = World::default();
    world.append(3);
    let (mut one, _) = world.open().unwrap();
    one.sequence(&world.new_for(&one)).unwrap();
    let (mut other, _) = world.open().unwrap();
    world.append(3);
    one.sequence(&world.new_for(&one)).unwrap();
    publish(&mut one).unwrap();
    assert!(matches!(publish(&mut other), Err(PublishError::Sequence(SequenceError::Stopped))));
    assert_eq!(world.published_size(), 6);
    assert!(other.is_stopped());
}
