//! Preparing a request: its name, its commitment, its presentation.

use crate::Authority;
use padron_protocol::messages::opening::{OrderParts, PartFrom, RecordRequest, TicketRequest};
use padron_protocol::messages::order::{
    Order, OrderEvaluation, RequestFile, RequestPresentation, RequestSubmission, order_tag,
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
        let submission = RequestSubmission { request, tag: order_tag(&order.order), commitments };
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

/// Asks a custodian for its ticket, with the parts that others sealed to it.
pub fn ask_ticket(
    presentation: &RequestPresentation,
    file: &RequestFile,
    (custodian, copy): (&str, u32),
    parts: &[(String, OrderParts)],
) -> TicketRequest {
    let for_it = parts.iter().filter_map(|(from, parts)| {
        let part = parts.parts.iter().find(|part| part.custodian == custodian)?;
        Some(PartFrom { custodian: from.clone(), sealed: part.sealed.clone() })
    });
    TicketRequest { presentation: presentation.clone(), file: file.clone(), copy, parts: for_it.collect() }
}

/// Asks the registrar for what the tickets name.
pub fn ask_record(token: &LineToken, tickets: &[String]) -> RecordRequest {
    RecordRequest { line_token: (*token.as_bytes()).into(), tickets: tickets.to_vec() }
}
