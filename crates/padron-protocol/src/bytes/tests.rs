use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn base64_round_trips(bytes: Vec<u8>) {
        let text = serde_json::to_string(&Base64(bytes.clone())).unwrap();
        prop_assert!(serde_json::from_str::<Base64>(&text).unwrap().0 == bytes);
    }

    #[test]
    fn uuids_round_trip(bytes: [u8; 16]) {
        let uuid = Uuid::from_random(bytes);
        prop_assert_eq!(Uuid::parse(&uuid.to_string()), Some(uuid));
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Uuid::parse(&text);
        let _ = Hash32::parse(&text);
        let _ = serde_json::from_str::<Base64>(&text);
    }
}

#[test]
fn a_uuid_that_could_hold_a_number_is_refused() {
    assert_eq!(Uuid::parse("00000052-5512-1345-6780-000000000000"), None);
    assert_eq!(Uuid::parse("52551213456780"), None);
}

#[test]
fn parts_are_told_apart() {
    assert_ne!(sha256_parts("x", &[b"ab", b"c"]), sha256_parts("x", &[b"a", b"bc"]));
    assert_ne!(sha256_parts("x", &[]), sha256_parts("x", &[b""]));
}

fn pattern<T: JsonSchema>() -> String {
    let schema = T::json_schema(&mut SchemaGenerator::default());
    schema.get("pattern").unwrap().as_str().unwrap().trim_start_matches('^').trim_end_matches('$').to_owned()
}

/// What the documents describe is what is read.
#[test]
fn every_text_of_a_described_form_is_read() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut all = |pattern: &str, reads: fn(&str) -> bool| {
        let texts = proptest::string::string_regex(pattern).unwrap();
        let read = |text: String| {
            prop_assert!(reads(&text), "{text}");
            Ok(())
        };
        runner.run(&texts, read).unwrap();
    };
    all(&pattern::<Uuid>(), |text| Uuid::parse(text).is_some());
    all(&pattern::<Hash32>(), |text| Hash32::parse(text).is_some());
    all(&pattern::<Base64>(), |text| serde_json::from_value::<Base64>(text.into()).is_ok());
}

#[test]
fn a_fixed_length_is_described_in_characters() {
    let schema = Bytes::<32>::json_schema(&mut SchemaGenerator::default());
    assert_eq!((schema.get("minLength"), schema.get("maxLength")), (Some(&43.into()), Some(&43.into())));
}
