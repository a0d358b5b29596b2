//! Two countries that differ only in who holds which line, through the real steps of every role but without a network.

#![cfg(test)]

use super::shape;
use crate::local::registration;
use jiff::Timestamp;
use padron_model::Holder;
use padron_model::{HolderKind, Regime};
use padron_operator::Gateway;
use padron_protocol::log::Evaluators;
use padron_protocol::messages::identity::Verdict;
use padron_protocol::messages::link::{LinkOutcome, RegistrationRow};
use padron_protocol::messages::verification::VerificationReply;
use padron_protocol::testing::{Country, HOLDER_LIMITS, delivery, labels, signer};
use padron_protocol::trust::Trusted;
use padron_protocol::{Uuid, sha256};
use padron_registrar::{Registrar, Secrets};
use padron_store::{RegistrarStore, RegistrarTx};
use padron_testkit::people::{Person, Population, SyntheticLine};
use padron_threshold::{CustodianIndex, Purpose};
use padron_verifier::Verifier;
use padron_verifier::verification::Row;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

const LINES: u64 = 40;

struct Twin {
    country: Country,
    trusted: Arc<Trusted>,
    now: Timestamp,
    rng: ChaCha20Rng,
}

impl Twin {
    fn new() -> Self {
        let country = Country::new(9).with(|list| list.regime = sha256(padron_model::MODEL_REGIME.as_bytes()));
        Self {
            trusted: country.trusted(),
            country,
            now: Timestamp::from_second(1_800_000_000).unwrap(),
            rng: ChaCha20Rng::seed_from_u64(9),
        }
    }

    /// Links the lines, each to the person given, and leaves the registrar's directory behind.
    fn link(&mut self, dir: &Path, lines: &[(Person, SyntheticLine)]) {
        let regime = Regime::parse(padron_model::MODEL_REGIME.as_bytes()).unwrap();
        let numbering = padron_testkit::numbers::numbering();
        let gateway =
            Gateway::new(self.trusted.clone(), signer("operator-a"), delivery("operator-a"), regime, numbering);
        let verifier = Verifier::new(self.trusted.clone(), HOLDER_LIMITS, signer("verifier"), delivery("verifier"));
        let secrets = Secrets { pepper: Zeroizing::new([7; 32]), nonces: Zeroizing::new([8; 32]), labels: labels() };
        let registrar = Arc::new(Registrar::new(
            self.trusted.clone(),
            HOLDER_LIMITS,
            signer("registrar"),
            delivery("registrar"),
            secrets,
        ));
        let parsed: Vec<_> = lines
            .iter()
            .map(|(person, line)| gateway.parse(&row(person, line, &mut self.rng), self.now).unwrap())
            .collect();
        let (parsed, asked) = gateway.ask_verifier(parsed, &mut self.rng).unwrap();
        let verified = self.verified(&verifier, &asked);
        let verified: Vec<_> = gateway
            .read_verifications(parsed, verified)
            .unwrap()
            .into_iter()
            .map(|row| row.unwrap_or_else(|problem| panic!("{problem}")))
            .collect();
        let (blinded, request) = gateway.blind(&verified, &mut self.rng).unwrap();
        let parts = self.country.evaluated(Purpose::Line, &request.elements);
        let tokens = gateway.tokens(&blinded, &parts).unwrap();
        let evaluators = Evaluators::of(parts.iter().map(|part| CustodianIndex::new(part.index).unwrap()));
        let batch = gateway.seal(verified, (&tokens, evaluators), self.now, &mut self.rng).unwrap();
        let (now, checking) = (self.now, registrar.clone());
        let checked = checking.check("operator-a", batch, now, &mut self.rng).unwrap();
        RegistrarStore::create(dir).unwrap();
        let store = RegistrarStore::open(dir).unwrap();
        let (send, receive) = std::sync::mpsc::channel();
        let write = move |tx: &mut RegistrarTx<'_>| checking.store(tx, &checked).map(|stored| (checked, stored));
        store.write("link", write, move |stored| send.send(stored).unwrap());
        let (checked, stored) = receive.recv().unwrap().unwrap();
        let outcomes = registrar.outcomes(&checked, stored, &mut self.rng).unwrap().rows;
        assert!(outcomes.iter().all(|outcome| matches!(outcome, LinkOutcome::Linked(_))));
    }

    fn verified(
        &mut self,
        verifier: &Verifier,
        asked: &padron_protocol::messages::verification::VerificationRequest,
    ) -> VerificationReply {
        let rows = verifier.open_holders("operator-a", asked).unwrap();
        let rows = Verifier::judge(rows, vec![Verdict::Match; asked.rows.len()]).unwrap();
        let person = |row: &Row| Holder::decode(&row.as_ref().ok().unwrap().bytes).unwrap().person_input();
        let persons: Vec<_> = rows.iter().map(person).collect();
        let persons: Vec<&[u8]> = persons.iter().map(|person| person.as_slice()).collect();
        let seed = Verifier::seed(&mut self.rng);
        let (blinded, request) = verifier.blind(&persons, &seed, String::new()).unwrap();
        let parts = self.country.evaluated(Purpose::Person, &request.elements);
        let secrets = verifier.secrets(&blinded, &parts).unwrap();
        verifier.sign("operator-a", rows, secrets, self.now, &mut self.rng).unwrap()
    }
}

fn row(person: &Person, line: &SyntheticLine, rng: &mut ChaCha20Rng) -> RegistrationRow {
    let mut key = [0; 16];
    rng.fill_bytes(&mut key);
    RegistrationRow { key: Uuid::from_random(key), registration: registration(person, line) }
}

#[test]
fn two_countries_that_differ_only_in_who_holds_which_line_look_the_same() {
    let population = Population::new(5, 1000);
    let natural: Vec<Person> =
        population.iter().filter(|person| person.holder.kind() == HolderKind::National).take(LINES as usize).collect();
    let lines: Vec<SyntheticLine> = natural.iter().map(|person| population.lines_of(person.index).remove(0)).collect();
    // In the first country everybody has one line; in the second four people have ten each, and the others none.
    let apart: Vec<_> = natural.iter().cloned().zip(lines.clone()).collect();
    let together: Vec<_> = (0..LINES as usize).map(|at| natural[at / 10].clone()).zip(lines).collect();
    let shapes = [apart, together].map(|lines| {
        let dir = tempfile::tempdir().unwrap();
        Twin::new().link(dir.path(), &lines);
        shape(&[dir.path().to_owned()]).unwrap()
    });
    assert!(shapes[0].tables.values().any(|(rows, _)| *rows == LINES), "the shape counts the lines");
    assert_eq!(shapes[0], shapes[1]);
}
