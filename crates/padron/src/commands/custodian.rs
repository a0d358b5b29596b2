use super::order::TrustFiles;
use crate::keys::PartyKeys;
use crate::system::{SystemClock, SystemEntropy};
use crate::{system, trust_files};
use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use padron_http::Client;
use padron_protocol::Uuid;
use padron_protocol::messages::order::{OfficerDecision, Queue, RequestStatus};
use padron_protocol::sealed::request_info;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_threshold::receive;
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
}

/// Runs the command.
pub fn run(args: CustodianArgs) -> Result<ExitCode> {
    let (trusted, _) = trust_files::read_trust(&args.trust.trust, &args.trust.roots, system::now())?;
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
        }
    })
}

async fn queue(client: &Client, custodian: &TrustedParty, keys: &PartyKeys, trusted: &Trusted) -> Result<ExitCode> {
    let queue: Queue = client.get(custodian, "/v1/queue").await?;
    if queue.requests.is_empty() {
        println!("no request waits");
    }
    for queued in queue.requests {
        let info = request_info(&trusted.list().register, "officers", &custodian.id, &queued.request);
        let token = receive(&keys.delivery(), &info, b"", &queued.order.0)
            .context("the order is not sealed to this officer's key")?;
        let order = padron_authority::order::read(std::str::from_utf8(&token)?, trusted)?;
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
    let status: RequestStatus = client.post(custodian, &format!("/v1/queue/{request}"), &decision).await?;
    println!("{request}: {:?}", status.state);
    Ok(ExitCode::SUCCESS)
}
