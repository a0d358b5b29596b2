use super::CustodianService;
use crate::server::{Call, Reply};
use padron_custodian::release::Release;
use padron_protocol::messages::order::{
    OfficerDecision, OpeningRequest, OrderEvaluation, Presentation, RequestState, SealedMessage,
};
use padron_protocol::{Problem, ProblemType, Uuid};

impl CustodianService {
    pub(super) async fn present(&self, call: Call) -> Result<Reply, Problem> {
        let message: SealedMessage = call.message()?;
        let authority = call.caller.name().to_owned();
        let request = call_request(&call)?;
        let shown: Presentation = self.custodian.open_message("present", &authority, &request, &message)?;
        let proofs = self.agreed(std::iter::once(&shown.proofs)).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let receive = move || {
            let shown = &shown.presentation;
            custodian.receive(&authority, &request, shown, &proofs, context.now(), &mut context.rng())
        };
        let received = self.context.workers.run(receive).await??;
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let mut status = self.write("present", move |tx| custodian.enqueue(tx, &received, now)).await??;
        if self.custodian.automatic() && status.state == RequestState::AwaitingApproval {
            let approve = OfficerDecision { approved: true, reason: None };
            status = self.decided(request, approve).await?;
        }
        Reply::json(&status)
    }

    pub(super) async fn evaluate_order(&self, call: Call) -> Result<Reply, Problem> {
        let (request, authority) = (call.request_id()?, call.caller.name().to_owned());
        let asked: OrderEvaluation =
            self.custodian.open_message("evaluation", &authority, &request, &call.message()?)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter()).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work =
            move || custodian.evaluate_order(&authority, &request, &asked, &proofs, context.now(), &mut context.rng());
        self.release(self.context.workers.run(work).await??).await
    }

    pub(super) async fn open(&self, call: Call) -> Result<Reply, Problem> {
        let (request, authority) = (call.request_id()?, call.caller.name().to_owned());
        let asked: OpeningRequest = self.custodian.open_message("opening", &authority, &request, &call.message()?)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter().chain([&asked.proofs])).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work = move || custodian.open(&authority, &request, &asked, &proofs, context.now(), &mut context.rng());
        self.release(self.context.workers.run(work).await??).await
    }

    async fn may_release(&self, authority: &str, request: Uuid) -> Result<(), Problem> {
        let (custodian, now, authority) = (self.custodian.clone(), self.context.now(), authority.to_owned());
        self.read(move |tx| custodian.may_release(tx, &authority, &request, now)).await?
    }

    async fn release(&self, release: Release) -> Result<Reply, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        Reply::json(&self.write("release", move |tx| custodian.release(tx, release, now)).await??)
    }
}

/// A presentation names its request in the `Idempotency-Key`: the path is the collection.
fn call_request(call: &Call) -> Result<Uuid, Problem> {
    call.idempotency.as_deref().and_then(Uuid::parse).ok_or_else(|| {
        Problem::new(ProblemType::MalformedRequest).field("idempotency-key").detail("must be the request's UUID")
    })
}
