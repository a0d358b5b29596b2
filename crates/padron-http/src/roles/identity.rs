use crate::caller::Guards;
use crate::context::Context;
use crate::server::{Call, Reply, Service};
use padron_protocol::messages::identity::{LoginReply, LoginRequest, MatchReply, MatchRequest, PersonalBytes, Verdict};
use padron_protocol::messages::status::Check;
use padron_protocol::messages::verification::MAX_ROWS;
use padron_protocol::trust::Role;
use padron_protocol::{Base64, Problem, ProblemType};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A register of persons that holders are compared with, and at which persons sign in.
pub trait IdentityRegister: Send + Sync + 'static {
    /// Compares a holder, in the model's canonical bytes.
    fn verdict(&self, holder: &[u8]) -> Verdict;
    /// The canonical bytes of the person whom document and code sign in.
    fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>>;
}

/// An identity source over HTTP.
pub struct IdentityService {
    context: Arc<Context>,
    guards: Guards,
    register: Arc<dyn IdentityRegister>,
}

impl IdentityService {
    /// A source over a register of persons.
    pub fn new(context: Arc<Context>, register: Arc<dyn IdentityRegister>) -> Arc<Self> {
        Arc::new(Self { context, guards: Guards::default(), register })
    }

    async fn compare(&self, call: Call) -> Result<Reply, Problem> {
        let asked: MatchRequest = call.message()?;
        if asked.holders.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {MAX_ROWS} holders at once")));
        }
        let register = self.register.clone();
        let verdicts = self
            .context
            .workers
            .run(move || asked.holders.iter().map(|holder| register.verdict(&holder.0.0)).collect())
            .await?;
        Reply::json(&MatchReply { verdicts })
    }

    fn login(&self, call: &Call) -> Result<Reply, Problem> {
        let asked: LoginRequest = call.message()?;
        let person = self
            .register
            .login(&asked.document, &asked.code)
            .ok_or_else(|| Problem::new(ProblemType::LoginFailed).detail("document and code do not sign anybody in"))?;
        Reply::json(&LoginReply { person: PersonalBytes(Base64(person.to_vec())) })
    }
}

impl Service for IdentityService {
    fn role(&self) -> Role {
        Role::IdentitySource
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn call(self: &Arc<Self>, call: Call) -> Result<Reply, Problem> {
        match call.endpoint {
            "match" => self.compare(call).await,
            "login" => self.login(&call),
            _ => Err(ProblemType::NotFound.into()),
        }
    }

    async fn checks(&self) -> Vec<Check> {
        Vec::new()
    }

    async fn figures(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}
