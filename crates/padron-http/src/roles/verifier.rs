use crate::caller::Guards;
use crate::context::Context;
use crate::limits::SignIns;
use crate::quorum::{Combined, Quorum, ask_same};
use crate::server::{Call, Reply, Service};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::identity::{LoginReply, LoginRequest, MatchReply, MatchRequest, PersonalBytes};
use padron_protocol::messages::person::{AccessesReply, HoldingsReply, OwnView};
use padron_protocol::messages::status::Check;
use padron_protocol::messages::verification::VerificationReply;
use padron_protocol::trust::{Role, TrustedParty};
use padron_protocol::{Base64, Problem, ProblemType};
use padron_threshold::{PersonSecret, Purpose};
use padron_verifier::Verifier;
use padron_verifier::own_view::Accounts;
use padron_verifier::verification::Row;
use std::sync::Arc;
use tokio::task::JoinSet;
use zeroize::Zeroizing;

/// The verifier over HTTP.
pub struct VerifierService {
    context: Arc<Context>,
    guards: Guards,
    verifier: Arc<Verifier>,
    quorum: Quorum,
    sign_ins: SignIns,
}

impl VerifierService {
    /// A verifier that asks the custodians and identity sources of its trust list.
    pub fn new(context: Arc<Context>, verifier: Verifier) -> Arc<Self> {
        let custodians = context.trusted.custodians().into_iter().cloned().collect();
        let quorum = Quorum::new(custodians, context.trusted.key(Purpose::Person).threshold());
        Arc::new(Self {
            context,
            guards: Guards::default(),
            verifier: Arc::new(verifier),
            quorum,
            sign_ins: SignIns::default(),
        })
    }

    fn only(&self, role: Role) -> Result<&TrustedParty, Problem> {
        self.context.trusted.only(role).ok_or_else(|| {
            Problem::new(ProblemType::Unreachable).detail(format!("the trust list names no {}", role.as_str()))
        })
    }

    async fn verify(&self, call: Call) -> Result<Reply, Problem> {
        let operator = call.caller.name().to_owned();
        let verifier = self.verifier.clone();
        let name = operator.clone();
        let rows = self.context.workers.run(move || verifier.open_holders(&name, &call.message()?)).await??;
        let rows = self.judged(rows).await?;
        let persons: Vec<_> =
            rows.iter().filter_map(|row| row.as_ref().ok()).map(|holder| holder.person.clone()).collect();
        let secrets = if persons.is_empty() { Vec::new() } else { self.secrets(persons).await? };
        let (verifier, context) = (self.verifier.clone(), self.context.clone());
        let sign = move || -> Result<Reply, Problem> {
            let (now, mut rng) = (context.now(), context.rng());
            let reply: VerificationReply = verifier.sign(&operator, rows, secrets, now, &mut rng)?;
            Reply::json(&reply)
        };
        self.context.workers.run(sign).await?
    }

    async fn judged(&self, rows: Vec<Row>) -> Result<Vec<Row>, Problem> {
        let holders: Vec<_> = rows
            .iter()
            .filter_map(|row| row.as_ref().ok())
            .map(|holder| PersonalBytes(Base64(holder.bytes.to_vec())))
            .collect();
        if holders.is_empty() {
            return Ok(rows);
        }
        let source = self.only(Role::IdentitySource)?;
        let reply: MatchReply = self.context.client.post(source, "/v1/match", &MatchRequest { holders }).await?;
        Verifier::judge(rows, reply.verdicts)
    }

    async fn secrets(&self, persons: Vec<Zeroizing<Vec<u8>>>) -> Result<Vec<PersonSecret>, Problem> {
        let (verifier, context) = (self.verifier.clone(), self.context.clone());
        let blind = move || {
            let persons: Vec<&[u8]> = persons.iter().map(|person| person.as_slice()).collect();
            verifier.blind(&persons, &mut context.rng())
        };
        let (blinded, request) = self.context.workers.run(blind).await??;
        let blinded = Arc::new(blinded);
        let ask = ask_same(&self.context.client, "/v1/evaluations/person", Arc::new(request));
        let combine = |replies: Vec<EvaluationReply>| {
            let (verifier, blinded) = (self.verifier.clone(), blinded.clone());
            self.context.workers.run(move || {
                let secrets = verifier.secrets(&blinded, &replies);
                (replies, secrets)
            })
        };
        let Combined { value, .. } = self.quorum.evaluate(ask, combine).await?;
        Ok(value)
    }

    async fn own_view(&self, login: LoginRequest) -> Result<OwnView, Problem> {
        self.sign_ins.admit(self.context.now())?;
        let source = self.only(Role::IdentitySource)?;
        let reply: Result<LoginReply, Problem> = self.context.client.post(source, "/v1/login", &login).await;
        let reply = reply.inspect_err(|_| self.sign_ins.failed(self.context.now()))?;
        let person = Zeroizing::new(reply.person.0.0.clone());
        let secret = self.secrets(vec![person.clone()]).await?.pop().ok_or(ProblemType::Internal)?;
        let signed_in = Verifier::sign_in(&person, secret);
        let registrar = self.only(Role::Registrar)?;
        let asked = self.verifier.ask_holdings(&signed_in, &mut self.context.rng())?;
        let holdings: HoldingsReply = self.context.client.post(registrar, "/v1/holdings", &asked).await?;
        let lines = Verifier::open_boxes(&signed_in, &holdings);
        let asked = Arc::new(Verifier::ask_accesses(&lines));
        let registrars: AccessesReply = self.context.client.post(registrar, "/v1/accesses", &*asked).await?;
        let mut journals = JoinSet::new();
        for custodian in self.context.trusted.custodians().into_iter().cloned() {
            let asked =
                ask_same::<_, AccessesReply>(&self.context.client, "/v1/journal", asked.clone())(custodian.clone());
            journals.spawn(async move { (custodian.id, asked.await.ok()) });
        }
        let mut custodians = journals.join_all().await;
        custodians.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(Verifier::own_view(&lines, &Accounts { registrar: registrars, custodians }))
    }

    async fn own_page(&self, call: &Call) -> Reply {
        let form: std::collections::BTreeMap<_, _> = form_urlencoded::parse(&call.body).into_owned().collect();
        let asked = form.get("lang").map(String::as_str).or_else(|| call.query_value("lang"));
        let lang = padron_web::language(asked, call.language.as_deref());
        let field = |name: &str| form.get(name).cloned().unwrap_or_default();
        let login = LoginRequest { document: field("document"), code: field("code") };
        match self.own_view(login).await {
            Ok(view) => Reply::Html(padron_web::own(&view, lang)),
            Err(problem) if problem.is(ProblemType::LoginFailed) => {
                Reply::Html(padron_web::sign_in(&padron_web::SignIn { lang, failed: true }))
            }
            Err(problem) => Reply::Html(padron_web::problem(&problem, lang)),
        }
    }
}

impl Service for VerifierService {
    fn role(&self) -> Role {
        Role::Verifier
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }

    fn guards(&self) -> &Guards {
        &self.guards
    }

    async fn call(self: &Arc<Self>, call: Call) -> Result<Reply, Problem> {
        match call.endpoint {
            "verify" => self.verify(call).await,
            "own-view" => Reply::json(&self.own_view(call.message()?).await?),
            "own-page" => {
                let lang = padron_web::language(call.query_value("lang"), call.language.as_deref());
                let page = padron_web::sign_in(&padron_web::SignIn { lang, failed: false });
                Ok(if call.query_value("over").is_some() { Reply::LastHtml(page) } else { Reply::Html(page) })
            }
            "own-page-view" => Ok(self.own_page(&call).await),
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
