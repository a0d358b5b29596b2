use crate::context::Context;
use crate::routes::{Call, Routes, Service};
use padron_protocol::contract::identity::{Login, Match};
use padron_protocol::messages::identity::{LoginReply, MatchReply, PersonalBytes, Verdict};
use padron_protocol::messages::verification::MAX_ROWS;
use padron_protocol::trust::Role;
use padron_protocol::{Base64, Problem, ProblemType};
use std::sync::Arc;
use zeroize::Zeroizing;

/// A register of persons that holders are compared with, and at which persons sign in.
pub trait IdentityRegister: Send + Sync + 'static {
    /// Compares a holder, in the model's canonical bytes; gives the person, under the one document that it knows them by.
    ///
    /// # Errors
    /// The verdict where they do not match.
    fn confirm(&self, holder: &[u8]) -> Result<Zeroizing<Vec<u8>>, Verdict>;
    /// The canonical bytes of the person whom document and code sign in.
    fn login(&self, document: &str, code: &str) -> Option<Zeroizing<Vec<u8>>>;
}

/// An identity source over HTTP.
pub struct IdentityService {
    context: Arc<Context>,
    register: Arc<dyn IdentityRegister>,
}

impl IdentityService {
    /// A source over a register of persons.
    pub fn new(context: Arc<Context>, register: Arc<dyn IdentityRegister>) -> Arc<Self> {
        Arc::new(Self { context, register })
    }

    async fn compare(self: Arc<Self>, call: Call<Match>) -> Result<MatchReply, Problem> {
        let asked = call.message;
        if asked.holders.len() > MAX_ROWS {
            return Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {MAX_ROWS} holders at once")));
        }
        let register = self.register.clone();
        let compare = move || {
            let mut reply = MatchReply { verdicts: Vec::with_capacity(asked.holders.len()), persons: Vec::new() };
            for holder in &asked.holders {
                let confirmed = register.confirm(&holder.0.0);
                reply.verdicts.push(confirmed.as_ref().map_or_else(|verdict| *verdict, |_| Verdict::Match));
                reply.persons.extend(confirmed.map(|person| PersonalBytes(Base64(person.to_vec()))));
            }
            reply
        };
        self.context.workers.run(compare).await
    }

    async fn login(self: Arc<Self>, call: Call<Login>) -> Result<LoginReply, Problem> {
        let person = self
            .register
            .login(&call.message.document, &call.message.code)
            .ok_or_else(|| Problem::new(ProblemType::LoginFailed).detail("document and code do not sign anybody in"))?;
        Ok(LoginReply { person: PersonalBytes(Base64(person.to_vec())) })
    }
}

impl Service for IdentityService {
    const ROLE: Role = Role::IdentitySource;

    fn routes() -> Routes<Self> {
        Routes::new().on(Self::compare).on(Self::login)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }
}
