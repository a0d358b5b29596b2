//! One driver a role: it lets steps, stores and other parties meet. All but the authority's are services.

mod attester;
mod authority;
mod custodian;
mod gateway;
mod identity;
mod registrar;
mod verifier;

pub use attester::AttesterService;
pub use authority::{Asking, Patience, Word};
pub use custodian::CustodianService;
pub use gateway::GatewayService;
pub use identity::{IdentityRegister, IdentityService};
pub use registrar::RegistrarService;
pub use verifier::VerifierService;
