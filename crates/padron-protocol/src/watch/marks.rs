use serde::{Deserialize, Serialize};

/// At `time` the log had `size` entries, by the witnesses' clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Seconds since 1970.
    pub time: u64,
    pub size: u64,
}

/// How large the log was when. Times and sizes only grow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// Marks that are nearer to each other than this are joined, in seconds.
    const APART: u64 = 3600;
    /// The most that are kept, eleven years of hours; the oldest go first.
    const MAX: usize = 100_000;

    /// Notes a size. What contradicts a mark that is there is left out.
    pub fn note(&mut self, mark: Mark) {
        match self.0.last() {
            Some(last) if mark.time <= last.time || mark.size < last.size => return,
            Some(last) if mark.size == last.size => drop(self.0.pop()),
            Some(last) => {
                let before = self.0.len().checked_sub(2).and_then(|at| self.0.get(at));
                if before.is_some_and(|before| last.time < before.time + Self::APART) {
                    self.0.pop();
                }
            }
            None => {}
        }
        self.0.push(mark);
        if self.0.len() > Self::MAX {
            self.0.remove(0);
        }
    }

    /// The newest time, in seconds since 1970, at which the log did not have the entry of this index yet, as far as
    /// was noted.
    pub fn absent_at(&self, index: u64) -> Option<u64> {
        let covered = self.0.partition_point(|mark| mark.size <= index);
        covered.checked_sub(1).and_then(|at| self.0.get(at)).map(|mark| mark.time)
    }

    pub fn newest(&self) -> Option<Mark> {
        self.0.last().copied()
    }
}

#[cfg(test)]
mod tests;
