//! A whole country on one machine: keys, ceremony, trust list and configuration of every party, each in its own
//! directory.

mod layout;
mod processes;

pub use layout::{Layout, PartyPlace, witness_name};
pub use processes::Processes;

use anyhow::{Context as _, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use padron_host::keys::PartyKeys;
use padron_host::{files, shares};
use padron_protocol::jws::Signer;
use padron_protocol::log::LOG_PATH;
use padron_protocol::trust::{
    Budgets, LogName, Party, Role, Roots, SignedTrustList, ThresholdKey, TrustList, WitnessRule,
};
use padron_protocol::{Hash32, sha256};
use padron_store::{CustodianStore, HeldStore, RegistrarStore};
use padron_threshold::{Ceremony, CustodianIndex, Epoch, KeyShare, Plan, PublicKey, Purpose};
use padron_tlog::{KeyKind, VerifierKey};
use rand_core::CryptoRng;
use std::fs;

/// The name of its log.
pub const ORIGIN: &str = "demo-mx.padron.example/log";
/// How long what a new trust list adds has to wait: short, as such a country lives for minutes.
const NOTICE_SECONDS: u64 = 5;

/// What a country is made of.
pub struct Plans {
    /// How many custodians.
    pub custodians: u16,
    /// How many of them open together.
    pub threshold: u16,
    /// The seed of the synthetic people.
    pub seed: u64,
    /// How many people.
    pub people: u64,
    /// Evaluations of lines and of holders that no link matches yet.
    pub float: u64,
}

/// Makes the country in the directory of `layout`: nothing is listening yet.
pub fn found(plans: &Plans, layout: &Layout, now: Timestamp, rng: &mut impl CryptoRng) -> Result<()> {
    let keys = make_keys(layout, rng)?;
    let custodian_keys = hold_ceremony(plans, rng)?;
    write_shares(layout, &custodian_keys, rng)?;
    let roots: Vec<Signer> = (1..=3).map(|at| Signer::new(format!("root-{at}"), &fresh(rng))).collect();
    let list = trust_list(plans, layout, &keys, &custodian_keys, &roots, now);
    let mut signed = SignedTrustList::unsigned(&list)?;
    roots.iter().take(2).try_for_each(|root| signed.sign(root))?;
    let roots = Roots { threshold: 2, keys: roots.iter().map(|root| Hash32(root.public())).collect() };
    signed.open(&roots, now).context("the trust list just made")?;
    files::write(&layout.roots(), &serde_json::to_vec_pretty(&roots)?)?;
    files::write(&layout.trust(), signed.to_text()?.as_bytes())?;
    files::write(&layout.regime(), padron_model::MODEL_REGIME.as_bytes())?;
    files::write(&layout.numbering(), padron_testkit::numbers::numbering_csv().as_bytes())?;
    let log_key = VerifierKey::new(ORIGIN, KeyKind::Ed25519, &list.log.key.0)?.to_string();
    write_configs(plans, layout, &log_key, rng)?;
    make_stores(layout)
}

fn fresh(rng: &mut impl CryptoRng) -> [u8; 32] {
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn plan_id(rng: &mut impl CryptoRng) -> [u8; 16] {
    let mut id = [0; 16];
    rng.fill_bytes(&mut id);
    id
}

fn make_keys(layout: &Layout, rng: &mut impl CryptoRng) -> Result<Vec<PartyKeys>> {
    let make = |place: &PartyPlace| {
        let keys = PartyKeys::generate(&place.id, place.role == Role::Registrar, rng);
        keys.write(&place.keys)?;
        Ok(keys)
    };
    layout.places().iter().map(make).collect()
}

/// The three keys with every custodian's shares.
struct ThresholdKeys(Vec<(PublicKey, Vec<KeyShare>)>);

/// The ceremony with every party in this process. Each acts on messages alone, as it would on its own machine; but one
/// machine sees all shares, so such a country protects nobody and its trust list says that it is a demo.
fn hold_ceremony(plans: &Plans, rng: &mut impl CryptoRng) -> Result<ThresholdKeys> {
    let indices: Vec<CustodianIndex> = (1..=plans.custodians).map(CustodianIndex::new).collect::<Result<_, _>>()?;
    let purposes = [Purpose::Line, Purpose::Person, Purpose::Sealing];
    let keys = purposes.map(|purpose| {
        let plan = Plan::new(plan_id(rng), purpose, Epoch(1), plans.threshold, &indices)?;
        one_key(&plan, &indices, rng)
    });
    Ok(ThresholdKeys(keys.into_iter().collect::<Result<_>>()?))
}

fn one_key(plan: &Plan, indices: &[CustodianIndex], rng: &mut impl CryptoRng) -> Result<(PublicKey, Vec<KeyShare>)> {
    let begun =
        indices.iter().map(|index| Ceremony::start(plan.clone(), *index, rng)).collect::<Result<Vec<_>, _>>()?;
    let (states, packages): (Vec<_>, Vec<_>) = begun.into_iter().unzip();
    let others = |all: &[_], me: usize| {
        all.iter().enumerate().filter(|(at, _)| *at != me).map(|(_, one)| Clone::clone(one)).collect()
    };
    let echoing = states
        .into_iter()
        .enumerate()
        .map(|(me, state)| state.receive(others(&packages, me)))
        .collect::<Result<Vec<_>, _>>()?;
    let (states, echoes): (Vec<_>, Vec<_>) = echoing.into_iter().unzip();
    let sharing = states
        .into_iter()
        .enumerate()
        .map(|(me, state)| {
            state.receive(echoes.iter().enumerate().filter(|(at, _)| *at != me).map(|(_, echo)| echo.clone()).collect())
        })
        .collect::<Result<Vec<_>, _>>()?;
    let (states, messages): (Vec<_>, Vec<_>) = sharing.into_iter().unzip();
    let mut messages: Vec<_> = messages.into_iter().flatten().collect();
    let mut public: Option<(PublicKey, [u8; 32])> = None;
    let mut shares = Vec::with_capacity(indices.len());
    for (state, me) in states.into_iter().zip(indices) {
        let (mine, rest) = messages.into_iter().partition(|message| message.to == *me);
        messages = rest;
        let (share, key, transcript) = state.receive(mine)?;
        let same = public.get_or_insert_with(|| (key.clone(), transcript));
        ensure!(same.0 == key && same.1 == transcript, "the ceremony's parties ended with different keys");
        shares.push(share);
    }
    let (public, _) = public.context("a ceremony needs custodians")?;
    Ok((public, shares))
}

fn write_shares(layout: &Layout, keys: &ThresholdKeys, rng: &mut impl CryptoRng) -> Result<()> {
    for (at, place) in layout.of_role(Role::Custodian).enumerate() {
        let passphrase = data_encoding::BASE32_NOPAD.encode(&fresh(rng)[..16]);
        let own = |(_, shares): &(PublicKey, Vec<KeyShare>)| {
            let share = &shares[at];
            KeyShare::new(share.purpose(), share.epoch(), share.index(), *share.to_bytes())
        };
        let own = keys.0.iter().map(own).collect::<Result<Vec<_>, _>>()?;
        // The passphrase is random, so a low work factor loses nothing and a demo starts in seconds.
        shares::write(&place.dir.join("shares.age"), &own, &passphrase, Some(10))?;
        files::write_secret(&layout.passphrase(&place.id), passphrase.as_bytes())?;
    }
    Ok(())
}

fn trust_list(
    plans: &Plans,
    layout: &Layout,
    keys: &[PartyKeys],
    threshold: &ThresholdKeys,
    roots: &[Signer],
    now: Timestamp,
) -> TrustList {
    let mut custodians = 0;
    let party = |(place, keys): (&PartyPlace, &PartyKeys)| Party {
        id: place.id.clone(),
        role: place.role,
        controller: place.controller.clone(),
        endpoint: place.address.map(|address| format!("http://{address}")),
        signing: keys.public_signing(),
        delivery: Some(keys.public_delivery()),
        index: (place.role == Role::Custodian).then(|| {
            custodians += 1;
            custodians
        }),
        witness: (place.role == Role::Witness).then(|| witness_key(&place.id, keys)),
    };
    let registrar = layout.places().iter().zip(keys).find(|(place, _)| place.role == Role::Registrar);
    let log = registrar.map(|(place, keys)| LogName {
        origin: ORIGIN.into(),
        key: keys.public_log().unwrap_or_default(),
        labels: keys.public_labels().unwrap_or_default(),
        url: place.address.map(|address| format!("http://{address}{LOG_PATH}")).unwrap_or_default(),
    });
    TrustList {
        register: "demo-mx".into(),
        version: 1,
        predecessors: Vec::new(),
        demo: true,
        issued: now,
        expires: now.saturating_add(SignedDuration::from_hours(24 * 30)).unwrap_or(now),
        regime: sha256(padron_model::MODEL_REGIME.as_bytes()),
        approvals: plans.threshold,
        roots: Roots { threshold: 2, keys: roots.iter().map(|root| Hash32(root.public())).collect() },
        keys: threshold.0.iter().map(|(key, _)| ThresholdKey::from(key)).collect(),
        parties: layout.places().iter().zip(keys).map(party).collect(),
        budgets: Budgets {
            line_evaluations: 10_000_000,
            line_float: plans.float,
            line_drain: plans.float.div_ceil(100),
            person_evaluations: 20_000_000,
            person_float: plans.float,
            person_drain: plans.float.div_ceil(100),
            looks: 10_000,
            journal_lookups: 10_000,
            verifications: 20_000_000,
            requests: 1_000,
        },
        log: log.unwrap_or_else(|| LogName {
            origin: ORIGIN.into(),
            key: Hash32::default(),
            url: String::new(),
            labels: Hash32::default(),
        }),
        witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
        notice_seconds: NOTICE_SECONDS,
    }
}

/// A witness's note verifier key.
fn witness_key(id: &str, keys: &PartyKeys) -> String {
    VerifierKey::new(&witness_name(id), KeyKind::CosignatureV1, &keys.public_signing().0)
        .map(|key| key.to_string())
        .unwrap_or_default()
}

fn write_configs(plans: &Plans, layout: &Layout, log_key: &str, rng: &mut impl CryptoRng) -> Result<()> {
    for place in layout.places() {
        let Some(address) = place.address else { continue };
        let common = format!(
            "[common]\nlisten = \"{address}\"\nparty = \"{}\"\nkeys = \"keys.json\"\ntrust = \"../trust.json\"\nroots = \"../roots.json\"\nregime = \"../model.toml\"\n",
            place.id
        );
        let own = match place.role {
            Role::Registrar => {
                "data = \"data\"\nlog = \"log\"\ncheckpoint = \"../registrar-checkpoint\"\n\n".to_owned()
            }
            Role::Operator => {
                let token = data_encoding::BASE32_NOPAD.encode(&fresh(rng)).to_ascii_lowercase();
                files::write_secret(&layout.token(&place.id), token.as_bytes())?;
                format!("token_hashes = [\"{}\"]\nnumbering = \"../numbering.csv\"\n\n", sha256(token.as_bytes()))
            }
            Role::Custodian => {
                let officer = PartyKeys::generate("officer", false, rng);
                officer.write(&layout.officer(&place.id))?;
                format!(
                    "data = \"data\"\nshares = \"shares.age\"\nautomatic = true\nofficers_delivery = \"{}\"\nofficers = [{{ name = \"officer\", key = \"{}\" }}]\n\n",
                    officer.public_delivery().to_text(),
                    officer.public_signing()
                )
            }
            Role::IdentitySource => format!("seed = {}\npeople = {}\n\n", plans.seed, plans.people),
            Role::Verifier | Role::Attester => "\n".into(),
            Role::Witness => {
                let name = witness_name(&place.id);
                let config = format!(
                    "listen = \"{address}\"\nname = \"{name}\"\nkeys = \"keys.json\"\ndata = \"data\"\ncreate = true\nlogs = [\"{log_key}\"]\n"
                );
                files::write(&place.dir.join("config.toml"), config.as_bytes())?;
                continue;
            }
            Role::Court | Role::Authority => continue,
        };
        files::write(&place.dir.join("config.toml"), format!("{own}{common}").as_bytes())?;
    }
    Ok(())
}

fn make_stores(layout: &Layout) -> Result<()> {
    for place in layout.places() {
        let data = place.dir.join("data");
        match place.role {
            Role::Registrar => {
                fs::create_dir_all(&data)?;
                RegistrarStore::create(&data)?;
                fs::create_dir_all(layout.log())?;
                fs::create_dir_all(layout.held_checkpoint())?;
                HeldStore::create(&layout.held_checkpoint())?;
            }
            Role::Custodian => {
                fs::create_dir_all(&data)?;
                CustodianStore::create(&data)?;
            }
            _ => {}
        }
    }
    Ok(())
}
