//! An authority's way to an answer: log, present, wait for approvals, evaluate, fetch, open.

use crate::client::Client;

use crate::log_client::LogClient;
use crate::quorum::Quorum;
use padron_authority::Authority;
use padron_authority::answer::{Gathered, Vouched};
use padron_authority::request::{Prepared, ask_evaluation, ask_record, ask_ticket};
use padron_protocol::contract::custodian::{EvaluateOrder, IssueTicket, OpenRecord, Present, ReadState, VouchHistory};
use padron_protocol::contract::registrar::{Disclose, LogRequest, ReadRequest};
use padron_protocol::contract::{Endpoint, KeyParameter, Nothing, SealedStep};
use padron_protocol::jws::Signer;
use padron_protocol::log::{LogProofs, fresh};
use padron_protocol::messages::answer::{Answer, AnswerRecord};
use padron_protocol::messages::opening::{OpeningReply, OrderParts, SealedRecord};
use padron_protocol::messages::order::{Presentation, RequestFile, RequestPresentation, RequestStatus, SealedMessage};
use padron_protocol::trust::{Role, TrustedParty};
use padron_protocol::{Clock, Entropy, Problem, ProblemType, Uuid};
use padron_threshold::{LineToken, Purpose};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::sync::Arc;
use std::time::Duration;

/// How long an authority waits for the log.
#[derive(Clone, Copy)]
pub struct Patience {
    /// How often the registrar is asked for a request's proofs; each time it waits for the witnesses itself.
    pub asked: u32,
    /// How often the log is looked at for an entry that it does not show yet.
    pub looks: u32,
    /// How long between two of these.
    pub pause: Duration,
}

impl Default for Patience {
    /// Ten seconds of either.
    fn default() -> Self {
        Self { asked: 4, looks: 40, pause: Duration::from_millis(250) }
    }
}

/// An authority that asks over the network.
#[derive(Clone)]
pub struct Asking {
    authority: Arc<Authority>,
    client: Client,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    patience: Patience,
}

/// A custodian's word on a request, or why there is none.
pub type Word = (String, Result<RequestStatus, Problem>);

impl Asking {
    /// Asks as this authority.
    pub fn new(authority: Authority, signer: Signer, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let client = Client::standalone(authority.trusted().clone(), Arc::new(signer), clock.clone(), entropy.clone());
        Self { authority: Arc::new(authority), client, clock, entropy, patience: Patience::default() }
    }

    /// With more patience, or less.
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// The authority that asks.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    fn rng(&self) -> ChaCha20Rng {
        ChaCha20Rng::from_seed(self.entropy.seed())
    }

    fn registrar(&self) -> Result<&TrustedParty, Problem> {
        self.authority
            .trusted()
            .only(Role::Registrar)
            .ok_or_else(|| Problem::new(ProblemType::Unreachable).detail("the trust list names no registrar"))
    }

    /// Whom an order's number is evaluated by, and its records opened.
    pub fn quorum(&self) -> Quorum {
        Quorum::new(self.authority.trusted(), Purpose::Line)
    }

    /// Prepares a request under a signed order.
    pub fn prepare(&self, order: &str) -> Result<Prepared, Problem> {
        self.authority.prepare(order.trim(), &mut self.rng())
    }

    /// Logs a prepared request; with the proof that the log shows it, where it comes in time.
    pub async fn log(&self, prepared: &Prepared) -> Result<(RequestPresentation, Option<LogProofs>), Problem> {
        let logged = self.client.call::<LogRequest>(self.registrar()?, &(), &prepared.submission).await?;
        Ok((prepared.presentation(logged.promise), logged.proofs))
    }

    /// Logs a prepared request and presents it to every custodian, once the log shows it under enough witnesses'
    /// cosignatures. Where that takes too long, every custodian's word is why: the request stays logged, and can be
    /// opened later.
    pub async fn submit(&self, prepared: &Prepared) -> Result<(RequestPresentation, Vec<Word>), Problem> {
        let (presentation, proofs) = self.log(prepared).await?;
        let words = match proofs {
            Some(proofs) => self.present_all_with(&presentation, &proofs).await,
            None => self.present(&presentation).await,
        };
        Ok((presentation, words))
    }

    /// Presents a logged request to every custodian.
    pub async fn present(&self, presentation: &RequestPresentation) -> Vec<Word> {
        match self.proven_file(&presentation.request).await {
            Ok((_, proofs)) => self.present_all_with(presentation, &proofs).await,
            Err(problem) => {
                let custodians = self.authority.trusted().custodians();
                custodians.iter().map(|custodian| (custodian.id.clone(), Err(problem.clone()))).collect()
            }
        }
    }

    /// Presents a request to every custodian, with this proof that it is in the log.
    pub async fn present_all_with(&self, presentation: &RequestPresentation, proofs: &LogProofs) -> Vec<Word> {
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            words.push((custodian.id.clone(), self.present_with(custodian, presentation, proofs).await));
        }
        words
    }

    /// Presents a request to one custodian, with this proof that it is in the log.
    pub async fn present_with(
        &self,
        custodian: &TrustedParty,
        presentation: &RequestPresentation,
        proofs: &LogProofs,
    ) -> Result<RequestStatus, Problem> {
        let message = Presentation { presentation: presentation.clone(), proofs: proofs.clone() };
        let sealed = self.seal::<Present>(custodian, &presentation.request, &message)?;
        self.client.call::<Present>(custodian, &KeyParameter(presentation.request), &sealed).await
    }

    /// What the registrar has of a request.
    pub async fn file(&self, request: &Uuid) -> Result<RequestFile, Problem> {
        self.client.call::<ReadRequest>(self.registrar()?, request, &Nothing).await
    }

    /// What the registrar has of a request, once the log shows all of it under enough witnesses' cosignatures.
    pub async fn proven_file(&self, request: &Uuid) -> Result<(RequestFile, LogProofs), Problem> {
        for _ in 0..self.patience.asked {
            let file = self.file(request).await?;
            if let Some(proofs) = file.proofs.clone().filter(|proofs| self.is_fresh(proofs)) {
                return Ok((file, proofs));
            }
            tokio::time::sleep(self.patience.pause).await;
        }
        Err(not_shown("the request and its decisions"))
    }

    fn is_fresh(&self, proofs: &LogProofs) -> bool {
        proofs.open(self.authority.trusted(), fresh(self.clock.now())).is_ok()
    }

    /// The file of a request that enough custodians have approved. Those that have not seen it are shown it once more:
    /// they may have been away when it was submitted.
    async fn approved_file(&self, presentation: &RequestPresentation) -> Result<RequestFile, Problem> {
        let (file, proofs) = self.proven_file(&presentation.request).await?;
        if file.decisions.len() >= usize::from(self.authority.trusted().list().approvals) {
            return Ok(file);
        }
        self.present_all_with(presentation, &proofs).await;
        Ok(self.proven_file(&presentation.request).await?.0)
    }

    /// What each custodian says of a request, and what the log has of it.
    pub async fn status(&self, request: &Uuid) -> Result<(Vec<Word>, RequestFile), Problem> {
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            let word = self.client.call::<ReadState>(custodian, request, &Nothing).await;
            words.push((custodian.id.clone(), word));
        }
        Ok((words, self.file(request).await?))
    }

    /// Opens an approved request: its first copy.
    pub async fn open(&self, presentation: &RequestPresentation) -> Result<Answer, Problem> {
        self.open_copy(presentation, 1).await
    }

    /// Opens an approved request once more, or for the first time: each copy is disclosed, and told, by itself.
    pub async fn open_copy(&self, presentation: &RequestPresentation, copy: u32) -> Result<Answer, Problem> {
        self.authority.read_order(&presentation.order)?;
        let file = self.approved_file(presentation).await?;
        let gathered = self.gather(presentation, file, copy).await?;
        self.open_gathered(gathered).await
    }

    /// Everything up to the sealed records, with the proofs that the log shows the disclosure and each link.
    pub async fn gather(
        &self,
        presentation: &RequestPresentation,
        file: RequestFile,
        copy: u32,
    ) -> Result<Gathered, Problem> {
        let (tickets, token) = self.tickets(presentation, &file, copy).await?;
        let asked = ask_record(&token, &tickets);
        let mut reply = self.client.call::<Disclose>(self.registrar()?, &presentation.request, &asked).await?;
        if reply.proofs.is_none() {
            reply.proofs = Some(self.prove(&self.authority.entries(&reply)?).await?);
        }
        Ok(Gathered { presentation: presentation.clone(), file, copy, tickets, token, reply })
    }

    /// Custodians' parts of the number's evaluation, sealed to each other.
    pub async fn evaluate(
        &self,
        presentation: &RequestPresentation,
        file: &RequestFile,
    ) -> Result<Vec<(String, OrderParts)>, Problem> {
        let message = Arc::new(ask_evaluation(presentation, file));
        let request = presentation.request;
        let ask = |custodian: TrustedParty| {
            let (asking, message) = (self.clone(), message.clone());
            async move { asking.step::<EvaluateOrder>(&custodian, &request, &message).await }
        };
        let parts = self.quorum().ask_all(ask).await?;
        Ok(parts.into_iter().map(|(custodian, parts)| (custodian.id, parts)).collect())
    }

    /// Tickets of enough custodians, for one copy of the answer, and the line's token.
    pub async fn tickets(
        &self,
        presentation: &RequestPresentation,
        file: &RequestFile,
        copy: u32,
    ) -> Result<(Vec<String>, LineToken), Problem> {
        let parts = Arc::new(self.evaluate(presentation, file).await?);
        let ask = |custodian: TrustedParty| {
            let message = ask_ticket(presentation, file, (&custodian.id, copy), &parts);
            let (asking, request) = (self.clone(), presentation.request);
            async move { asking.step::<IssueTicket>(&custodian, &request, &message).await }
        };
        let replies = self.quorum().ask_all(ask).await?;
        let replies: Vec<_> = replies.into_iter().map(|(custodian, reply)| (custodian.id, reply)).collect();
        self.authority.agree(&replies)
    }

    /// Proofs of entries, once the log shows them.
    pub async fn prove(&self, entries: &[u64]) -> Result<LogProofs, Problem> {
        let log = LogClient::new(&self.authority.trusted().list().log.url);
        for _ in 0..self.patience.looks {
            if let Some(proofs) = log.prove(entries).await? {
                return Ok(proofs);
            }
            tokio::time::sleep(self.patience.pause).await;
        }
        Err(not_shown("the disclosure"))
    }

    /// Has the line's history vouched for, opens the sealed records, and makes the answer of them.
    pub async fn open_gathered(&self, gathered: Gathered) -> Result<Answer, Problem> {
        let vouched = self.vouch(&gathered).await?;
        let quorum = self.quorum();
        let mut records = Vec::new();
        for record in &gathered.reply.records {
            records.push(self.open_record(&quorum, &gathered, &vouched, record).await?);
        }
        Ok(self.authority.answer(gathered, vouched, records, self.clock.now()))
    }

    /// The custodians' word on the line's history.
    pub async fn vouch(&self, gathered: &Gathered) -> Result<Vouched, Problem> {
        let ask = |custodian: TrustedParty| {
            let message = gathered.history(&custodian.id);
            let (asking, request) = (self.clone(), gathered.presentation.request);
            async move { asking.step::<VouchHistory>(&custodian, &request, &message?).await }
        };
        let replies = self.quorum().ask_all(ask).await?;
        self.authority.vouched(replies.into_iter().map(|(custodian, reply)| (custodian.id, reply)).collect())
    }

    async fn open_record(
        &self,
        quorum: &Quorum,
        gathered: &Gathered,
        vouched: &Vouched,
        record: &SealedRecord,
    ) -> Result<AnswerRecord, Problem> {
        let request = gathered.presentation.request;
        let ask = |custodian: TrustedParty| {
            let own = vouched.histories.get(&custodian.id).ok_or_else(|| {
                Problem::new(ProblemType::NotCovered).detail("this custodian has not signed the line's history")
            });
            let message = own.and_then(|own| gathered.opening(record, own));
            let asking = self.clone();
            async move { asking.step::<OpenRecord>(&custodian, &request, &message?).await }
        };
        let combine = |replies: &[(u16, OpeningReply)]| self.authority.combine_record(gathered, record, replies);
        quorum.settle(ask, combine).await
    }

    /// One step with one custodian: sealed to it, and its reply sealed to us.
    pub async fn step<E>(
        &self,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &E::Asked,
    ) -> Result<E::Answered, Problem>
    where
        E: SealedStep + Endpoint<Parameters = Uuid, Request = SealedMessage, Reply = SealedMessage>,
    {
        let reply = self.sealed_step::<E>(custodian, request, message).await?;
        self.authority.open(E::STEP, &custodian.id, request, &reply)
    }

    /// The same, with the reply as it came.
    pub async fn sealed_step<E>(
        &self,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &E::Asked,
    ) -> Result<SealedMessage, Problem>
    where
        E: SealedStep + Endpoint<Parameters = Uuid, Request = SealedMessage, Reply = SealedMessage>,
    {
        let sealed = self.seal::<E>(custodian, request, message)?;
        self.client.call::<E>(custodian, request, &sealed).await
    }

    fn seal<E: SealedStep>(
        &self,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &E::Asked,
    ) -> Result<SealedMessage, Problem> {
        self.authority.seal(E::STEP, custodian, request, message, &mut self.rng())
    }
}

fn not_shown(what: &str) -> Problem {
    Problem::new(ProblemType::NotWitnessed).detail(format!(
        "{what} are kept, but the log does not show them yet under enough witnesses' cosignatures, and nothing is \
         released before it does; try again in a minute"
    ))
}
