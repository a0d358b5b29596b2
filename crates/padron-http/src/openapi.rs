//! OpenAPI 3.1 from the endpoints' types: there is nothing to keep in step by hand.

use padron_protocol::contract::{self, Callers, Described, Endpoint as _, Refusals, common};
use padron_protocol::http_signature::HEADER;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType, Uuid};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The OpenAPI document of a role.
pub fn document(role: Role) -> Value {
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .with_transform(RecursiveTransform(whole_integers));
    let mut schemas = settings.into_generator();
    let mut paths = Map::new();
    for endpoint in contract::offered(role) {
        let operation = operation(endpoint, role, &mut schemas);
        // OpenAPI has no sign for the rest of a path.
        let path = paths.entry(endpoint.path.replace("{*", "{")).or_insert_with(|| json!({}));
        path[endpoint.method.to_ascii_lowercase()] = operation;
    }
    let said = match role {
        Role::Witness => "A witness as of C2SP tlog-witness. Every refusal is a line of text.",
        _ => "Every refusal is application/problem+json (RFC 9457) with a stable type.",
    };
    let mut components = json!({"schemas": schemas.take_definitions(true)});
    if role != Role::Witness {
        components["securitySchemes"] = json!({
            "party": {"type": "apiKey", "in": "header", "name": HEADER,
                      "description": "A JWS (EdDSA) over method, path and body by a party of the trust list"},
            "ownSystems": {"type": "http", "scheme": "bearer"},
        });
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("padron {}", role.as_str()),
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
            "description": said,
        },
        "paths": paths,
        "components": components,
    })
}

/// Says of integers what their types say: schemars names the type and leaves most bounds out.
fn whole_integers(schema: &mut Schema) {
    let bounds: Option<(i64, u64)> = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => Some((0, u8::MAX.into())),
        Some("uint16") => Some((0, u16::MAX.into())),
        Some("uint32") => Some((0, u32::MAX.into())),
        Some("uint" | "uint64") => Some((0, u64::MAX)),
        Some("int64") => Some((i64::MIN, i64::MAX.unsigned_abs())),
        _ => None,
    };
    let Some((minimum, maximum)) = bounds else { return };
    if schema.get("format") == Some(&json!("uint")) {
        schema.insert("format".into(), "uint64".into());
    }
    for (bound, value) in [("minimum", json!(minimum)), ("maximum", json!(maximum))] {
        if schema.get(bound).is_none() {
            schema.insert(bound.into(), value);
        }
    }
}

fn operation(endpoint: &Described, role: Role, schemas: &mut SchemaGenerator) -> Value {
    let reply = (endpoint.reply_schema)(schemas);
    let mut responses = refusals(endpoint, role, schemas);
    responses.insert("200".into(), json!({"description": "Done", "content": content(endpoint.reply_media, &reply)}));
    let mut operation = json!({
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "responses": responses,
        "security": security(endpoint.callers),
    });
    if !endpoint.request_media.is_empty() {
        let request = (endpoint.request_schema)(schemas);
        operation["requestBody"] = json!({"required": true, "content": content(endpoint.request_media, &request)});
    }
    let parameters: Vec<Value> = endpoint
        .parameters
        .iter()
        .map(|parameter| {
            let schema =
                if parameter.uuid { json!(schemas.subschema_for::<Uuid>()) } else { json!({"type": "string"}) };
            json!({"name": parameter.name, "in": parameter.within, "required": true, "schema": schema})
        })
        .collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}

/// Each status that is no success, with what it may mean.
fn refusals(endpoint: &Described, role: Role, schemas: &mut SchemaGenerator) -> Map<String, Value> {
    match endpoint.refusals {
        Refusals::Words(words) => told(words, endpoint, schemas),
        Refusals::Problems(_) if role == Role::Witness => told(&[], endpoint, schemas),
        Refusals::Problems(_) => problems(&endpoint.problems(), schemas),
    }
}

fn problems(kinds: &BTreeSet<ProblemType>, schemas: &mut SchemaGenerator) -> Map<String, Value> {
    let mut statuses: BTreeMap<u16, Vec<ProblemType>> = BTreeMap::new();
    for kind in kinds {
        statuses.entry(kind.status()).or_default().push(*kind);
    }
    let problem = schemas.subschema_for::<Problem>();
    let response = |(status, kinds): (u16, Vec<ProblemType>)| {
        let types: Vec<String> = kinds.iter().map(|kind| Problem::new(*kind).kind).collect();
        let titles: Vec<&str> = kinds.iter().map(|kind| kind.title()).collect();
        let named = json!({"properties": {"type": {"enum": types}, "status": {"const": status}}});
        let schema = json!({"allOf": [problem, named]});
        let content = json!({"application/problem+json": {"schema": schema}});
        (status.to_string(), json!({"description": titles.join("; "), "content": content}))
    };
    statuses.into_iter().map(response).collect()
}

/// What a witness says in words; and it may always be busy or make a mistake.
fn told(words: &[(u16, &str)], endpoint: &Described, schemas: &mut SchemaGenerator) -> Map<String, Value> {
    const ALWAYS: [(u16, &str); 2] = [(500, "The witness made a mistake"), (503, "It is busy, or cannot do it now")];
    let words = words.iter().copied().chain(ALWAYS);
    let response = |(status, what): (u16, &str)| {
        let media = if status == 409 { "text/x.tlog.size" } else { "text/plain" };
        let mut content = json!({media: {"schema": {"type": "string"}}});
        if status == 503 && endpoint.path == common::Ready::PATH {
            content[endpoint.reply_media] = json!({"schema": (endpoint.reply_schema)(schemas)});
        }
        (status.to_string(), json!({"description": what, "content": content}))
    };
    words.map(response).collect()
}

fn content(media: &str, schema: &Schema) -> Value {
    json!({media: {"schema": schema}})
}

fn security(callers: Callers) -> Value {
    match callers {
        Callers::Public => json!([]),
        Callers::OwnSystems => json!([{"ownSystems": []}]),
        Callers::Parties(_) | Callers::Officers => json!([{"party": []}]),
    }
}
