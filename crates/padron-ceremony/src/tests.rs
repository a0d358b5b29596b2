//! Whole ceremonies over files: an honest one, one interrupted everywhere, and one for each way to misbehave.

use super::message::{EchoFile, Round1File, SealedShareFile};
use super::plan::{CeremonyPlan, PlannedCustodian};
use super::trial::{self, PublicKeys};
use super::*;
use padron_host::keys::PartyKeys;
use padron_host::{files, shares};
use padron_protocol::jws::{Signer, Unchecked};
use padron_threshold::{Compact, Label, LineToken, open, open_part, pad, seal, unpad};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use std::fs;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const PASSPHRASE: &str = "six random words stand here instead";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// Three custodians, two of whom act together, each with its own directory; what they send lies in one.
struct Table {
    directory: tempfile::TempDir,
    plan: CeremonyPlan,
}

impl Table {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let make = |index: u16| {
            let keys = PartyKeys::generate(&format!("custodian-{index}"), false, &mut rng(u64::from(index)));
            keys.write(&directory.path().join(format!("{index}/keys.json"))).unwrap();
            PlannedCustodian::of(index, &keys)
        };
        let plan = CeremonyPlan::new(2, 1, (1..=3).map(make).collect(), &mut rng(9)).unwrap();
        plan.write(&directory.path().join("plan.json")).unwrap();
        Self { directory, plan }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn all(&self, kind: &str) -> Vec<PathBuf> {
        (1..=3).map(|index| self.at(&format!("{index}.{kind}"))).collect()
    }

    fn keys(&self, index: u16) -> PartyKeys {
        PartyKeys::read(&self.at(&format!("{index}/keys.json"))).unwrap()
    }

    /// The party as a fresh process would find it: everything comes from files.
    fn party(&self, index: u16) -> CeremonyParty {
        self.party_with(index, "ceremony.age", PASSPHRASE)
    }

    fn party_with(&self, index: u16, state: &str, passphrase: &str) -> CeremonyParty {
        let plan = CeremonyPlan::read(&self.at("plan.json")).unwrap();
        let state = self.at(&format!("{index}/{state}"));
        CeremonyParty::new(plan, self.keys(index), state, Zeroizing::new(passphrase.to_owned()), Some(2)).unwrap()
    }

    fn start(&self) {
        for index in 1..=3 {
            self.party(index).start(&self.at(&format!("{index}.round1")), &mut rng(100 + u64::from(index))).unwrap();
        }
    }

    fn echo(&self) -> Vec<Vec<[u8; 32]>> {
        let step = |index| self.party(index).echo(&self.all("round1"), &self.at(&format!("{index}.echo"))).unwrap();
        (1..=3).map(step).collect()
    }

    fn share(&self) -> Vec<PathBuf> {
        (1..=3).flat_map(|index| self.party(index).share(&self.all("echo"), &self.at("shares")).unwrap()).collect()
    }

    fn finish(&self, index: u16, files: &[PathBuf]) -> anyhow::Result<Finished> {
        let public = self.at(&format!("{index}/public.json"));
        self.party(index).finish(files, &self.at(&format!("{index}/shares.age")), &public)
    }

    /// Signs something of one's own making in the name and with the key of a party.
    fn signer(&self, index: u16) -> Signer {
        self.keys(index).signer()
    }

    /// Writes in place of what is there, as only somebody on the channel can.
    fn replace<M: message::Travelling>(&self, path: &Path, message: &M, index: u16) {
        fs::write(path, self.signer(index).sign(message).unwrap()).unwrap();
    }

    fn payload<M: message::Travelling>(&self, path: &Path) -> M {
        let token = fs::read_to_string(path).unwrap();
        message::open::<M>(&token, "here", &self.plan).unwrap().message
    }
}

/// A refusal must contain all of these.
#[track_caller]
fn refused<T>(outcome: anyhow::Result<T>, words: &[&str]) {
    let Err(error) = outcome else { panic!("this was not refused: {words:?}") };
    let text = format!("{error:#}");
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

#[test]
fn the_shares_open_what_is_sealed_and_pass_the_trial() {
    let table = Table::new();
    table.start();
    let transcripts = table.echo();
    assert!(transcripts.windows(2).all(|pair| pair[0] == pair[1]));
    let sent = table.share();
    assert_eq!(sent.len(), 6);
    let finished: Vec<_> = (1..=3).map(|index| table.finish(index, &sent).unwrap()).collect();
    assert!(finished.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(finished[0].transcripts, transcripts[0]);
    let public: Vec<_> = (1..=3).map(|index| fs::read(table.at(&format!("{index}/public.json"))).unwrap()).collect();
    assert!(public.windows(2).all(|pair| pair[0] == pair[1]));

    let keys = PublicKeys::read(&table.at("1/public.json"), &table.plan).unwrap();
    let sealing = &keys.keys()[2];
    let label = Label {
        register: "test",
        record: &[7; 16],
        line_token: &LineToken::from_bytes([8; 32]),
        compartment: "subscriber",
        regime: &[9; 32],
        epoch: sealing.epoch(),
    };
    let sealed = seal(sealing, &label, &pad(b"a synthetic name", 64).unwrap(), &mut rng(1)).unwrap();
    let sealed = Compact::from_bytes(&sealed.compact(sealing, &label)).unwrap();
    let part = |index: u16| {
        let own = shares::read(&table.at(&format!("{index}/shares.age")), PASSPHRASE).unwrap();
        open_part(&own.sealing, sealing, &label, &sealed, &mut rng(u64::from(index))).unwrap()
    };
    for quorum in [[1, 2], [1, 3], [2, 3]] {
        let opened = open(sealing, &label, &sealed, &quorum.map(part)).unwrap();
        assert_eq!(unpad(&opened).unwrap().as_slice(), b"a synthetic name");
    }
    assert!(open(sealing, &label, &sealed, &[part(2)]).is_err());

    for index in 1..=3 {
        let own = table.at(&format!("{index}/shares.age"));
        trial::write(&table.party(index), &keys, &own, &table.at(&format!("{index}.trial")), &mut rng(5)).unwrap();
    }
    trial::check(&table.plan, &keys, &table.all("trial")).unwrap();
    refused(trial::check(&table.plan, &keys, &table.all("trial")[..2]), &["trial file of custodian-3 is missing"]);
    let other = table.party(1);
    refused(
        trial::write(&other, &keys, &table.at("2/shares.age"), &table.at("x.trial"), &mut rng(5)).and_then(|()| {
            trial::check(&table.plan, &keys, &[&[table.at("x.trial")], &table.all("trial")[1..]].concat())
        }),
        &["custodian-1"],
    );
}

#[test]
fn every_step_run_again_writes_the_same() {
    let table = Table::new();
    let again = |step: &dyn Fn() -> Vec<PathBuf>| {
        let read = |paths: &[PathBuf]| paths.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>();
        let before = read(&step());
        step().iter().for_each(|path| fs::remove_file(path).unwrap());
        assert_eq!(read(&step()), before);
    };
    again(&|| {
        table.start();
        table.all("round1")
    });
    again(&|| {
        table.echo();
        table.all("echo")
    });
    again(&|| table.share());
    again(&|| {
        let sent: Vec<_> = fs::read_dir(table.at("shares")).unwrap().map(|entry| entry.unwrap().path()).collect();
        (1..=3).for_each(|index| drop(table.finish(index, &sent).unwrap()));
        (1..=3).map(|index| table.at(&format!("{index}/public.json"))).collect()
    });
    // Going back a step gives the same too: nothing was thrown away.
    table.start();
    table.echo();
}

#[test]
fn nothing_of_another_ceremony_is_overwritten() {
    let table = Table::new();
    table.start();
    let keys = table.at("1/keys.json");
    let before = fs::read(&keys).unwrap();
    refused(table.party(1).start(&keys, &mut rng(1)), &["keys.json exists and holds something else"]);
    assert_eq!(fs::read(&keys).unwrap(), before);
    table.echo();
    let sent = table.share();
    // Shares of another custodian under the same passphrase, and under another.
    table.finish(2, &sent).unwrap();
    let place = table.at("1/shares.age");
    fs::copy(table.at("2/shares.age"), &place).unwrap();
    refused(table.finish(1, &sent), &["shares.age holds other shares", "not overwritten"]);
    assert_eq!(fs::read(&place).unwrap(), fs::read(table.at("2/shares.age")).unwrap());
    fs::write(&place, "damaged").unwrap();
    refused(table.finish(1, &sent), &["cannot be read back; move it away"]);
    fs::remove_file(&place).unwrap();
    table.finish(1, &sent).unwrap();
}

#[test]
fn steps_out_of_order_say_which_comes_first() {
    let table = Table::new();
    refused(table.party(1).echo(&table.all("round1"), &table.at("1.echo")), &["padron ceremony start"]);
    table.start();
    refused(table.party(1).share(&[table.at("1.round1")], &table.at("shares")), &["padron ceremony echo"]);
    table.echo();
    refused(table.finish(1, &[table.at("1.echo")]), &["padron ceremony share"]);
    refused(table.party(1).share(&table.all("round1"), &table.at("shares")), &["custodian-1", "is no echo file"]);
}

#[test]
fn different_round_1_files_for_two_parties_are_caught_before_any_share() {
    let table = Table::new();
    table.start();
    // The third keeps a second state and shows its other face to the second.
    let other = table.at("3-other.round1");
    table.party_with(3, "other.age", PASSPHRASE).start(&other, &mut rng(77)).unwrap();
    let shown = [table.at("1.round1"), table.at("2.round1"), other.clone()];
    table.party(1).echo(&table.all("round1"), &table.at("1.echo")).unwrap();
    table.party(2).echo(&shown, &table.at("2.echo")).unwrap();
    table.party(3).echo(&table.all("round1"), &table.at("3.echo")).unwrap();
    for index in [1, 2] {
        refused(
            table.party(index).share(&table.all("echo"), &table.at("shares")),
            &["custodian-2", "another round-1 file of custodian-3", "no share is released", "new plan"],
        );
    }
    assert!(!table.at("shares").exists());
    // Neither may be talked into answering again, nor take both at once.
    refused(
        table.party(1).echo(&shown, &table.at("again.echo")),
        &["custodian-3 sent another round-1 file", "an answer is given once"],
    );
    assert!(!table.at("again.echo").exists());
    let both = [shown.as_slice(), &[table.at("3.round1")]].concat();
    refused(table.party(1).echo(&both, &table.at("again.echo")), &["custodian-3 signed two different round-1 files"]);
}

#[test]
fn an_echo_that_hides_the_difference_is_caught_by_its_transcripts() {
    let table = Table::new();
    table.start();
    table.echo();
    let mut lie: EchoFile = table.payload(&table.at("2.echo"));
    let last = lie.keys[1].0.len() - 1;
    lie.keys[1].0[last] ^= 1;
    table.replace(&table.at("2.echo"), &lie, 2);
    refused(table.party(1).share(&table.all("echo"), &table.at("shares")), &["person key", "custodian-2"]);
    assert!(!table.at("shares").exists());
}

#[test]
fn files_of_others_are_refused_by_name() {
    let table = Table::new();
    table.start();
    let refuse = |words: &[&str]| {
        refused(table.party(1).echo(&table.all("round1"), &table.at("1.echo")), words);
        assert!(!table.at("1.echo").exists());
    };
    let honest: Round1File = table.payload(&table.at("2.round1"));
    let place = table.at("2.round1");

    // Signed with another key under the name of the second.
    let forged = Signer::new("custodian-2", &[5; 32]).sign(&honest).unwrap();
    fs::write(&place, forged).unwrap();
    refuse(&["claims to be from custodian-2", "not signed with its key", "another channel"]);
    // By a party that the plan does not name.
    fs::write(&place, Signer::new("nobody", &[5; 32]).sign(&honest).unwrap()).unwrap();
    refuse(&["2.round1", "whom the plan does not name"]);
    // By the third in the name of the second, outside and inside.
    fs::write(&place, table.signer(3).sign(&honest).unwrap()).unwrap();
    refuse(&["from custodian-3 names another custodian"]);
    let mut inside: Round1File = table.payload(&table.at("3.round1"));
    inside.from = 2;
    fs::write(&place, table.signer(2).sign(&inside).unwrap()).unwrap();
    refuse(&["custodian-2 signed a message in the name of another"]);
    // Of another plan.
    let other = Round1File { plan: padron_protocol::Hash32([1; 32]), ..honest.clone() };
    fs::write(&place, table.signer(2).sign(&other).unwrap()).unwrap();
    refuse(&["from custodian-2 belongs to another plan"]);
    // Without proof of its secret.
    let mut rogue = honest.clone();
    let last = rogue.keys[2].0.len() - 1;
    rogue.keys[2].0[last] ^= 1;
    fs::write(&place, table.signer(2).sign(&rogue).unwrap()).unwrap();
    refuse(&["sealing key", "custodian-2"]);
    // No message, too long, absent.
    fs::write(&place, "hello").unwrap();
    refuse(&["2.round1 is not a signed file"]);
    fs::write(&place, vec![b'a'; 80_000]).unwrap();
    refuse(&["2.round1", "is longer than"]);
    fs::remove_file(&place).unwrap();
    refuse(&["cannot open", "2.round1"]);
    refused(
        table.party(1).echo(&[table.at("1.round1")], &table.at("1.echo")),
        &["round-1 file of custodian-2, custodian-3 is missing", "needs everybody"],
    );
    // The refusals left nothing behind: with the honest file it goes on.
    table.replace(&place, &honest, 2);
    table.party(1).echo(&table.all("round1"), &table.at("1.echo")).unwrap();
}

#[test]
fn shares_that_are_missing_moved_or_wrong_are_refused_by_name() {
    let table = Table::new();
    table.start();
    table.echo();
    let sent = table.share();
    refused(table.finish(1, &[table.at("shares/2-to-1.share")]), &["share file of custodian-3 is missing"]);

    // A share sealed for another does not open under a new address, even with its sender's signature.
    let place = table.at("shares/2-to-1.share");
    let mine: SealedShareFile = table.payload(&place);
    let mut moved: SealedShareFile = table.payload(&table.at("shares/2-to-3.share"));
    moved.to = 1;
    table.replace(&place, &moved, 2);
    refused(table.finish(1, &sent), &["from custodian-2", "does not open"]);

    // A share that does not fit its sender's commitments.
    let info = replay::share_info(&table.plan.hash(), 2, 1);
    let mut text = padron_threshold::delivery::open(&table.keys(1).delivery(), &info, b"", &mine.sealed.0).unwrap();
    text[replay::SHARE_MESSAGE - 32] ^= 1;
    let to = table.plan.custodian(1).unwrap().delivery.clone();
    let sealed = padron_threshold::delivery::seal(&to, &info, b"", &text, &mut rng(3)).unwrap().into();
    table.replace(&place, &SealedShareFile { sealed, ..mine.clone() }, 2);
    refused(table.finish(1, &sent), &["line key, custodian-2", "does not fit its commitments"]);
    let sealed = padron_threshold::delivery::seal(&to, &info, b"", &text[1..], &mut rng(3)).unwrap().into();
    table.replace(&place, &SealedShareFile { sealed, ..mine.clone() }, 2);
    refused(table.finish(1, &sent), &["from custodian-2 does not hold one share for each key"]);
    assert!(!table.at("1/shares.age").exists());

    table.replace(&place, &mine, 2);
    table.finish(1, &sent).unwrap();
}

#[test]
fn state_passphrase_and_keys_must_be_ones_own() {
    let table = Table::new();
    table.start();
    let out = table.at("1.echo");
    let wrong = table.party_with(1, "ceremony.age", "another passphrase, long enough");
    refused(wrong.echo(&table.all("round1"), &out), &["ceremony.age does not open with this passphrase"]);
    refused(wrong.start(&table.at("x.round1"), &mut rng(1)), &["does not open with this passphrase"]);
    let foreign = table.party_with(1, "../2/ceremony.age", PASSPHRASE);
    refused(foreign.echo(&table.all("round1"), &out), &["state of another ceremony or party"]);

    let party = |keys, passphrase: &str| {
        CeremonyParty::new(table.plan.clone(), keys, table.at("x.age"), Zeroizing::new(passphrase.into()), Some(2))
            .map(drop)
    };
    refused(party(table.keys(1), "short"), &["passphrase is shorter than"]);
    refused(party(PartyKeys::generate("court-1", false, &mut rng(8)), PASSPHRASE), &["court-1 is not in the plan"]);
    let stranger = PartyKeys::generate("custodian-1", false, &mut rng(8));
    refused(party(stranger, PASSPHRASE), &["other keys for custodian-1"]);
}

#[test]
fn the_seed_lies_nowhere_in_clear() {
    let table = Table::new();
    table.start();
    let path = table.at("1/ceremony.age");
    let vault = state::Vault { path: &path, passphrase: PASSPHRASE, work_factor: Some(2) };
    let seed = vault.read().unwrap().seed;
    let text = seed.to_string();
    for file in [path.clone(), table.at("1.round1")] {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(32).any(|window| window == seed.0));
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()));
    }
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn plans_that_do_not_hold_are_refused() {
    let keys: Vec<_> =
        (1..=3).map(|index| PartyKeys::generate(&format!("custodian-{index}"), false, &mut rng(index))).collect();
    let named = |at: &[(u16, usize)]| at.iter().map(|(index, key)| PlannedCustodian::of(*index, &keys[*key])).collect();
    let make = |threshold, custodians| CeremonyPlan::new(threshold, 1, custodians, &mut rng(1));
    refused(make(1, named(&[(1, 0), (2, 1)])), &["threshold 1"]);
    refused(make(3, named(&[(1, 0), (2, 1)])), &["threshold 3"]);
    refused(make(2, named(&[(1, 0), (1, 1)])), &["custodian 1 twice"]);
    refused(make(2, named(&[(1, 0), (2, 0)])), &["custodian-1 twice"]);
    refused(make(2, named(&[(1, 0), (33, 1)])), &["33 is outside"]);
    let one = make(2, named(&[(1, 0), (2, 1)])).unwrap();
    let turned = make(2, named(&[(2, 1), (1, 0)])).unwrap();
    assert_eq!(one.hash(), turned.hash());
    assert_ne!(one.hash(), make(2, named(&[(1, 0), (2, 2)])).unwrap().hash());
    assert_ne!(one.keys()[0].digest(), one.keys()[1].digest());
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("custodian-1.pub");
    let read = |index: &str, signing: &str, delivery: &str| {
        let text = format!("id = \"custodian-1\"\nsigning = \"{signing}\"\ndelivery = \"{delivery}\"\n");
        fs::write(&file, text).unwrap();
        PlannedCustodian::read(&format!("{index}:{}", file.display()))
    };
    let (signing, delivery) = (keys[0].public_signing().to_string(), keys[0].public_delivery().to_text());
    let same = make(2, vec![read("1", &signing, &delivery).unwrap(), PlannedCustodian::of(2, &keys[1])]).unwrap();
    assert_eq!(same.custodians()[0].delivery, one.custodians()[0].delivery);
    refused(PlannedCustodian::read("1"), &["INDEX:FILE"]);
    refused(PlannedCustodian::read("1:nowhere.pub"), &["nowhere.pub"]);
    refused(read("x", &signing, &delivery), &["is not a number"]);
    refused(read("1", "zz", &delivery), &["custodian-1.pub"]);
    let second = || PlannedCustodian::of(2, &keys[1]);
    let weak = read("1", &"00".repeat(32), &delivery).unwrap();
    refused(make(2, vec![weak, second()]), &["custodian-1", "Ed25519"]);
    let old = read("1", &signing, &padron_protocol::Base64(vec![9; 32]).to_text()).unwrap();
    refused(make(2, vec![old, second()]), &["custodian-1", "delivery key"]);
}

#[test]
fn a_ceremony_on_one_machine_ends_with_shares_that_pass() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("country");
    local::hold(&out, 3, 2, &mut rng(4)).unwrap();
    let passphrase = files::read(&local::passphrase_file(&out, "custodian-3")).unwrap();
    assert_eq!(shares::read(&out.join("custodian-3/shares.age"), &passphrase).unwrap().line.index().get(), 3);
    refused(local::hold(&out, 3, 2, &mut rng(4)), &["exists"]);
}

#[test]
fn a_signed_file_is_one_line_of_a_token() {
    let table = Table::new();
    table.start();
    let token = fs::read_to_string(table.at("1.round1")).unwrap();
    assert!(Unchecked::<Round1File>::parse(token.trim_end(), "custodian-1").is_ok());
    assert!(Unchecked::<EchoFile>::parse(token.trim_end(), "custodian-1").is_err());
}
