//! A crash between every two steps, and an error at every step: each once as "it did not take place" and once as "it
//! took place and was reported as failed".

use super::fake::{Fault, Faults, Log, World, publish};
use crate::sequence::{PublishError, Recovered, SequenceError};

/// What happens after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The process dies and is started again.
    Crash,
    /// It lives on, and asks what became of the step.
    Recovery,
}

/// Appends in rounds whose sizes make tiles partial, full, and a level higher; sequences and publishes each.
fn run(world: &World, after: After) {
    let mut log = world.open().unwrap().0;
    for count in [3, 251, 3, 3, 300] {
        world.append(count);
        let goal = world.database.borrow().len() as u64;
        let mut tries = 0;
        while log.size() < goal || world.published_size() < goal {
            tries += 1;
            assert!(tries < 10, "it gets nowhere");
            log = try_once(world, log, goal, after);
        }
        world.check_directory();
    }
}

fn try_once(world: &World, mut log: Log, goal: u64, after: After) -> Log {
    let published = world.published_size();
    let sequenced = if log.size() < goal { log.sequence(&world.new_for(&log)).map(drop) } else { Ok(()) };
    let failed = match sequenced.map(|()| publish(&mut log)) {
        Ok(Ok(())) => false,
        Ok(Err(PublishError::Files(_))) | Err(SequenceError::Held(_) | SequenceError::Files(_)) => true,
        Ok(Err(error)) => panic!("{error}"),
        Err(error) => panic!("{error}"),
    };
    // Whoever comes at this moment finds a directory that is whole.
    world.check_directory();
    world.check_signed();
    assert!(world.published_size() >= published, "the publication was taken back");
    if failed {
        let held = world.held_size();
        world.faults.borrow_mut().heal();
        match after {
            After::Crash => log = world.open().unwrap().0,
            After::Recovery => drop(log.recover().unwrap()),
        }
        assert_eq!(log.size(), held, "what is held is what counts");
    }
    log
}

#[test]
fn whatever_step_fails_nothing_is_lost_and_all_that_was_signed_is_consistent() {
    let clean = World::default();
    run(&clean, After::Crash);
    let steps = clean.faults.borrow().steps;
    assert!(steps >= 40, "the schedule has many steps: {steps}");
    for at in 0..steps {
        for (fault, after) in [
            (Fault::Lost, After::Crash),
            (Fault::Kept, After::Crash),
            (Fault::Lost, After::Recovery),
            (Fault::Kept, After::Recovery),
        ] {
            let world = World::default();
            *world.faults.borrow_mut() =
                Faults { at: Some((at, fault)), for_good: after == After::Crash, ..Default::default() };
            run(&world, after);
            world.check_signed();
            assert_eq!(world.published_size(), clean.published_size(), "step {at}, {fault:?}, {after:?}");
            assert_eq!(world.files.borrow().get("checkpoint"), clean.files.borrow().get("checkpoint"));
        }
    }
}

#[test]
fn a_replacement_that_failed_and_took_place_is_gone_on_with() {
    for (fault, expected, size) in [(Fault::Lost, Recovered::NotTaken, 3), (Fault::Kept, Recovered::Taken, 5)] {
        let world = World::default();
        let (mut log, _) = world.open().unwrap();
        world.append(3);
        log.sequence(&world.new_for(&log)).unwrap();
        world.append(2);
        let at = world.faults.borrow().steps;
        world.faults.borrow_mut().at = Some((at, fault));
        assert!(matches!(log.sequence(&world.new_for(&log)), Err(SequenceError::Held(_))));
        assert!(matches!(log.sequence(&world.new_for(&log)), Err(SequenceError::Unsure)), "nothing before recovery");
        assert!(matches!(publish(&mut log), Err(PublishError::Sequence(SequenceError::Unsure))));
        assert_eq!(log.recover().unwrap(), expected);
        assert_eq!(log.size(), size);
        assert_eq!(log.recover().unwrap(), Recovered::NotTaken, "once is enough");
    }
}

#[test]
fn on_a_full_disk_it_waits_and_then_goes_on() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    world.append(3);
    // The held checkpoint lies elsewhere and is replaced; from then on the directory's disk takes nothing.
    *world.faults.borrow_mut() = Faults { at: Some((1, Fault::Lost)), for_good: true, ..Default::default() };
    assert!(matches!(log.sequence(&world.new_for(&log)), Err(SequenceError::Files(_))));
    for _ in 0..3 {
        assert!(matches!(log.recover(), Err(SequenceError::Files(_))));
    }
    world.faults.borrow_mut().heal();
    assert_eq!(log.recover().unwrap(), Recovered::Taken);
    publish(&mut log).unwrap();
    assert_eq!(world.published_size(), 3);
    world.check_directory();
}

#[test]
fn a_stranger_in_the_held_place_stops_it_for_good() {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    world.append(3);
    *world.faults.borrow_mut() = Faults { at: Some((0, Fault::Lost)), ..Default::default() };
    assert!(log.sequence(&world.new_for(&log)).is_err());
    *world.held.borrow_mut() = Some("somebody else's".into());
    assert!(matches!(log.recover(), Err(SequenceError::Stopped)));
    *world.held.borrow_mut() = None;
    assert!(matches!(log.recover(), Err(SequenceError::Stopped)), "it does not come back");
}
