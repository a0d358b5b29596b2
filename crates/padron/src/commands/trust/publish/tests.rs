use super::*;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::messages::order::RequestLogged;
use padron_protocol::{Problem, ProblemType};
use padron_watch::fixture::{list, now, promise, signed, signer, successor};
use std::fs;
use tokio::net::TcpListener;

/// A registrar that answers so.
async fn registrar(status: u16, answer: String) -> String {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let status = StatusCode::from_u16(status).unwrap();
    let router = Router::new().route(LogTrustList::PATH, post(move || async move { (status, answer) }));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

fn logged(promise: &Promise, by: &str) -> String {
    let promise = signer(by).sign(promise).unwrap();
    serde_json::to_string(&RequestLogged { promise, proofs: None }).unwrap()
}

async fn published(status: u16, answer: String) -> Result<Receipt> {
    let dir = tempfile::tempdir()?;
    let (next, out) = (dir.path().join("next.json"), dir.path().join("receipt.json"));
    fs::write(&next, signed(&successor(&list())).to_text()?)?;
    publish(&next, &registrar(status, answer).await, Some(&out)).await?;
    Receipt::parse(&fs::read_to_string(out)?).context("no receipt")
}

fn promised() -> Promise {
    Promise { entry: signed(&successor(&list())).entry(), folio: None, statistics: None, ..promise(9, now()) }
}

#[tokio::test]
async fn the_registrars_promise_is_kept() {
    let answer = logged(&promised(), "registrar");
    let kept = published(200, answer).await.unwrap();
    assert_eq!(check(&list(), &kept.promise).unwrap().index, 9);
}

#[tokio::test]
async fn an_answer_that_promises_something_else_is_refused() {
    let refused = |answer| async { format!("{:#}", published(200, answer).await.err().unwrap()) };
    let other = refused(logged(&promise(9, now()), "registrar")).await;
    assert!(other.contains("something else than this list"), "{other}");
    let forged = refused(logged(&promised(), "operator-a")).await;
    assert!(forged.contains("promise"), "{forged}");
    let nothing = refused("{}".into()).await;
    assert!(nothing.contains("not what the contract says"), "{nothing}");
}

#[tokio::test]
async fn a_refusal_is_told() {
    let problem = Problem::new(ProblemType::BadTrustList).detail("version 5 does not follow version 1");
    let answer = serde_json::to_string(&problem).unwrap();
    let told = format!("{:#}", published(422, answer).await.err().unwrap());
    assert!(told.contains("does not follow version 1"), "{told}");
}
