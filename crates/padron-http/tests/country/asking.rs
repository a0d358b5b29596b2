//! An authority's way to an answer, step by step, each of which a test may bend.

use super::log::FRESH;
use super::{Country, until};
use jiff::SignedDuration;
use padron_authority::Authority;
use padron_authority::answer::Gathered;
use padron_authority::order::sign;
use padron_authority::request::{Prepared, ask_evaluation, ask_record};
use padron_http::{Client, Combined, LogClient, Quorum};
use padron_model::Compartment;
use padron_protocol::log::LogProofs;
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::order::{
    OpeningReply, OpeningRequest, Order, Presentation, RecordReply, RequestFile, RequestLogged, RequestPresentation,
    RequestStatus, SealedMessage,
};
use padron_protocol::trust::{Trusted, TrustedParty};
use padron_protocol::{Clock, Problem, Uuid};
use padron_threshold::{LineToken, Purpose};
use padron_tlog::Window;
use std::sync::Arc;

impl Country {
    /// An order of the court for the prosecutor: about this number, from an hour ago until now, in force for ten days,
    /// under embargo for thirty.
    pub fn order(&self, number: &str) -> Order {
        let now = self.now();
        let after = |hours: i64| now.checked_add(SignedDuration::from_hours(hours)).unwrap();
        Order {
            order: self.uuid(),
            register: self.trusted.list().register.clone(),
            regime: self.trusted.list().regime,
            court: "court".into(),
            authority: "prosecutor".into(),
            number: number.into(),
            from: after(-1),
            to: now,
            compartments: vec![Compartment::Subscriber, Compartment::Line],
            basis: "Art. 189".into(),
            case: "case 7".into(),
            issued: now,
            expires: after(240),
            embargo: after(720),
        }
    }

    /// The order under the court's signature.
    pub fn ordered(&self, order: &Order) -> String {
        sign(order, &self.keys("court").signer()).unwrap()
    }

    /// The prosecutor.
    pub fn asker(&self) -> Asker {
        self.asker_as("prosecutor")
    }

    pub fn asker_as(&self, id: &str) -> Asker {
        self.asker_under(id, self.trusted.clone())
    }

    /// An authority that goes by another trust list than the first.
    pub fn asker_under(&self, id: &str, trusted: Arc<Trusted>) -> Asker {
        let keys = self.keys(id);
        let authority = Authority::new(trusted.clone(), keys.signer(), keys.delivery()).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let client = Client::standalone(trusted, Arc::new(keys.signer()), clock.clone(), self.entropy.clone());
        Asker { authority: Arc::new(authority), client, clock, entropy: self.entropy.clone() }
    }

    /// Officers of these custodians approve.
    pub async fn approve(
        &self,
        custodian: &str,
        request: &Uuid,
        approved: bool,
        reason: Option<&str>,
    ) -> super::Answered {
        let body = serde_json::json!({"approved": approved, "reason": reason}).to_string();
        let path = format!("/v1/queue/{request}");
        self.signed_by(&self.officer(custodian).signer(), custodian, "POST", &path, body.as_bytes()).await
    }
}

/// An authority that asks over the network.
#[derive(Clone)]
pub struct Asker {
    pub authority: Arc<Authority>,
    pub client: Client,
    clock: Arc<dyn Clock>,
    entropy: Arc<super::Counting>,
}

/// A custodian's word on a request, or why there is none.
pub type Word = (String, Result<RequestStatus, Problem>);

impl Asker {
    fn rng(&self) -> rand_chacha::ChaCha20Rng {
        use padron_http::Entropy as _;
        <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::from_seed(self.entropy.seed())
    }

    fn registrar(&self) -> &TrustedParty {
        self.authority.trusted().party("registrar").unwrap()
    }

    pub fn quorum(&self) -> Quorum {
        let trusted = self.authority.trusted();
        Quorum::new(trusted.custodians().into_iter().cloned().collect(), trusted.key(Purpose::Line).threshold())
    }

    pub fn prepare(&self, order: &str) -> Prepared {
        self.authority.prepare(order, &mut self.rng()).unwrap()
    }

    /// A request for an order that the authority's own code would not take: nothing is checked.
    pub fn prepare_unchecked(&self, order: &Order, token: &str, request: Uuid) -> Prepared {
        let nonces = [padron_protocol::Hash32([3; 32]), padron_protocol::Hash32([4; 32])];
        let halves = RequestPresentation::halves(&nonces[0], &nonces[1], order, token);
        let submission = padron_protocol::messages::order::RequestSubmission { request, halves };
        Prepared { request, order: token.into(), statistics_nonce: nonces[0], event_nonce: nonces[1], submission }
    }

    /// Logs a request.
    pub async fn log(&self, prepared: &Prepared) -> Result<RequestPresentation, Problem> {
        let logged: RequestLogged = self.client.post(self.registrar(), "/v1/requests", &prepared.submission).await?;
        Ok(prepared.presentation(logged.promise))
    }

    /// Presents a request to one custodian, with this proof that it is in the log.
    pub async fn present_with(
        &self,
        custodian: &TrustedParty,
        presentation: &RequestPresentation,
        proofs: &LogProofs,
    ) -> Result<RequestStatus, Problem> {
        let request = &presentation.request;
        let message = Presentation { presentation: presentation.clone(), proofs: proofs.clone() };
        let sealed = self.authority.seal("present", custodian, request, &message, &mut self.rng())?;
        self.client.post_keyed(custodian, "/v1/requests", request, &sealed).await
    }

    /// Presents a request to every custodian, with this proof that it is in the log.
    pub async fn present_all_with(&self, presentation: &RequestPresentation, proofs: &LogProofs) -> Vec<Word> {
        let mut words = Vec::new();
        for custodian in self.authority.trusted().custodians() {
            words.push((custodian.id.clone(), self.present_with(custodian, presentation, proofs).await));
        }
        words
    }

    /// The same with the newest proof.
    pub async fn present(&self, presentation: &RequestPresentation) -> Vec<Word> {
        let proofs = self.proven_file(&presentation.request).await.1;
        self.present_all_with(presentation, &proofs).await
    }

    /// Logs and presents.
    pub async fn submit(&self, prepared: &Prepared) -> (RequestPresentation, Vec<Word>) {
        let presentation = self.log(prepared).await.unwrap();
        let words = self.present(&presentation).await;
        (presentation, words)
    }

    /// The request with its logged decisions, once the log shows all of them.
    pub async fn proven_file(&self, request: &Uuid) -> (RequestFile, LogProofs) {
        until("the log shows the request and its decisions under fresh cosignatures", async || {
            let file = self.file(request).await.ok()?;
            let proofs = file.proofs.clone()?;
            let not_before = u64::try_from(self.clock.now().as_second()).unwrap() - FRESH;
            let window = Window { not_before, not_after: u64::MAX };
            proofs.open(self.authority.trusted(), window).is_ok().then_some((file, proofs))
        })
        .await
    }

    /// The request with its logged decisions.
    pub async fn file(&self, request: &Uuid) -> Result<RequestFile, Problem> {
        self.client.get(self.registrar(), &format!("/v1/requests/{request}")).await
    }

    /// One step with one custodian: sealed to it, and its reply sealed to us.
    pub async fn step<M: serde::Serialize, R: serde::de::DeserializeOwned>(
        &self,
        step: &str,
        custodian: &TrustedParty,
        request: &Uuid,
        message: &M,
    ) -> Result<R, Problem> {
        let sealed = self.authority.seal(step, custodian, request, message, &mut self.rng())?;
        let path = format!("/v1/requests/{request}/{step}");
        let reply: SealedMessage = self.client.post(custodian, &path, &sealed).await?;
        self.authority.open(step, &custodian.id, request, &reply)
    }

    /// The number's evaluation under an approved request.
    pub async fn evaluate(
        &self,
        presentation: &RequestPresentation,
        file: &RequestFile,
        order: &Order,
    ) -> Result<Combined<LineToken>, Problem> {
        let message = Arc::new(ask_evaluation(presentation, file));
        let request = presentation.request;
        let ask = |custodian: TrustedParty| {
            let (asker, message) = (self.clone(), message.clone());
            async move { asker.step::<_, EvaluationReply>("evaluation", &custodian, &request, &*message).await }
        };
        let combine = |replies: Vec<EvaluationReply>| async {
            let combined = self.authority.combine(order, &replies);
            Ok((replies, combined))
        };
        self.quorum().evaluate(ask, combine).await
    }

    /// Proofs of entries, once the log shows them.
    pub async fn prove(&self, entries: &[u64]) -> LogProofs {
        let log = LogClient::new(&self.authority.trusted().list().log.url);
        until("the log shows the entries", async || log.prove(entries).await.ok()?).await
    }

    /// Everything up to the sealed records.
    pub async fn gather(&self, presentation: &RequestPresentation) -> Result<Gathered, Problem> {
        // That there is no such request is said at once.
        self.file(&presentation.request).await?;
        let file = self.proven_file(&presentation.request).await.0;
        self.gather_with(presentation, file).await
    }

    /// The same with this file of the request.
    pub async fn gather_with(
        &self,
        presentation: &RequestPresentation,
        file: RequestFile,
    ) -> Result<Gathered, Problem> {
        let order = self.authority.read_order(&presentation.order)?;
        let Combined { value: token, replies: parts } = self.evaluate(presentation, &file, &order).await?;
        let path = format!("/v1/requests/{}/record", presentation.request);
        let mut reply: RecordReply = self.client.post(self.registrar(), &path, &ask_record(&order, &token)).await?;
        if reply.proofs.is_none() {
            // To ask again would be another disclosure: the log itself has the proofs.
            let entries = self.authority.entries(&self.authority.read_history(&reply)?)?;
            reply.proofs = Some(self.prove(&entries).await);
        }
        Ok(Gathered { presentation: presentation.clone(), file, parts, token, reply })
    }

    /// What a custodian is asked for the `at`th record.
    pub fn opening(gathered: &Gathered, at: usize) -> OpeningRequest {
        gathered.opening(&gathered.reply.records[at]).unwrap()
    }

    /// Opens an approved request.
    pub async fn open(&self, presentation: &RequestPresentation) -> Result<Answer, Problem> {
        let gathered = self.gather(presentation).await?;
        let history = self.authority.read_history(&gathered.reply)?;
        let quorum = self.quorum();
        let request = presentation.request;
        let mut records = Vec::new();
        for (at, record) in gathered.reply.records.iter().enumerate() {
            let message = Arc::new(Self::opening(&gathered, at));
            let ask = |custodian: TrustedParty| {
                let (asker, message) = (self.clone(), message.clone());
                async move { asker.step::<_, OpeningReply>("opening", &custodian, &request, &*message).await }
            };
            let combine =
                |replies: &[(u16, OpeningReply)]| self.authority.combine_record(&gathered, &history, record, replies);
            records.push(quorum.settle(ask, combine).await?);
        }
        Ok(self.authority.answer(gathered, &history, records, self.clock.now()))
    }

    /// From a signed order to an answer.
    pub async fn ask(&self, order: &str) -> Result<Answer, Problem> {
        let presentation = self.log(&self.prepare(order)).await?;
        self.present(&presentation).await;
        self.open(&presentation).await
    }
}
