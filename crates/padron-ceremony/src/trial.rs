//! A test evaluation over files: everybody shows that the share which it wrote down is the one in the public keys.

use super::accuse::named;
use super::message::{self, TrialFile};
use super::plan::CeremonyPlan;
use super::{PURPOSES, party};
use anyhow::{Context as _, Result, ensure};
use padron_host::{files, shares};
use padron_protocol::trust::ThresholdKey;
use padron_protocol::{Base64, Hash32, sha256_parts};
use padron_threshold::trial::{TrialPart, check as check_parts, part};
use padron_threshold::{CustodianIndex, Epoch, PublicKey, Purpose};
use rand_core::CryptoRng;
use std::path::{Path, PathBuf};

/// The largest file of public keys, in bytes.
const MAX_FILE: u64 = 64 * 1024;

/// The public keys of a ceremony, as its file has them.
pub struct PublicKeys {
    keys: Vec<PublicKey>,
    /// What the trial is over: the plan and the file, byte for byte.
    subject: Hash32,
}

impl PublicKeys {
    /// Reads the file that `padron ceremony finish` wrote.
    ///
    /// # Errors
    /// If it does not hold the three keys of the plan.
    pub fn read(path: &Path, plan: &CeremonyPlan) -> Result<Self> {
        let text = files::read_limited(path, MAX_FILE)?;
        let place = || format!("{} is not the file of public keys of this plan", path.display());
        let listed: Vec<ThresholdKey> = serde_json::from_str(&text).with_context(place)?;
        ensure!(listed.len() == PURPOSES.len(), "{}: it does not hold three keys", place());
        let keys = listed.iter().zip(PURPOSES).map(|(key, purpose)| parse(key, purpose)).collect::<Result<Vec<_>>>();
        let keys = keys.with_context(place)?;
        for (key, planned) in keys.iter().zip(plan.keys()) {
            let indices = key.shares().iter().map(|(index, _)| index);
            let fits = key.threshold() == planned.threshold()
                && key.epoch() == planned.epoch()
                && indices.eq(planned.custodians());
            ensure!(fits, "{}: epoch, threshold or custodians differ", place());
        }
        Ok(Self { keys, subject: sha256_parts("padron ceremony trial v1", &[&plan.hash().0, text.as_bytes()]) })
    }

    /// The keys, in the order of [`PURPOSES`].
    #[cfg(test)]
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }
}

/// Writes our part, from the shares as they lie in their file.
pub fn write(
    party: &party::CeremonyParty,
    public: &PublicKeys,
    shares_file: &Path,
    out: &Path,
    rng: &mut impl CryptoRng,
) -> Result<()> {
    let own = shares::read(shares_file, party.passphrase())?;
    let mut keys = [Base64::default(), Base64::default(), Base64::default()];
    for ((key, share), (bytes, purpose)) in
        public.keys.iter().zip([&own.line, &own.person, &own.sealing]).zip(keys.iter_mut().zip(PURPOSES))
    {
        let part = part(share, key, &public.subject.0, rng).map_err(|error| named(error, purpose, &party.plan))?;
        *bytes = part.to_bytes().into();
    }
    let file = TrialFile { plan: party.plan.hash(), from: party.me().index.get(), keys };
    message::write(out, &file, &party.keys.signer())
}

/// Checks everybody's parts. Takes no secret: anybody who has the plan and the public keys can do it.
///
/// # Errors
/// Names who is missing or failed.
pub fn check(plan: &CeremonyPlan, public: &PublicKeys, paths: &[PathBuf]) -> Result<()> {
    let files = message::read_all::<TrialFile>(paths, plan, None)?;
    message::all_present(&files, plan, None)?;
    for (at, key) in public.keys.iter().enumerate() {
        let refuse = |error| named(error, key.purpose(), plan);
        let part = |(from, file): (&u16, &message::ReceivedFile<TrialFile>)| {
            let part = TrialPart::from_bytes(&file.message.keys[at].0).map_err(refuse)?;
            let name = message::party(plan, *from);
            ensure!(part.from.get() == *from, "{name} signed a part in the name of another");
            Ok(part)
        };
        let parts = files.iter().map(part).collect::<Result<Vec<_>>>()?;
        check_parts(key, &public.subject.0, parts).map_err(refuse)?;
    }
    Ok(())
}

fn parse(key: &ThresholdKey, purpose: Purpose) -> Result<PublicKey> {
    ensure!(key.purpose == purpose.as_str(), "the key of `{}` is not where it belongs", purpose.as_str());
    let share =
        |share: &padron_protocol::trust::VerificationShare| Ok((CustodianIndex::new(share.index)?, share.point.0));
    let shares = key.shares.iter().map(share).collect::<Result<Vec<_>>>()?;
    Ok(PublicKey::new(purpose, Epoch(key.epoch), key.threshold, key.group.0, &shares)?)
}
