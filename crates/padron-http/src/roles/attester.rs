use crate::context::Context;
use crate::limits::SignIns;
use crate::routes::{Call, Routes, Service};
use padron_attester::Attester;
use padron_protocol::Problem;
use padron_protocol::contract::attester::{Confirm, SignIn};
use padron_protocol::contract::identity;
use padron_protocol::messages::attestation::{ConfirmReply, SignInReply};
use padron_protocol::messages::identity::MatchRequest;
use padron_protocol::trust::Role;
use std::sync::Arc;

/// The attester over HTTP, before the identity source of its trust list.
pub struct AttesterService {
    context: Arc<Context>,
    attester: Arc<Attester>,
    sign_ins: SignIns,
}

impl AttesterService {
    pub fn new(context: Arc<Context>, attester: Attester) -> Arc<Self> {
        Arc::new(Self { context, attester: Arc::new(attester), sign_ins: SignIns::default() })
    }

    async fn confirm(self: Arc<Self>, call: Call<Confirm>) -> Result<ConfirmReply, Problem> {
        let asked = call.message;
        self.attester.check(&asked)?;
        let source = self.context.only(Role::IdentitySource)?;
        let holders = MatchRequest { holders: asked.holders.clone() };
        let matched = self.context.client.call::<identity::Match>(source, &(), &holders).await?;
        let (attester, verifier, now) = (self.attester.clone(), call.caller.name().to_owned(), self.context.now());
        self.context.workers.run(move || attester.confirm(&verifier, &asked, matched, now)).await?
    }

    async fn sign_in(self: Arc<Self>, call: Call<SignIn>) -> Result<SignInReply, Problem> {
        // Whoever holds the verifier's key must not guess codes either.
        self.sign_ins.admit(self.context.now())?;
        let source = self.context.only(Role::IdentitySource)?;
        let login = self.context.client.call::<identity::Login>(source, &(), &call.message.login).await;
        let person = login.inspect_err(|_| self.sign_ins.failed(self.context.now()))?.person;
        self.attester.sign_in(call.caller.name(), &call.message.seed, person, self.context.now())
    }
}

impl Service for AttesterService {
    const ROLE: Role = Role::Attester;

    fn routes() -> Routes<Self> {
        Routes::new().on(Self::confirm).on(Self::sign_in)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }
}
