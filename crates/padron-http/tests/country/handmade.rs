//! An operator that carries its messages by hand.

use super::Country;
use padron_http::{Combined, Quorum, ask_same};
use padron_operator::Gateway;
use padron_protocol::contract::{custodian, registrar, verifier};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::link::{LinkBatch, LinkOutcome, Registration, RegistrationRow};
use padron_protocol::{Problem, Uuid};
use padron_threshold::{LineToken, Purpose};
use std::sync::Arc;

/// An operator that carries the messages itself, so that it can bend them.
pub struct Handmade<'a> {
    country: &'a Country,
    operator: &'static str,
    gateway: Arc<Gateway>,
}

impl<'a> Handmade<'a> {
    pub fn new(country: &'a Country, operator: &'static str) -> Self {
        Self { country, operator, gateway: Arc::new(country.gateway(operator)) }
    }

    /// A batch as an honest gateway makes it.
    pub async fn batch(&self, rows: Vec<(Uuid, Registration)>) -> LinkBatch {
        let (country, gateway) = (self.country, &self.gateway);
        let client = country.client(self.operator);
        let parse = |(key, registration): (Uuid, Registration)| {
            gateway
                .parse(&RegistrationRow { key, registration }, country.now())
                .unwrap_or_else(|problem| panic!("{problem}"))
        };
        let parsed: Vec<_> = rows.into_iter().map(parse).collect();
        let asked = gateway.ask_verifier(&parsed, &mut country.rng()).unwrap();
        let reply = client.call::<verifier::Verify>(country.party("verifier"), &(), &asked).await.unwrap();
        let verified = gateway.read_verifications(parsed, reply).unwrap();
        let verified: Vec<_> =
            verified.into_iter().map(|row| row.unwrap_or_else(|problem| panic!("{problem}"))).collect();
        let (blinded, request) = gateway.blind(&verified, &mut country.rng()).unwrap();
        let quorum = Quorum::new(&country.trusted, Purpose::Line);
        let ask = ask_same::<custodian::EvaluateLine>(&client, Arc::new(request));
        let combine = |replies: Vec<EvaluationReply>| async {
            let tokens = gateway.tokens(&blinded, &replies);
            Ok((replies, tokens))
        };
        let Combined { value: tokens, .. }: Combined<Vec<LineToken>> = quorum.evaluate(ask, combine).await.unwrap();
        gateway.seal(verified, tokens, country.now(), &mut country.rng()).unwrap()
    }

    pub async fn one(&self, person: usize, nth: u64) -> LinkBatch {
        let form = self.country.form(self.country.national(person), nth);
        self.batch(vec![(self.country.uuid(), form)]).await
    }

    pub async fn submit(&self, batch: &LinkBatch) -> Vec<Result<(), Problem>> {
        let client = self.country.client(self.operator);
        let registrar = self.country.party("registrar");
        let reply = client.call::<registrar::Link>(registrar, &(), batch).await.unwrap();
        let outcome = |row| match row {
            LinkOutcome::Linked(_) => Ok(()),
            LinkOutcome::Refused(problem) => Err(problem),
        };
        reply.rows.into_iter().map(outcome).collect()
    }

    pub async fn refusal(&self, batch: &LinkBatch) -> Problem {
        let mut outcomes = self.submit(batch).await;
        assert_eq!(outcomes.len(), 1);
        outcomes.remove(0).unwrap_err()
    }
}
