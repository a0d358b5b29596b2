//! Which cosignatures are enough.

use crate::checkpoint::SignedCheckpoint;
use crate::cosignature::{CosignatureError, cosigned_at};
use crate::key::{KeyKind, VerifierKey};
use std::collections::BTreeSet;

/// The most witnesses a policy may name: their cosignatures must fit on one note.
pub const MAX_WITNESSES: usize = 64;

/// A witness, and who controls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyWitness {
    /// Its key, for `cosignature/v1`.
    pub key: VerifierKey,
    /// Whoever controls it. Two witnesses of one controller are one group.
    pub group: String,
}

/// At least so many witnesses, of at least so many groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessPolicy {
    pub witnesses: Vec<PolicyWitness>,
    /// How many of them must have cosigned.
    pub cosignatures: usize,
    /// To how many groups those must belong.
    pub groups: usize,
}

impl WitnessPolicy {
    /// A policy that can be met, and means what its numbers say.
    ///
    /// # Errors
    /// [`PolicyError`] when a number is zero or more than there are witnesses or groups, more groups are demanded than
    /// cosignatures, there are more than [`MAX_WITNESSES`], a name or a key comes twice, or a key is not a witness's.
    pub fn new(witnesses: Vec<PolicyWitness>, cosignatures: usize, groups: usize) -> Result<Self, PolicyError> {
        let distinct: BTreeSet<_> = witnesses.iter().map(|witness| &witness.group).collect();
        let numbers = 1 <= groups && groups <= cosignatures;
        if !numbers || cosignatures > witnesses.len() || groups > distinct.len() || witnesses.len() > MAX_WITNESSES {
            return Err(PolicyError::Numbers { cosignatures, groups, of: witnesses.len(), of_groups: distinct.len() });
        }
        let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for PolicyWitness { key, .. } in &witnesses {
            if key.kind() != KeyKind::CosignatureV1 {
                return Err(PolicyError::Witness(key.name().to_owned(), CosignatureError::Kind));
            }
            // A cosignature does not hold its signer's name, so one key under two names would count twice.
            if !names.insert(key.name()) || !keys.insert(key.key()) {
                return Err(PolicyError::Twice(key.name().to_owned()));
            }
        }
        Ok(Self { witnesses, cosignatures, groups })
    }

    /// Checks that enough witnesses cosigned, within a window of time. Whether the log signed is another question:
    /// [`SignedCheckpoint::signed_by`].
    ///
    /// Lines of keys that the policy does not know are ignored; of several lines of a witness the newest counts.
    ///
    /// # Errors
    /// [`PolicyError::Witness`] when a line with a witness's name and key id does not verify, wherever the others
    /// stand; [`PolicyError::NotMet`] when the cosignatures are too few, or of too few groups.
    pub fn check(&self, signed: &SignedCheckpoint, window: Window) -> Result<Cosigned, PolicyError> {
        let mut fresh = Vec::new();
        for PolicyWitness { key, group } in &self.witnesses {
            let time = cosigned_at(key, &signed.note);
            let time = time.map_err(|why| PolicyError::Witness(key.name().to_owned(), why))?;
            if let Some(time) = time.filter(|time| window.contains(*time)) {
                fresh.push((time, key.name(), group));
            }
        }
        fresh.sort_by_key(|(time, ..)| std::cmp::Reverse(*time));
        let mut groups = BTreeSet::new();
        let met = fresh.iter().zip(1..).find(|((_, _, group), count)| {
            groups.insert(group);
            *count >= self.cosignatures && groups.len() >= self.groups
        });
        let Some((&(time, ..), _)) = met else {
            let (found, found_groups) = (fresh.len(), groups.len());
            let Self { cosignatures, groups, .. } = *self;
            return Err(PolicyError::NotMet { found, found_groups, cosignatures, groups });
        };
        Ok(Cosigned { time, witnesses: fresh.iter().map(|(_, name, _)| (*name).to_owned()).collect() })
    }
}

/// The times at which a cosignature counts, in seconds since 1970, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub not_before: u64,
    pub not_after: u64,
}

impl Window {
    /// Any time.
    pub const ANY: Self = Self { not_before: 0, not_after: u64::MAX };

    const fn contains(self, time: u64) -> bool {
        self.not_before <= time && time <= self.not_after
    }
}

/// That a policy is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// The latest time at which enough witnesses of enough groups vouched for the checkpoint, in seconds since 1970:
    /// the cosignatures of this time or later meet the policy by themselves.
    pub time: u64,
    /// The names of all whose cosignatures count, newest first.
    pub witnesses: Vec<String>,
}

/// Why a policy is none, or is not met.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    #[error(
        "a policy of {cosignatures} cosignatures of {groups} groups does not fit {of} witnesses of {of_groups} groups: \
         at least one of each, no more groups than cosignatures, at most 64 witnesses"
    )]
    Numbers {
        cosignatures: usize,
        groups: usize,
        /// Witnesses named.
        of: usize,
        of_groups: usize,
    },
    #[error("the name or the key of the witness {0} comes twice in the policy")]
    Twice(String),
    #[error("the witness {0}: {1}")]
    Witness(String, CosignatureError),
    #[error(
        "{found} witnesses of {found_groups} groups cosigned in time; {cosignatures} of {groups} groups are needed: \
         wait for a later checkpoint"
    )]
    NotMet {
        /// Witnesses that count.
        found: usize,
        found_groups: usize,
        cosignatures: usize,
        groups: usize,
    },
}

#[cfg(test)]
mod tests;
