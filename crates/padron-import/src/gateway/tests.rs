use padron_protocol::ProblemType;

use super::*;

#[test]
fn only_addresses_that_keep_batches_unread_on_the_way() {
    let refusal =
        |address: &str, plain| GatewayClient::new(address, "token", plain).err().map(|error| error.to_string());
    for address in [
        "https://gateway.example",
        "http://127.0.0.1:8080/",
        "http://localhost:1",
        "http://[::1]:1",
        "https://g.example/padron/",
    ] {
        assert_eq!(refusal(address, false), None, "{address}");
    }
    assert!(refusal("http://gateway.example", false).unwrap().contains("plain http"));
    assert_eq!(refusal("http://gateway.example", true), None);
    for address in ["", "gateway.example", "ftp://gateway.example", "file:///etc"] {
        assert!(refusal(address, true).is_some(), "{address}");
    }
    let gateway = GatewayClient::new("https://g.example/padron/", "token", false).ok().unwrap();
    assert_eq!(gateway.url.as_str(), "https://g.example/padron/v1/links/batch");
}

#[test]
fn only_tokens_that_a_header_takes() {
    for token in ["", " \n", "two words", "ñ", "a\nb"] {
        assert!(matches!(GatewayClient::new("http://localhost", token, false), Err(GatewayError::Token)), "{token:?}");
    }
    let gateway = GatewayClient::new("http://localhost", " secret\r\n", false).ok().unwrap();
    assert_eq!(gateway.authorization, "Bearer secret");
    assert!(!format!("{:?}", gateway.authorization).contains("secret"));
}

#[test]
fn what_an_answer_means() {
    let name = |status: u16, body: &str| match judge(StatusCode::from_u16(status).unwrap(), None, body.as_bytes(), 1) {
        GatewayAnswer::Rows(_) => "rows",
        GatewayAnswer::Later { .. } => "later",
        GatewayAnswer::TooLarge(_) => "too large",
        GatewayAnswer::Never(_) => "never",
    };
    let one = r#"{"rows":[{"linked":{"folio":"A","at":"2026-01-09T00:00:00Z","promise":"r"}}]}"#;
    assert_eq!(name(200, one), "rows");
    for body in ["", "<html>", r#"{"rows":[]}"#, "{}"] {
        assert_eq!(name(200, body), "never", "{body}");
    }
    for status in [408, 429, 500, 502, 503, 504] {
        assert_eq!(name(status, "busy"), "later", "{status}");
    }
    assert_eq!(name(413, ""), "too large");
    for status in [301, 400, 401, 403, 404, 405, 409, 422, 501] {
        assert_eq!(name(status, one), "never", "{status}");
    }
}

#[test]
fn a_refusal_of_everything_is_told_in_our_words() {
    let problem = Problem::new(ProblemType::Unauthenticated).detail("JUAN PEREZ");
    let body = serde_json::to_vec(&problem).unwrap();
    let GatewayAnswer::Never(why) = judge(StatusCode::UNAUTHORIZED, None, &body, 1) else { panic!() };
    assert_eq!(why, "401 (unauthenticated): The caller did not say who it is; check the token file");
}

#[test]
fn retry_after_is_read_in_seconds_and_believed_for_a_day() {
    assert_eq!(retry_after(" 7 "), Some(Duration::from_secs(7)));
    assert_eq!(retry_after("99999999"), Some(LONGEST_WAIT));
    assert_eq!(retry_after("-1"), None);
    assert_eq!(retry_after("Fri, 09 Jan 2026 00:00:00 GMT"), None);
}
