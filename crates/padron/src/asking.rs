//! An authority's way to an answer: log, present, wait for approvals, evaluate, fetch, open.

use anyhow::{Context as _, Result, anyhow};
use padron_authority::Authority;
use padron_authority::answer::Gathered;
use padron_authority::request::{Prepared, ask_evaluation, ask_record};
use padron_http::{Client, Combined, LogClient, Quorum};
use padron_protocol::log::LogProofs;
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    History, OpeningReply, Presentation, RecordReply, RecordRequest, RequestFile, RequestLogged, RequestPresentation,
    RequestStatus, SealedMessage,
};
use padron_protocol::trust::{Role, TrustedParty};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::Purpose;
use std::sync::Arc;
use std::time::Duration;

use padron_host::system::{SystemClock, SystemEntropy, now, rng};

/// How often the registrar is asked for a request's proofs; each time it waits two seconds for the witnesses itself.
const ASKED: u32 = 4;
/// How often the log is looked at for an entry that it does not show yet: ten seconds in all.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(250);

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

    /// Logs a prepared request and presents it to every custodian, once the log shows it under enough witnesses'
    /// cosignatures. Where that takes too long, every custodian's word is why: the request stays logged, and can be
    /// opened later.
    pub async fn submit(&self, prepared: &Prepared) -> Result<(RequestPresentation, Vec<Word>)> {
        let logged: RequestLogged = self.client.post(self.registrar()?, "/v1/requests", &prepared.submission).await?;
        let presentation = prepared.presentation(logged.promise);
        let words = match logged.proofs {
            Some(proofs) => self.present_with(&presentation, &proofs).await,
            None => self.present(&presentation).await,
        };
        Ok((presentation, words))
    }

    /// Presents a logged request to every custodian.
    pub async fn present(&self, presentation: &RequestPresentation) -> Vec<Word> {
        match self.proven_file(&presentation.request).await {
            Ok((_, proofs)) => self.present_with(presentation, &proofs).await,
            Err(problem) => {
                let custodians = self.authority.trusted().custodians();
                custodians.iter().map(|custodian| (custodian.id.clone(), Err(problem.clone()))).collect()
            }
        }
    }

    async fn present_with(&self, presentation: &RequestPresentation, proofs: &LogProofs) -> Vec<Word> {
        let message = Presentation { presentation: presentation.clone(), proofs: proofs.clone() };
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            let sealed = self.authority.seal("present", custodian, &presentation.request, &message, &mut rng());
            let word = match sealed {
                Ok(sealed) => self.client.post_keyed(custodian, "/v1/requests", &presentation.request, &sealed).await,
                Err(problem) => Err(problem),
            };
            words.push((custodian.id.clone(), word));
        }
        words
    }

    /// What the registrar has of a request, once the log shows all of it under enough witnesses' cosignatures.
    async fn proven_file(&self, request: &Uuid) -> Result<(RequestFile, LogProofs), Problem> {
        let registrar = self.registrar().map_err(|_| Problem::new(ProblemType::Internal))?;
        let path = format!("/v1/requests/{request}");
        for _ in 0..ASKED {
            let file: RequestFile = self.client.get(registrar, &path).await?;
            if let Some(proofs) = file.proofs.clone() {
                return Ok((file, proofs));
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(not_shown("the request and its decisions"))
    }

    /// The file of a request that enough custodians have approved. Those that have not seen it are shown it once more:
    /// they may have been away when it was submitted.
    async fn approved_file(&self, presentation: &RequestPresentation) -> Result<RequestFile, Problem> {
        let (file, proofs) = self.proven_file(&presentation.request).await?;
        if file.decisions.len() >= usize::from(self.authority.trusted().list().approvals) {
            return Ok(file);
        }
        self.present_with(presentation, &proofs).await;
        Ok(self.proven_file(&presentation.request).await?.0)
    }

    /// The sealed records of the line, with the proofs that the log shows the disclosure and each link.
    async fn record(&self, request: &Uuid, asked: &RecordRequest) -> Result<(RecordReply, History), Problem> {
        let registrar = self.registrar().map_err(|_| Problem::new(ProblemType::Internal))?;
        let mut reply: RecordReply =
            self.client.post(registrar, &format!("/v1/requests/{request}/record"), asked).await?;
        let history = self.authority.read_history(&reply)?;
        if reply.proofs.is_none() {
            // To ask the registrar again would be another disclosure: the log itself has the proofs.
            reply.proofs = Some(self.prove(&self.authority.entries(&history)?).await?);
        }
        Ok((reply, history))
    }

    async fn prove(&self, entries: &[u64]) -> Result<LogProofs, Problem> {
        let log = LogClient::new(&self.authority.trusted().list().log.url);
        for _ in 0..TRIES {
            if let Some(proofs) = log.prove(entries).await? {
                return Ok(proofs);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(not_shown("the disclosure"))
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
        let order = self.authority.read_order(&presentation.order)?;
        let file = self.approved_file(presentation).await?;
        let trusted = self.authority.trusted();
        let quorum =
            Quorum::new(trusted.custodians().into_iter().cloned().collect(), trusted.key(Purpose::Line).threshold());
        let Combined { value: token, replies: parts } = self.evaluate(&quorum, presentation, &file, &order).await?;
        let (reply, history) = self.record(&presentation.request, &ask_record(&order, &token)).await?;
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
            let message = Arc::new(gathered.opening(record)?);
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

fn not_shown(what: &str) -> Problem {
    Problem::new(ProblemType::NotWitnessed).detail(format!(
        "{what} are kept, but the log does not show them yet under enough witnesses' cosignatures, and nothing is \
         released before it does; try again in a minute"
    ))
}
