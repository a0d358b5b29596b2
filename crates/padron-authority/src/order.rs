//! Signing an order.

use padron_protocol::jws::{JwsError, PublicSigningKey, Signer, claimed_signer, open};
use padron_protocol::messages::order::Order;
use padron_protocol::trust::{Role, Trusted};

/// Signs an order with the court's key. The court named in the order must be the one that signs.
pub fn sign(order: &Order, court: &Signer) -> Result<String, OrderError> {
    if order.court != court.name() {
        return Err(OrderError::OtherCourt);
    }
    court.sign(order).map_err(OrderError::Jws)
}

/// Why an order cannot be signed or read.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The key is another court's.
    #[error("the order names another court than the one whose key signs; correct the order or use that court's key")]
    OtherCourt,
    /// No court of the trust list signed it.
    #[error("the order is not signed by a court of the trust list")]
    NotACourt,
    /// The signed message is bad.
    #[error("the order: {0}")]
    Jws(JwsError),
}

/// Reads a signed order under the trust list.
pub fn read(token: &str, trusted: &Trusted) -> Result<Order, OrderError> {
    let court = claimed_signer(token).ok_or(OrderError::Jws(JwsError::Form))?;
    let court = trusted.party_as(&court, Role::Court).ok_or(OrderError::NotACourt)?;
    let key: &PublicSigningKey = &court.signing;
    open(token, &court.id, key).map_err(OrderError::Jws)
}
