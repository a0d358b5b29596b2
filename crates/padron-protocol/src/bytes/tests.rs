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
