//! What a witness tells those who only read.

use crate::stand::{BEGIN, Stand};
use crate::toy_log::{ORIGIN, ToyLog};
use padron_protocol::contract::{self, Endpoint as _, LogPlace, common, witness};
use padron_protocol::sha256;
use padron_protocol::trust::Role;
use padron_store::WitnessStore;

#[tokio::test]
async fn the_newest_checkpoint_is_at_the_hash_of_its_origin() {
    let log = ToyLog::of(9);
    let stand = Stand::fresh(&log).await;
    let place = sha256(ORIGIN.as_bytes()).to_string();
    stand.get(&witness::ReadCheckpoint::path(&LogPlace(place.clone()))).await.refused(404, "no checkpoint");
    stand.cosigned(&log.request(0, 9)).await;
    let newest = stand.get(&witness::ReadCheckpoint::path(&LogPlace(place.clone()))).await;
    assert_eq!((newest.status, newest.kind.as_str()), (200, "text/plain; charset=utf-8"));
    for other in [place.to_uppercase(), "00".repeat(32), "log.example%2Ftoy".into(), "..".into(), "%ff".into()] {
        let answer = stand.get(&format!("/{other}/checkpoint")).await;
        assert!((400..500).contains(&answer.status), "{other}: {}", answer.status);
    }
}

#[tokio::test]
async fn metrics_count_answers_and_tell_sizes() {
    let (log, second) = (ToyLog::of(9), ToyLog::new("log.example/second"));
    let stand = Stand::over(WitnessStore::in_memory().unwrap(), vec![log.known(), second.known()]).await;
    stand.cosigned(&log.request(0, 4)).await;
    stand.cosigned(&log.request(4, 9)).await;
    stand.add(&log.request(4, 9)).await.conflict(9);
    stand.post("nonsense").await.refused(400, "line 1");
    let place = sha256(ORIGIN.as_bytes());
    let metrics = stand.get(common::ReadMetrics::PATH).await;
    assert_eq!(metrics.status, 200);
    let lines: Vec<&str> = metrics.body.lines().collect();
    for line in [
        "padron_witness_answers_total{status=\"200\"} 2".to_owned(),
        "padron_witness_answers_total{status=\"400\"} 1".into(),
        "padron_witness_answers_total{status=\"409\"} 1".into(),
        format!("padron_witness_log_size{{log=\"{place}\"}} 9"),
        format!("padron_witness_cosigned_seconds{{log=\"{place}\"}} {BEGIN}"),
        format!("padron_witness_two_trees{{log=\"{place}\"}} 0"),
    ] {
        assert!(lines.contains(&line.as_str()), "{line} is not in\n{}", metrics.body);
    }
    assert_eq!(metrics.body.matches("log_size{").count(), 1, "a log that was never cosigned has no size");
}

#[tokio::test]
async fn two_trees_of_one_size_raise_an_alarm() {
    let mut log = ToyLog::of(3);
    let mut forked = log.clone();
    log.grow(9, "entry");
    forked.grow(9, "another entry");
    let stand = Stand::fresh(&log).await;
    let alarm = format!("padron_witness_two_trees{{log=\"{}\"}} ", sha256(ORIGIN.as_bytes()));
    stand.cosigned(&log.request(0, 9)).await;
    // What anybody could send proves nothing against the log.
    let mut forged = forked.request(9, 9);
    forged.checkpoint.note.signatures[0].bytes[0] ^= 1;
    stand.add(&forged).await.refused(403, "signed");
    stand.add(&log.request(3, 9)).await.conflict(9);
    assert!(stand.get(common::ReadMetrics::PATH).await.body.contains(&format!("{alarm}0\n")));
    stand.add(&forked.request(3, 9)).await.conflict(9);
    assert!(stand.get(common::ReadMetrics::PATH).await.body.contains(&format!("{alarm}1\n")));
}

#[tokio::test]
async fn the_page_says_who_the_witness_is() {
    let log = ToyLog::of(9);
    let stand = Stand::fresh(&log).await;
    stand.cosigned(&log.request(0, 9)).await;
    for (path, word) in [("/", "Testigo"), ("/?lang=en", "Witness")] {
        let page = stand.get(path).await;
        assert_eq!((page.status, page.kind.as_str()), (200, "text/html; charset=utf-8"));
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        let key = stand.key.to_string().replace('+', "&#43;");
        for told in [word, "University of &#60;Examples&#62;", ORIGIN, "<dd>9</dd>"] {
            assert!(page.body.contains(told), "{told} is not in\n{}", page.body);
        }
        assert!(page.body.contains(&key) || page.body.contains(&stand.key.to_string()));
    }
}

#[tokio::test]
async fn addresses_that_are_not_there_are_refused_in_words() {
    let stand = Stand::fresh(&ToyLog::of(1)).await;
    stand.get(witness::Cosign::PATH).await.refused(405, "another method");
    stand.get(common::ReadTrust::PATH).await.refused(404, "nothing here");
    stand.get("/sign-subtree").await.refused(404, "nothing here");
    assert_eq!(stand.get(common::Live::PATH).await.body, "alive\n");
    let ready = stand.get(common::Ready::PATH).await;
    assert!(ready.status == 200 && ready.body.contains("\"ready\":true"), "{}", ready.body);
}

#[tokio::test]
async fn the_openapi_document_names_what_a_witness_answers() {
    let log = ToyLog::of(9);
    let stand = Stand::fresh(&log).await;
    let served = stand.get(common::ReadContract::PATH).await;
    assert_eq!((served.status, served.kind.as_str()), (200, "application/json"));
    let document: serde_json::Value = serde_json::from_str(&served.body).unwrap();
    assert_eq!(document, padron_http::document(Role::Witness));
    for endpoint in contract::offered(Role::Witness) {
        let operation = &document["paths"][endpoint.path][endpoint.method.to_ascii_lowercase()];
        assert_eq!(operation["operationId"], endpoint.name);
        if endpoint.method == "GET" && endpoint.parameters.is_empty() {
            let answer = stand.get(endpoint.path).await;
            assert_eq!(answer.status, 200, "{}", endpoint.name);
            let media = answer.kind.split(';').next().unwrap();
            assert!(operation["responses"]["200"]["content"].get(media).is_some(), "{} is {media}", endpoint.name);
        }
    }
    // Each refusal of the rules of witnesses is in it, with the kind of text that it is.
    let cosign = &document["paths"][witness::Cosign::PATH]["post"]["responses"];
    let mut forged = log.request(0, 9);
    forged.checkpoint.note.signatures[0].bytes[0] ^= 1;
    let mut unknown = ToyLog::new("log.example/unknown");
    unknown.grow(9, "entry");
    stand.cosigned(&log.request(0, 9)).await;
    let refused = [
        stand.post("nonsense").await,
        stand.add(&forged).await,
        stand.add(&unknown.request(0, 9)).await,
        stand.add(&log.request(0, 9)).await,
        stand.post("x".repeat(witness::Cosign::BODY_LIMIT + 1)).await,
    ];
    for answer in refused {
        let content = &cosign[answer.status.to_string()]["content"];
        assert!(content.get(answer.kind.split(';').next().unwrap()).is_some(), "{}: {}", answer.status, answer.body);
    }
}
