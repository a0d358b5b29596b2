use super::order::TrustFiles;
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_host::keys::PartyKeys;
use padron_host::system::{SystemClock, SystemEntropy};
use padron_host::{files, system, trust_files};
use padron_http::Client;
use padron_protocol::contract::Nothing;
use padron_protocol::contract::custodian::{ConfirmTrustList, Decide, ReadQueue, ReadTrustLists};
use padron_protocol::messages::order::OfficerDecision;
use padron_protocol::messages::trust::{TrustConfirmation, TrustLists};
use padron_protocol::sealed::request_info;
use padron_protocol::trust::{Change, ChangeKind, Role, SignedTrustList, Trusted, TrustedParty};
use padron_protocol::{Hash32, Uuid};
use padron_threshold::delivery;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// A custodian's officers.
#[derive(Args)]
pub struct CustodianArgs {
    #[command(subcommand)]
    command: OfficerCommand,
    /// The custodian.
    #[arg(long, global = true, default_value = "custodian-1")]
    custodian: String,
    /// The officer's key file.
    #[arg(long, global = true, default_value = "officer.json")]
    key: PathBuf,
    #[command(flatten)]
    trust: TrustFiles,
}

#[derive(Subcommand)]
enum OfficerCommand {
    /// Show the requests that wait, with their orders.
    Queue,
    /// Approve a request.
    Approve {
        /// The request.
        request: String,
    },
    /// Refuse a request.
    Refuse {
        /// The request.
        request: String,
        /// Why; no name and no number.
        #[arg(long)]
        reason: String,
    },
    /// Trust lists that were published in the log.
    Trust {
        #[command(subcommand)]
        command: ListCommand,
    },
}

#[derive(Subcommand)]
enum ListCommand {
    /// Show the lists that were logged, what each changes against the one in force, and when it takes effect.
    List,
    /// Confirm a list, and the ones before it: what it adds or changes takes effect after its notice. Compare the hash
    /// with what the holders of the root keys say, not with what this command shows.
    Confirm {
        /// The list's version.
        version: u64,
        /// The list's hash, in hexadecimal.
        hash: String,
    },
}

/// Runs the command.
pub fn run(args: CustodianArgs) -> Result<ExitCode> {
    let trusted = read_trust(&args)?;
    let keys = PartyKeys::read(&args.key)?;
    let client =
        Client::standalone(trusted.clone(), Arc::new(keys.signer()), Arc::new(SystemClock), Arc::new(SystemEntropy));
    let custodian =
        trusted.party_as(&args.custodian, Role::Custodian).context("the trust list names no custodian of this id")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match args.command {
            OfficerCommand::Queue => queue(&client, custodian, &keys, &trusted).await,
            OfficerCommand::Approve { request } => {
                decide(&client, custodian, &request, OfficerDecision { approved: true, reason: None }).await
            }
            OfficerCommand::Refuse { request, reason } => {
                decide(&client, custodian, &request, OfficerDecision { approved: false, reason: Some(reason) }).await
            }
            OfficerCommand::Trust { command: ListCommand::List } => {
                print_lists(&client.call::<ReadTrustLists>(custodian, &(), &Nothing).await?);
                Ok(ExitCode::SUCCESS)
            }
            OfficerCommand::Trust { command: ListCommand::Confirm { version, hash } } => {
                confirm(&client, custodian, version, &hash).await
            }
        }
    })
}

/// The trust list that names the custodian. To confirm the next one, one that has run out will do.
fn read_trust(args: &CustodianArgs) -> Result<Arc<Trusted>> {
    if !matches!(args.command, OfficerCommand::Trust { .. }) {
        return Ok(trust_files::read_trust(&args.trust.trust, &args.trust.roots, system::now())?.0);
    }
    let path = &args.trust.trust;
    let signed = SignedTrustList::parse(&files::read(path)?).with_context(|| path.display().to_string())?;
    let trusted = signed.open_any_age(&trust_files::read_roots(&args.trust.roots)?);
    Ok(Arc::new(trusted.with_context(|| path.display().to_string())?))
}

async fn confirm(client: &Client, custodian: &TrustedParty, version: u64, hash: &str) -> Result<ExitCode> {
    let hash = Hash32::parse(hash).context("the hash is 64 hexadecimal digits")?;
    print_lists(&client.call::<ConfirmTrustList>(custodian, &(), &TrustConfirmation { version, hash }).await?);
    Ok(ExitCode::SUCCESS)
}

fn print_lists(lists: &TrustLists) {
    println!("version {} is in force", lists.in_force);
    for list in &lists.lists {
        println!("version {}  hash {}  entry {} of the log", list.version, list.hash, list.index);
        println!("  first seen {}, takes effect {}, expires {}", list.cosigned, list.due, list.expires);
        match &list.confirmed {
            Some(confirmed) => println!("  confirmed by {} at {}", confirmed.officer, confirmed.at),
            None => println!("  not confirmed: what it removes is gone already, what it adds or changes waits"),
        }
        for Change { change, what, before, after } in &list.changes {
            let word = match change {
                ChangeKind::Added => "added",
                ChangeKind::Removed => "removed",
                ChangeKind::Changed => "changed",
            };
            println!("  {word}: {what}");
            before.iter().for_each(|before| println!("    was {before}"));
            after.iter().for_each(|after| println!("    is  {after}"));
        }
    }
}

async fn queue(client: &Client, custodian: &TrustedParty, keys: &PartyKeys, trusted: &Trusted) -> Result<ExitCode> {
    let queue = client.call::<ReadQueue>(custodian, &(), &Nothing).await?;
    if queue.requests.is_empty() {
        println!("no request waits");
    }
    for queued in queue.requests {
        let info = request_info(&trusted.list().register, "officers", &custodian.id, &queued.request);
        let token = delivery::open(&keys.delivery(), &info, b"", &queued.order.0)
            .context("the order is not sealed to this officer's key")?;
        let order = padron_protocol::verify::read_order(std::str::from_utf8(&token)?, trusted)?;
        println!("{}  received {}", queued.request, queued.received);
        println!("  court {}, authority {}, expires {}", order.court, order.authority, order.expires);
        println!("  number {}, {} to {}", order.number, order.from, order.to);
        let names: Vec<_> = order.compartments.iter().map(|compartment| compartment.as_str()).collect();
        println!("  opens {}; basis: {}; case: {}", names.join(", "), order.basis, order.case);
    }
    Ok(ExitCode::SUCCESS)
}

async fn decide(
    client: &Client,
    custodian: &TrustedParty,
    request: &str,
    decision: OfficerDecision,
) -> Result<ExitCode> {
    let request = Uuid::parse(request).context("a request is named by its UUID; see the queue")?;
    let status = client.call::<Decide>(custodian, &request, &decision).await?;
    println!("{request}: {:?}", status.state);
    Ok(ExitCode::SUCCESS)
}
