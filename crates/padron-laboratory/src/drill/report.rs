//! What a drill says. Counts, kinds and places only: no value that was found is ever repeated.

use super::inventory::DirectoryReport;
use super::link::LinkReport;
use super::patterns::Kind;
use serde::Serialize;

/// The result of a theft drill.
#[derive(Serialize, Debug)]
pub(crate) struct TheftReport {
    pub(crate) directories: Vec<DirectoryReport>,
    /// Lines of the population, if there is one.
    pub(crate) lines: u64,
    /// Bytes of files that were searched, decoded and decompressed ones not counted.
    pub(crate) bytes_searched: u64,
    /// Strings that were searched for.
    pub(crate) patterns: u64,
    /// Strings of 32 bytes that were tried as keys.
    pub(crate) candidates: u64,
    /// Values that were derived from people and keys, and compared with everything found.
    pub(crate) attempts: u64,
    /// How far the attacks went.
    pub(crate) extent: Extent,
    /// What was found of persons and numbers.
    pub(crate) finds: Vec<Find>,
    /// What lies together.
    pub(crate) links: LinkReport,
    /// Whether the drill finds what is there to be found; without a population only the linking attack is proved.
    pub(crate) baselines: Baselines,
    /// What could not be searched, and so proves nothing.
    pub(crate) not_searched: Vec<String>,
    /// Nothing was found by a drill that has proved itself.
    pub(crate) held: bool,
}

/// How far the attacks went.
#[derive(Serialize, Debug, Default)]
pub(crate) struct Extent {
    /// Values that guesses were compared with.
    pub(crate) targets: u64,
    /// Lines on which every candidate was tried as a key of hashes.
    pub(crate) lines_each: u64,
    /// Candidates that were tried as a key of hashes on every line.
    pub(crate) on_everybody: u64,
    /// Candidates that could be a share or a threshold key.
    pub(crate) scalars: u64,
    /// Those of them that were tried.
    pub(crate) scalars_tried: u64,
    /// Strings that were left out for their number.
    pub(crate) left_out: u64,
    /// Records whose outer wrap opened with keys found on the same disks; what was in them was searched too.
    pub(crate) unwrapped: u64,
}

/// Something found.
#[derive(Serialize, Debug, PartialEq, Eq, Clone)]
pub(crate) struct Find {
    pub(crate) what: What,
    /// In which encoding, outermost first; or by which derivation.
    pub(crate) encoding: String,
    /// In which file: the directory's place, from 1, and the file's name.
    pub(crate) file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) table: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<String>,
    /// The first row, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) row: Option<u64>,
    /// The first offset in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<u64>,
    /// In how many places.
    pub(crate) places: u64,
    /// Of how many lines of the population, where that can be told.
    pub(crate) lines: u64,
}

/// What was found.
#[derive(Serialize, Debug, PartialEq, Eq, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum What {
    Clear(Kind),
    /// A value that can be made from a person or a number without any key.
    Hash,
    /// A key that makes a value found from a person or a number.
    Key,
}

impl From<Kind> for What {
    fn from(kind: Kind) -> Self {
        Self::Clear(kind)
    }
}

/// The same drill, run where there is something to find.
#[derive(Serialize, Debug, Default)]
pub(crate) struct Baselines {
    /// Lines recovered from a table in the clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) clear: Option<RecoveredPeople>,
    /// Lines recovered from a table of SHA-256 of numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hashed: Option<RecoveredPeople>,
    /// Lines recovered from a table of HMAC-SHA256 of numbers, its key in a file beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) peppered: Option<RecoveredPeople>,
    /// Persons whose lines were found together in a table with the same token for each.
    pub(crate) linked: RecoveredPeople,
}

/// How many of how many.
#[derive(Serialize, Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RecoveredPeople {
    pub(crate) recovered: u64,
    pub(crate) of: u64,
}

impl RecoveredPeople {
    fn all(self) -> bool {
        self.of > 0 && self.recovered == self.of
    }
}

impl Baselines {
    /// Whether each that was run recovered everything.
    pub(crate) fn proved(&self) -> bool {
        let population = [self.clear, self.hashed, self.peppered];
        self.linked.all() && population.iter().flatten().all(|recovered| recovered.all())
    }
}

/// How a drill ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DrillVerdict {
    /// Nothing was found.
    Held,
    Found,
    /// The drill did not find what it had put there itself, or could not search everything.
    Unproved,
}

impl TheftReport {
    /// How it ends. Whatever was found counts, even if the drill could not prove itself.
    pub(crate) fn verdict(&self) -> DrillVerdict {
        if !self.finds.is_empty() || self.links.ties().next().is_some() {
            DrillVerdict::Found
        } else if self.baselines.proved() && self.not_searched.is_empty() {
            DrillVerdict::Held
        } else {
            DrillVerdict::Unproved
        }
    }
}
