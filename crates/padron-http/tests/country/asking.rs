//! The authority's driver, so that tests may bend each of its steps.

use super::Country;
use jiff::SignedDuration;
use padron_authority::Authority;
use padron_authority::answer::Gathered;
use padron_authority::order::sign;
use padron_authority::request::Prepared;
use padron_http::Client;
use padron_http::roles::{Asking, Patience, Word};
use padron_model::Compartment;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::custodian::Decide;
use padron_protocol::log::LogProofs;
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::opening::OpeningRequest;
use padron_protocol::messages::order::{Order, RequestFile, RequestPresentation, RequestSubmission, order_tag};
use padron_protocol::trust::Trusted;
use padron_protocol::{Clock, Hash32, Problem, Uuid};
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

/// Generous: it ends a run that waits in vain.
const PATIENCE: Patience = Patience { asked: 6000, looks: 6000, pause: Duration::from_millis(10) };

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
        let asking = Asking::new(authority, keys.signer(), clock, self.entropy.clone());
        Asker { asking: asking.with_patience(PATIENCE), client }
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
        let path = Decide::path(request);
        self.signed_by(&self.officer(custodian).signer(), custodian, "POST", &path, body.as_bytes()).await
    }
}

/// What custodians are asked for a record, to be bent.
#[derive(Clone)]
pub struct Openings {
    asked: OpeningRequest,
    pub histories: BTreeMap<String, String>,
}

impl Openings {
    /// What one custodian is asked: with its own history, or any where it has signed none.
    pub fn to(&self, custodian: &str) -> OpeningRequest {
        let own = self.histories.get(custodian).or_else(|| self.histories.values().next());
        OpeningRequest { history: own.cloned().unwrap_or_default(), ..self.asked.clone() }
    }
}

impl Deref for Openings {
    type Target = OpeningRequest;

    fn deref(&self) -> &OpeningRequest {
        &self.asked
    }
}

impl DerefMut for Openings {
    fn deref_mut(&mut self) -> &mut OpeningRequest {
        &mut self.asked
    }
}

/// An authority that asks over the network: what it does is what the shipped driver does.
#[derive(Clone)]
pub struct Asker {
    asking: Asking,
    pub client: Client,
}

impl Deref for Asker {
    type Target = Asking;

    fn deref(&self) -> &Asking {
        &self.asking
    }
}

impl Asker {
    pub fn prepare(&self, order: &str) -> Prepared {
        self.asking.prepare(order).unwrap()
    }

    /// A request for an order that the authority's own code would not take: nothing is checked.
    pub fn prepare_unchecked(&self, order: &Order, token: &str, request: Uuid) -> Prepared {
        let nonces = [Hash32([3; 32]), Hash32([4; 32])];
        let commitments = RequestPresentation::commitments(&nonces[0], &nonces[1], order, token);
        let submission = RequestSubmission { request, tag: order_tag(&order.order), commitments };
        Prepared { request, order: token.into(), statistics_nonce: nonces[0], event_nonce: nonces[1], submission }
    }

    /// Logs a request, without waiting for its proof.
    pub async fn log(&self, prepared: &Prepared) -> Result<RequestPresentation, Problem> {
        Ok(self.asking.log(prepared).await?.0)
    }

    pub async fn submit(&self, prepared: &Prepared) -> (RequestPresentation, Vec<Word>) {
        self.asking.submit(prepared).await.unwrap()
    }

    pub async fn proven_file(&self, request: &Uuid) -> (RequestFile, LogProofs) {
        self.asking.proven_file(request).await.unwrap()
    }

    /// Everything up to the sealed records, whatever custodians have decided.
    pub async fn gather(&self, presentation: &RequestPresentation) -> Result<Gathered, Problem> {
        let file = self.asking.proven_file(&presentation.request).await?.0;
        self.asking.gather(presentation, file, 1).await
    }

    /// What custodians are asked for the `at`th record, each with its own word on the history.
    pub async fn opening(&self, gathered: &Gathered, at: usize) -> Openings {
        let vouched = self.vouch(gathered).await.unwrap_or_else(|problem| panic!("{problem}"));
        let asked = gathered.opening(&gathered.reply.records[at], "").unwrap();
        Openings { asked, histories: vouched.histories }
    }

    /// From a signed order to an answer.
    pub async fn ask(&self, order: &str) -> Result<Answer, Problem> {
        let (presentation, _) = self.asking.submit(&self.prepare(order)).await?;
        self.open(&presentation).await
    }
}
