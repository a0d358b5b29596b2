use crate::context::Context;
use crate::limits::{Quotas, SignIns};
use crate::quorum::{Combined, Quorum, ask_same};
use crate::routes::{Call, Routes, Service};
use padron_protocol::contract::verifier::{ShowOwn, ShowSignIn, Verify, ViewOwn};
use padron_protocol::contract::{Html, attester, custodian, registrar};
use padron_protocol::messages::attestation::{SignInReply, SignInRequest};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::identity::{LoginRequest, PersonalBytes};
use padron_protocol::messages::person::OwnView;
use padron_protocol::messages::verification::VerificationReply;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType};
use padron_threshold::Purpose;
use padron_verifier::own_view::Accounts;
use padron_verifier::verification::Row;
use padron_verifier::{EvaluatedPersons, Seed, Verifier};
use std::sync::Arc;
use tokio::task::JoinSet;

/// The people of a batch whom the attester has confirmed, and its word.
type Attested = (Vec<PersonalBytes>, String);

/// The verifier over HTTP.
pub struct VerifierService {
    context: Arc<Context>,
    verifier: Arc<Verifier>,
    quorum: Quorum,
    sign_ins: SignIns,
    quotas: Quotas,
}

impl VerifierService {
    /// A verifier that asks the custodians and the attester of its trust list.
    pub fn new(context: Arc<Context>, verifier: Verifier) -> Arc<Self> {
        let quorum = Quorum::new(&context.trusted, Purpose::Person);
        let quotas = Quotas::new(context.trusted.list().budgets.verifications);
        Arc::new(Self { context, verifier: Arc::new(verifier), quorum, sign_ins: SignIns::default(), quotas })
    }

    async fn verify(self: Arc<Self>, call: Call<Verify>) -> Result<VerificationReply, Problem> {
        let operator = call.caller.name().to_owned();
        self.quotas.admit(&operator, call.message.rows.len(), self.context.now())?;
        let verifier = self.verifier.clone();
        let name = operator.clone();
        let rows = self.context.workers.run(move || verifier.open_holders(&name, &call.message)).await??;
        let seed = Verifier::seed(&mut self.context.rng());
        let (rows, confirmed) = self.judged(&operator, rows, &seed).await?;
        let secrets = match confirmed {
            Some((persons, attestation)) => self.secrets(persons, seed, attestation).await?,
            None => EvaluatedPersons::default(),
        };
        let (verifier, context) = (self.verifier.clone(), self.context.clone());
        let sign = move || verifier.sign(&operator, rows, secrets, context.now(), &mut context.rng());
        self.context.workers.run(sign).await?
    }

    async fn judged(
        &self,
        operator: &str,
        rows: Vec<Row>,
        seed: &Seed,
    ) -> Result<(Vec<Row>, Option<Attested>), Problem> {
        let asked = Verifier::ask_attester(operator, &rows, seed);
        if asked.holders.is_empty() {
            return Ok((rows, None));
        }
        let attester = self.context.only(Role::Attester)?;
        let reply = self.context.client.call::<attester::Confirm>(attester, &(), &asked).await?;
        Ok((Verifier::judge(rows, reply.verdicts)?, reply.attestation.map(|attestation| (reply.persons, attestation))))
    }

    async fn secrets(
        &self,
        persons: Vec<PersonalBytes>,
        seed: Seed,
        attestation: String,
    ) -> Result<EvaluatedPersons, Problem> {
        let verifier = self.verifier.clone();
        let blind = move || {
            let persons: Vec<&[u8]> = persons.iter().map(|person| person.0.0.as_slice()).collect();
            verifier.blind(&persons, &seed, attestation)
        };
        let (blinded, request) = self.context.workers.run(blind).await??;
        let blinded = Arc::new(blinded);
        let ask = ask_same::<custodian::EvaluatePerson>(&self.context.client, Arc::new(request));
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

    async fn view(&self, login: LoginRequest) -> Result<OwnView, Problem> {
        self.sign_ins.admit(self.context.now())?;
        let client = &self.context.client;
        let seed = Verifier::seed(&mut self.context.rng());
        let asked = SignInRequest { seed: seed.to_message(), login };
        let reply = client.call::<attester::SignIn>(self.context.only(Role::Attester)?, &(), &asked).await;
        let SignInReply { person, attestation } = reply.inspect_err(|_| self.sign_ins.failed(self.context.now()))?;
        let secrets = self.secrets(vec![person.clone()], seed, attestation.clone()).await?;
        let secret = secrets.persons.into_iter().next().ok_or(ProblemType::Internal)?;
        let signed_in = Verifier::sign_in(&person.0.0, secret, attestation);
        let registrar = self.context.only(Role::Registrar)?;
        let asked = self.verifier.ask_holdings(&signed_in, &mut self.context.rng())?;
        let holdings = client.call::<registrar::ReadHoldings>(registrar, &(), &asked).await?;
        let lines = self.verifier.open_boxes(&signed_in, &holdings);
        let asked = Arc::new(Verifier::ask_accesses(&signed_in, &lines));
        let registrars = client.call::<registrar::ReadAccesses>(registrar, &(), &asked).await?;
        let mut journals = JoinSet::new();
        let ask = ask_same::<custodian::ReadJournal>(client, asked);
        for custodian in self.context.trusted.custodians().into_iter().cloned() {
            let asked = ask(custodian.clone());
            journals.spawn(async move { (custodian.id, asked.await.ok()) });
        }
        let mut custodians = journals.join_all().await;
        custodians.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(Verifier::own_view(&lines, &Accounts { registrar: registrars, custodians }))
    }

    async fn view_own(self: Arc<Self>, call: Call<ViewOwn>) -> Result<OwnView, Problem> {
        self.view(call.message).await
    }

    async fn show_sign_in(self: Arc<Self>, call: Call<ShowSignIn>) -> Result<Html, Problem> {
        let lang = padron_web::language(call.query_value("lang"), call.language.as_deref());
        let text = padron_web::sign_in(&padron_web::SignIn { lang, failed: false });
        Ok(Html { text, last: call.query_value("over").is_some() })
    }

    async fn show_own(self: Arc<Self>, call: Call<ShowOwn>) -> Result<Html, Problem> {
        let form = &call.message;
        let asked = form.lang.as_deref().or_else(|| call.query_value("lang"));
        let lang = padron_web::language(asked, call.language.as_deref());
        let login = LoginRequest { document: form.document.clone(), code: form.code.clone() };
        let page = match self.view(login).await {
            Ok(view) => padron_web::own(&view, lang),
            Err(problem) if problem.is(ProblemType::LoginFailed) => {
                padron_web::sign_in(&padron_web::SignIn { lang, failed: true })
            }
            Err(problem) => padron_web::problem(&problem, lang),
        };
        Ok(page.into())
    }
}

impl Service for VerifierService {
    const ROLE: Role = Role::Verifier;

    fn routes() -> Routes<Self> {
        Routes::new().on(Self::verify).on(Self::view_own).on(Self::show_sign_in).on(Self::show_own)
    }

    fn context(&self) -> &Arc<Context> {
        &self.context
    }
}
