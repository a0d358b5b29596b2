//! Random schedules of everything that can happen to a log. Whatever happens:
//!
//! - every checkpoint that was ever signed is of a beginning of the database's one history, so any two are consistent;
//! - a checkpoint that was published is never taken back, and at every moment everything it needs is in the directory;
//! - what was acknowledged is in the database, and once faults end all of it is signed and published;
//! - a database that was restored to before the last signature, or forked, is never signed for.

use super::fake::{Fault, Faults, Log, World, entry, publish};
use crate::sequence::{PublishError, SequenceError, SequenceOpenError};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

struct Schedule {
    world: World,
    /// None while the process is down.
    log: Option<Log>,
    rng: ChaCha20Rng,
    published: u64,
}

impl Schedule {
    fn below(&mut self, limit: u64) -> u64 {
        self.rng.next_u64() % limit
    }

    fn act(&mut self) {
        match self.below(16) {
            0..=4 => {
                let count = [1, 2, 40, 255, 256, 257, 700][self.below(7) as usize];
                self.world.append(count);
            }
            5..=9 => self.sequence(),
            10..=11 => self.publish(),
            12 => self.fail_soon(),
            13 => self.log = None,
            14 => self.damage(),
            _ => self.restore(),
        }
        self.world.check_signed();
        if self.log.is_some() {
            self.world.check_directory();
        }
        assert!(self.world.published_size() >= self.published);
        self.published = self.world.published_size();
    }

    fn fail_soon(&mut self) {
        let fault = if self.below(2) == 0 { Fault::Lost } else { Fault::Kept };
        let soon = self.below(12) as usize;
        let for_good = self.below(2) == 0;
        let mut faults = self.world.faults.borrow_mut();
        let at = Some((faults.steps + soon, fault));
        *faults = Faults { steps: faults.steps, at, for_good, ..Faults::default() };
    }

    /// The running log; started when it is down, with a disk that works.
    fn log(&mut self) -> Log {
        self.log.take().unwrap_or_else(|| {
            self.world.faults.borrow_mut().heal();
            self.world.open().unwrap().0
        })
    }

    fn sequence(&mut self) {
        let mut log = self.log();
        let new = self.world.new_for(&log);
        let result = log.sequence(&new).map(drop);
        self.after(log, result);
    }

    fn publish(&mut self) {
        let mut log = self.log();
        let result = publish(&mut log).map_err(|error| match error {
            PublishError::Sequence(error) => error,
            PublishError::Files(error) => SequenceError::Files(error),
            other => panic!("{other}"),
        });
        self.after(log, result);
    }

    /// After an error the process dies, or asks what became of it.
    fn after(&mut self, mut log: Log, result: Result<(), SequenceError>) {
        match result {
            Ok(()) | Err(SequenceError::Nothing) => self.log = Some(log),
            Err(SequenceError::Held(_) | SequenceError::Files(_) | SequenceError::Unsure) => {
                if self.below(2) == 0 {
                    self.world.faults.borrow_mut().heal();
                    log.recover().unwrap();
                    assert_eq!(log.size(), self.world.held_size());
                    self.log = Some(log);
                }
            }
            Err(other) => panic!("{other}"),
        }
    }

    /// Something happens to a file while the process is down.
    fn damage(&mut self) {
        self.log = None;
        let tiles = self.world.tile_paths();
        if tiles.is_empty() {
            return;
        }
        let path = tiles[self.below(tiles.len() as u64) as usize].clone();
        let how = self.below(3);
        let mut files = self.world.files.borrow_mut();
        let tile = files.get_mut(&path).unwrap();
        match how {
            0 => drop(files.remove(&path)),
            1 => tile.truncate(tile.len() / 2),
            _ => tile[0] ^= 1,
        }
    }

    /// Somebody restores an old copy of the database, or one with other entries; the newest comes back in the end.
    fn restore(&mut self) {
        self.log = None;
        self.world.faults.borrow_mut().heal();
        let held = self.world.held_size();
        if held == 0 {
            return;
        }
        let newest = self.world.database.borrow().clone();
        let at = self.below(held) as usize;
        let files = self.world.files.borrow().clone();
        if self.below(2) == 0 {
            self.world.database.borrow_mut().truncate(at);
            assert!(matches!(self.world.open(), Err(SequenceOpenError::Shorter { .. })));
        } else {
            self.world.database.borrow_mut()[at].entry = entry(at as u64, 7);
            assert!(matches!(self.world.open(), Err(SequenceOpenError::Forked { .. })));
        }
        assert_eq!(*self.world.files.borrow(), files);
        *self.world.database.borrow_mut() = newest;
    }

    /// Faults end: everything that was acknowledged comes through.
    fn finish(mut self) {
        self.log = None;
        let mut log = self.log();
        if !self.world.new_for(&log).is_empty() {
            log.sequence(&self.world.new_for(&log)).unwrap();
        }
        publish(&mut log).unwrap();
        self.world.check_signed();
        self.world.check_directory();
        assert_eq!(self.world.published_size(), self.world.database.borrow().len() as u64);
    }
}

#[test]
fn whatever_happens_there_is_one_history() {
    for seed in 0..200 {
        let rng = ChaCha20Rng::seed_from_u64(seed);
        let mut schedule = Schedule { world: World::default(), log: None, rng, published: 0 };
        (0..50).for_each(|_| schedule.act());
        schedule.finish();
    }
}
