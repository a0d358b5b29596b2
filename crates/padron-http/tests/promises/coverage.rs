//! Every endpoint of every role: who gets in, who does not, and that the contract tells the truth. The endpoints come
//! from the contract itself, so a new one is tried without anybody thinking of it.

use crate::country::{Answered, BEARER, Country};
use padron_http::document;
use padron_protocol::contract::{self, Callers, Endpoint};
use padron_protocol::http_signature::HEADER;
use padron_protocol::jws::Signer;
use padron_protocol::trust::Role;
use padron_protocol::{ProblemType, sha256};
use serde_json::Value;
use std::collections::BTreeSet;

const ROLES: [(&str, Role); 5] = [
    ("registrar", Role::Registrar),
    ("verifier", Role::Verifier),
    ("operator-a", Role::Operator),
    ("custodian-1", Role::Custodian),
    ("identity", Role::IdentitySource),
];
const REQUEST: &str = "00000000-0000-4000-8000-000000000000";

/// The log's first tile: its first entry is the trust list.
const TILE: &str = "tile/0/000.p/1";

fn path(endpoint: &Endpoint) -> String {
    endpoint.path.replace("{request}", REQUEST).replace("{*path}", TILE)
}

fn body(endpoint: &Endpoint) -> &'static [u8] {
    if endpoint.method == "POST" { b"{}" } else { b"" }
}

fn guarded() -> impl Iterator<Item = (&'static str, &'static Endpoint)> {
    ROLES.into_iter().flat_map(|(id, role)| {
        contract::endpoints(role).iter().filter(|one| one.callers != Callers::Public).map(move |one| (id, one))
    })
}

/// Who may call, as a signer; `None` where it is not a signature that lets in.
fn rightful(country: &Country, to: &str, endpoint: &Endpoint) -> Option<Signer> {
    match endpoint.callers {
        Callers::Public | Callers::OwnSystems => None,
        Callers::Officers => Some(country.officer(to).signer()),
        Callers::Parties(roles) => {
            let party = country.trusted.of_role(roles[0]).next().unwrap();
            Some(country.keys(&party.id).signer())
        }
    }
}

/// The answer to a rightful caller with an empty message: whatever it is, it is the endpoint's own.
fn assert_handled(answered: &Answered, endpoint: &Endpoint) {
    let name = endpoint.name;
    assert!(!matches!(answered.status, 401 | 403 | 404 | 405 | 500), "{name}: {} {}", answered.status, answered.text());
    if answered.status != 200 {
        answered.problem();
    }
}

#[tokio::test]
async fn every_endpoint_of_the_contract_is_handled() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        for endpoint in contract::COMMON.iter().chain(contract::endpoints(role)) {
            let answered = match endpoint.callers {
                Callers::OwnSystems => country.billing(id, &path(endpoint), Some(REQUEST), body(endpoint)).await,
                Callers::Public => country.unsigned(id, endpoint.method, &path(endpoint), body(endpoint)).await,
                Callers::Officers | Callers::Parties(_) => {
                    let signer = rightful(&country, id, endpoint).unwrap();
                    country.signed_by(&signer, id, endpoint.method, &path(endpoint), body(endpoint)).await
                }
            };
            assert_handled(&answered, endpoint);
        }
    }
}

#[tokio::test]
async fn nobody_gets_in_without_saying_who_they_are() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded() {
        let answered = country.unsigned(id, endpoint.method, &path(endpoint), body(endpoint)).await;
        assert_eq!(answered.refusal(), ProblemType::Unauthenticated, "{}", endpoint.name);
    }
}

#[tokio::test]
async fn every_party_of_another_role_is_forbidden() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded() {
        for party in country.trusted.list().parties.clone() {
            let allowed = match endpoint.callers {
                Callers::Parties(roles) => roles.contains(&party.role),
                Callers::Public | Callers::OwnSystems | Callers::Officers => false,
            };
            if allowed {
                continue;
            }
            let answered = country.signed(&party.id, id, endpoint.method, &path(endpoint), body(endpoint)).await;
            // A gateway's callers have no signatures: one is as good as none.
            let own = endpoint.callers == Callers::OwnSystems;
            let expected = if own { ProblemType::Unauthenticated } else { ProblemType::Forbidden };
            assert_eq!(answered.refusal(), expected, "{} at {}", party.id, endpoint.name);
        }
    }
}

#[tokio::test]
async fn a_signed_request_lets_in_once() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded() {
        let Some(signer) = rightful(&country, id, endpoint) else { continue };
        let (path, body) = (path(endpoint), body(endpoint));
        let token = country.token(&signer, id, endpoint.method, &path, body);
        assert_handled(&country.raw(id, endpoint.method, &path, &[(HEADER, &token)], body).await, endpoint);
        let again = country.raw(id, endpoint.method, &path, &[(HEADER, &token)], body).await;
        assert_eq!(again.refusal(), ProblemType::Replayed, "{}", endpoint.name);
    }
}

#[tokio::test]
async fn a_signature_for_anything_else_is_refused() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded() {
        let Some(signer) = rightful(&country, id, endpoint) else { continue };
        let (path, body, method) = (path(endpoint), body(endpoint), endpoint.method);
        let other_method = if method == "GET" { "POST" } else { "GET" };
        let elsewhere = [
            ("party", country.token(&signer, "custodian-2", method, &path, body)),
            ("method", country.token(&signer, id, other_method, &path, body)),
            ("path", country.token(&signer, id, method, &format!("{path}?all=1"), body)),
            ("body", country.token(&signer, id, method, &path, b"{\"more\":1}")),
        ];
        for (what, token) in elsewhere {
            let answered = country.raw(id, method, &path, &[(HEADER, &token)], body).await;
            let problem = answered.problem();
            assert!(problem.is(ProblemType::BadSignature), "{} with another {what}", endpoint.name);
            assert!(problem.detail.unwrap().contains(what), "the reason names the {what}");
        }
    }
}

#[tokio::test]
async fn an_unknown_key_is_refused() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded() {
        let Some(signer) = rightful(&country, id, endpoint) else { continue };
        let refused = async |signer: &Signer| {
            let answered = country.signed_by(signer, id, endpoint.method, &path(endpoint), body(endpoint)).await;
            answered.refusal()
        };
        let borrowed_name = Signer::new(signer.name(), &[9; 32]);
        assert_eq!(refused(&borrowed_name).await, ProblemType::BadSignature, "{}", endpoint.name);
        let unknown = refused(&Signer::new("nobody", &[9; 32])).await;
        let expected =
            if endpoint.callers == Callers::Officers { ProblemType::Forbidden } else { ProblemType::BadSignature };
        assert_eq!(unknown, expected, "{}", endpoint.name);
    }
}

#[tokio::test]
async fn an_officer_decides_at_its_own_custodian_only() {
    let country = Country::usual().await;
    let officer = country.officer("custodian-2");
    let answered = country.signed_by(&officer.signer(), "custodian-1", "GET", "/v1/queue", b"").await;
    assert_eq!(answered.refusal(), ProblemType::BadSignature);
    let answered = country.signed_by(&officer.signer(), "custodian-2", "GET", "/v1/queue", b"").await;
    assert_eq!(answered.status, 200);
}

#[tokio::test]
async fn a_gateway_takes_its_own_tokens_only() {
    let country = Country::usual().await;
    let hash = format!("Bearer {}", sha256(BEARER.as_bytes()));
    let lower = format!("bearer {BEARER}x");
    for header in ["Bearer ", "Bearer wrong", hash.as_str(), lower.as_str(), "Basic Zm9v"] {
        for path in ["/v1/links", "/v1/links/batch"] {
            let answered = country.raw("operator-a", "POST", path, &[("authorization", header)], b"{}").await;
            assert_eq!(answered.status, 401, "{header}");
            assert!(!answered.text().contains(BEARER));
            answered.problem();
        }
    }
}

#[tokio::test]
async fn what_is_not_offered_is_a_problem_too() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        let endpoints: Vec<&Endpoint> = contract::COMMON.iter().chain(contract::endpoints(role)).collect();
        let paths: BTreeSet<&str> = endpoints.iter().map(|endpoint| endpoint.path).collect();
        for path in paths {
            let offered: BTreeSet<&str> =
                endpoints.iter().filter(|endpoint| endpoint.path == path).map(|endpoint| endpoint.method).collect();
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                if !offered.contains(method) {
                    let answered = country
                        .unsigned(id, method, &path.replace("{request}", REQUEST).replace("{*path}", TILE), b"")
                        .await;
                    assert_eq!(answered.refusal(), ProblemType::MethodNotAllowed, "{method} {path}");
                    let allow = answered.headers.get("allow").map(|value| value.to_str().unwrap().to_owned());
                    let allow = allow.unwrap_or_default();
                    assert!(offered.iter().all(|method| allow.contains(method)), "{method} {path} allows: {allow:?}");
                }
            }
        }
        for path in
            ["/v1", "/v1/records", "/v1/lines/5512345678", "/v1/search?q=a", "/admin", "/v1/trust/x", "/log/", "//"]
        {
            let answered = country.unsigned(id, "GET", path, b"").await;
            assert_eq!(answered.refusal(), ProblemType::NotFound, "{id} {path}");
        }
    }
}

#[tokio::test]
async fn a_request_in_the_path_must_be_a_uuid_and_is_not_repeated() {
    let country = Country::usual().await;
    for (id, endpoint) in guarded().filter(|(_, endpoint)| endpoint.path.contains("{request}")) {
        let signer = rightful(&country, id, endpoint).unwrap();
        for wrong in ["5512345678", "00000000-0000-0000-0000-000000000000", "%00", "..%2f..", "GOMC850101HDFRRS09"] {
            let path = endpoint.path.replace("{request}", wrong);
            let answered = country.signed_by(&signer, id, endpoint.method, &path, body(endpoint)).await;
            let problem = answered.problem();
            assert!(problem.is(ProblemType::MalformedRequest), "{} {wrong}", endpoint.name);
            assert_eq!(problem.field.as_deref(), Some("request"));
            assert!(!answered.text().contains(wrong));
        }
    }
}

#[tokio::test]
async fn the_openapi_document_tells_the_truth() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        let served: Value = country.unsigned(id, "GET", "/openapi.json", b"").await.json();
        assert_eq!(served, document(role));
        for endpoint in contract::COMMON.iter().chain(contract::endpoints(role)) {
            let name = endpoint.name;
            let described = endpoint.path.replace("{*path}", "{path}");
            let operation = &served["paths"][described][endpoint.method.to_ascii_lowercase()];
            assert_eq!(operation["operationId"], name);
            let schema_of = |content: &Value| {
                let media: Vec<String> = content.as_object().unwrap().keys().cloned().collect();
                assert_eq!(media.len(), 1, "{name}");
                let schema = content[&media[0]]["schema"].clone();
                assert!(schema.is_object(), "{name} has no schema");
                resolve(&served, &schema, name);
                (media[0].clone(), schema)
            };
            let (problem, _) = schema_of(&operation["responses"]["default"]["content"]);
            assert_eq!(problem, "application/problem+json");
            let (media, schema) = schema_of(&operation["responses"]["200"]["content"]);
            if media == "application/json" {
                assert!(schema.get("$ref").is_some() || schema["type"] == "object", "{name}: {schema}");
            }
            if endpoint.method == "POST" {
                let (media, schema) = schema_of(&operation["requestBody"]["content"]);
                assert!(schema.get("$ref").is_some() || schema["type"] == "object", "{name} takes {media}");
            }
            if endpoint.method == "GET" && endpoint.callers == Callers::Public {
                let answered = country.unsigned(id, "GET", &path(endpoint), b"").await;
                assert_eq!(answered.status, 200, "{name}");
                assert_eq!(answered.kind.split(';').next().unwrap(), media, "{name}");
            }
            assert_eq!(operation["security"].as_array().unwrap().is_empty(), endpoint.callers == Callers::Public);
        }
    }
}

/// Every reference leads somewhere.
fn resolve(document: &Value, schema: &Value, name: &str) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                let pointer = reference.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{name}: {reference} leads nowhere");
            }
            fields.values().for_each(|value| resolve(document, value, name));
        }
        Value::Array(items) => items.iter().for_each(|value| resolve(document, value, name)),
        _ => {}
    }
}

#[tokio::test]
async fn every_answer_forbids_caching_sniffing_and_scripts() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        for endpoint in contract::COMMON.iter().chain(contract::endpoints(role)) {
            let answered = country.unsigned(id, endpoint.method, &path(endpoint), body(endpoint)).await;
            let header = |name: &str| answered.headers.get(name).unwrap().to_str().unwrap();
            // A tile never changes; nothing else may be kept.
            let caching = if endpoint.name == "log" { "public, max-age=31536000, immutable" } else { "no-store" };
            assert_eq!(header("cache-control"), caching, "{}", endpoint.name);
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert!(header("content-security-policy").starts_with("default-src 'none'"));
        }
    }
}
