//! Signing an order.

use padron_protocol::jws::{JwsError, Signer};
use padron_protocol::messages::order::Order;

/// Signs an order with the court's key. The court named in the order must be the one that signs.
pub fn sign(order: &Order, court: &Signer) -> Result<String, OrderError> {
    if order.court != court.name() {
        return Err(OrderError::OtherCourt);
    }
    court.sign(order).map_err(OrderError::Jws)
}

/// Why an order cannot be signed.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("the order names another court than the one whose key signs; correct the order or use that court's key")]
    OtherCourt,
    #[error("the order: {0}")]
    Jws(JwsError),
}
