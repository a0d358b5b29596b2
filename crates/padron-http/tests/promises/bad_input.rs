//! What a caller gets wrong is named, never repeated, and leaves no trace.

use crate::country::{Answered, Country};
use padron_model::HolderKind;
use padron_protocol::ProblemType;
use padron_protocol::contract::{BATCH_LIMIT, Endpoint as _, custodian, operator, registrar, verifier};
use padron_protocol::messages::link::{LinkOutcome, LinkReply};
use serde_json::{Value, json};

async fn post(country: &Country, body: &[u8]) -> Answered {
    country.billing("operator-a", operator::Register::PATH, Some(&country.uuid().to_string()), body).await
}

fn form(country: &Country, kind: HolderKind) -> Value {
    serde_json::to_value(country.form(country.nth(kind, 0), 0)).unwrap()
}

fn unchanged(country: &Country) {
    let stored = country.stored();
    assert_eq!((stored.entries, stored.trust_lists), (1, 1), "a refusal left something in the log");
}

#[tokio::test]
async fn what_is_not_the_json_of_the_contract_is_malformed() {
    let country = Country::usual().await;
    let good = form(&country, HolderKind::National);
    let mut unknown = good.clone();
    unknown["holder"]["fingerprint"] = json!("GOMC850101HDFRRS09");
    let mut wrong_type = good.clone();
    wrong_type["number"] = json!(5_512_345_678_u64);
    let mut null = good.clone();
    null["holder"] = Value::Null;
    let mut missing = good.clone();
    missing.as_object_mut().unwrap().remove("holder");
    let twice = good.to_string().replacen('{', "{\"number\":\"5512345678\",", 1);
    let deep = "[".repeat(10_000);
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\xff\xfe".to_vec(),
        b"{}garbage".to_vec(),
        deep.into_bytes(),
        unknown.to_string().into_bytes(),
        wrong_type.to_string().into_bytes(),
        null.to_string().into_bytes(),
        missing.to_string().into_bytes(),
        twice.into_bytes(),
        good.to_string().replace("\"number\"", "\"numbér\"").into_bytes(),
    ];
    for body in bodies {
        let answered = post(&country, &body).await;
        assert_eq!(answered.refusal(), ProblemType::MalformedRequest, "{}", String::from_utf8_lossy(&body));
        assert!(!answered.text().contains("5512345678") && !answered.text().contains("GOMC"));
    }
    unchanged(&country);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_wherever_it_is_sent() {
    let country = Country::usual().await;
    let huge = vec![b' '; 10 * 1024 * 1024];
    for path in [operator::Register::PATH, operator::RegisterBatch::PATH] {
        let answered = country.billing("operator-a", path, Some(&country.uuid().to_string()), &huge).await;
        assert_eq!(answered.refusal(), ProblemType::TooLarge, "{path}");
    }
    for (from, to, path) in [
        ("operator-a", "registrar", registrar::Link::PATH),
        ("prosecutor", "registrar", registrar::LogRequest::PATH),
        ("prosecutor", "custodian-1", custodian::Present::PATH),
        ("operator-a", "verifier", verifier::Verify::PATH),
    ] {
        assert_eq!(country.signed(from, to, "POST", path, &huge).await.refusal(), ProblemType::TooLarge, "{path}");
    }
    assert!(huge.len() > BATCH_LIMIT);
    assert_eq!(
        country.unsigned("registrar", "GET", registrar::ReadFigures::PATH, b"x").await.refusal(),
        ProblemType::TooLarge
    );
    unchanged(&country);
}

/// Bad values by field: who the holder is, where the value goes, the value, the field that must be named.
const BAD: &[(HolderKind, &str, &str, &str)] = &[
    (HolderKind::National, "/number", "55123456789", "number"),
    (HolderKind::National, "/number", "1512345678", "number"),
    (HolderKind::National, "/number", "55I2345678", "number"),
    (HolderKind::National, "/number", "+525512345678,+525512345679", "number"),
    (HolderKind::National, "/iccid", "89520200000000000125", "iccid"),
    (HolderKind::National, "/iccid", "not a card", "iccid"),
    (HolderKind::National, "/service", "lifelong", "service"),
    (HolderKind::National, "/activated", "31-12-2025", "activated"),
    (HolderKind::National, "/activated", "2025-02-30", "activated"),
    (HolderKind::National, "/activated", "20250228", "activated"),
    (HolderKind::National, "/activated", "0001-01-01", "activated"),
    (HolderKind::National, "/activated", "2999-01-01", "activated"),
    (HolderKind::National, "/holder/kind", "alien", "holder.kind"),
    (HolderKind::National, "/holder/curp", "GOMC850101HDFRRS0X", "holder.curp"),
    (HolderKind::National, "/holder/curp", "ZZZZ", "holder.curp"),
    (HolderKind::National, "/holder/birth_date", "1890-13-01", "holder.birth_date"),
    (HolderKind::National, "/holder/birth_date", "1891-01-01", "holder.birth_date"),
    (HolderKind::National, "/holder/birth_date", "2090-01-01", "holder.birth_date"),
    (HolderKind::National, "/holder/birth_date", "1901-01-01", "holder.curp"),
    (HolderKind::National, "/holder/sex", "Q", "holder.sex"),
    (HolderKind::National, "/holder/given_names", "", "holder.given_names"),
    (HolderKind::National, "/holder/given_names", "J04N", "holder.given_names"),
    (HolderKind::National, "/holder/first_surname", "P3REZ", "holder.first_surname"),
    (HolderKind::National, "/holder/second_surname", "L0PEZ", "holder.second_surname"),
    (HolderKind::Foreigner, "/holder/nationality", "ZZZ", "holder.nationality"),
    (HolderKind::Foreigner, "/holder/passport_country", "QQQ", "holder.passport_country"),
    (HolderKind::Foreigner, "/holder/passport_number", "A/1234567", "holder.passport_number"),
    (HolderKind::Foreigner, "/holder/passport_number", "", "holder.passport_number"),
    (HolderKind::LegalPerson, "/holder/rfc", "ABC990101ZZ!", "holder.rfc"),
    (HolderKind::LegalPerson, "/holder/legal_name", "", "holder.legal_name"),
    (HolderKind::National, "/contact/postal_code", "0123A", "contact.postal_code"),
    (HolderKind::National, "/contact/email", "somebody-at-home", "contact.email"),
    (HolderKind::National, "/contact/address", "", "contact.address"),
    (HolderKind::National, "/contact/address", "Calle \u{202e}1 onigeM", "contact.address"),
];

#[tokio::test]
async fn an_invalid_field_is_named_and_its_value_is_never_repeated() {
    let country = Country::usual().await;
    for (kind, pointer, value, field) in BAD {
        let mut form = form(&country, *kind);
        let parts: Vec<&str> = pointer.split('/').skip(1).collect();
        match parts[..] {
            [one] => form[one] = json!(value),
            [one, two] => form[one][two] = json!(value),
            _ => unreachable!("fields lie at most two deep"),
        }
        let answered = post(&country, form.to_string().as_bytes()).await;
        assert_eq!(answered.status, 422, "{pointer} = {value}");
        let problem = answered.problem();
        assert!(problem.is(ProblemType::InvalidField), "{pointer} = {value}: {problem}");
        assert_eq!(problem.field.as_deref(), Some(*field), "{pointer} = {value}");
        // A single letter cannot be told from the sentence that explains the rule.
        assert!(value.len() < 2 || !answered.text().contains(value), "{pointer}: {}", answered.text());
    }
    unchanged(&country);
}

#[tokio::test]
async fn a_field_that_the_holder_needs_and_that_is_missing_is_named() {
    let country = Country::usual().await;
    let needed = [
        (HolderKind::National, &["curp", "given_names", "first_surname", "birth_date", "sex"][..]),
        (HolderKind::Foreigner, &["passport_country", "passport_number", "nationality", "birth_date", "sex"]),
        (HolderKind::LegalPerson, &["legal_name", "rfc", "given_names"]),
    ];
    for (kind, fields) in needed {
        for field in fields {
            let mut form = form(&country, kind);
            if form["holder"].as_object_mut().unwrap().remove(*field).is_none() {
                continue;
            }
            let problem = post(&country, form.to_string().as_bytes()).await.problem();
            assert!(problem.is(ProblemType::InvalidField), "{kind:?} {field}: {problem}");
            assert!(problem.field.as_deref().unwrap().starts_with("holder."), "{kind:?} {field}");
        }
    }
    unchanged(&country);
}

#[tokio::test]
async fn numbers_outside_the_mobile_blocks_are_refused() {
    let country = Country::usual().await;
    for number in ["5521234567", "3331234567", "8181234567", "9001234567"] {
        let mut form = form(&country, HolderKind::National);
        form["number"] = json!(number);
        let answered = post(&country, form.to_string().as_bytes()).await;
        let problem = answered.problem();
        assert!(problem.is(ProblemType::NotMobile) && problem.field.as_deref() == Some("number"), "{problem}");
        assert!(!answered.text().contains(number));
    }
    unchanged(&country);
}

#[tokio::test]
async fn a_holder_whom_the_civil_register_does_not_confirm_is_refused_alike() {
    let country = Country::usual().await;
    let mut told = std::collections::BTreeSet::new();
    // Somebody who is not in the civil register, and somebody with one attribute of another.
    let unknown = serde_json::to_value(country.form(100_000, 0)).unwrap();
    let foreigner = country.nth(HolderKind::Foreigner, 0);
    let mut mismatch = serde_json::to_value(country.form(foreigner, 0)).unwrap();
    let sex = mismatch["holder"]["sex"].clone();
    mismatch["holder"]["sex"] = json!(if sex == "H" { "M" } else { "H" });
    for form in [unknown, mismatch] {
        let answered = post(&country, form.to_string().as_bytes()).await;
        assert_eq!(answered.refusal(), ProblemType::NotVerified);
        told.insert(answered.text());
    }
    assert_eq!(told.len(), 1, "unknown and mismatch are told apart");
    unchanged(&country);
}

#[tokio::test]
async fn a_batch_over_the_limit_is_refused_whole() {
    let country = Country::usual().await;
    let form = form(&country, HolderKind::National);
    let rows: Vec<Value> = (0..513).map(|_| json!({"key": country.uuid().to_string(), "registration": form})).collect();
    let body = json!({ "rows": rows }).to_string();
    let answered = country.billing("operator-a", operator::RegisterBatch::PATH, None, body.as_bytes()).await;
    assert_eq!(answered.refusal(), ProblemType::TooManyRows);
    unchanged(&country);
}

#[tokio::test]
async fn an_empty_batch_is_nothing() {
    let country = Country::usual().await;
    let answered = country.billing("operator-a", operator::RegisterBatch::PATH, None, b"{\"rows\":[]}").await;
    assert!(answered.json::<LinkReply>().rows.is_empty());
}

#[tokio::test]
async fn a_key_twice_in_one_batch_counts_once() {
    let country = Country::usual().await;
    let key = country.uuid().to_string();
    let row = |nth| json!({"key": key, "registration": country.form(country.national(0), nth)});
    let body = json!({"rows": [row(0), row(1), row(0)]}).to_string();
    let answered = country.billing("operator-a", operator::RegisterBatch::PATH, None, body.as_bytes()).await;
    let outcomes = answered.json::<LinkReply>().rows;
    assert!(matches!(outcomes[0], LinkOutcome::Linked(_)));
    for outcome in &outcomes[1..] {
        let LinkOutcome::Refused(problem) = outcome else { panic!("a key linked twice") };
        assert_eq!((problem.status, problem.field.as_deref()), (400, Some("key")));
    }
    assert_eq!(country.linked(), 1);
}

#[tokio::test]
async fn a_bad_row_does_not_spoil_its_neighbours() {
    let country = Country::usual().await;
    let row = |form: Value| json!({"key": country.uuid().to_string(), "registration": form});
    let good = |nth| row(serde_json::to_value(country.form(country.national(0), nth)).unwrap());
    let mut fixed = form(&country, HolderKind::National);
    fixed["number"] = json!("5521234567");
    let stranger = serde_json::to_value(country.form(100_000, 3)).unwrap();
    let body = json!({"rows": [good(1), row(fixed), row(stranger), good(2)]}).to_string();
    let answered = country.billing("operator-a", operator::RegisterBatch::PATH, None, body.as_bytes()).await;
    let linked: Vec<bool> =
        answered.json::<LinkReply>().rows.iter().map(|row| matches!(row, LinkOutcome::Linked(_))).collect();
    assert_eq!(linked, [true, false, false, true]);
    assert_eq!(country.linked(), 2);
}

#[tokio::test]
async fn a_single_registration_needs_a_uuid_as_its_key() {
    let country = Country::usual().await;
    let body = form(&country, HolderKind::National).to_string();
    let nil = "00000000-0000-0000-0000-000000000000";
    for key in [None, Some(""), Some("1"), Some("GOMC850101HDFRRS09"), Some(nil)] {
        let answered = country.billing("operator-a", operator::Register::PATH, key, body.as_bytes()).await;
        let problem = answered.problem();
        assert!(problem.is(ProblemType::MalformedRequest), "{key:?}: {problem}");
        assert_eq!(problem.field.as_deref(), Some("idempotency-key"));
        assert!(key.is_none_or(|key| key.len() < 3 || !answered.text().contains(key)));
    }
    unchanged(&country);
}
