//! Every endpoint of every role: who gets in, who does not, and that the contract tells the truth. The endpoints come
//! from the contract itself, so a new one is tried without anybody thinking of it.

use crate::country::{Answered, BEARER, Country};
use padron_http::document;
use padron_protocol::contract::{self, Callers, Described, Endpoint as _, common, custodian, operator, registrar};
use padron_protocol::http_signature::HEADER;
use padron_protocol::jws::Signer;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType, sha256};
use serde_json::Value;
use std::collections::BTreeSet;

const ROLES: [(&str, Role); 6] = [
    ("registrar", Role::Registrar),
    ("verifier", Role::Verifier),
    ("attester", Role::Attester),
    ("operator-a", Role::Operator),
    ("custodian-1", Role::Custodian),
    ("identity", Role::IdentitySource),
];
const REQUEST: &str = "00000000-0000-4000-8000-000000000000";

/// The log's first tile: its first entry is the trust list.
const TILE: &str = "tile/0/000.p/1";

fn path(endpoint: &Described) -> String {
    endpoint.path.replace("{request}", REQUEST).replace("{*path}", TILE)
}

fn body(endpoint: &Described) -> &'static [u8] {
    if endpoint.method == "POST" { b"{}" } else { b"" }
}

fn guarded() -> impl Iterator<Item = (&'static str, &'static Described)> {
    ROLES.into_iter().flat_map(|(id, role)| {
        contract::endpoints(role).iter().filter(|one| one.callers != Callers::Public).map(move |one| (id, one))
    })
}

/// Who may call, as a signer; `None` where it is not a signature that lets in.
fn rightful(country: &Country, to: &str, endpoint: &Described) -> Option<Signer> {
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
fn assert_handled(answered: &Answered, endpoint: &Described) {
    let name = endpoint.name;
    assert!(!matches!(answered.status, 401 | 403 | 404 | 405 | 500), "{name}: {} {}", answered.status, answered.text());
    if answered.status != 200 {
        assert!(endpoint.problems().contains(&answered.refusal()), "{name} names no {}", answered.text());
    }
}

/// A request as whoever may make it, with these further headers.
async fn rightfully(country: &Country, id: &str, endpoint: &Described, headers: &[(&str, &str)]) -> Answered {
    let (path, body) = (path(endpoint), body(endpoint));
    let bearer = format!("Bearer {BEARER}");
    let token = rightful(country, id, endpoint).map(|signer| country.token(&signer, id, endpoint.method, &path, body));
    let mut headers = headers.to_vec();
    match (&token, endpoint.callers) {
        (Some(token), _) => headers.push((HEADER, token)),
        (None, Callers::OwnSystems) => {
            headers.extend([("authorization", bearer.as_str()), ("idempotency-key", REQUEST)])
        }
        (None, _) => {}
    }
    country.raw(id, endpoint.method, &path, &headers, body).await
}

#[tokio::test]
async fn every_endpoint_of_the_contract_is_handled() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        for endpoint in contract::offered(role) {
            let answered = rightfully(&country, id, endpoint, &[]).await;
            assert_handled(&answered, endpoint);
        }
    }
}

#[tokio::test]
async fn a_body_of_another_kind_is_refused_wherever_it_is_sent() {
    let country = Country::usual().await;
    for (id, role) in ROLES {
        for endpoint in contract::offered(role).filter(|endpoint| !endpoint.request_media.is_empty()) {
            let media = endpoint.request_media;
            let send = async |kind: &str| rightfully(&country, id, endpoint, &[("content-type", kind)]).await;
            let other = if media.ends_with("json") { "application/x-www-form-urlencoded" } else { "application/json" };
            let latin = format!("{media}; charset=iso-8859-1");
            for wrong in [other, &latin, "text/plain", "multipart/form-data; boundary=x", "application/jsonp", ""] {
                let problem = send(wrong).await.problem();
                assert!(problem.is(ProblemType::UnsupportedMediaType), "{} took {wrong:?}", endpoint.name);
                assert!(problem.detail.unwrap().contains(media), "{} says what it takes", endpoint.name);
            }
            for right in
                [media.to_ascii_uppercase(), format!("{media};charset=UTF-8"), format!("{media}; charset=\"utf-8\"")]
            {
                let answered = send(&right).await;
                assert!(answered.status != 415, "{} refused {right}", endpoint.name);
            }
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
    let answered = country.signed_by(&officer.signer(), "custodian-1", "GET", custodian::ReadQueue::PATH, b"").await;
    assert_eq!(answered.refusal(), ProblemType::BadSignature);
    let answered = country.signed_by(&officer.signer(), "custodian-2", "GET", custodian::ReadQueue::PATH, b"").await;
    assert_eq!(answered.status, 200);
}

#[tokio::test]
async fn a_gateway_takes_its_own_tokens_only() {
    let country = Country::usual().await;
    let hash = format!("Bearer {}", sha256(BEARER.as_bytes()));
    let lower = format!("bearer {BEARER}x");
    for header in ["Bearer ", "Bearer wrong", hash.as_str(), lower.as_str(), "Basic Zm9v"] {
        for path in [operator::Register::PATH, operator::RegisterBatch::PATH] {
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
        let endpoints: Vec<&Described> = contract::offered(role).collect();
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
        let below = ["records", "lines/5512345678", "search?q=a", "trust/x", ""]
            .map(|what| format!("{}{what}", contract::PREFIX));
        let log = contract::PREFIX.replace("v1", "log");
        for path in below.iter().map(String::as_str).chain([log.as_str(), "/v1", "/admin", "//"]) {
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
        let served: Value = country.unsigned(id, "GET", common::ReadContract::PATH, b"").await.json();
        assert_eq!(served, document(role));
        for endpoint in contract::offered(role) {
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
            assert_eq!(named(operation), endpoint.problems(), "{name}");
            for (status, response) in operation["responses"].as_object().unwrap().iter().filter(|(it, _)| *it != "200")
            {
                assert_eq!(schema_of(&response["content"]).0, "application/problem+json", "{name} {status}");
            }
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

/// The problems that a document names for an operation, each under the status that it has.
fn named(operation: &Value) -> BTreeSet<ProblemType> {
    let refusals = operation["responses"].as_object().unwrap().iter().filter(|(status, _)| *status != "200");
    let kinds = refusals.flat_map(|(status, response)| {
        let named = &response["content"]["application/problem+json"]["schema"]["allOf"][1]["properties"];
        assert_eq!(named["status"]["const"].to_string(), *status);
        let names = named["type"]["enum"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
        names.map(move |name| {
            let kind = ProblemType::ALL.iter().find(|kind| Problem::new(**kind).kind == name).unwrap();
            assert_eq!(kind.status().to_string(), *status, "{name}");
            *kind
        })
    });
    kinds.collect()
}

#[test]
fn the_documents_say_what_the_code_reads() {
    for role in Role::ALL.into_iter().filter(|role| !matches!(role, Role::Court | Role::Authority)) {
        let document = document(role);
        assert_eq!(document["openapi"], "3.1.0");
        let mut operations = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for operation in methods.as_object().unwrap().values() {
                assert!(operations.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
                let parameters = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
                let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
                for parameter in in_path.clone() {
                    assert!(path.contains(&format!("{{{}}}", parameter["name"].as_str().unwrap())), "{path}");
                }
                assert_eq!(in_path.count(), path.matches('{').count(), "{path}");
            }
        }
        let schemas = &document["components"]["schemas"];
        integers(schemas, &mut |schema| {
            assert!(schema["minimum"].is_number() && schema["maximum"].is_number(), "{}: {schema}", role.as_str());
        });
        if let Some(uuid) = schemas.get("Uuid") {
            assert!(uuid["pattern"].as_str().unwrap().contains("[478]"));
        }
    }
    let custodian = document(Role::Custodian);
    let reply = &custodian["components"]["schemas"]["EvaluationReply"]["properties"];
    assert_eq!((&reply["index"]["minimum"], &reply["index"]["maximum"]), (&1.into(), &32.into()));
    let proof = &custodian["components"]["schemas"]["Bytes64"];
    assert_eq!((&proof["minLength"], &proof["maxLength"]), (&86.into(), &86.into()));
}

fn integers(schema: &Value, look: &mut impl FnMut(&Value)) {
    match schema {
        Value::Object(fields) => {
            if fields.get("type").is_some_and(|kind| kind == "integer") {
                look(schema);
            }
            fields.values().for_each(|value| integers(value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| integers(value, look)),
        _ => {}
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
        for endpoint in contract::offered(role) {
            let answered = country.unsigned(id, endpoint.method, &path(endpoint), body(endpoint)).await;
            let header = |name: &str| answered.headers.get(name).unwrap().to_str().unwrap();
            // A tile never changes; nothing else may be kept.
            let caching = if endpoint.name == registrar::ReadLog::NAME {
                "public, max-age=31536000, immutable"
            } else {
                "no-store"
            };
            assert_eq!(header("cache-control"), caching, "{}", endpoint.name);
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert!(header("content-security-policy").starts_with("default-src 'none'"));
        }
    }
}
