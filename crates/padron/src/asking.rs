//! An authority's way to an answer: log, present, wait for approvals, evaluate, fetch, open.

use anyhow::{Context as _, Result, anyhow};
use padron_authority::Authority;
use padron_authority::answer::Gathered;
use padron_authority::request::{Prepared, ask_evaluation, ask_record};
use padron_http::{Client, Combined, Quorum};
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    History, OpeningReply, OpeningRequest, RecordReply, RequestFile, RequestLogged, RequestPresentation, RequestStatus,
    SealedMessage,
};
use padron_protocol::trust::{Role, TrustedParty};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::Purpose;
use std::sync::Arc;

use crate::system::{SystemClock, SystemEntropy, now, rng};

/// An authority that asks over the network.
#[derive(Clone)]
pub struct Asking {
    authority: Arc<Authority>,
    client: Client,
}

/// A custodian's word on a request, or why there is none.
pub type Word = (String, Result<RequestStatus, Problem>);

impl Asking {
    /// Asks as this authority.
    pub fn new(authority: Authority, signer: padron_protocol::jws::Signer) -> Self {
        let client = Client::standalone(
            authority.trusted().clone(),
            Arc::new(signer),
            Arc::new(SystemClock),
            Arc::new(SystemEntropy),
        );
        Self { authority: Arc::new(authority), client }
    }

    fn registrar(&self) -> Result<&TrustedParty> {
        self.authority.trusted().only(Role::Registrar).context("the trust list names no registrar")
    }

    /// Logs a prepared request and presents it to every custodian.
    pub async fn submit(&self, prepared: &Prepared) -> Result<(RequestPresentation, Vec<Word>)> {
        let logged: RequestLogged = self.client.post(self.registrar()?, "/v1/requests", &prepared.submission).await?;
        let presentation = prepared.presentation(logged.receipt);
        let words = self.present(&presentation).await;
        Ok((presentation, words))
    }

    /// Presents a logged request to every custodian.
    pub async fn present(&self, presentation: &RequestPresentation) -> Vec<Word> {
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            let sealed = self.authority.seal("present", custodian, &presentation.request, presentation, &mut rng());
            let word = match sealed {
                Ok(sealed) => self.client.post_keyed(custodian, "/v1/requests", &presentation.request, &sealed).await,
                Err(problem) => Err(problem),
            };
            words.push((custodian.id.clone(), word));
        }
        words
    }

    /// What each custodian says of a request, and what the log has of it.
    pub async fn status(&self, request: &Uuid) -> Result<(Vec<Word>, RequestFile)> {
        let path = format!("/v1/requests/{request}");
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            words.push((custodian.id.clone(), self.client.get(custodian, &path).await));
        }
        Ok((words, self.client.get(self.registrar()?, &path).await?))
    }

    /// Opens an approved request.
    pub async fn open(&self, presentation: &RequestPresentation) -> Result<Answer, Problem> {
        let request = presentation.request;
        let order = self.authority.read_order(&presentation.order)?;
        let registrar = self.registrar().map_err(|_| Problem::new(ProblemType::Internal))?;
        let file: RequestFile = self.client.get(registrar, &format!("/v1/requests/{request}")).await?;
        let trusted = self.authority.trusted();
        let quorum =
            Quorum::new(trusted.custodians().into_iter().cloned().collect(), trusted.key(Purpose::Line).threshold());
        let Combined { value: token, replies: parts } = self.evaluate(&quorum, presentation, &file, &order).await?;
        let path = format!("/v1/requests/{request}/record");
        let reply: RecordReply = self.client.post(registrar, &path, &ask_record(&order, &token)).await?;
        let history = self.authority.read_history(&reply)?;
        let gathered = Gathered { presentation: presentation.clone(), file, parts, token, reply };
        let records = self.open_records(&quorum, &gathered, &history).await?;
        Ok(self.authority.answer(gathered, &history, records, now()))
    }

    async fn evaluate(
        &self,
        quorum: &Quorum,
        presentation: &RequestPresentation,
        file: &RequestFile,
        order: &padron_protocol::messages::order::Order,
    ) -> Result<Combined<padron_threshold::LineToken>, Problem> {
        let message = Arc::new(ask_evaluation(presentation, file));
        let request = presentation.request;
        let ask = |custodian: TrustedParty| {
            let (asking, message) = (self.clone(), message.clone());
            async move { asking.step::<_, EvaluationReply>("evaluation", &custodian, &request, &*message).await }
        };
        let combine = |replies: Vec<EvaluationReply>| async {
            let combined = self.authority.combine(order, &replies);
            Ok((replies, combined))
        };
        quorum.evaluate(ask, combine).await
    }

    async fn open_records(
        &self,
        quorum: &Quorum,
        gathered: &Gathered,
        history: &History,
    ) -> Result<Vec<padron_protocol::messages::answer::AnswerRecord>, Problem> {
        let request = gathered.presentation.request;
        let mut records = Vec::new();
        for record in &gathered.reply.records {
            let message = Arc::new(OpeningRequest {
                presentation: gathered.presentation.clone(),
                file: gathered.file.clone(),
                parts: gathered.parts.clone(),
                history: gathered.reply.history.clone(),
                record: record.clone(),
            });
            let ask = |custodian: TrustedParty| {
                let (asking, message) = (self.clone(), message.clone());
                async move { asking.step::<_, OpeningReply>("opening", &custodian, &request, &*message).await }
            };
            let combine =
                |replies: &[(u16, OpeningReply)]| self.authority.combine_record(gathered, history, record, replies);
            records.push(quorum.settle(ask, combine).await?);
        }
        Ok(records)
    }

    /// One step with one custodian: sealed to it, and its reply sealed to us.
    async fn step<M: serde::Serialize, R: serde::de::DeserializeOwned>(
        &self,
        step: &str,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &M,
    ) -> Result<R, Problem> {
        let reply = self.raw_step(step, custodian, request, message).await?;
        self.authority.open(step, &custodian.id, request, &reply)
    }

    /// Sends any message for one step to one custodian, and gives its sealed reply.
    pub async fn raw_step<M: serde::Serialize>(
        &self,
        step: &str,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &M,
    ) -> Result<SealedMessage, Problem> {
        let sealed = self.authority.seal(step, custodian, request, message, &mut rng())?;
        self.client.post(custodian, &format!("/v1/requests/{request}/{step}"), &sealed).await
    }

    /// Prepares a request under a signed order.
    pub fn prepare(&self, order: &str) -> Result<Prepared> {
        self.authority.prepare(order.trim(), &mut rng()).map_err(|problem| anyhow!("{problem}"))
    }

    /// The authority that asks.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }
}
