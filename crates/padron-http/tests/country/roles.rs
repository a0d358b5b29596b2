//! What each party runs: its service over its store, and what it does of its own accord.

use super::{BEARER, Country, Keys, SEED};
use axum::Router;
use padron_attester::Attester;
use padron_http::roles::{AttesterService, GatewayService, IdentityRegister, IdentityService, VerifierService};
use padron_http::{Context, Setup, router};
use padron_operator::Gateway;
use padron_protocol::messages::identity::Verdict;
use padron_protocol::messages::verification::HolderLimits;
use padron_protocol::sha256;
use padron_protocol::trust::Role;
use padron_testkit::SimulatedRegister;
use padron_verifier::Verifier;
use std::pin::Pin;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A router, and work that is done beside answering.
pub(super) struct Part {
    pub router: Router,
    pub work: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl From<Router> for Part {
    fn from(router: Router) -> Self {
        Self { router, work: None }
    }
}

/// The simulated civil register as an identity source.
struct Source(SimulatedRegister);

impl IdentityRegister for Source {
    fn confirm(&self, holder: &[u8]) -> Result<Zeroizing<Vec<u8>>, Verdict> {
        self.0.confirm(holder)
    }

    fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.0.login(document, code)
    }
}

impl Country {
    pub(super) fn context(&self, id: &str) -> Arc<Context> {
        Context::new(Setup {
            trusted: self.trusted.clone(),
            trust_text: self.trust_text.clone(),
            regime: self.regime.clone(),
            name: id.into(),
            signer: Arc::new(Keys::of(id).signer()),
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            workers: 2,
        })
    }

    /// What a party runs.
    pub(super) fn part(&self, id: &str) -> Part {
        let (trusted, keys) = (self.trusted.clone(), Keys::of(id));
        match self.party(id).role {
            Role::Registrar => self.registrar_part(),
            Role::Verifier => {
                let verifier = Verifier::new(trusted, self.limits(), keys.signer(), keys.delivery());
                router(&VerifierService::new(self.context(id), verifier)).unwrap().into()
            }
            Role::Attester => {
                let attester = Attester::new(trusted, keys.signer());
                router(&AttesterService::new(self.context(id), attester)).unwrap().into()
            }
            Role::IdentitySource => {
                let operators = self.trusted.of_role(Role::Operator).count();
                let source = Source(SimulatedRegister::new(SEED, self.plan.people, operators));
                router(&IdentityService::new(self.context(id), Arc::new(source))).unwrap().into()
            }
            Role::Operator => {
                let gateway = self.gateway(id);
                // The service lives as long as its router's handlers do.
                router(&GatewayService::new(self.context(id), gateway, vec![sha256(BEARER.as_bytes())])).unwrap().into()
            }
            Role::Custodian => self.custodian_part(id),
            Role::Witness => self.witness(id).into(),
            Role::Court | Role::Authority => unreachable!("they do not listen"),
        }
    }

    pub(super) fn limits(&self) -> HolderLimits {
        HolderLimits::of(&self.regime).unwrap()
    }

    /// The steps of an operator's gateway, for tests that carry the messages themselves.
    pub fn gateway(&self, id: &str) -> Gateway {
        let numbering = padron_testkit::numbers::numbering();
        let keys = Keys::of(id);
        Gateway::new(self.trusted.clone(), keys.signer(), keys.delivery(), self.regime.clone(), numbering)
    }
}
