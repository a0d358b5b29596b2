//! The files that travel: one signed message each, a compact JWS on one line.

use super::plan::{CeremonyMember, CeremonyPlan};
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use padron_host::files;
use padron_protocol::jws::{self, MAX_TOKEN, Message, Signer};
use padron_protocol::{Base64, Hash32};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The most files of one step: 32 custodians, and copies.
const MAX_FILES: usize = 128;

/// Everybody's first message: its commitments for each key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round1File {
    pub plan: Hash32,
    pub from: u16,
    /// The first-round message of each key, in the order of [`super::PURPOSES`].
    pub keys: [Base64; 3],
}

/// Everybody's second message: what it saw in the first.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EchoFile {
    pub plan: Hash32,
    pub from: u16,
    /// The echo of each key, in the order of [`super::PURPOSES`].
    pub keys: [Base64; 3],
    /// The hash of each custodian's first messages, by ascending index: it shows whose differ.
    pub seen: Vec<Hash32>,
}

/// A message for one recipient: its secret shares.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedShareFile {
    pub plan: Hash32,
    pub from: u16,
    pub to: u16,
    /// The three share messages in a row, sealed to the recipient's delivery key.
    pub sealed: Base64,
}

/// Everybody's part in the trial.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialFile {
    pub plan: Hash32,
    pub from: u16,
    /// The part for each key, in the order of [`super::PURPOSES`].
    pub keys: [Base64; 3],
}

/// A file of a ceremony.
pub trait Travelling: Message + Clone {
    /// What people call it.
    const NAME: &'static str;
    /// Under which plan it was made.
    fn plan(&self) -> Hash32;
    /// By whom, as the payload says.
    fn from(&self) -> u16;
    /// For whom, if not for everybody.
    fn to(&self) -> Option<u16>;
}

macro_rules! travelling {
    ($($message:ty, $kind:literal, $name:literal, $to:expr);+) => {
        $(impl Message for $message {
            const TYPE: &'static str = $kind;
        }

        impl Travelling for $message {
            const NAME: &'static str = $name;

            fn plan(&self) -> Hash32 {
                self.plan
            }

            fn from(&self) -> u16 {
                self.from
            }

            fn to(&self) -> Option<u16> {
                let to: fn(&Self) -> Option<u16> = $to;
                to(self)
            }
        })+
    };
}

travelling!(
    Round1File, "padron-ceremony-round1+jws", "round-1", |_| None;
    EchoFile, "padron-ceremony-echo+jws", "echo", |_| None;
    SealedShareFile, "padron-ceremony-share+jws", "share", |file| Some(file.to);
    TrialFile, "padron-ceremony-trial+jws", "trial", |_| None
);

/// A message whose signature, plan and sender were checked.
#[derive(Clone)]
pub struct ReceivedFile<M> {
    pub message: M,
    pub token: String,
    /// Where it came from, for errors.
    pub place: String,
}

/// Signs a message and writes its file. A step run again signs the same; a file that holds anything else is somebody's
/// key or an earlier attempt, and stays.
pub fn write<M: Message>(path: &Path, message: &M, signer: &Signer) -> Result<()> {
    let text = format!("{}\n", signer.sign(message)?);
    write_or_same(path, text.as_bytes())
}

/// Checks a token under the plan.
///
/// # Errors
/// Names the file, who claims to have sent it and what does not fit.
pub fn open<M: Travelling>(token: &str, place: &str, plan: &CeremonyPlan) -> Result<ReceivedFile<M>> {
    let token = token.trim();
    let Some(name) = jws::claimed_signer(token) else {
        bail!("{place} is not a signed file of a ceremony; ask its sender to send it again");
    };
    // The name is what a stranger wrote: it is printed only when the plan knows it.
    let Some(sender) = plan.named(&name) else {
        bail!("{place} is signed by somebody whom the plan does not name; leave it out");
    };
    let unchecked = jws::Unchecked::<M>::parse(token, &name).with_context(|| {
        format!("{place}, said to be from {name}, is no {} file; see that you took the right step's files", M::NAME)
    })?;
    unchecked.verify(&sender.signing).map_err(|_| {
        anyhow!(
            "{place} claims to be from {name} and is not signed with its key in the plan: forged or damaged; \
             do not use it, and ask {name} over another channel"
        )
    })?;
    let message = unchecked.claimed().clone();
    ensure!(
        message.plan() == plan.hash(),
        "{place} from {name} belongs to another plan ({}); read the plans' hashes to each other and have {name} send \
         the file of this one",
        message.plan()
    );
    ensure!(message.from() == sender.index.get(), "{place} from {name} names another custodian as its sender");
    Ok(ReceivedFile { message, token: token.to_owned(), place: place.to_owned() })
}

/// Reads the files of one step. One message of each sender; copies of a file are taken once, and files that `me` is not
/// the recipient of are left aside, so that everything in a shared folder may be named.
///
/// # Errors
/// Names who sent two different messages, and which files show it.
pub fn read_all<M: Travelling>(
    paths: &[PathBuf],
    plan: &CeremonyPlan,
    me: Option<u16>,
) -> Result<BTreeMap<u16, ReceivedFile<M>>> {
    ensure!(paths.len() <= MAX_FILES, "{} files are more than the {MAX_FILES} of one step", paths.len());
    let mut messages: BTreeMap<u16, ReceivedFile<M>> = BTreeMap::new();
    for path in paths {
        let token = files::read_limited(path, MAX_TOKEN as u64 + 2)?;
        let received = open::<M>(&token, &path.display().to_string(), plan)?;
        if received.message.to().is_some_and(|to| Some(to) != me) {
            continue;
        }
        let from = received.message.from();
        match messages.get(&from) {
            Some(earlier) if earlier.token != received.token => bail!(
                "{} signed two different {} files, {} and {}: show both to everybody, they prove it; then begin again \
                 with a new plan",
                party(plan, from),
                M::NAME,
                earlier.place,
                received.place
            ),
            Some(_) => {}
            None => {
                messages.insert(from, received);
            }
        }
    }
    Ok(messages)
}

/// Says who is missing, everybody at once.
pub fn all_present<M: Travelling>(
    messages: &BTreeMap<u16, ReceivedFile<M>>,
    plan: &CeremonyPlan,
    me: Option<&CeremonyMember>,
) -> Result<()> {
    let others = plan.custodians().iter().filter(|custodian| me.is_none_or(|me| custodian.index != me.index));
    let missing: Vec<_> = others
        .filter(|custodian| !messages.contains_key(&custodian.index.get()))
        .map(|custodian| custodian.party.as_str())
        .collect();
    ensure!(
        missing.is_empty(),
        "the {} file of {} is missing; a ceremony needs everybody: ask for it and run this step again with all files",
        M::NAME,
        missing.join(", ")
    );
    Ok(())
}

/// Writes a file, unless there is one that holds something else.
pub fn write_or_same(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        ensure!(
            files::read_bytes(path)? == bytes,
            "{} exists and holds something else, perhaps of an earlier attempt; it is not overwritten: move it away or \
             name another file",
            path.display()
        );
        return Ok(());
    }
    files::write(path, bytes)
}

/// The name of a custodian.
pub fn party(plan: &CeremonyPlan, index: u16) -> String {
    plan.custodian(index).map_or_else(|| format!("custodian {index}"), |custodian| custodian.party.clone())
}
