//! The plan file: who takes part, with which public keys, and how many must act together.

use super::PURPOSES;
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use padron_host::files;
use padron_host::keys::PartyKeys;
use padron_protocol::jws::PublicSigningKey;
use padron_protocol::{Base64, Hash32, sha256_parts};
use padron_threshold::{CustodianIndex, DeliveryKey, Epoch, Plan, Purpose};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::Path;

/// The largest plan file, in bytes: 32 custodians take a quarter of it.
const MAX_FILE: u64 = 256 * 1024;
/// The form of the plan file.
const VERSION: u32 = 2;

/// A checked plan. Its hash is bound into everything that is sent.
#[derive(Clone)]
pub struct CeremonyPlan {
    file: PlanFile,
    custodians: Vec<CeremonyMember>,
    keys: Vec<Plan>,
    hash: Hash32,
}

/// Who takes part.
#[derive(Clone)]
pub struct CeremonyMember {
    /// Its place in the sharing.
    pub index: CustodianIndex,
    /// Its id in the trust list.
    pub party: String,
    /// What its files must be signed with.
    pub signing: PublicSigningKey,
    /// What shares for it are sealed to.
    pub delivery: DeliveryKey,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    version: u32,
    /// Fresh for every attempt.
    id: Hash32,
    threshold: u16,
    epoch: u32,
    custodians: Vec<PlannedCustodian>,
}

/// A custodian as the plan file names it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedCustodian {
    index: u16,
    party: String,
    signing: Hash32,
    delivery: Base64,
}

impl PlannedCustodian {
    /// The custodian of these keys.
    pub fn of(index: u16, keys: &PartyKeys) -> Self {
        Self { index, party: keys.party.clone(), signing: keys.public_signing(), delivery: keys.public_delivery() }
    }
}

/// What `padron keys show` prints of a key file, as far as a plan needs it.
#[derive(Deserialize)]
struct ShownKeys {
    id: String,
    signing: Hash32,
    delivery: Base64,
}

impl PlannedCustodian {
    /// Reads `INDEX:FILE`, where the file holds what `padron keys show` prints.
    ///
    /// # Errors
    /// Says what does not fit: the index, or what the file lacks.
    pub fn read(named: &str) -> Result<Self> {
        let form = "a custodian is INDEX:FILE, where FILE holds what `padron keys show` prints of its keys";
        let (index, file) = named.split_once(':').context(form)?;
        let text = files::read_limited(Path::new(file), MAX_FILE)?;
        let shown: ShownKeys = toml::from_str(&text).map_err(|error| anyhow!("{file}: {}; {form}", error.message()))?;
        Ok(Self {
            index: index.parse().with_context(|| format!("{file}: the index {index:?} is not a number"))?,
            party: shown.id,
            signing: shown.signing,
            delivery: shown.delivery,
        })
    }
}

impl CeremonyPlan {
    /// A plan for one attempt.
    ///
    /// # Errors
    /// As for [`CeremonyPlan::read`].
    pub fn new(
        threshold: u16,
        epoch: u32,
        custodians: Vec<PlannedCustodian>,
        rng: &mut impl CryptoRng,
    ) -> Result<Self> {
        let mut id = Hash32::default();
        rng.fill_bytes(&mut id.0);
        Self::check(PlanFile { version: VERSION, id, threshold, epoch, custodians })
    }

    /// Reads a plan file.
    ///
    /// # Errors
    /// Says what does not fit: the form, the threshold, an index, a name or a key.
    pub fn read(path: &Path) -> Result<Self> {
        let place = || format!("{} is no plan of a ceremony; take the file that everybody has", path.display());
        let file = serde_json::from_str(&files::read_limited(path, MAX_FILE)?).with_context(place)?;
        Self::check(file).with_context(place)
    }

    /// Writes the plan file; does not replace another, because somebody may be using it.
    pub fn write(&self, path: &Path) -> Result<()> {
        ensure!(!path.exists(), "{} exists; a plan is not overwritten: move it away first", path.display());
        files::write(path, &serde_json::to_vec_pretty(&self.file)?)
    }

    fn check(mut file: PlanFile) -> Result<Self> {
        ensure!(file.version == VERSION, "the plan is of version {}; this program knows {VERSION}", file.version);
        ensure!(file.epoch >= 1, "epochs are counted from 1");
        // The order in which custodians were named must not change the hash.
        file.custodians.sort_by_key(|custodian| custodian.index);
        let custodians = file.custodians.iter().map(parse).collect::<Result<Vec<_>>>()?;
        let indices: Vec<_> = custodians.iter().map(|custodian| custodian.index).collect();
        let hash = sha256_parts("padron ceremony plan file v2", &[&serde_json::to_vec(&file)?]);
        // The keys' plans take their identifiers from the hash, so every message also names the custodians' public keys.
        let plan = |purpose: Purpose| {
            let id = sha256_parts("padron ceremony plan id v2", &[&hash.0, purpose.as_str().as_bytes()]);
            let mut short = [0; 16];
            short.copy_from_slice(&id.0[..16]);
            Plan::new(short, purpose, Epoch(file.epoch), file.threshold, &indices)
        };
        let keys = PURPOSES.into_iter().map(plan).collect::<Result<Vec<_>, _>>()?;
        distinct(&file.custodians)?;
        Ok(Self { file, custodians, keys, hash })
    }

    /// What is read aloud before anything else: everybody's must be the same.
    pub fn hash(&self) -> Hash32 {
        self.hash
    }

    /// How many must act together.
    pub fn threshold(&self) -> u16 {
        self.file.threshold
    }

    /// The plans of the three keys, in the order of [`PURPOSES`].
    pub fn keys(&self) -> &[Plan] {
        &self.keys
    }

    /// Everybody, by ascending index.
    pub fn custodians(&self) -> &[CeremonyMember] {
        &self.custodians
    }

    pub fn custodian(&self, index: u16) -> Option<&CeremonyMember> {
        self.custodians.iter().find(|custodian| custodian.index.get() == index)
    }

    /// The custodian of this name.
    pub fn named(&self, party: &str) -> Option<&CeremonyMember> {
        self.custodians.iter().find(|custodian| custodian.party == party)
    }

    /// The custodian whose secret keys these are.
    pub fn myself(&self, keys: &PartyKeys) -> Result<&CeremonyMember> {
        let planned = self.file.custodians.iter().find(|custodian| custodian.party == keys.party);
        let Some(planned) = planned else {
            let names: Vec<_> = self.custodians.iter().map(|custodian| custodian.party.as_str()).collect();
            bail!("{} is not in the plan, which names {}; use your key file", keys.party, names.join(", "));
        };
        ensure!(
            planned.signing == keys.public_signing() && planned.delivery == keys.public_delivery(),
            "the plan names other keys for {} than this key file holds; use the right file or make the plan again",
            keys.party
        );
        self.named(&keys.party).context("the plan lost a custodian")
    }
}

fn parse(planned: &PlannedCustodian) -> Result<CeremonyMember> {
    let party = &planned.party;
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ensure!(
        (1..=40).contains(&party.len()) && party.bytes().all(fits),
        "custodian {}: a party id is 1 to 40 characters of a-z, 0-9 and -",
        planned.index
    );
    Ok(CeremonyMember {
        index: CustodianIndex::new(planned.index).with_context(|| party.clone())?,
        party: party.clone(),
        signing: PublicSigningKey::from_bytes(&planned.signing.0)
            .with_context(|| format!("{party}: the signing key is not a valid Ed25519 key"))?,
        delivery: DeliveryKey::from_bytes(&planned.delivery.0).with_context(|| format!("{party}: its delivery key"))?,
    })
}

/// Nobody stands in the plan under two names.
fn distinct(custodians: &[PlannedCustodian]) -> Result<()> {
    let (mut names, mut keys) = (BTreeSet::new(), BTreeSet::new());
    for custodian in custodians {
        ensure!(names.insert(&custodian.party), "the plan names {} twice", custodian.party);
        for key in [custodian.signing.0.as_slice(), &custodian.delivery.0] {
            ensure!(keys.insert(key), "{}: a key of it stands in the plan twice", custodian.party);
        }
    }
    Ok(())
}
