mod law;
pub(crate) mod registrar;
#[cfg(feature = "laboratory")]
pub(crate) mod simulator;
mod witness;

use crate::config::{self, AttesterConfig, Common, Config, CustodianConfig, OperatorConfig, VerifierConfig};
use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use padron_attester::Attester;
use padron_custodian::ports::FoundLists as _;
use padron_custodian::trust::{FollowedLists, Pinned};
use padron_custodian::{Custodian, Officers, OrderLimits};
use padron_host::keys::PartyKeys;
use padron_host::system::{SystemClock, SystemEntropy};
use padron_host::{files, shares, trust_files};
use padron_http::roles::{AttesterService, CustodianService, GatewayService, VerifierService};
use padron_http::{Context, Guards, Service, Setup, serve};
use padron_model::Regime;
use padron_operator::Gateway;
use padron_protocol::jws::PublicSigningKey;
use padron_protocol::messages::verification::HolderLimits;
use padron_protocol::sha256;
use padron_protocol::trust::Trusted;
use padron_store::CustodianStore;
use padron_threshold::DeliveryKey;
use padron_verifier::Verifier;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::watch;
use zeroize::Zeroizing;

/// Run one role until it is told to stop.
#[derive(Args)]
pub struct ServeArgs {
    /// Which role.
    role: ServedRole,
    /// The role's configuration file; examples/config has one for each.
    #[arg(long)]
    config: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum ServedRole {
    Registrar,
    Operator,
    Verifier,
    Attester,
    Custodian,
    #[cfg(feature = "laboratory")]
    IdentitySimulator,
    Witness,
}

/// Starts the role.
pub fn run(args: &ServeArgs) -> Result<ExitCode> {
    // Names of parties and endpoints, counts and our own words: nothing that came in a request is ever logged.
    tracing_subscriber::fmt().with_ansi(false).with_target(false).init();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match args.role {
            ServedRole::Registrar => registrar::serve(&args.config).await,
            ServedRole::Operator => operator(&args.config).await,
            ServedRole::Verifier => verifier(&args.config).await,
            ServedRole::Attester => attester(&args.config).await,
            ServedRole::Custodian => custodian(&args.config).await,
            #[cfg(feature = "laboratory")]
            ServedRole::IdentitySimulator => simulator::simulator(&args.config).await,
            ServedRole::Witness => witness::witness(&args.config).await,
        }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// A role's common part, read and checked.
struct Started {
    context: Arc<Context>,
    keys: PartyKeys,
    holders: HolderLimits,
    limits: OrderLimits,
    listen: std::net::SocketAddr,
}

/// Why a role is not served any more.
enum RoleEnded {
    /// The process was told to stop.
    Stopped,
    /// Another trust list is in force: the role is to be built anew.
    TrustChanged,
}

/// Where a role listens, and whether the process was told to stop: both outlive a role that is built anew.
struct RoleAddress {
    listener: std::net::TcpListener,
    stopped: watch::Receiver<bool>,
}

impl RoleAddress {
    async fn take(listen: std::net::SocketAddr) -> Result<Self> {
        let busy = || format!("cannot listen on {listen}: is the port busy?");
        let listener = TcpListener::bind(listen).await.with_context(busy)?.into_std()?;
        let (stop, stopped) = watch::channel(false);
        // Listened for once and for all: a signal between two roles must not be lost.
        tokio::spawn(async move {
            stop_signal().await;
            stop.send_replace(true);
        });
        Ok(Self { listener, stopped })
    }
}

impl Started {
    fn new(common: &Common) -> Result<Self> {
        let (trusted, trust_text) = trust_files::read_trust(&common.trust, &common.roots, padron_host::system::now())?;
        Self::under(common, trusted, trust_text)
    }

    /// Starts under a trust list that was read, and found to be the one in force.
    fn under(common: &Common, trusted: Arc<Trusted>, trust_text: String) -> Result<Self> {
        let regime = read_regime(&common.regime, trusted.list().regime)?;
        let keys = PartyKeys::read(&common.keys)?;
        let party = trusted.party(&common.party);
        let Some(party) =
            party.filter(|party| Some(party.signing) == PublicSigningKey::from_bytes(&keys.signer().public()))
        else {
            bail!("{} is not the key of party {} in the trust list", common.keys.display(), common.party);
        };
        tracing::info!(party = party.id, role = party.role.as_str(), listen = %common.listen, "starting");
        let (holders, limits) = law::enforced(&regime, trusted.list())
            .with_context(|| format!("the regime {} cannot be kept by this version", common.regime.display()))?;
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let context = Context::new(Setup {
            trusted,
            trust_text,
            regime,
            name: common.party.clone(),
            signer: Arc::new(keys.signer()),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            workers,
        });
        Ok(Self { context, keys, holders, limits, listen: common.listen })
    }

    async fn serve<S: Service>(&self, service: Arc<S>) -> Result<()> {
        let place = RoleAddress::take(self.listen).await?;
        self.serve_until(service, &place, std::future::pending()).await.map(|_| ())
    }

    /// Serves until the process is told to stop, or `changed` resolves. Requests under way are finished.
    async fn serve_until<S: Service>(
        &self,
        service: Arc<S>,
        place: &RoleAddress,
        changed: impl Future<Output = ()> + Send + 'static,
    ) -> Result<RoleEnded> {
        let listener = TcpListener::from_std(place.listener.try_clone()?)?;
        tracing::info!(listen = %self.listen, "ready");
        let mut stopped = place.stopped.clone();
        let ended = async move {
            tokio::select! {
                _ = stopped.wait_for(|stopped| *stopped) => {}
                () = changed => {}
            }
        };
        serve(service, listener, ended).await?;
        Ok(if *place.stopped.borrow() { RoleEnded::Stopped } else { RoleEnded::TrustChanged })
    }
}

/// Reads a regime and checks that it is the one of the trust list.
pub fn read_regime(path: &Path, hash: padron_protocol::Hash32) -> Result<Regime> {
    let bytes = files::read_bytes(path)?;
    if sha256(&bytes) != hash {
        bail!("{} is not the regime that the trust list names (its SHA-256 is {})", path.display(), sha256(&bytes));
    }
    Regime::parse(&bytes).with_context(|| path.display().to_string())
}

fn read_config<C: Config>(path: &Path) -> Result<(C, Started)> {
    let mut config: C = config::read(path)?;
    let started = Started::new(config.common_mut())?;
    Ok((config, started))
}

async fn operator(path: &Path) -> Result<()> {
    let (config, started) = read_config::<OperatorConfig>(path)?;
    let regime = started.context.regime().clone();
    let numbering = super::check::read_numbering(regime.country(), config.numbering.as_deref())?;
    let (signer, delivery) = (started.keys.signer(), started.keys.delivery());
    let gateway = Gateway::new(started.context.trusted().clone(), signer, delivery, regime, numbering);
    started.serve(GatewayService::new(started.context.clone(), gateway, config.token_hashes)).await
}

async fn verifier(path: &Path) -> Result<()> {
    let (_, started) = read_config::<VerifierConfig>(path)?;
    let verifier = Verifier::new(
        started.context.trusted().clone(),
        started.holders,
        started.keys.signer(),
        started.keys.delivery(),
    );
    started.serve(VerifierService::new(started.context.clone(), verifier)).await
}

async fn attester(path: &Path) -> Result<()> {
    let (_, started) = read_config::<AttesterConfig>(path)?;
    let attester = Attester::new(started.context.trusted().clone(), started.keys.signer());
    started.serve(AttesterService::new(started.context.clone(), attester)).await
}

async fn custodian(path: &Path) -> Result<()> {
    let config: CustodianConfig = config::read(path)?;
    let store = CustodianStore::open(&config.data)?;
    let place = RoleAddress::take(config.common.listen).await?;
    loop {
        let (started, service) = start_custodian(path, store.clone())?;
        let following = tokio::spawn(service.clone().follow());
        let watched = service.clone();
        let ended = started.serve_until(service, &place, async move { watched.trust_changed().await }).await;
        following.abort();
        if matches!(ended?, RoleEnded::Stopped) {
            return Ok(());
        }
        tracing::info!("another trust list is in force: starting anew under it");
    }
}

/// A custodian under the trust list in force: the configured one, or one that was logged after it.
fn start_custodian(path: &Path, store: CustodianStore) -> Result<(Started, Arc<CustodianService>)> {
    let config: CustodianConfig = config::read(path)?;
    let common = &config.common;
    let text = files::read(&common.trust)?;
    let pinned = Pinned::open(&text, &trust_files::read_roots(&common.roots)?)
        .with_context(|| common.trust.display().to_string())?;
    let chain = store.read(|tx| FollowedLists::open(pinned, tx.trust_lists()?))?;
    let force = chain.in_force(padron_host::system::now());
    let started = Started::under(common, force.trusted.clone(), force.text)?;
    let passphrase = passphrase(config.passphrase_file.as_deref())?;
    let shares = shares::read(&config.shares, &passphrase)?;
    let key = |officer: &config::OfficerConfig| {
        let key = PublicSigningKey::from_bytes(&officer.key.0)
            .with_context(|| format!("the key of officer {} is not valid", officer.name))?;
        Ok((officer.name.clone(), key))
    };
    let officers: Vec<_> = config.officers.iter().map(key).collect::<Result<_>>()?;
    let delivery = DeliveryKey::from_bytes(&config.officers_delivery.0).context("officers_delivery")?;
    let deciding = Officers { keys: officers.clone(), delivery, automatic: config.automatic };
    let keys = &started.keys;
    let custodian = Custodian::new(force.trusted, keys.signer(), keys.delivery(), shares, deciding, started.limits)?;
    let guards = Guards::officers(officers);
    let service = CustodianService::new(started.context.clone(), custodian, guards, store, chain);
    Ok((started, service))
}

/// A custodian's passphrase: from its file, else from the environment.
#[expect(clippy::disallowed_methods, reason = "the binary is where the environment is read")]
fn passphrase(file: Option<&Path>) -> Result<Zeroizing<String>> {
    if let Some(file) = file {
        return Ok(Zeroizing::new(files::read(file)?.trim_end().to_owned()));
    }
    std::env::var("PADRON_PASSPHRASE").map(Zeroizing::new).context(
        "the shares need their passphrase: name `passphrase_file` in the configuration or set PADRON_PASSPHRASE",
    )
}

async fn stop_signal() {
    padron_host::system::stop_signal().await;
    tracing::info!("stopping; requests under way are finished");
}

#[cfg(test)]
mod tests;
