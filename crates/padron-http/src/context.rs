use crate::client::Client;
use crate::limits::{Replays, Workers};
use crate::metrics::Metrics;
use jiff::Timestamp;
use padron_model::Regime;
use padron_protocol::jws::Signer;
use padron_protocol::trust::{Role, Trusted, TrustedParty};
use padron_protocol::{Clock, Entropy, Problem, ProblemType};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::sync::Arc;

/// What is handed to a role when it starts.
pub struct Setup {
    /// The trust list in force.
    pub trusted: Arc<Trusted>,
    /// The trust list as signed, to be shown.
    pub trust_text: String,
    pub regime: Regime,
    /// The role's own id in the trust list.
    pub name: String,
    /// Signs what this party says to others.
    pub signer: Arc<Signer>,
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// How many computations run at once: the number of cores.
    pub workers: usize,
}

/// What every role has: trust, clock, randomness, a client, limits.
pub struct Context {
    pub(crate) trusted: Arc<Trusted>,
    pub(crate) trust_text: String,
    pub(crate) regime: Regime,
    pub(crate) name: String,
    pub(crate) clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    pub(crate) client: Client,
    pub(crate) workers: Workers,
    pub(crate) replays: Replays,
    pub(crate) metrics: Metrics,
    pub(crate) started: Timestamp,
}

impl Context {
    /// A context for one role of this process.
    pub fn new(setup: Setup) -> Arc<Self> {
        let (clock, entropy) = (setup.clock.clone(), setup.entropy.clone());
        let client = Client::standalone(setup.trusted.clone(), setup.signer, clock, entropy);
        Arc::new(Self {
            client,
            started: setup.clock.now(),
            trusted: setup.trusted,
            trust_text: setup.trust_text,
            regime: setup.regime,
            name: setup.name,
            clock: setup.clock,
            entropy: setup.entropy,
            workers: Workers::new(setup.workers),
            replays: Replays::default(),
            metrics: Metrics::default(),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A generator of its own for one piece of work.
    pub fn rng(&self) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(self.entropy.seed())
    }

    /// The trust list in force.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    /// The regime in force.
    pub fn regime(&self) -> &Regime {
        &self.regime
    }

    /// The client that signs as this party.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn only(&self, role: Role) -> Result<&TrustedParty, Problem> {
        self.trusted.only(role).ok_or_else(|| {
            Problem::new(ProblemType::Unreachable).detail(format!("the trust list names no {}", role.as_str()))
        })
    }

    /// This party's own entry in the trust list.
    pub fn party(&self) -> Option<&TrustedParty> {
        self.trusted.party(&self.name)
    }
}
