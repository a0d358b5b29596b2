//! Whatever bytes a rightful caller sends: a refusal, never a fault.

use crate::country::{BEARER, Country};
use padron_protocol::contract::{self, Callers, Described};
use padron_protocol::http_signature::HEADER;
use padron_protocol::trust::Role;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

const ROLES: [(&str, Role); 6] = [
    ("registrar", Role::Registrar),
    ("verifier", Role::Verifier),
    ("attester", Role::Attester),
    ("operator-a", Role::Operator),
    ("custodian-1", Role::Custodian),
    ("identity", Role::IdentitySource),
];

/// Bytes, near-JSON, and JSON with the contract's own field names and values of every kind.
fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec![
        "rows",
        "key",
        "registration",
        "number",
        "holder",
        "kind",
        "epoch",
        "elements",
        "attestation",
        "seed",
        "login",
        "operator",
        "lines",
        "sealed",
        "request",
        "commitments",
        "statistics",
        "event",
        "decision",
        "line_token",
        "from",
        "to",
        "compartments",
        "embargo",
        "holders",
        "document",
        "code",
        "approved",
        "reason",
        "submission",
        "statement",
        "slots",
        "texts",
        "view_box",
        "record",
        "presentation",
        "proofs",
        "checkpoint",
        "inclusions",
        "promise",
        "nonce",
        "text",
        "version",
        "hash",
        "payload",
        "signatures",
    ]);
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1e400".to_owned()),
        Just("\"-009999-01-01T00:00:00Z\"".to_owned()),
        Just("\"9999-12-31T23:59:59.999999999Z\"".to_owned()),
        Just("\"00000000-0000-4000-8000-000000000000\"".to_owned()),
        "\"[A-Za-z0-9_-]{0,48}\"",
        Just("[]".to_owned()),
    ];
    let json = leaf.prop_recursive(4, 24, 6, move |inner| {
        let field = (name.clone(), inner.clone()).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec(field, 0..6).prop_map(|fields| format!("{{{}}}", fields.join(","))),
        ]
    });
    prop_oneof![prop::collection::vec(any::<u8>(), 0..200), json.prop_map(String::into_bytes)]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn arbitrary_bodies_never_make_a_fault() {
    let country = Country::usual().await;
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    for (id, role) in ROLES {
        for endpoint in contract::endpoints(role).iter().filter(|endpoint| endpoint.method == "POST") {
            let mut runner = TestRunner::new_with_rng(config.clone(), seed.clone());
            let outcome = runner.run(&bodies(), |body| {
                let status = tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(send(&country, id, endpoint, &body))
                });
                prop_assert!((200..500).contains(&status), "{} answered {status}", endpoint.name);
                Ok(())
            });
            outcome.unwrap();
        }
    }
}

/// Sends as somebody who may: so that the body is what is refused.
async fn send(country: &Country, id: &str, endpoint: &Described, body: &[u8]) -> u16 {
    let path = endpoint.path.replace("{request}", "00000000-0000-4000-8000-000000000000");
    let key = ("idempotency-key", "00000000-0000-4000-8000-000000000000");
    let signer = match endpoint.callers {
        Callers::Officers => Some(country.officer(id).signer()),
        Callers::Parties(roles) => {
            let party = country.trusted.of_role(roles[0]).next().unwrap();
            Some(country.keys(&party.id).signer())
        }
        Callers::Public | Callers::OwnSystems => None,
    };
    let (name, value) = match signer {
        Some(signer) => (HEADER, country.token(&signer, id, endpoint.method, &path, body)),
        None => ("authorization", format!("Bearer {BEARER}")),
    };
    let answered = country.raw(id, endpoint.method, &path, &[key, (name, &value)], body).await;
    if answered.status != 200 {
        answered.problem();
    }
    answered.status
}
