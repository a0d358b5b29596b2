//! An operator that carries its messages by hand.

use super::Country;
use jiff::Timestamp;
use padron_http::{Combined, Quorum, ask_same};
use padron_operator::Gateway;
use padron_protocol::contract::{custodian, registrar, verifier};
use padron_protocol::log::{Between, EntryKind, Evaluators, Moves, SignedMove, line_hash};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::link::{
    LinkBatch, LinkOutcome, LinkSubmission, Registration, RegistrationRow, record_of,
};
use padron_protocol::{Problem, Uuid, sha256};
use padron_threshold::{CustodianIndex, LineToken, Purpose};
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
        let (parsed, asked) = gateway.ask_verifier(parsed, &mut country.rng()).unwrap();
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
        let combined: Combined<Vec<LineToken>> = quorum.evaluate(ask, combine).await.unwrap();
        let evaluators = combined.replies.iter().map(|reply| CustodianIndex::new(reply.index).unwrap());
        let evaluated = (combined.value.as_slice(), Evaluators::of(evaluators));
        gateway.seal(verified, evaluated, country.now(), &mut country.rng()).unwrap()
    }

    /// A batch, bent, under this operator's signature over what it has become.
    pub fn signed(&self, batch: LinkBatch) -> LinkBatch {
        self.signed_at(batch, self.country.now())
    }

    /// The same, as if it had been signed then.
    pub fn signed_at(&self, mut batch: LinkBatch, at: Timestamp) -> LinkBatch {
        let list = self.country.trusted.list();
        let moved = |row: &LinkSubmission| SignedMove {
            kind: EntryKind::Link,
            record: *record_of(self.operator, &row.submission).as_bytes(),
            line: line_hash(&LineToken::from_bytes(row.line_token.array().unwrap_or_default())),
            commitments: row.commitments,
            verification: sha256(row.statement.as_bytes()),
        };
        let moves: Vec<SignedMove> = batch.rows.iter().map(moved).collect();
        let between =
            Between { register: &list.register, regime: list.regime, registrar: "registrar", mover: self.operator };
        let signer = self.country.keys(self.operator).signer();
        batch.moves = Moves::sign(between, &moves, at, &signer).unwrap();
        batch
    }

    pub async fn one(&self, person: usize, nth: u64) -> LinkBatch {
        let form = self.country.form(self.country.national(person), nth);
        self.batch(vec![(self.country.uuid(), form)]).await
    }

    pub async fn submit(&self, batch: &LinkBatch) -> Vec<Result<(), Problem>> {
        let client = self.country.client(self.operator);
        let registrar = self.country.party("registrar");
        let reply = match client.call::<registrar::Link>(registrar, &(), batch).await {
            Ok(reply) => reply,
            Err(problem) => return vec![Err(problem); batch.rows.len()],
        };
        let outcome = |row| match row {
            LinkOutcome::Linked(_) => Ok(()),
            LinkOutcome::Refused(problem) => Err(problem),
        };
        reply.rows.into_iter().map(outcome).collect()
    }

    /// Why a bent batch of one is refused, though this operator signs it.
    pub async fn refusal(&self, batch: &LinkBatch) -> Problem {
        let mut outcomes = self.submit(&self.signed(batch.clone())).await;
        assert_eq!(outcomes.len(), 1);
        outcomes.remove(0).unwrap_err()
    }
}
