use super::PublicLog;
use padron_tlog::{NoteSignature, SignedCheckpoint, Window};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A checkpoint that witnesses are asked to cosign.
pub(super) struct CosigningJob {
    /// Counts up: an answer to an older one is not an answer to this.
    pub(super) number: u64,
    /// The checkpoint, signed by the log alone.
    pub(super) signed: SignedCheckpoint,
}

/// What a witness answered to a job.
pub(super) struct WitnessAnswer {
    pub(super) job: u64,
    /// The witness's place.
    pub(super) witness: usize,
    /// Its cosignature, verified; nothing when it did not give one.
    pub(super) cosignature: Option<NoteSignature>,
}

/// What has been answered to the newest job.
pub(super) struct Round {
    job: Arc<CosigningJob>,
    got: BTreeMap<usize, NoteSignature>,
    /// The witnesses that are well and have not answered.
    awaited: BTreeSet<usize>,
    /// How many cosignatures were published.
    shown: usize,
}

impl Round {
    pub(super) fn new(job: Arc<CosigningJob>, log: &PublicLog) -> Self {
        let awaited = log.cosigners.iter().enumerate().filter(|(_, cosigner)| cosigner.is_well()).map(|(at, _)| at);
        Self { job, got: BTreeMap::new(), awaited: awaited.collect(), shown: 0 }
    }

    pub(super) fn hear(&mut self, answer: WitnessAnswer) {
        if answer.job == self.job.number {
            self.awaited.remove(&answer.witness);
            self.got.extend(answer.cosignature.map(|cosignature| (answer.witness, cosignature)));
        }
    }

    /// Whether every witness that is well has answered.
    pub(super) fn is_complete(&self) -> bool {
        self.awaited.is_empty()
    }

    /// The checkpoint with the cosignatures, where they are enough and not all published yet.
    pub(super) fn to_publish(&self, log: &PublicLog) -> Option<SignedCheckpoint> {
        if self.got.len() <= self.shown {
            return None;
        }
        let mut signed = self.job.signed.clone();
        for cosignature in self.got.values() {
            // One that does not fit on the note any more is left out.
            let _ = signed.add(cosignature.clone());
        }
        log.context.trusted.witness_policy().check(&signed, Window::ANY).is_ok().then_some(signed)
    }

    pub(super) fn published(&mut self) {
        self.shown = self.got.len();
    }
}
