use super::order::TrustFiles;
use crate::{files, system, trust_files};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_protocol::trust::{SignedTrustList, TrustList};
use std::path::PathBuf;
use std::process::ExitCode;

/// The trust list.
#[derive(Args)]
pub struct TrustArgs {
    #[command(subcommand)]
    command: TrustCommand,
}

#[derive(Subcommand)]
enum TrustCommand {
    /// Make an unsigned trust list of a draft in JSON.
    New {
        /// The draft; `padron trust show` prints one's form.
        draft: PathBuf,
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
    /// Check a trust list under the pinned roots and print it.
    Show {
        #[command(flatten)]
        trust: TrustFiles,
    },
}

/// Runs the command.
pub fn run(args: TrustArgs) -> Result<ExitCode> {
    match args.command {
        TrustCommand::New { draft, out } => {
            let list: TrustList = serde_json::from_str(&files::read(&draft)?)
                .with_context(|| format!("{} is not a trust list", draft.display()))?;
            files::write(&out, SignedTrustList::unsigned(&list)?.to_text()?.as_bytes())?;
            println!("{}: version {}, not signed yet", out.display(), list.version);
        }
        TrustCommand::Sign { list, key } => {
            let mut signed = SignedTrustList::parse(&files::read(&list)?)?;
            signed.sign(&crate::keys::PartyKeys::read(&key)?.signer())?;
            files::write(&list, signed.to_text()?.as_bytes())?;
            println!("{}: signed", list.display());
        }
        TrustCommand::Show { trust } => {
            let (trusted, _) = trust_files::read_trust(&trust.trust, &trust.roots, system::now())?;
            println!("{}", serde_json::to_string_pretty(trusted.list())?);
            eprintln!("signed by enough roots; hash {}", trusted.hash());
        }
    }
    Ok(ExitCode::SUCCESS)
}
