use super::*;
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

fn record(byte: u8) -> Uuid {
    Uuid::from_random([byte; 16])
}

#[test]
fn a_view_box_opens_for_its_record_and_key_only() {
    let at = Timestamp::from_millisecond(1_800_000_000_123).unwrap();
    let view =
        ViewBox { last_four: *b"1234", operator: "operator-a".into(), at, token: LineToken::from_bytes([4; 32]) };
    let sealed = view.close(&[1; 32], &record(1)).unwrap();
    let opened = ViewBox::open(&sealed, &[1; 32], &record(1)).ok().unwrap();
    assert_eq!((opened.last_four, opened.operator.as_str(), opened.at), (*b"1234", "operator-a", at));
    assert_eq!(opened.token.as_bytes(), &[4; 32]);
    assert!(ViewBox::open(&sealed, &[2; 32], &record(1)).is_err());
    assert!(ViewBox::open(&sealed, &[1; 32], &record(2)).is_err());
}

fn evidence() -> Evidence {
    Evidence {
        signature: [9; 64],
        attributes: Hash32([1; 32]),
        number_salt: [2; 32],
        slots: Hash32([3; 32]),
        issued: Timestamp::from_second(1_800_000_000).unwrap(),
        expires: Timestamp::from_second(1_800_001_800).unwrap(),
        strength: Strength::Biometric,
    }
}

#[test]
fn every_compartment_of_a_kind_has_the_same_size() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    for size in [0, 1, 90] {
        let text = CompartmentText::new(Zeroizing::new(vec![7; size]), evidence(), &mut rng);
        assert_eq!(text.encode(Compartment::Line).unwrap().len(), padded_size(Compartment::Line));
    }
    let long = CompartmentText::new(Zeroizing::new(vec![7; 102]), evidence(), &mut rng);
    assert_eq!(long.encode(Compartment::Line).err(), Some(SealedError::TooLong));
}

proptest! {
    #[test]
    fn texts_round_trip(text in proptest::collection::vec(any::<u8>(), 0..200), salt: [u8; 32], signature in proptest::collection::vec(any::<u8>(), 64)) {
        let evidence = Evidence { signature: signature.try_into().unwrap(), ..evidence() };
        let given = CompartmentText { salt, evidence: evidence.clone(), text: Zeroizing::new(text.clone()) };
        for compartment in [Compartment::Subscriber, Compartment::Contact] {
            let read = CompartmentText::decode(&given.encode(compartment).unwrap()).ok().unwrap();
            prop_assert!(*read.text == text && read.salt == salt && read.evidence == evidence);
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = decode_slots(&bytes);
        let _ = ViewBox::open(&bytes, &[0; 32], &record(0));
        let _ = CompartmentText::decode(&bytes);
    }
}
