use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_ceremony::plan::PlannedCustodian;
use padron_ceremony::trial::{self, PublicKeys};
use padron_ceremony::{CeremonyParty, CeremonyPlan, Finished, PURPOSES, aloud, local};
use padron_host::keys::PartyKeys;
use padron_host::{files, system};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zeroize::Zeroizing;

/// The longest passphrase file, in bytes.
const MAX_PASSPHRASE: u64 = 4096;

/// The key ceremony.
#[derive(Args)]
pub struct CeremonyArgs {
    #[command(subcommand)]
    command: CeremonyCommand,
}

#[derive(Subcommand)]
enum CeremonyCommand {
    /// Write the plan that everybody must have, byte for byte.
    Plan {
        /// How many custodians must act together.
        #[arg(long)]
        threshold: u16,
        /// INDEX:FILE, once for each custodian; FILE holds what `padron keys show` prints of its keys.
        #[arg(long, required = true, value_parser = PlannedCustodian::read)]
        custodian: Vec<PlannedCustodian>,
        /// The epoch of the keys to be made.
        #[arg(long, default_value_t = 1)]
        epoch: u32,
        /// The plan file to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Step 1: draw this custodian's secret and write its round-1 file.
    Start {
        #[command(flatten)]
        party: PartyArgs,
        /// The round-1 file to write, for everybody.
        #[arg(long)]
        out: PathBuf,
    },
    /// Step 2: take everybody's round-1 files and say what was seen.
    Echo {
        #[command(flatten)]
        party: PartyArgs,
        /// The echo file to write, for everybody.
        #[arg(long)]
        out: PathBuf,
        /// Everybody's round-1 files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Step 3: take everybody's echo files and, if all agree, seal a share to each of the others.
    Share {
        #[command(flatten)]
        party: PartyArgs,
        /// Where to write one share file for each of the others.
        #[arg(long)]
        out_dir: PathBuf,
        /// Everybody's echo files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Step 4: take the share files meant for this custodian and write its shares and the public keys.
    Finish {
        #[command(flatten)]
        party: PartyArgs,
        /// The shares file to write, under the passphrase.
        #[arg(long)]
        shares: PathBuf,
        /// The file of public keys to write, for the trust list.
        #[arg(long)]
        public: PathBuf,
        /// The share files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Show, without opening anything, that the shares file works: write this custodian's part of a test evaluation.
    Trial {
        #[command(flatten)]
        party: PartyArgs,
        /// The shares file.
        #[arg(long)]
        shares: PathBuf,
        /// The file of public keys.
        #[arg(long)]
        public: PathBuf,
        /// The trial file to write, for everybody.
        #[arg(long)]
        out: PathBuf,
    },
    /// Check everybody's trial files; needs no secret.
    CheckTrial {
        /// The plan file.
        #[arg(long)]
        plan: PathBuf,
        /// The file of public keys.
        #[arg(long)]
        public: PathBuf,
        /// Everybody's trial files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Hold the whole ceremony on this machine, for trials only: such keys protect nobody.
    Local {
        /// How many custodians.
        #[arg(long, default_value_t = 5)]
        custodians: u16,
        /// How many must act together.
        #[arg(long, default_value_t = 3)]
        threshold: u16,
        /// A directory that does not exist yet.
        #[arg(long)]
        out: PathBuf,
    },
}

/// Who acts, and with what.
#[derive(Args)]
struct PartyArgs {
    /// The plan file.
    #[arg(long)]
    plan: PathBuf,
    /// This custodian's key file.
    #[arg(long)]
    key: PathBuf,
    /// This custodian's state; encrypted, kept until the ceremony is over.
    #[arg(long)]
    state: PathBuf,
    /// The passphrase's file; without it the passphrase is read from PADRON_PASSPHRASE.
    #[arg(long)]
    passphrase_file: Option<PathBuf>,
}

impl PartyArgs {
    fn open(&self) -> Result<CeremonyParty> {
        let plan = CeremonyPlan::read(&self.plan)?;
        let keys = PartyKeys::read(&self.key)?;
        CeremonyParty::new(plan, keys, self.state.clone(), passphrase(self.passphrase_file.as_deref())?, None)
    }
}

/// Runs the command.
pub fn run(args: CeremonyArgs) -> Result<ExitCode> {
    match args.command {
        CeremonyCommand::Plan { threshold, custodian, epoch, out } => plan(threshold, epoch, custodian, &out)?,
        CeremonyCommand::Start { party, out } => {
            let party = party.open()?;
            party.start(&out, &mut system::rng())?;
            println!("the plan's hash, to be read aloud:\n  {}", aloud(&party.plan.hash().0));
            println!(
                "next: send {} to everybody; when you have everybody's, run `padron ceremony echo`",
                out.display()
            );
        }
        CeremonyCommand::Echo { party, out, files } => {
            let transcripts = party.open()?.echo(&files, &out)?;
            print_transcripts(&transcripts);
            println!("read them to each other; if one differs, stop");
            println!(
                "next: send {} to everybody; when you have everybody's, run `padron ceremony share`",
                out.display()
            );
        }
        CeremonyCommand::Share { party, out_dir, files } => {
            let party = party.open()?;
            for path in party.share(&files, &out_dir)? {
                println!("{}", path.display());
            }
            println!("all saw the same. Each file is sealed to one custodian: the number after `to` in its name");
            println!("next: send each to its custodian; when you have one of each other, run `padron ceremony finish`");
        }
        CeremonyCommand::Finish { party, shares, public, files } => {
            let finished = party.open()?.finish(&files, &shares, &public)?;
            print_finished(&finished);
            println!("read them to each other; the files of public keys must be the same, byte for byte");
            println!("next: keep two backups of {} in two places, apart from the passphrase;", shares.display());
            println!("  run `padron ceremony trial`; when everybody's trial passed, destroy the state file");
        }
        CeremonyCommand::Trial { party, shares, public, out } => {
            let party = party.open()?;
            let public = PublicKeys::read(&public, &party.plan)?;
            trial::write(&party, &public, &shares, &out, &mut system::rng())?;
            println!("next: send {} to everybody; with everybody's, run `padron ceremony check-trial`", out.display());
        }
        CeremonyCommand::CheckTrial { plan, public, files } => {
            let plan = CeremonyPlan::read(&plan)?;
            trial::check(&plan, &PublicKeys::read(&public, &plan)?, &files)?;
            println!("every custodian holds the share that the public keys name");
            println!("next: put the keys into the trust list; everybody destroys the state file");
        }
        CeremonyCommand::Local { custodians, threshold, out } => hold_here(custodians, threshold, &out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn plan(threshold: u16, epoch: u32, custodians: Vec<PlannedCustodian>, out: &Path) -> Result<()> {
    let plan = CeremonyPlan::new(threshold, epoch, custodians, &mut system::rng())?;
    plan.write(out)?;
    for custodian in plan.custodians() {
        println!("  {}  {}", custodian.index.get(), custodian.party);
    }
    println!("{} of {} act together", plan.threshold(), plan.custodians().len());
    println!("the plan's hash, to be read aloud:\n  {}", aloud(&plan.hash().0));
    println!(
        "next: give {} to everybody; each checks its own keys in it and runs `padron ceremony start`",
        out.display()
    );
    Ok(())
}

fn hold_here(custodians: u16, threshold: u16, out: &Path) -> Result<()> {
    let finished = local::hold(out, custodians, threshold, &mut system::rng())?;
    print_finished(&finished);
    println!("{}: every custodian's keys and shares, passphrases beside them in secrets/", out.display());
    eprintln!(
        "WARNING: THIS MACHINE HAS SEEN EVERY SHARE. Whoever has it, or had it, can open everything that is ever"
    );
    eprintln!("sealed under these keys: A COUNTRY WITH THEM PROTECTS NOBODY. For trials only, never for real people.");
    Ok(())
}

fn print_transcripts(transcripts: &[[u8; 32]]) {
    println!("the transcript of each key, to be read aloud:");
    for (purpose, transcript) in PURPOSES.iter().zip(transcripts) {
        println!("  {:7}  {}", purpose.as_str(), aloud(transcript));
    }
}

fn print_finished(finished: &Finished) {
    print_transcripts(&finished.transcripts);
    println!("the hash of the public keys:\n  {:7}  {}", "", aloud(&finished.public.0));
}

/// The custodian's passphrase: from its file, else from the environment; never from the command line, which others see.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn passphrase(file: Option<&Path>) -> Result<Zeroizing<String>> {
    if let Some(file) = file {
        let text = Zeroizing::new(files::read_limited(file, MAX_PASSPHRASE)?);
        return Ok(Zeroizing::new(text.trim_end().to_owned()));
    }
    std::env::var("PADRON_PASSPHRASE")
        .map(Zeroizing::new)
        .context("the ceremony needs your passphrase: name --passphrase-file or set PADRON_PASSPHRASE")
}
