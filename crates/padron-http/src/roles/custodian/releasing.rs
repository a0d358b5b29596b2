use super::CustodianService;
use crate::routes::Call;
use padron_custodian::release::Release;
use padron_protocol::contract::custodian::{EvaluateOrder, IssueTicket, OpenRecord, Present, VouchHistory};
use padron_protocol::contract::{KeyParameter, SealedStep};
use padron_protocol::messages::order::{OfficerDecision, RequestState, RequestStatus, SealedMessage};
use padron_protocol::{Problem, Uuid};
use std::sync::Arc;

impl CustodianService {
    /// A presentation names its request in the `Idempotency-Key`: the path is the collection.
    pub(super) async fn present(self: Arc<Self>, call: Call<Present>) -> Result<RequestStatus, Problem> {
        let KeyParameter(request) = call.parameters;
        let authority = call.caller.name().to_owned();
        let shown = self.asked::<Present>(&authority, &request, &call.message)?;
        let proofs = self.agreed(std::iter::once(&shown.proofs)).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let receive = move || {
            let shown = &shown.presentation;
            custodian.receive(&authority, &request, shown, &proofs, context.now(), &mut context.rng())
        };
        let received = self.context.workers.run(receive).await??;
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let mut status = self.write(Present::STEP, move |tx| custodian.enqueue(tx, &received, now)).await??;
        if self.custodian.automatic() && status.state == RequestState::AwaitingApproval {
            let approve = OfficerDecision { approved: true, reason: None };
            status = self.decided(request, approve).await?;
        }
        Ok(status)
    }

    fn asked<E: SealedStep>(
        &self,
        authority: &str,
        request: &Uuid,
        message: &SealedMessage,
    ) -> Result<E::Asked, Problem> {
        self.custodian.open_message::<E>(authority, request, message)
    }

    pub(super) async fn evaluate_order(self: Arc<Self>, call: Call<EvaluateOrder>) -> Result<SealedMessage, Problem> {
        let (request, authority) = (call.parameters, call.caller.name().to_owned());
        let asked = self.asked::<EvaluateOrder>(&authority, &request, &call.message)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter()).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work =
            move || custodian.evaluate_order(&authority, &request, &asked, &proofs, context.now(), &mut context.rng());
        self.release(self.context.workers.run(work).await??).await
    }

    pub(super) async fn open(self: Arc<Self>, call: Call<OpenRecord>) -> Result<SealedMessage, Problem> {
        let (request, authority) = (call.parameters, call.caller.name().to_owned());
        let asked = self.asked::<OpenRecord>(&authority, &request, &call.message)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter().chain([&asked.proofs])).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work = move || custodian.open(&authority, &request, &asked, &proofs, context.now(), &mut context.rng());
        self.release(self.context.workers.run(work).await??).await
    }

    pub(super) async fn ticket(self: Arc<Self>, call: Call<IssueTicket>) -> Result<SealedMessage, Problem> {
        let (request, authority) = (call.parameters, call.caller.name().to_owned());
        let asked = self.asked::<IssueTicket>(&authority, &request, &call.message)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter()).await?;
        let (custodian, context) = (self.custodian.clone(), self.context.clone());
        let work = move || custodian.ticket(&authority, &request, &asked, &proofs, context.now(), &mut context.rng());
        self.release(self.context.workers.run(work).await??).await
    }

    pub(super) async fn history(self: Arc<Self>, call: Call<VouchHistory>) -> Result<SealedMessage, Problem> {
        let (request, authority) = (call.parameters, call.caller.name().to_owned());
        let asked = self.asked::<VouchHistory>(&authority, &request, &call.message)?;
        self.may_release(&authority, request).await?;
        let proofs = self.agreed(asked.file.proofs.iter().chain([&asked.proofs])).await?;
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        let work = move || custodian.read_line(&authority, &request, &asked, &proofs, now);
        let shown = self.context.workers.run(work).await??;
        let (custodian, mut rng) = (self.custodian.clone(), self.context.rng());
        self.write("history", move |tx| custodian.vouch(tx, &shown, now, &mut rng)).await?
    }

    async fn may_release(&self, authority: &str, request: Uuid) -> Result<(), Problem> {
        let (custodian, now, authority) = (self.custodian.clone(), self.context.now(), authority.to_owned());
        self.read(move |tx| custodian.may_release(tx, &authority, &request, now)).await?
    }

    async fn release(&self, release: Release) -> Result<SealedMessage, Problem> {
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        self.write("release", move |tx| custodian.release(tx, release, now)).await?
    }
}
