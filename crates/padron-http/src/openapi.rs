//! OpenAPI 3.1 from the contract and the message types: there is nothing to keep in step by hand.

use padron_protocol::Problem;
use padron_protocol::contract::{self, Callers, Endpoint};
use padron_protocol::messages::{
    evaluation as e, identity as i, link as l, order as o, person as p, status as s, trust as t, verification as v,
};
use padron_protocol::trust::Role;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// The OpenAPI document of a role.
pub fn document(role: Role) -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut schemas = settings.into_generator();
    let problem = schemas.subschema_for::<Problem>();
    let mut paths = Map::new();
    for endpoint in contract::COMMON.iter().chain(contract::endpoints(role)) {
        let operation = operation(endpoint, role, &problem, &mut schemas);
        // OpenAPI has no sign for the rest of a path.
        let path = paths.entry(endpoint.path.replace("{*", "{")).or_insert_with(|| json!({}));
        path[endpoint.method.to_ascii_lowercase()] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("padron {}", role.as_str()),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every refusal is application/problem+json (RFC 9457) with a stable type.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "securitySchemes": {
                "party": {"type": "apiKey", "in": "header", "name": padron_protocol::http_signature::HEADER,
                          "description": "A JWS (EdDSA) over method, path and body by a party of the trust list"},
                "ownSystems": {"type": "http", "scheme": "bearer"},
            },
        },
    })
}

fn operation(endpoint: &Endpoint, role: Role, problem: &Schema, schemas: &mut SchemaGenerator) -> Value {
    let (request, reply) = bodies(role, endpoint.name, schemas);
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "responses": {
            "200": {"description": "Done", "content": content(reply_kind(endpoint.name), reply)},
            "default": {"description": "Refused", "content": content("application/problem+json", Some(problem.clone()))},
        },
        "security": security(endpoint.callers),
    });
    if endpoint.method == "POST" {
        let kind =
            if endpoint.name == "own-page-view" { "application/x-www-form-urlencoded" } else { "application/json" };
        operation["requestBody"] = json!({"required": true, "content": content(kind, request)});
    }
    let parameters = parameters(endpoint);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}

fn parameters(endpoint: &Endpoint) -> Vec<Value> {
    let mut parameters = Vec::new();
    if endpoint.path.contains("{request}") {
        let schema = json!({"type": "string", "format": "uuid"});
        parameters.push(json!({"name": "request", "in": "path", "required": true, "schema": schema}));
    }
    if matches!(endpoint.name, "register" | "present") {
        let schema = json!({"type": "string", "format": "uuid"});
        parameters.push(json!({"name": "idempotency-key", "in": "header", "required": true, "schema": schema}));
    }
    if endpoint.path.contains("{*path}") {
        let schema = json!({"type": "string"});
        parameters.push(json!({"name": "path", "in": "path", "required": true, "schema": schema}));
    }
    parameters
}

/// What the reply is, where it is no message: a page or plain text.
fn reply_kind(name: &str) -> &'static str {
    match name {
        "home" | "own-page" | "own-page-view" => "text/html",
        "live" | "metrics" => "text/plain",
        "log" => "application/octet-stream",
        _ => "application/json",
    }
}

fn content(kind: &str, schema: Option<Schema>) -> Value {
    let fields = matches!(kind, "application/json" | "application/x-www-form-urlencoded");
    let plain = if fields { "object" } else { "string" };
    match schema {
        Some(schema) => json!({kind: {"schema": schema}}),
        None => json!({kind: {"schema": {"type": plain}}}),
    }
}

fn security(callers: Callers) -> Value {
    match callers {
        Callers::Public => json!([]),
        Callers::OwnSystems => json!([{"ownSystems": []}]),
        Callers::Parties(_) | Callers::Officers => json!([{"party": []}]),
    }
}

/// The schemas of an endpoint's request and reply.
fn bodies(role: Role, name: &str, schemas: &mut SchemaGenerator) -> (Option<Schema>, Option<Schema>) {
    fn both<Q: JsonSchema, R: JsonSchema>(schemas: &mut SchemaGenerator) -> (Option<Schema>, Option<Schema>) {
        (Some(schemas.subschema_for::<Q>()), Some(schemas.subschema_for::<R>()))
    }
    fn reply<R: JsonSchema>(schemas: &mut SchemaGenerator) -> (Option<Schema>, Option<Schema>) {
        (None, Some(schemas.subschema_for::<R>()))
    }
    match (role, name) {
        (_, "ready") => reply::<s::Readiness>(schemas),
        (_, "register") => both::<l::Registration, l::Registered>(schemas),
        (_, "register-batch") => both::<l::RegistrationBatch, l::LinkReply>(schemas),
        (_, "verify") => both::<v::VerificationRequest, v::VerificationReply>(schemas),
        (_, "own-view") => both::<i::LoginRequest, p::OwnView>(schemas),
        (_, "link") => both::<l::LinkBatch, l::LinkReply>(schemas),
        (_, "holdings") => both::<p::HoldingsRequest, p::HoldingsReply>(schemas),
        (_, "accesses" | "journal") => both::<p::AccessesRequest, p::AccessesReply>(schemas),
        (_, "request") => both::<o::RequestSubmission, o::RequestLogged>(schemas),
        (_, "request-file") => reply::<o::RequestFile>(schemas),
        (_, "decision") => both::<o::DecisionSubmission, o::LoggedDecision>(schemas),
        (_, "record") => both::<o::RecordRequest, o::RecordReply>(schemas),
        (_, "statistics") => both::<o::OpenedStatistics, o::RequestLogged>(schemas),
        (_, "trust-list") => {
            (Some(json_schema!({"type": "object"})), Some(schemas.subschema_for::<o::RequestLogged>()))
        }
        (_, "figures") => reply::<s::Figures>(schemas),
        (_, "evaluate-line" | "evaluate-person") => both::<e::EvaluationRequest, e::EvaluationReply>(schemas),
        (_, "present") => both::<o::SealedMessage, o::RequestStatus>(schemas),
        (_, "state") => reply::<o::RequestStatus>(schemas),
        (_, "evaluate-order" | "open") => both::<o::SealedMessage, o::SealedMessage>(schemas),
        (_, "queue") => reply::<o::Queue>(schemas),
        (_, "decide") => both::<o::OfficerDecision, o::RequestStatus>(schemas),
        (_, "trust-lists") => reply::<t::TrustLists>(schemas),
        (_, "confirm") => both::<t::TrustConfirmation, t::TrustLists>(schemas),
        (_, "alarms") => reply::<s::Alarms>(schemas),
        (_, "match") => both::<i::MatchRequest, i::MatchReply>(schemas),
        (_, "login") => both::<i::LoginRequest, i::LoginReply>(schemas),
        _ => (None, None),
    }
}
