//! One service per role: it lets steps, stores and other parties meet.

mod custodian;
mod gateway;
mod identity;
mod registrar;
mod verifier;

pub use custodian::CustodianService;
pub use gateway::GatewayService;
pub use identity::{IdentityRegister, IdentityService};
pub use registrar::RegistrarService;
pub use verifier::VerifierService;
