//! What may stand in a party's place when it is broken or hostile.

use super::Country;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Uri};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use data_encoding::HEXLOWER;
use padron_protocol::contract::{Endpoint as _, Rest, custodian, registrar};
use padron_protocol::messages::evaluation::EvaluationReply;
use padron_protocol::messages::opening::{
    HistoryReply, OpeningPartMessage, OpeningReply, OrderParts, PartFor, TicketReply,
};
use padron_protocol::messages::order::SealedMessage;
use padron_protocol::messages::person::{AccessesReply, AccessesRequest};
use padron_protocol::messages::status::Figures;
use padron_protocol::sealed::request_info;
use padron_protocol::{Base64, Uuid};
use padron_threshold::{Purpose, delivery, evaluate};

/// Answers everything with what nobody can read, and says that it is well.
pub fn garbage() -> Router {
    Router::new().fallback(|| async { ([("content-type", "application/json")], b"\xff{]garbage".to_vec()) })
}

/// Refuses everything with a problem of this type that claims to be a success.
pub fn refuses_as_success(kind: &'static str) -> Router {
    let body = format!("{{\"type\":\"urn:padron:problem:{kind}\",\"title\":\"Linked\",\"status\":200}}");
    Router::new().fallback(move || async { (axum::http::StatusCode::INTERNAL_SERVER_ERROR, body) })
}

/// Takes every request and never answers.
pub fn hang() -> Router {
    Router::new().fallback(|| async { std::future::pending::<String>().await })
}

/// Evaluates with the share of `other`; in its own name, or in the other's.
pub fn other_part(country: &Country, own: &str, other: &str, honest_about_it: bool) -> Router {
    let index = country.party(if honest_about_it { other } else { own }).index.unwrap().get();
    let part = move |purpose: Purpose,
                     share: std::sync::Arc<padron_threshold::KeyShare>,
                     trusted: std::sync::Arc<padron_protocol::trust::Trusted>| {
        post(move |body: axum::body::Bytes| async move {
            let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let asked: Base64 = serde_json::from_value(asked["elements"].clone()).unwrap();
            let mut rng = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(1);
            let part = evaluate(&share, trusted.key(purpose), &asked.chunks32().unwrap(), &mut rng).unwrap();
            let reply = EvaluationReply { index, ..part.into() };
            json(&reply)
        })
    };
    let share = |purpose| std::sync::Arc::new(country.share(other, purpose));
    Router::new()
        .route(custodian::EvaluateLine::PATH, part(Purpose::Line, share(Purpose::Line), country.trusted.clone()))
        .route(custodian::EvaluatePerson::PATH, part(Purpose::Person, share(Purpose::Person), country.trusted.clone()))
}

/// Answers every step of an order in good form, sealed as it should be, with parts that are not what they should be.
pub fn liar(country: &Country, own: &str, authority: &str) -> Router {
    let to = country.party(authority).delivery.clone().unwrap();
    let index = country.party(own).index.unwrap().get();
    let (own, authority) = (own.to_owned(), authority.to_owned());
    let register = country.trusted.list().register.clone();
    let others: Vec<_> = country
        .trusted
        .custodians()
        .into_iter()
        .map(|party| (party.id.clone(), party.delivery.clone().unwrap()))
        .collect();
    Router::new().fallback(move |method: Method, uri: Uri| async move {
        let parts: Vec<&str> = uri.path().split('/').collect();
        let [_, "v1", "requests", request, step] = parts[..] else { return json(&method.as_str()) };
        // A point that can be decoded: the group's base.
        let point = HEXLOWER.decode(b"e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76").unwrap();
        let request = Uuid::parse(request).unwrap();
        let mut rng = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(2);
        let plain = match step {
            "evaluation" => {
                let part = EvaluationReply { index, epoch: 1, elements: Base64(point), proof: Base64(vec![1; 64]) };
                let part = serde_json::to_vec(&part).unwrap();
                let parts = others.iter().map(|(id, to)| {
                    let info = request_info(&register, "part", id, &request);
                    let sealed = delivery::seal(to, &info, own.as_bytes(), &part, &mut rng).unwrap();
                    PartFor { custodian: id.clone(), sealed: sealed.into() }
                });
                serde_json::to_vec(&OrderParts { parts: parts.collect() })
            }
            "ticket" => {
                serde_json::to_vec(&TicketReply { ticket: "e30.e30.AA".into(), line_token: Base64(vec![1; 32]) })
            }
            "history" => serde_json::to_vec(&HistoryReply { history: "e30.e30.AA".into() }),
            _ => {
                let part = OpeningPartMessage { index, epoch: 1, element: Base64(point), proof: Base64(vec![1; 64]) };
                serde_json::to_vec(&OpeningReply { parts: vec![part; 3] })
            }
        }
        .unwrap();
        let info = request_info(&register, step, &authority, &request);
        let sealed = delivery::seal(&to, &info, own.as_bytes(), &plain, &mut rng).unwrap();
        json(&SealedMessage { sealed: sealed.into() })
    })
}

/// The registrar, but for the accesses: of those it says that there are none.
pub fn without_accesses(registrar: Router) -> Router {
    registrar.layer(from_fn(|request: Request, next: Next| async {
        if request.uri().path() != registrar::ReadAccesses::PATH {
            return next.run(request).await;
        }
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
        let asked: AccessesRequest = serde_json::from_slice(&body).unwrap();
        json(&AccessesReply { lines: asked.lines.iter().map(|_| Vec::new()).collect() })
    }))
}

/// The registrar, but for its figures: they tell of ten thousand links more of each operator.
pub fn with_inflated_figures(registrar: Router) -> Router {
    registrar.layer(from_fn(|request: Request, next: Next| async {
        let file = registrar::ReadLog::path(&Rest("figures.json".into()));
        let figures = [registrar::ReadFigures::PATH, &file].contains(&request.uri().path());
        let response = next.run(request).await;
        if !figures || !response.status().is_success() {
            return response;
        }
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let mut told: Figures = serde_json::from_slice(&body).unwrap();
        told.links.values_mut().for_each(|links| *links += 10_000);
        json(&told)
    }))
}

fn json<M: serde::Serialize + ?Sized>(message: &M) -> Response {
    let body = Body::from(serde_json::to_vec(message).unwrap());
    ([("content-type", "application/json")], body).into_response()
}
