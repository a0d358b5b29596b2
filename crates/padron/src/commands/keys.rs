use anyhow::Result;
use clap::{Args, Subcommand};
use padron_host::keys::PartyKeys;
use padron_host::system;
use std::path::PathBuf;
use std::process::ExitCode;

/// A party's secret keys.
#[derive(Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Make fresh keys and print their public commitments, for the trust list.
    New {
        /// The party's id.
        #[arg(long)]
        party: String,
        /// Also make the registrar's pepper, nonce secrets and log key.
        #[arg(long)]
        registrar: bool,
        /// The key file to write; only its owner may read it.
        #[arg(long)]
        out: PathBuf,
    },
    /// Print the public commitments of a key file.
    Show {
        /// The key file.
        file: PathBuf,
    },
}

/// Runs the command.
pub fn run(args: KeysArgs) -> Result<ExitCode> {
    let keys = match args.command {
        KeysCommand::New { party, registrar, out } => {
            let keys = PartyKeys::generate(&party, registrar, &mut system::rng());
            keys.write(&out)?;
            keys
        }
        KeysCommand::Show { file } => PartyKeys::read(&file)?,
    };
    println!(
        "id = \"{}\"\nsigning = \"{}\"\ndelivery = \"{}\"",
        keys.party,
        keys.public_signing(),
        keys.public_delivery().to_text()
    );
    if let Some(log) = keys.public_log() {
        println!("log = \"{log}\"");
    }
    if let Some(labels) = keys.public_labels() {
        println!("labels = \"{labels}\"");
    }
    Ok(ExitCode::SUCCESS)
}
