//! The held checkpoint lies on a device that fails, as a database with a write-ahead log meets it: the failed replacement
//! is denied as long as the store is open, nothing is replaced any more, and the next opening shows the one or the other.

use super::fake::{World, entry, publish, signer};
use crate::ports::{HeldCheckpoint, StoreError};
use crate::sequence::{Recovered, SequenceError, SequenceOpenError, Sequencer};
use padron_tlog::SignedCheckpoint;
use std::cell::RefCell;
use std::rc::Rc;

#[derive(Clone)]
struct Device {
    world: World,
    state: Rc<RefCell<SequenceState>>,
}

#[derive(Default)]
struct SequenceState {
    fails: bool,
    /// What was being written when it failed.
    written: Option<String>,
}

impl HeldCheckpoint for Device {
    fn fetch(&mut self) -> Result<Option<String>, StoreError> {
        self.world.fetch()
    }

    fn replace(&mut self, old: Option<&str>, new: &str) -> Result<bool, StoreError> {
        let mut state = self.state.borrow_mut();
        if !state.fails {
            return self.world.replace(old, new);
        }
        // Only the first one has reached the device; all were signed.
        state.written.get_or_insert_with(|| new.to_owned());
        self.world.signed.borrow_mut().push(SignedCheckpoint::parse(new).unwrap());
        Err(StoreError::Failed("an earlier write failed".into()))
    }
}

impl Device {
    fn of(world: &World) -> Self {
        Self { world: world.clone(), state: Rc::default() }
    }

    fn open(&self) -> Result<Sequencer<World, Self>, SequenceOpenError> {
        let database = self.world.database.borrow().clone();
        let page = |from: u64, limit: usize| Ok(database.iter().skip(from as usize).take(limit).cloned().collect());
        let size = database.len() as u64;
        Ok(Sequencer::open(page, size, self.world.clone(), self.clone(), signer(9))?.0)
    }

    /// The store is opened again: the denied replacement has come through, or is gone.
    fn opened_again(&self, comes_to_light: bool) {
        let SequenceState { written, .. } = self.state.take();
        if let Some(written) = written.filter(|_| comes_to_light) {
            *self.world.held.borrow_mut() = Some(written);
        }
    }
}

/// A world that has published three entries, and whose device has then failed over five and over nine.
fn failed() -> (World, Device) {
    let world = World::default();
    let device = Device::of(&world);
    let mut log = world.open().unwrap().0;
    world.append(3);
    log.sequence(&world.new_for(&log)).unwrap();
    publish(&mut log).unwrap();

    let mut log = device.open().unwrap();
    device.state.borrow_mut().fails = true;
    for count in [2, 4] {
        world.append(count);
        let new: Vec<_> = world.database.borrow().iter().skip(3).cloned().collect();
        assert!(matches!(log.sequence(&new), Err(SequenceError::Held(_))), "nobody is shown what was signed");
        assert_eq!(log.recover().unwrap(), Recovered::NotTaken);
        assert_eq!(log.size(), 3);
        assert_eq!(log.checkpoint().map(|signed| signed.checkpoint.size), Some(3));
    }
    (world, device)
}

#[test]
fn whatever_becomes_of_a_denied_replacement_all_that_was_signed_is_consistent() {
    for (comes_to_light, size) in [(false, 3), (true, 5)] {
        let (world, device) = failed();
        device.opened_again(comes_to_light);
        let mut log = device.open().unwrap();
        assert_eq!(log.size(), size);
        let new: Vec<_> = world.database.borrow().iter().skip(size as usize).cloned().collect();
        assert_eq!(log.sequence(&new).unwrap().checkpoint.size, 9);
        assert_eq!(world.signed.borrow().len(), 4);
        world.check_signed();
        world.check_directory();
    }
}

/// The device also held the database, and an older copy of it with another end is put in place.
#[test]
fn a_denied_replacement_that_comes_to_light_stops_another_history() {
    let (world, device) = failed();
    device.opened_again(true);
    let other = |index: u64| padron_protocol::log::Placed { index, entry: entry(index, 7) };
    world.database.borrow_mut().truncate(4);
    assert!(matches!(device.open(), Err(SequenceOpenError::Shorter { held_size: 5, size: 4 })));
    world.database.borrow_mut().extend((4..9).map(other));
    assert!(matches!(device.open(), Err(SequenceOpenError::Forked { held_size: 5 })));
}

/// And when it is gone, nobody has ever seen it: another end is no second history.
#[test]
fn a_denied_replacement_that_is_gone_was_shown_to_nobody() {
    let (world, device) = failed();
    let files = world.files.borrow().clone();
    assert_eq!(world.published_size(), 3);
    assert!(!files.keys().any(|path| path.ends_with(".p/5") || path.ends_with(".p/9")), "no tile of it was written");
    device.opened_again(false);
    world.database.borrow_mut().truncate(3);
    assert_eq!(device.open().unwrap().size(), 3);
}
