//! Sequencing the public log: from entries of the database to signed checkpoints, and to files that everybody may fetch.
//!
//! The database is the source; a tree of its entries is signed, and everything else follows from it. What must never
//! happen is that two checkpoints are signed of which one does not extend the other. So the last one signed is held
//! apart from the database, and replaced by compare-and-swap **before** anybody can see the new one.
//!
//! [`Sequencer::sequence`] takes its steps in this order; a crash after a step leaves:
//!
//! | step | crash after it | at the next opening |
//! |---|---|---|
//! | 1. append to a copy of the tree | nothing has happened | the same entries are sequenced again |
//! | 2. sign | a signature that nobody has seen | the same, perhaps with further entries |
//! | 3. replace the held checkpoint | the checkpoint counts, its tiles are missing | tiles are written from the database |
//! | 4. write and sync the tiles | nothing is missing | nothing is to be done |
//!
//! Then witnesses are asked, by whoever drives this, and [`Sequencer::publish`] goes on:
//!
//! | step | crash after it | at the next opening |
//! |---|---|---|
//! | 5. `figures.json` | the figures are ahead of the checkpoint | the figures are put back |
//! | 6. `checkpoint` | it is published | nothing is to be done |
//! | 7. remove what full tiles replace | some partial tiles are left | they go with the next publication |
//!
//! When step 3 or 4 fails, nobody knows whether it took place. Nothing in memory is trusted then:
//! [`Sequencer::recover`] asks what is held and goes on from that.
//!
//! No clock: entries are in the order in which they were stored, and nothing else.

mod error;
mod open;
mod publish;
mod repair;

pub use error::{PublishError, SequenceError, SequenceOpenError};
pub use publish::ShownToAll;
pub use repair::Repairs;

use crate::ports::{HeldCheckpoint, LogFiles};
use padron_protocol::log::Placed;
use padron_protocol::messages::status::Figures;
use padron_tlog::{Checkpoint, NoteSigner, SignedCheckpoint, TileId, TreeBuilder};
use std::collections::BTreeSet;

/// The one sequencer of a log.
pub struct Sequencer<F, H> {
    files: F,
    held: H,
    signer: NoteSigner,
    tip: Tip,
    state: SequenceState,
    shown: Option<ShownToAll>,
    /// Partial tiles that lie in the directory; each goes once the full tile of its place is published.
    partials: BTreeSet<TileId>,
}

/// The tree as far as it is signed.
#[derive(Clone, Default)]
struct Tip {
    tree: TreeBuilder,
    figures: Figures,
    /// What is held, with its text byte for byte; nothing in a new log.
    signed: Option<(SignedCheckpoint, String)>,
}

impl Tip {
    fn text(&self) -> Option<&str> {
        self.signed.as_ref().map(|(_, text)| text.as_str())
    }

    /// The tip with further entries, signed by nobody yet.
    fn extended(&self, new: &[Placed]) -> Result<Self, SequenceError> {
        let mut tip = self.clone();
        for placed in new {
            tip.take(placed)?;
        }
        Ok(tip)
    }

    fn take(&mut self, placed: &Placed) -> Result<(), SequenceError> {
        let expected = self.tree.size();
        if placed.index != expected {
            return Err(SequenceError::NotNext { expected, got: placed.index });
        }
        self.tree.append(&placed.entry.encode())?;
        self.figures.count(&placed.entry);
        Ok(())
    }
}

/// What may be done next.
enum SequenceState {
    /// Everything in memory is as it is held.
    Ready,
    /// A step failed, and perhaps took place: this may be held, or what was before it.
    Unsure(Box<Pending>),
    /// Another sequencer has been at work. Only a new start helps.
    Stopped,
}

struct Pending {
    tip: Tip,
    files: Vec<(String, Vec<u8>)>,
    partials: Vec<TileId>,
}

/// What [`Sequencer::recover`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// The failed step did not take place: it is as if it had never been tried.
    NotTaken,
    /// It did take place: the checkpoint counts, and its tiles are written.
    Taken,
}

impl<F: LogFiles, H: HeldCheckpoint> Sequencer<F, H> {
    /// How many entries are signed.
    pub fn size(&self) -> u64 {
        self.tip.tree.size()
    }

    /// The last checkpoint signed, without cosignatures; nothing in a new log.
    pub fn checkpoint(&self) -> Option<&SignedCheckpoint> {
        self.tip.signed.as_ref().map(|(signed, _)| signed)
    }

    /// Signs the tree with the entries that come next, and writes its tiles. Every entry must be durable in the
    /// database.
    ///
    /// # Errors
    /// [`SequenceError`]. After `Held` and `Files` call [`recover`](Self::recover) first.
    pub fn sequence(&mut self, new: &[Placed]) -> Result<SignedCheckpoint, SequenceError> {
        self.ready()?;
        if new.is_empty() {
            return Err(SequenceError::Nothing);
        }
        let mut tip = self.tip.extended(new)?;
        let tiles = tip.tree.take_tiles();
        let partials = tiles.iter().map(|(id, _)| *id).filter(|id| !id.is_full()).collect();
        let files = tiles.into_iter().map(|(id, bytes)| (id.path(), bytes)).collect();
        let signed = self.sign(&tip)?;
        let text = signed.to_string();
        tip.signed = Some((signed.clone(), text.clone()));
        // From here on an error leaves it open what is held.
        self.state = SequenceState::Unsure(Box::new(Pending { tip, files, partials }));
        if !self.held.replace(self.tip.text(), &text).map_err(SequenceError::Held)? {
            self.state = SequenceState::Stopped;
            return Err(SequenceError::Stopped);
        }
        self.go_on()?;
        Ok(signed)
    }

    /// Finds out what became of a step that failed. Does nothing when none did.
    ///
    /// # Errors
    /// [`SequenceError`]: `Held` and `Files` when it cannot be found out or finished yet, so try again;
    /// `Stopped` when another sequencer has been at work.
    pub fn recover(&mut self) -> Result<Recovered, SequenceError> {
        let pending = match &self.state {
            SequenceState::Ready => return Ok(Recovered::NotTaken),
            SequenceState::Stopped => return Err(SequenceError::Stopped),
            SequenceState::Unsure(pending) => pending,
        };
        let held = self.held.fetch().map_err(SequenceError::Held)?;
        if held.as_deref() == self.tip.text() {
            self.state = SequenceState::Ready;
            Ok(Recovered::NotTaken)
        } else if held.as_deref() == pending.tip.text() {
            self.go_on()?;
            Ok(Recovered::Taken)
        } else {
            self.state = SequenceState::Stopped;
            Err(SequenceError::Stopped)
        }
    }

    /// Whether another sequencer has been at work, so that this one signs nothing any more.
    pub fn is_stopped(&self) -> bool {
        matches!(self.state, SequenceState::Stopped)
    }

    fn ready(&self) -> Result<(), SequenceError> {
        match self.state {
            SequenceState::Ready => Ok(()),
            SequenceState::Unsure(_) => Err(SequenceError::Unsure),
            SequenceState::Stopped => Err(SequenceError::Stopped),
        }
    }

    fn sign(&self, tip: &Tip) -> Result<SignedCheckpoint, SequenceError> {
        let checkpoint = Checkpoint {
            origin: self.signer.name().to_owned(),
            size: tip.tree.size(),
            root: tip.tree.root(),
            extensions: Vec::new(),
        };
        Ok(SignedCheckpoint::sign(checkpoint, &self.signer)?)
    }

    /// The new checkpoint is held: writes its tiles and makes it the tip.
    fn go_on(&mut self) -> Result<(), SequenceError> {
        let SequenceState::Unsure(pending) = &mut self.state else { return Ok(()) };
        self.files.write(&pending.files).map_err(SequenceError::Files)?;
        self.partials.extend(&pending.partials);
        self.tip = std::mem::take(&mut pending.tip);
        self.state = SequenceState::Ready;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
