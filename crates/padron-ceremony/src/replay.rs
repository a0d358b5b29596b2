//! Running through a ceremony again, from the seed: a party's state between the steps is never stored.

use super::accuse::named;
use super::message::{EchoFile, ReceivedFile, Round1File, SealedShareFile};
use super::plan::{CeremonyMember, CeremonyPlan};
use super::state::PartyState;
use super::{PURPOSES, message};
use anyhow::{Context as _, Result, ensure};
use padron_host::keys::PartyKeys;
use padron_protocol::{Base64, Hash32, sha256_parts};
use padron_threshold::ceremony::{Committing, Echo, Echoing, Round1, ShareMessage, Sharing};
use padron_threshold::{Ceremony, CeremonyError, Purpose};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::collections::BTreeMap;

/// The length of a share message: kind, plan, sender, recipient, scalar.
pub const SHARE_MESSAGE: usize = 1 + 32 + 2 + 2 + 32;

/// Our first messages and the states behind them.
pub struct Begun {
    states: Vec<Committing>,
    /// What goes out.
    pub file: Round1File,
}

/// Our echoes and the states behind them.
pub struct Echoed {
    states: Vec<Echoing>,
    /// What goes out.
    pub file: EchoFile,
    /// The transcript of each key, in the order of [`PURPOSES`].
    pub transcripts: Vec<[u8; 32]>,
}

/// Our shares for the others and the states behind them.
pub struct SharesSent {
    /// Waiting for the others' shares.
    pub states: Vec<Sharing>,
    /// What goes out: the three messages for each recipient. Secret.
    pub outgoing: BTreeMap<u16, Vec<ShareMessage>>,
    pub transcripts: Vec<[u8; 32]>,
}

/// A generator for one use of the seed in this ceremony: no two uses share a stream, nor do two plans.
pub fn generator(state: &PartyState, usage: &str, detail: &[u8]) -> ChaCha20Rng {
    let parts: [&[u8]; 4] = [&state.seed.0, &state.plan.0, usage.as_bytes(), detail];
    ChaCha20Rng::from_seed(sha256_parts("padron ceremony generator v1", &parts).0)
}

/// The hash of one custodian's first messages.
pub fn fingerprint(file: &Round1File) -> Hash32 {
    let parts: Vec<&[u8]> = file.keys.iter().map(|key| key.0.as_slice()).collect();
    sha256_parts("padron ceremony round 1 v1", &parts)
}

/// Step 1.
pub fn begin(plan: &CeremonyPlan, me: &CeremonyMember, state: &PartyState) -> Result<Begun> {
    let mut states = Vec::with_capacity(PURPOSES.len());
    let mut keys = [Base64::default(), Base64::default(), Base64::default()];
    for (one, key) in plan.keys().iter().zip(&mut keys) {
        let mut rng = generator(state, "key", one.purpose().as_str().as_bytes());
        let (begun, package) =
            Ceremony::start(one.clone(), me.index, &mut rng).map_err(|error| named(error, one.purpose(), plan))?;
        states.push(begun);
        *key = package.to_bytes().into();
    }
    Ok(Begun { states, file: Round1File { plan: plan.hash(), from: me.index.get(), keys } })
}

/// Steps 1 and 2, with the others' round-1 files.
pub fn echo(
    plan: &CeremonyPlan,
    me: &CeremonyMember,
    state: &PartyState,
    others: &BTreeMap<u16, ReceivedFile<Round1File>>,
) -> Result<Echoed> {
    let begun = begin(plan, me, state)?;
    ensure!(
        fingerprint(&begun.file) == state.own,
        "this program does not come to the round-1 file that it sent: it was changed in the middle of the ceremony; go \
         back to the earlier version or begin again with a new plan"
    );
    let mut seen: BTreeMap<u16, Hash32> =
        others.iter().map(|(from, received)| (*from, fingerprint(&received.message))).collect();
    seen.insert(begun.file.from, state.own);
    let mut states = Vec::with_capacity(PURPOSES.len());
    let mut transcripts = Vec::with_capacity(PURPOSES.len());
    let mut keys = [Base64::default(), Base64::default(), Base64::default()];
    for (at, committing) in begun.states.into_iter().enumerate() {
        let purpose = PURPOSES[at];
        let packages = each(others, plan, purpose, |file: &Round1File| Round1::from_bytes(&file.keys[at].0))?;
        let packages = from_sender(packages, |package| package.from.get(), plan)?;
        let (echoing, echo) = committing.receive(packages).map_err(|error| named(error, purpose, plan))?;
        keys[at] = echo.to_bytes().into();
        transcripts.push(echo.transcript);
        states.push(echoing);
    }
    let file = EchoFile { plan: begun.file.plan, from: begun.file.from, keys, seen: seen.into_values().collect() };
    Ok(Echoed { states, file, transcripts })
}

/// Steps 1 to 3, with the others' echoes too: shares come out only if all agree.
pub fn share(
    plan: &CeremonyPlan,
    echoed: Echoed,
    echoes: &BTreeMap<u16, ReceivedFile<EchoFile>>,
) -> Result<SharesSent> {
    let mut shared = SharesSent { states: Vec::new(), outgoing: BTreeMap::new(), transcripts: echoed.transcripts };
    for (at, echoing) in echoed.states.into_iter().enumerate() {
        let purpose = PURPOSES[at];
        let received = each(echoes, plan, purpose, |file: &EchoFile| Echo::from_bytes(&file.keys[at].0))?;
        let received = from_sender(received, |echo| echo.from.get(), plan)?;
        let (sharing, outgoing) = echoing.receive(received).map_err(|error| named(error, purpose, plan))?;
        shared.states.push(sharing);
        for message in outgoing {
            shared.outgoing.entry(message.to.get()).or_default().push(message);
        }
    }
    Ok(shared)
}

/// The HPKE `info` of shares: nothing sealed in another ceremony or for another pair opens.
pub fn share_info(file: &Hash32, from: u16, to: u16) -> Vec<u8> {
    format!("padron ceremony share v1 {file} {from} {to}").into_bytes()
}

/// Opens a share file: one message for each key.
pub fn open_share(
    plan: &CeremonyPlan,
    keys: &PartyKeys,
    received: &ReceivedFile<SealedShareFile>,
) -> Result<Vec<ShareMessage>> {
    let file = &received.message;
    let sender = message::party(plan, file.from);
    let info = share_info(&file.plan, file.from, file.to);
    let text = padron_threshold::delivery::open(&keys.delivery(), &info, b"", &file.sealed.0)
        .with_context(|| format!("{} from {sender}", received.place))?;
    ensure!(
        text.len() == PURPOSES.len() * SHARE_MESSAGE,
        "{} from {sender} does not hold one share for each key; ask {sender} for another",
        received.place
    );
    let messages = text.chunks(SHARE_MESSAGE).zip(PURPOSES).map(|(bytes, purpose)| {
        let message = ShareMessage::from_bytes(bytes).map_err(|error| named(error, purpose, plan))?;
        ensure!(message.from.get() == file.from, "{} from {sender} holds the share of somebody else", received.place);
        Ok(message)
    });
    messages.collect()
}

/// The message of one key in each file, with its sender as signed.
fn each<M: message::Travelling, T>(
    files: &BTreeMap<u16, ReceivedFile<M>>,
    plan: &CeremonyPlan,
    purpose: Purpose,
    parse: impl Fn(&M) -> Result<T, CeremonyError>,
) -> Result<Vec<(u16, T)>> {
    let one = |(from, received): (&u16, &ReceivedFile<M>)| {
        let parsed = parse(&received.message).map_err(|error| named(error, purpose, plan));
        parsed
            .map(|message| (*from, message))
            .with_context(|| format!("{} of {}", received.place, message::party(plan, *from)))
    };
    files.iter().map(one).collect()
}

/// Nobody speaks for another: the sender within is the one who signed.
fn from_sender<T>(messages: Vec<(u16, T)>, sender: impl Fn(&T) -> u16, plan: &CeremonyPlan) -> Result<Vec<T>> {
    let check = |(from, message): (u16, T)| {
        let name = message::party(plan, from);
        ensure!(sender(&message) == from, "{name} signed a message in the name of another; begin again without it");
        Ok(message)
    };
    messages.into_iter().map(check).collect()
}
