//! Preparing a request: its name, its commitment, its presentation.

use crate::Authority;
use padron_protocol::messages::order::{
    Order, OrderEvaluation, RecordRequest, RequestFile, RequestPresentation, RequestSubmission,
};
use padron_protocol::verify::read_order;
use padron_protocol::{Hash32, Problem, ProblemType, Uuid};
use padron_threshold::LineToken;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

/// A request that is not logged yet. Personal: it holds the order.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepared {
    /// The request's name.
    pub request: Uuid,
    /// The order as JWS.
    pub order: String,
    pub statistics_nonce: Hash32,
    pub event_nonce: Hash32,
    /// What the registrar logs.
    pub submission: RequestSubmission,
}

impl Authority {
    /// Prepares a request under a signed order.
    pub fn prepare(&self, token: &str, rng: &mut impl CryptoRng) -> Result<Prepared, Problem> {
        let order = self.read_order(token)?;
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let request = Uuid::from_random(bytes);
        let mut nonces = [Hash32::default(); 2];
        nonces.iter_mut().for_each(|nonce| rng.fill_bytes(&mut nonce.0));
        let [statistics_nonce, event_nonce] = nonces;
        let commitments = RequestPresentation::commitments(&statistics_nonce, &event_nonce, &order, token);
        let submission = RequestSubmission { request, commitments };
        Ok(Prepared { request, order: token.into(), statistics_nonce, event_nonce, submission })
    }

    /// Reads an order that is bound to this authority.
    pub fn read_order(&self, token: &str) -> Result<Order, Problem> {
        let order = read_order(token, &self.trusted)?;
        if order.authority != self.name() {
            return Err(Problem::new(ProblemType::BadOrder).detail("the order is bound to another authority"));
        }
        Ok(order)
    }
}

impl Prepared {
    /// What custodians are shown, once the registrar has logged the request.
    pub fn presentation(&self, promise: String) -> RequestPresentation {
        RequestPresentation {
            request: self.request,
            order: self.order.clone(),
            statistics_nonce: self.statistics_nonce,
            event_nonce: self.event_nonce,
            promise,
        }
    }
}

/// Asks a custodian to evaluate the order's number.
pub fn ask_evaluation(presentation: &RequestPresentation, file: &RequestFile) -> OrderEvaluation {
    OrderEvaluation { presentation: presentation.clone(), file: file.clone() }
}

/// Asks the registrar for the sealed records of the line.
pub fn ask_record(order: &Order, token: &LineToken) -> RecordRequest {
    RecordRequest {
        line_token: (*token.as_bytes()).into(),
        from: order.from,
        to: order.to,
        compartments: order.compartments.clone(),
        embargo: order.embargo,
    }
}
