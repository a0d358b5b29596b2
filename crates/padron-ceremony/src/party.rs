//! One custodian's part, step by step. Every step can be run again and gives the same.

use super::accuse::same_seen;
use super::message::{self, EchoFile, ReceivedFile, Round1File, SealedShareFile, Travelling};
use super::plan::{CeremonyMember, CeremonyPlan};
use super::replay::{self, Echoed, SHARE_MESSAGE, SharesSent};
use super::state::{PartyState, Vault};
use super::{PURPOSES, accuse};
use anyhow::{Context as _, Result, bail, ensure};
use padron_host::keys::PartyKeys;
use padron_host::shares;
use padron_protocol::trust::ThresholdKey;
use padron_protocol::{Hash32, sha256};
use padron_threshold::ceremony::ShareMessage;
use padron_threshold::{KeyShare, PublicKey, delivery};
use rand_core::CryptoRng;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The shortest passphrase, in characters: the share's file is worth what this is worth.
const MIN_PASSPHRASE: usize = 16;

/// A custodian with its plan, keys and state file.
pub struct CeremonyParty {
    pub plan: CeremonyPlan,
    /// Its secret keys.
    pub keys: PartyKeys,
    me: CeremonyMember,
    state: PathBuf,
    passphrase: Zeroizing<String>,
    work_factor: Option<u8>,
}

/// What a finished ceremony is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The transcript of each key, in the order of [`PURPOSES`].
    pub transcripts: Vec<[u8; 32]>,
    /// The hash of the file of public keys.
    pub public: Hash32,
}

impl CeremonyParty {
    /// The party of a key file. `work_factor` is scrypt's log₂ N; `None` takes about a second's worth.
    ///
    /// # Errors
    /// If the plan does not name the party with these keys, or the passphrase is short.
    pub fn new(
        plan: CeremonyPlan,
        keys: PartyKeys,
        state: PathBuf,
        passphrase: Zeroizing<String>,
        work_factor: Option<u8>,
    ) -> Result<Self> {
        ensure!(
            passphrase.chars().count() >= MIN_PASSPHRASE,
            "the passphrase is shorter than {MIN_PASSPHRASE} characters; it guards a share for years: take six random words"
        );
        let me = plan.myself(&keys)?.clone();
        Ok(Self { plan, keys, me, state, passphrase, work_factor })
    }

    /// Its place in the plan.
    pub fn me(&self) -> &CeremonyMember {
        &self.me
    }

    /// What opens its state and its shares.
    pub fn passphrase(&self) -> &str {
        &self.passphrase
    }

    /// Step 1: draws the seed, or takes the one drawn before, and writes the round-1 file.
    pub fn start(&self, out: &Path, rng: &mut impl CryptoRng) -> Result<()> {
        let state = if self.vault().exists() {
            self.state()?
        } else {
            let mut state = PartyState {
                plan: self.plan.hash(),
                index: self.me.index.get(),
                seed: Hash32::default(),
                own: Hash32::default(),
                round1: Vec::new(),
                echoes: Vec::new(),
            };
            rng.fill_bytes(&mut state.seed.0);
            state.own = replay::fingerprint(&replay::begin(&self.plan, &self.me, &state)?.file);
            // Kept before anything goes out: what others have seen of us must never be lost.
            self.vault().write(&state)?;
            state
        };
        message::write(out, &replay::begin(&self.plan, &self.me, &state)?.file, &self.keys.signer())
    }

    /// Step 2: takes everybody's round-1 files, writes the echo file and gives the transcript of each key.
    pub fn echo(&self, paths: &[PathBuf], out: &Path) -> Result<Vec<[u8; 32]>> {
        let mut state = self.state()?;
        let others = self.others::<Round1File>(paths, |own| {
            let same = replay::fingerprint(own) == state.own;
            ensure!(
                same,
                "your own round-1 file is not the one of this state; `padron ceremony start` writes it again"
            );
            Ok(())
        })?;
        let tokens = tokens(&others);
        if !state.round1.is_empty() && state.round1 != tokens {
            let before = self.reopen::<Round1File>(&state.round1)?;
            let changed = |(from, one): &(&u16, &ReceivedFile<Round1File>)| {
                before.get(from).is_none_or(|earlier| earlier.token != one.token)
            };
            let names: Vec<_> =
                others.iter().filter(changed).map(|(from, _)| message::party(&self.plan, *from)).collect();
            bail!(
                "{} sent another round-1 file than the one that you already answered; an answer is given once: compare \
                 the files with everybody, then begin again with a new plan",
                names.join(", ")
            );
        }
        let echoed = replay::echo(&self.plan, &self.me, &state, &others)?;
        if state.round1.is_empty() {
            state.round1 = tokens;
            self.vault().write(&state)?;
        }
        message::write(out, &echoed.file, &self.keys.signer())?;
        Ok(echoed.transcripts)
    }

    /// Step 3: takes everybody's echo files and writes one sealed share file for each of the others, only if all agree.
    pub fn share(&self, paths: &[PathBuf], directory: &Path) -> Result<Vec<PathBuf>> {
        let mut state = self.state()?;
        let echoed = self.echoed(&state)?;
        let echoes = self.others::<EchoFile>(paths, |own| {
            ensure!(own.seen == echoed.file.seen, "your own echo file is not the one of this state; leave it out");
            Ok(())
        })?;
        let shared = self.agree(echoed, &echoes)?;
        if state.echoes.is_empty() {
            state.echoes = tokens(&echoes);
            self.vault().write(&state)?;
        }
        shared.outgoing.iter().map(|(to, messages)| self.write_share(&state, *to, messages, directory)).collect()
    }

    /// Step 4: takes the share files of the others and writes the shares, under the passphrase, and the public keys.
    pub fn finish(&self, paths: &[PathBuf], shares_file: &Path, public_file: &Path) -> Result<Finished> {
        let state = self.state()?;
        ensure!(!state.echoes.is_empty(), "the echoes were not compared yet; run `padron ceremony share` first");
        let shared = self.agree(self.echoed(&state)?, &self.reopen(&state.echoes)?)?;
        let files = self.others::<SealedShareFile>(paths, |_| {
            bail!("a share file of your own is for somebody else; leave it out")
        })?;
        let mut received: Vec<Vec<ShareMessage>> = PURPOSES.iter().map(|_| Vec::new()).collect();
        for file in files.values() {
            for (messages, one) in received.iter_mut().zip(replay::open_share(&self.plan, &self.keys, file)?) {
                messages.push(one);
            }
        }
        let (mut own, mut keys): (Vec<KeyShare>, Vec<PublicKey>) = (Vec::new(), Vec::new());
        for ((state, messages), purpose) in shared.states.into_iter().zip(received).zip(PURPOSES) {
            let finished = state.receive(messages).map_err(|error| accuse::named(error, purpose, &self.plan))?;
            own.push(finished.0);
            keys.push(finished.1);
        }
        self.keep_shares(shares_file, &own)?;
        let public: Vec<_> = keys.iter().map(ThresholdKey::from).collect();
        let mut text = serde_json::to_vec_pretty(&public)?;
        text.push(b'\n');
        message::write_or_same(public_file, &text)?;
        Ok(Finished { transcripts: shared.transcripts, public: sha256(&text) })
    }

    /// Writes the shares and opens them again. Shares of another ceremony are never overwritten: there may be no others.
    fn keep_shares(&self, path: &Path, own: &[KeyShare]) -> Result<()> {
        let place = path.display();
        if !path.exists() {
            shares::write(path, own, &self.passphrase, self.work_factor)?;
        }
        let kept = shares::read(path, &self.passphrase)
            .with_context(|| format!("{place} cannot be read back; move it away and run this step again"))?;
        // The verification shares tell shares apart without touching a secret.
        let same = [kept.line, kept.person, kept.sealing].iter().zip(own).all(|(kept, own)| {
            (kept.verification_share(), kept.index(), kept.epoch())
                == (own.verification_share(), own.index(), own.epoch())
        });
        ensure!(same, "{place} holds other shares, perhaps of another ceremony; it is not overwritten: move it away");
        Ok(())
    }

    fn vault(&self) -> Vault<'_> {
        Vault { path: &self.state, passphrase: &self.passphrase, work_factor: self.work_factor }
    }

    fn state(&self) -> Result<PartyState> {
        let state = self.vault().read()?;
        ensure!(
            state.plan == self.plan.hash() && state.index == self.me.index.get(),
            "{} is the state of another ceremony or party; name its own plan and key, or another state file",
            self.state.display()
        );
        Ok(state)
    }

    fn echoed(&self, state: &PartyState) -> Result<Echoed> {
        ensure!(!state.round1.is_empty(), "the round-1 files were not taken in yet; run `padron ceremony echo` first");
        replay::echo(&self.plan, &self.me, state, &self.reopen(&state.round1)?)
    }

    fn agree(&self, echoed: Echoed, echoes: &BTreeMap<u16, ReceivedFile<EchoFile>>) -> Result<SharesSent> {
        same_seen(echoes, &echoed.file.seen, &self.plan, &self.me)?;
        replay::share(&self.plan, echoed, echoes)
    }

    /// The messages of all others. Our own may lie among them, as it does in a shared folder; it is checked and left out.
    fn others<M: Travelling>(
        &self,
        paths: &[PathBuf],
        own: impl Fn(&M) -> Result<()>,
    ) -> Result<BTreeMap<u16, ReceivedFile<M>>> {
        let mut messages = message::read_all::<M>(paths, &self.plan, Some(self.me.index.get()))?;
        if let Some(received) = messages.remove(&self.me.index.get()) {
            own(&received.message).with_context(|| received.place.clone())?;
        }
        message::all_present(&messages, &self.plan, Some(&self.me))?;
        Ok(messages)
    }

    /// Messages as the state kept them, checked again.
    fn reopen<M: Travelling>(&self, tokens: &[String]) -> Result<BTreeMap<u16, ReceivedFile<M>>> {
        let place = format!("{} ({})", self.state.display(), M::TYPE);
        let open = |token: &String| {
            let received = message::open::<M>(token, &place, &self.plan)?;
            Ok((received.message.from(), received))
        };
        tokens.iter().map(open).collect()
    }

    fn write_share(&self, state: &PartyState, to: u16, messages: &[ShareMessage], directory: &Path) -> Result<PathBuf> {
        let from = self.me.index.get();
        let recipient = self.plan.custodian(to).context("a share for somebody outside the plan")?;
        let mut text = Zeroizing::new(Vec::with_capacity(PURPOSES.len() * SHARE_MESSAGE));
        messages.iter().for_each(|message| text.extend_from_slice(&message.to_bytes()));
        // Of the seed too, so that a step run again writes the same file and nobody wonders about two.
        let mut rng = replay::generator(state, "seal", &to.to_be_bytes());
        let info = replay::share_info(&self.plan.hash(), from, to);
        let sealed = delivery::seal(&recipient.delivery, &info, b"", &text, &mut rng)
            .with_context(|| format!("the delivery key of {}", recipient.party))?;
        let path = directory.join(format!("{from}-to-{to}.share"));
        message::write(
            &path,
            &SealedShareFile { plan: self.plan.hash(), from, to, sealed: sealed.into() },
            &self.keys.signer(),
        )?;
        Ok(path)
    }
}

fn tokens<M>(messages: &BTreeMap<u16, ReceivedFile<M>>) -> Vec<String> {
    messages.values().map(|received| received.token.clone()).collect()
}
