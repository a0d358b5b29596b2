use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use padron_host::keys::PartyKeys;
use padron_host::{files, system, trust_files};
use padron_model::{Compartment, Number};
use padron_protocol::Uuid;
use padron_protocol::messages::order::Order;
use rand_core::Rng as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// A court's orders.
#[derive(Args)]
pub struct OrderArgs {
    #[command(subcommand)]
    command: OrderCommand,
}

#[derive(Subcommand)]
enum OrderCommand {
    /// Draw up an order for one line; to be read, then signed.
    New(Box<NewOrder>),
    /// Sign an order with the court's key.
    Sign {
        /// The order as JSON.
        file: PathBuf,
        /// The court's key file.
        #[arg(long)]
        key: PathBuf,
        /// Where to write the signed order.
        #[arg(long)]
        out: PathBuf,
    },
    /// Show a signed order and check its signature.
    Show {
        /// The signed order.
        file: PathBuf,
        #[command(flatten)]
        trust: TrustFiles,
    },
}

/// Where the trust list and the pinned roots are.
#[derive(Args, Clone)]
pub struct TrustFiles {
    /// The trust list.
    #[arg(long, global = true, default_value = "trust.json")]
    pub trust: PathBuf,
    /// The pinned root keys.
    #[arg(long, global = true, default_value = "roots.json")]
    pub roots: PathBuf,
}

#[derive(Args)]
struct NewOrder {
    #[command(flatten)]
    trust: TrustFiles,
    /// The court that will sign.
    #[arg(long)]
    court: String,
    /// The authority that may ask.
    #[arg(long)]
    authority: String,
    /// A file with the one number: a number on the command line would stay in the shell's history.
    #[arg(long)]
    number_file: PathBuf,
    /// What may be opened.
    #[arg(long, value_delimiter = ',', default_value = "subscriber")]
    compartments: Vec<String>,
    /// Start of the time asked about; now by default.
    #[arg(long)]
    from: Option<Timestamp>,
    /// End of the time asked about; the same moment by default.
    #[arg(long)]
    to: Option<Timestamp>,
    /// The legal basis.
    #[arg(long)]
    basis: String,
    /// The case reference.
    #[arg(long, default_value = "")]
    case: String,
    /// For how many hours the order is valid.
    #[arg(long, default_value_t = 72)]
    valid_hours: i64,
    /// For how many hours the person is not told.
    #[arg(long, default_value_t = 0)]
    embargo_hours: i64,
    /// Where to write the order.
    #[arg(long)]
    out: PathBuf,
}

/// Runs the command.
pub fn run(args: OrderArgs) -> Result<ExitCode> {
    match args.command {
        OrderCommand::New(new) => draw_up(&new)?,
        OrderCommand::Sign { file, key, out } => {
            let order: Order = serde_json::from_str(&files::read(&file)?)
                .with_context(|| format!("{} is not an order", file.display()))?;
            let token = padron_authority::order::sign(&order, &PartyKeys::read(&key)?.signer())?;
            files::write_secret(&out, token.as_bytes())?;
            println!("signed: {}", out.display());
        }
        OrderCommand::Show { file, trust } => {
            let (trusted, _) = trust_files::read_trust(&trust.trust, &trust.roots, system::now())?;
            let order = padron_protocol::verify::read_order(files::read(&file)?.trim(), &trusted)?;
            println!("{}", serde_json::to_string_pretty(&order)?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn draw_up(new: &NewOrder) -> Result<()> {
    let now = system::now();
    let (trusted, _) = trust_files::read_trust(&new.trust.trust, &new.trust.roots, now)?;
    let number =
        Number::parse(files::read(&new.number_file)?.trim()).with_context(|| new.number_file.display().to_string())?;
    let compartments = new.compartments.iter().map(|name| Compartment::parse(name)).collect::<Result<Vec<_>, _>>()?;
    let hours = |hours: i64| now.checked_add(SignedDuration::from_hours(hours));
    let from = new.from.unwrap_or(now);
    let to = new.to.unwrap_or(from.max(now));
    if to < from {
        bail!("the time asked about ends before it begins");
    }
    let mut id = [0; 16];
    system::rng().fill_bytes(&mut id);
    let order = Order {
        order: Uuid::from_random(id),
        register: trusted.list().register.clone(),
        regime: trusted.list().regime,
        court: new.court.clone(),
        authority: new.authority.clone(),
        number: number.e164().to_string(),
        from,
        to,
        compartments,
        basis: new.basis.clone(),
        case: new.case.clone(),
        issued: now,
        expires: hours(new.valid_hours)?,
        embargo: hours(new.embargo_hours)?,
    };
    files::write_secret(&new.out, &serde_json::to_vec_pretty(&order)?)?;
    println!("drawn up: {} (read it, then `padron order sign`)", new.out.display());
    Ok(())
}
