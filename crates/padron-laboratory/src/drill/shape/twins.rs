//! Two countries that differ only in who holds which line, through the real steps of every role but without a network.

#![cfg(test)]

use super::shape;
use crate::local::registration;
use jiff::Timestamp;
use padron_model::{HolderKind, NumberingTable, Regime};
use padron_operator::Gateway;
use padron_protocol::jws::Signer;
use padron_protocol::messages::evaluation::{EvaluationReply, EvaluationRequest};
use padron_protocol::messages::identity::Verdict;
use padron_protocol::messages::link::{LinkOutcome, RegistrationRow};
use padron_protocol::messages::verification::VerificationReply;
use padron_protocol::trust::{Budgets, LogName, Party, Role, Roots, SignedTrustList, TrustList, Trusted, WitnessRule};
use padron_protocol::{Hash32, Uuid, sha256};
use padron_registrar::{Registrar, Secrets};
use padron_store::RegistrarStore;
use padron_testkit::people::{Person, Population, SyntheticLine};
use padron_threshold::{DeliverySecret, Epoch, KeyShare, PublicKey, Purpose, deal, evaluate};
use padron_tlog::{KeyKind, VerifierKey};
use padron_verifier::Verifier;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use std::path::Path;
use std::sync::Arc;
use zeroize::Zeroizing;

const LINES: u64 = 40;

struct Twin {
    trusted: Arc<Trusted>,
    keys: Vec<(PublicKey, Vec<KeyShare>)>,
    now: Timestamp,
    rng: ChaCha20Rng,
}

impl Twin {
    fn new() -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(9);
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let purposes = [Purpose::Line, Purpose::Person, Purpose::Sealing];
        let keys: Vec<_> = purposes.map(|purpose| deal(purpose, Epoch(1), 2, 3, &mut rng).unwrap()).into();
        let roles = [
            (Role::Registrar, 1),
            (Role::Verifier, 2),
            (Role::Operator, 3),
            (Role::Custodian, 4),
            (Role::Custodian, 5),
            (Role::Custodian, 6),
            (Role::Witness, 7),
            (Role::Witness, 8),
        ];
        let party = |(role, byte): (Role, u8)| Party {
            id: format!("{}-{byte}", role.as_str()),
            role,
            controller: format!("controller {byte}"),
            endpoint: None,
            signing: Hash32(Signer::new("", &[byte; 32]).public()),
            delivery: Some(Hash32(DeliverySecret::from_bytes([byte; 32]).public().0)),
            index: (role == Role::Custodian).then(|| u16::from(byte) - 3),
            witness: (role == Role::Witness).then(|| {
                let key = Signer::new("", &[byte; 32]).public();
                VerifierKey::new(&format!("twin.example/{byte}"), KeyKind::CosignatureV1, &key).unwrap().to_string()
            }),
        };
        let root = Signer::new("root", &[99; 32]);
        let roots = Roots { threshold: 1, keys: vec![Hash32(root.public())] };
        let budgets = Budgets { line_evaluations: 1, line_float: 1, person_evaluations: 1, journal_lookups: 1 };
        let list = TrustList {
            register: "twin".into(),
            version: 1,
            predecessor: None,
            demo: true,
            issued: now,
            expires: Timestamp::from_second(1_900_000_000).unwrap(),
            regime: sha256(padron_model::MODEL_REGIME.as_bytes()),
            approvals: 2,
            roots: roots.clone(),
            keys: keys.iter().map(|(key, _)| padron_ceremony::threshold_key(key)).collect(),
            parties: roles.map(party).into(),
            budgets,
            log: LogName {
                origin: "twin.example/log".into(),
                key: Hash32(Signer::new("", &[98; 32]).public()),
                url: String::new(),
            },
            witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
            notice_seconds: 60,
        };
        let mut signed = SignedTrustList::unsigned(&list).unwrap();
        signed.sign(&root).unwrap();
        Self { trusted: Arc::new(signed.open(&roots, now).unwrap()), keys, now, rng }
    }

    fn evaluated(&mut self, purpose: Purpose, request: &EvaluationRequest) -> Vec<EvaluationReply> {
        let (public, shares) = self.keys.iter().find(|(key, _)| key.purpose() == purpose).unwrap();
        let elements = request.elements.chunks32().unwrap();
        shares[..2].iter().map(|share| evaluate(share, public, &elements, &mut self.rng).unwrap().into()).collect()
    }

    /// Links the lines, each to the person given, and leaves the registrar's directory behind.
    fn link(&mut self, dir: &Path, lines: &[(Person, SyntheticLine)]) {
        let regime = Regime::parse(padron_model::MODEL_REGIME.as_bytes()).unwrap();
        let numbering = NumberingTable::from_csv(padron_testkit::numbers::numbering_csv().as_bytes()).unwrap();
        let secret = |byte| DeliverySecret::from_bytes([byte; 32]);
        let gateway = Gateway::new(self.trusted.clone(), "operator-3".into(), secret(3), regime, numbering);
        let verifier = Verifier::new(self.trusted.clone(), 10, Signer::new("verifier-2", &[2; 32]), secret(2));
        let secrets = Secrets { pepper: Zeroizing::new([7; 32]), nonces: Zeroizing::new([8; 32]) };
        let registrar = Arc::new(Registrar::new(
            self.trusted.clone(),
            10,
            Signer::new("registrar-1", &[1; 32]),
            secret(1),
            secrets,
        ));
        let parsed: Vec<_> = lines
            .iter()
            .map(|(person, line)| gateway.parse(&row(person, line, &mut self.rng), self.now).unwrap())
            .collect();
        let asked = gateway.ask_verifier(&parsed, &mut self.rng).unwrap();
        let verified = self.verified(&verifier, &asked);
        let verified: Vec<_> = gateway
            .read_verifications(parsed, verified)
            .unwrap()
            .into_iter()
            .map(|row| row.unwrap_or_else(|problem| panic!("{problem}")))
            .collect();
        let (blinded, request) = gateway.blind(&verified, &mut self.rng).unwrap();
        let tokens = gateway.tokens(&blinded, &self.evaluated(Purpose::Line, &request)).unwrap();
        let batch = gateway.seal(verified, tokens, self.now, &mut self.rng).unwrap();
        let (now, checking) = (self.now, registrar.clone());
        let checked = checking.check("operator-3", batch, now, &mut self.rng).unwrap();
        RegistrarStore::create(dir).unwrap();
        let store = RegistrarStore::open(dir).unwrap();
        let (send, receive) = std::sync::mpsc::channel();
        store.write("link", move |tx| checking.store(tx, &checked, now), move |stored| send.send(stored).unwrap());
        let outcomes = registrar.outcomes(receive.recv().unwrap().unwrap());
        assert!(outcomes.iter().all(|outcome| matches!(outcome, LinkOutcome::Linked(_))));
    }

    fn verified(
        &mut self,
        verifier: &Verifier,
        asked: &padron_protocol::messages::verification::VerificationRequest,
    ) -> VerificationReply {
        let rows = verifier.open_holders("operator-3", asked).unwrap();
        let rows = Verifier::judge(rows, vec![Verdict::Match; asked.rows.len()]).unwrap();
        let persons: Vec<_> = rows.iter().map(|row| row.as_ref().ok().unwrap().person.clone()).collect();
        let persons: Vec<&[u8]> = persons.iter().map(|person| person.as_slice()).collect();
        let (blinded, request) = verifier.blind(&persons, &mut self.rng).unwrap();
        let secrets = verifier.secrets(&blinded, &self.evaluated(Purpose::Person, &request)).unwrap();
        verifier.sign("operator-3", rows, secrets, self.now, &mut self.rng).unwrap()
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
