//! Judge, store, answer: in this order, one checkpoint of a log at a time.

use super::answer::Refused;
use super::log::{CosignedTree, Held, Log};
use super::{Witness, place};
use padron_tlog::{AddCheckpoint, KnownLog, NoteSignature, Refusal, SignedCheckpoint, cosign, judge};
use std::sync::atomic::Ordering;

/// How far the clock may be behind what was signed already, in seconds: more is no jitter.
pub(super) const MAX_BEHIND: u64 = 60;

impl Witness {
    /// Answers the body of an `add-checkpoint` request: with the line of the cosignature, which is stored durably by
    /// then. Blocks.
    pub(super) fn add_checkpoint(&self, body: &[u8]) -> Result<String, Refused> {
        let request = AddCheckpoint::parse(body)?;
        let log = self.logs.get(&place(&request.checkpoint.checkpoint.origin)).ok_or(Refusal::UnknownLog)?;
        let mut held = log.held();
        let latest = held.read(&log.known, &*self.store, &self.signer.verifier())?;
        let judged = judge(&request, Some(&log.known), latest.map(|latest| &latest.seen));
        let seen = judged.inspect_err(|refusal| watch(log, &request, refusal, latest))?;
        let time = self.time(latest.map_or(0, |latest| latest.time))?;
        let text = &request.checkpoint.note.text;
        let cosignature = cosign(&self.signer, text, time).map_err(|_| Refused::Clock { behind: 0 })?;
        let line = cosignature.to_line();
        if latest.is_some_and(|latest| latest.time == time && latest.checkpoint.note.text == *text) {
            // The same text in the same second: this very line is stored already.
            return Ok(line);
        }
        let old = latest.map(|latest| (latest.seen.size, latest.seen.root.0));
        let next = CosignedTree { seen, time, checkpoint: with_cosignature(request, &log.known, cosignature)? };
        // Until it is known to be stored, nothing is known.
        *held = Held::Unread;
        if self.store.replace(&log.known.origin, old, &next.row())? {
            *held = Held::Read(Some(next));
            return Ok(line);
        }
        let newest = held.read(&log.known, &*self.store, &self.signer.verifier())?;
        Err(Refusal::Conflict(newest.map_or(0, |newest| newest.seen.size)).into())
    }

    /// The time to sign with, in seconds since 1970: never before what was signed already.
    fn time(&self, newest: u64) -> Result<u64, Refused> {
        let now = self.now();
        if now == 0 || now.saturating_add(MAX_BEHIND) < newest {
            return Err(Refused::Clock { behind: newest.saturating_sub(now) });
        }
        Ok(now.max(newest))
    }
}

/// The checkpoint with the signatures of the log's known keys, which were all verified, and the witness's own.
fn with_cosignature(
    request: AddCheckpoint,
    log: &KnownLog,
    cosignature: NoteSignature,
) -> Result<SignedCheckpoint, Refusal> {
    let mut checkpoint = request.checkpoint;
    let known = |name: &str, id| log.keys.iter().any(|key| key.name() == name && key.id() == id);
    checkpoint.note.signatures.retain(|signature| known(&signature.name, signature.id));
    let no_room = |error| Refusal::Malformed(format!("there is no room for a cosignature: {error}"));
    checkpoint.add(cosignature).map_err(no_room)?;
    Ok(checkpoint)
}

/// Two trees of one size under the log's signature prove that it has shown two histories: that is told, with both, once.
fn watch(log: &Log, request: &AddCheckpoint, refusal: &Refusal, latest: Option<&CosignedTree>) {
    let signed = matches!(refusal, Refusal::Conflict(_) | Refusal::Inconsistent(_));
    let (Some(latest), true) = (latest, signed) else { return };
    let shown = &request.checkpoint.checkpoint;
    let two = shown.size == latest.seen.size && shown.root != latest.seen.root;
    if two && !log.two_trees.swap(true, Ordering::Relaxed) {
        let (cosigned, shown) = (latest.checkpoint.to_string(), request.checkpoint.to_string());
        tracing::error!(log = log.known.origin, cosigned, shown, "the log has signed two trees of one size");
    }
}
