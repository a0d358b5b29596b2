//! Errors of a ceremony in the words of the people who hold it: by name, and with what to do.

use super::message::{EchoFile, ReceivedFile, party};
use super::plan::{CeremonyMember, CeremonyPlan};
use anyhow::{Result, anyhow, ensure};
use padron_protocol::Hash32;
use padron_threshold::{CeremonyError, Purpose};
use std::collections::BTreeMap;

/// A refusal of the ceremony, with the name of the custodian concerned.
pub fn named(error: CeremonyError, purpose: Purpose, plan: &CeremonyPlan) -> anyhow::Error {
    let key = purpose.as_str();
    match accused(&error) {
        Some(index) => anyhow!(
            "the {key} key, {}: {error}; nothing of this ceremony may be used: settle it, then begin again with a new \
             plan",
            party(plan, index)
        ),
        None => anyhow!("the {key} key: {error}; begin again with a new plan"),
    }
}

fn accused(error: &CeremonyError) -> Option<u16> {
    use CeremonyError as E;
    match error {
        E::DuplicateCustodian(index)
        | E::NotInPlan(index)
        | E::OtherPlan(index)
        | E::Uninvited(index)
        | E::DuplicateMessage(index)
        | E::MissingMessage(index)
        | E::MalformedCommitments(index)
        | E::BadProofOfKnowledge(index)
        | E::Equivocation(index)
        | E::BadShare(index)
        | E::BadTrial(index)
        | E::WrongCommitments { custodian: index, .. }
        | E::WrongRecipient { from: index, .. } => Some(index.get()),
        _ => None,
    }
}

/// Everybody must have seen what we saw; if not, says whose round-1 files differ and who has the other one.
///
/// This only finds words: the ceremony itself compares the transcripts again.
pub fn same_seen(
    echoes: &BTreeMap<u16, ReceivedFile<EchoFile>>,
    ours: &[Hash32],
    plan: &CeremonyPlan,
    me: &CeremonyMember,
) -> Result<()> {
    for (from, echo) in echoes {
        let witness = party(plan, *from);
        let seen = &echo.message.seen;
        ensure!(seen.len() == ours.len(), "{} from {witness} does not say what it saw of each custodian", echo.place);
        let differs = plan.custodians().iter().zip(ours.iter().zip(seen)).find(|(_, (ours, theirs))| ours != theirs);
        if let Some((suspect, _)) = differs {
            let suspect = &suspect.party;
            return Err(anyhow!(
                "{witness} saw another round-1 file of {suspect} than {} did: no share is released. Put both signed \
                 files side by side: if both bear {suspect}'s signature, {suspect} showed different ones to different \
                 parties; if not, {witness} reports wrongly. Begin again with a new plan",
                me.party
            ));
        }
    }
    Ok(())
}
