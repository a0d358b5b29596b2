use super::{PublishError, SequenceError, SequenceState, Sequencer};
use crate::ports::{HeldCheckpoint, LogFiles, StoreError};
use padron_protocol::messages::status::Figures;
use padron_tlog::{Cosigned, Level, SignedCheckpoint, TileId, Window, WitnessPolicy};

/// What the log's directory shows.
#[derive(Clone, Debug)]
pub struct ShownToAll {
    pub signed: SignedCheckpoint,
    /// The public figures at its size.
    pub figures: Figures,
}

impl ShownToAll {
    pub(super) fn figures_text(&self) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(&self.figures).map_err(|error| StoreError::Failed(error.to_string()))
    }
}

impl<F: LogFiles, H: HeldCheckpoint> Sequencer<F, H> {
    /// What the directory shows; nothing in a new log.
    pub fn shown(&self) -> Option<&ShownToAll> {
        self.shown.as_ref()
    }

    /// Publishes the newest checkpoint with the cosignatures that came for it: its figures first, then itself. The
    /// same one may be published again with newer cosignatures.
    ///
    /// # Errors
    /// [`PublishError`]: nothing is published unless the policy is met within the window, and nothing smaller than
    /// before. After `Files` try again.
    pub fn publish(
        &mut self,
        cosigned: &SignedCheckpoint,
        policy: &WitnessPolicy,
        window: Window,
    ) -> Result<Cosigned, PublishError> {
        self.ready()?;
        if self.checkpoint().is_none_or(|newest| newest.checkpoint != cosigned.checkpoint) {
            return Err(PublishError::NotNewest);
        }
        cosigned.signed_by(&self.signer.verifier())?;
        let vouched = policy.check(cosigned, window)?;
        self.check_not_smaller(cosigned)?;
        let shown = ShownToAll { signed: cosigned.clone(), figures: self.tip.figures.clone() };
        if self.shown.as_ref().is_none_or(|before| before.figures != shown.figures) {
            self.files.write(&[("figures.json".into(), shown.figures_text()?)])?;
        }
        self.files.write(&[("checkpoint".into(), cosigned.to_string().into_bytes())])?;
        self.shown = Some(shown);
        self.sweep();
        Ok(vouched)
    }

    /// A larger checkpoint in the directory is another sequencer's.
    fn check_not_smaller(&mut self, cosigned: &SignedCheckpoint) -> Result<(), PublishError> {
        let there = self.files.read("checkpoint")?.and_then(|bytes| String::from_utf8(bytes).ok());
        let there = there.and_then(|text| SignedCheckpoint::parse(&text).ok());
        let signed = there.filter(|there| there.signed_by(&self.signer.verifier()).is_ok());
        if signed.is_some_and(|there| there.checkpoint.size > cosigned.checkpoint.size) {
            self.state = SequenceState::Stopped;
            return Err(SequenceError::Stopped.into());
        }
        Ok(())
    }

    /// Removes partial tiles whose full tile is published (C2SP tlog-tiles, "Partial Tiles"). What cannot be removed
    /// now is tried again with the next publication.
    fn sweep(&mut self) {
        let size = self.shown.as_ref().map_or(0, |shown| shown.signed.checkpoint.size);
        let files = &mut self.files;
        self.partials.retain(|id| end(id) > size || files.remove(&id.path()).is_err());
    }
}

/// How many entries a tree has once the full tile of this place is there.
fn end(id: &TileId) -> u64 {
    let height = match id.level {
        Level::Entries => 8,
        Level::Hashes(level) => 8 * (u32::from(level) + 1),
    };
    (id.index + 1).checked_shl(height).unwrap_or(u64::MAX)
}
