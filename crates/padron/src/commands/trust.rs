mod diff;
mod draft;
mod publish;
mod show;

use super::log::AnchorFiles;
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_host::{files, system};
use padron_protocol::trust::{SignedTrustList, TrustError};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The trust list: new, sign, show, diff, publish.
#[derive(Args)]
pub struct TrustArgs {
    #[command(subcommand)]
    command: TrustCommand,
}

#[derive(Subcommand)]
enum TrustCommand {
    /// Make an unsigned trust list of a draft in JSON, and refuse one that contradicts itself.
    New {
        /// The draft; `padron trust show --json` prints one's form.
        draft: PathBuf,
        /// The list that it follows: fills in register, version and predecessor.
        #[arg(long, value_name = "LIST")]
        after: Option<PathBuf>,
        /// Where to write the list.
        #[arg(long)]
        out: PathBuf,
    },
    /// Add a root key's signature.
    Sign {
        /// The trust list; it is rewritten with one signature more.
        list: PathBuf,
        /// The root key's file.
        #[arg(long)]
        key: PathBuf,
    },
    /// Check a trust list's signatures and print it, even when it has expired.
    Show {
        #[command(flatten)]
        trust: AnchorFiles,
        /// Print JSON: the form of a draft.
        #[arg(long)]
        json: bool,
    },
    /// Say what the next list changes, and when each change takes effect. Exit code 1: it is not one that follows.
    Diff {
        /// The list in force.
        old: PathBuf,
        /// The next list.
        new: PathBuf,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Send a signed list to the registrar, which logs it for everybody.
    Publish {
        /// The signed list.
        list: PathBuf,
        /// The registrar's address.
        #[arg(long, value_name = "URL")]
        registrar: String,
        /// Where to keep the registrar's promise that the log shows it; `padron log monitor --promises` watches over it.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Runs the command.
pub fn run(args: TrustArgs) -> Result<ExitCode> {
    match args.command {
        TrustCommand::New { draft, after, out } => draft::new(&draft, after.as_deref(), &out)?,
        TrustCommand::Sign { list, key } => sign(&list, &key)?,
        TrustCommand::Show { trust, json } => show::show(&trust.read(system::now())?, json)?,
        TrustCommand::Diff { old, new, json } => return diff::diff(&read(&old)?, &read(&new)?, json),
        TrustCommand::Publish { list, registrar, out } => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(publish::publish(&list, &registrar, out.as_deref()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a signed list; nothing of it is checked yet.
fn read(path: &Path) -> Result<SignedTrustList> {
    SignedTrustList::parse(&files::read(path)?).with_context(|| path.display().to_string())
}

fn sign(path: &Path, key: &Path) -> Result<()> {
    let mut signed = read(path)?;
    signed.sign(&padron_host::keys::PartyKeys::read(key)?.signer())?;
    files::write(path, signed.to_text()?.as_bytes())?;
    println!("{}: signed; hash {}", path.display(), signed.hash());
    // Where the roots stay the same, those of the list itself say how far it has come.
    match signed.open_any_age(&signed.list()?.roots) {
        Ok(_) => println!("enough of the root keys that it names have signed"),
        Err(TrustError::TooFewRoots { have, need }) => {
            println!("{have} of the root keys that it names have signed; {need} must, of those of the list before it");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
