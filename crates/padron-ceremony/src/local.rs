//! All parties on one machine, through the same steps and files: for trials. One machine sees every share.

use super::party::{CeremonyParty, Finished};
use super::plan::{CeremonyPlan, PlannedCustodian};
use super::trial::{self, PublicKeys};
use anyhow::{Context as _, Result, ensure};
use padron_host::files;
use padron_host::keys::PartyKeys;
use padron_threshold::keys::MAX_CUSTODIANS;
use rand_core::CryptoRng;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The passphrases are random, so a low work factor loses nothing.
const WORK_FACTOR: u8 = 10;

/// The passphrase's file of a party.
pub fn passphrase_file(directory: &Path, party: &str) -> PathBuf {
    directory.join("secrets").join(format!("{party}.passphrase"))
}

/// Holds a whole ceremony in `directory`, which must not exist.
///
/// # Errors
/// As any step; and if two parties end with different public keys.
pub fn hold(directory: &Path, custodians: u16, threshold: u16, rng: &mut impl CryptoRng) -> Result<Finished> {
    ensure!(!directory.exists(), "{} exists; name a directory that does not", directory.display());
    ensure!((2..=MAX_CUSTODIANS).contains(&custodians), "a ceremony has 2 to {MAX_CUSTODIANS} custodians");
    let keys: Vec<_> =
        (1..=custodians).map(|index| PartyKeys::generate(&format!("custodian-{index}"), false, rng)).collect();
    let planned = (1..=custodians).zip(&keys).map(|(index, keys)| PlannedCustodian::of(index, keys)).collect();
    let plan = CeremonyPlan::new(threshold, 1, planned, rng)?;
    plan.write(&directory.join("plan.json"))?;
    let parties = keys.into_iter().map(|keys| settle(directory, &plan, keys, rng)).collect::<Result<Vec<_>>>()?;
    run(directory, &parties, rng)
}

fn settle(directory: &Path, plan: &CeremonyPlan, keys: PartyKeys, rng: &mut impl CryptoRng) -> Result<CeremonyParty> {
    let mut random = Zeroizing::new([0; 16]);
    rng.fill_bytes(&mut *random);
    let passphrase = Zeroizing::new(data_encoding::BASE32_NOPAD.encode(&*random));
    let home = directory.join(&keys.party);
    files::write_secret(&passphrase_file(directory, &keys.party), passphrase.as_bytes())?;
    keys.write(&home.join("keys.json"))?;
    CeremonyParty::new(plan.clone(), keys, home.join("ceremony.age"), passphrase, Some(WORK_FACTOR))
}

fn run(directory: &Path, parties: &[CeremonyParty], rng: &mut impl CryptoRng) -> Result<Finished> {
    let exchange = directory.join("exchange");
    let named = |kind: &str| -> Vec<PathBuf> {
        parties.iter().map(|party| exchange.join(format!("{}.{kind}", party.me().index.get()))).collect()
    };
    let (round1, echoes, trials) = (named("round1"), named("echo"), named("trial"));
    for (party, out) in parties.iter().zip(&round1) {
        party.start(out, rng)?;
    }
    for (party, out) in parties.iter().zip(&echoes) {
        party.echo(&round1, out)?;
    }
    let mut shares = Vec::new();
    for party in parties {
        shares.extend(party.share(&echoes, &exchange)?);
    }
    let mut same: Option<Finished> = None;
    for (party, out) in parties.iter().zip(&trials) {
        let home = directory.join(&party.me().party);
        let (own, public) = (home.join("shares.age"), home.join("threshold-keys.json"));
        // The others' share files to this party alone, as they would arrive.
        let suffix = format!("-to-{}.share", party.me().index.get());
        let mine: Vec<_> = shares.iter().filter(|path| path.to_string_lossy().ends_with(&suffix)).cloned().collect();
        let finished = party.finish(&mine, &own, &public)?;
        let before = same.get_or_insert_with(|| finished.clone());
        ensure!(*before == finished, "{} ended with other keys than the one before it", party.me().party);
        trial::write(party, &PublicKeys::read(&public, &party.plan)?, &own, out, rng)?;
    }
    let first = parties.first().context("a ceremony needs custodians")?;
    let public = directory.join(&first.me().party).join("threshold-keys.json");
    trial::check(&first.plan, &PublicKeys::read(&public, &first.plan)?, &trials)?;
    files::write(&directory.join("threshold-keys.json"), &files::read_bytes(&public)?)?;
    same.context("a ceremony needs custodians")
}
