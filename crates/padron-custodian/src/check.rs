//! What every step under an order begins with: the rules of `padron_protocol::verify`, by this custodian's trust list, its
//! regime's limits and its clock.

use crate::Custodian;
use crate::proofs::Agreed;
use jiff::Timestamp;
use padron_protocol::log::Shown;
use padron_protocol::messages::order::{RequestFile, RequestPresentation};
use padron_protocol::verify::{LoggedRequest, Terms, check_approvals, check_order, check_request};
use padron_protocol::{Problem, ProblemType, Uuid};

/// A request that enough custodians have approved, with the entries that this rests on.
pub(crate) struct Approved {
    pub(crate) request: LoggedRequest,
    pub(crate) entries: Vec<Shown>,
}

impl Custodian {
    pub(crate) fn terms(&self, now: Timestamp) -> Terms<'_> {
        Terms { trusted: &self.trusted, regime: self.trusted.list().regime, limits: Some(self.limits), at: now }
    }

    /// Checks an order and that its request is in the log.
    pub(crate) fn check_presentation(
        &self,
        authority: &str,
        request: &Uuid,
        presented: &RequestPresentation,
        proofs: &Agreed,
        now: Timestamp,
    ) -> Result<LoggedRequest, Problem> {
        let order = check_order(&presented.order, authority, &self.terms(now))?;
        if presented.request != *request {
            return Err(Problem::new(ProblemType::NotLogged).detail("the presentation is of another request"));
        }
        check_request(order, presented, proofs.log(), &self.trusted)
    }

    /// The same, and that enough custodians have approved it in the log.
    pub(crate) fn check_approved(
        &self,
        authority: &str,
        request: &Uuid,
        (presented, file): (&RequestPresentation, &RequestFile),
        proofs: &Agreed,
        now: Timestamp,
    ) -> Result<Approved, Problem> {
        let request = self.check_presentation(authority, request, presented, proofs, now)?;
        let approvals = check_approvals(&request, &file.decisions, proofs.log(), &self.terms(now))?;
        let entries = std::iter::once(request.shown).chain(approvals.iter().map(|approval| approval.shown)).collect();
        Ok(Approved { request, entries })
    }
}
