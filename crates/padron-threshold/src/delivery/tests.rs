//! Deliveries open only for whom, and as what, they were sealed.

use super::*;
use crate::tests::{hex, refusal, rng};
use proptest::prelude::*;

fn pair() -> (DeliverySecret, DeliveryKey) {
    generate(&mut rng(1))
}

#[test]
fn a_delivery_opens_for_its_recipient_only() {
    let (secret, public) = pair();
    let sealed = seal(&public, b"info", b"aad", b"text", &mut rng(2)).unwrap();
    assert_eq!(sealed.len(), ENCAPSULATED + 4 + 16);
    assert_eq!(open(&secret, b"info", b"aad", &sealed).unwrap().as_slice(), b"text");
    let (other, _) = generate(&mut rng(3));
    assert_eq!(refusal(open(&other, b"info", b"aad", &sealed)), DeliveryError::NotForUs);
    assert_eq!(refusal(open(&secret, b"other", b"aad", &sealed)), DeliveryError::NotForUs);
    assert_eq!(refusal(open(&secret, b"info", b"other", &sealed)), DeliveryError::NotForUs);
    for position in (0..sealed.len()).step_by(7).chain(ENCAPSULATED - 40..sealed.len()) {
        let mut wrong = sealed.clone();
        wrong[position] ^= 1;
        assert!(open(&secret, b"info", b"aad", &wrong).is_err(), "byte {position}");
    }
    for end in [0, 1, 48, ENCAPSULATED - 1, ENCAPSULATED, ENCAPSULATED + 15] {
        assert_eq!(refusal(open(&secret, b"info", b"aad", &sealed[..end])), DeliveryError::Truncated(end));
    }
}

/// Gives back what was given, then fails: what a published vector draws.
struct Drawn(Vec<u8>);

impl rand_core::TryRng for Drawn {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("bytes are drawn")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("bytes are drawn")
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        target.copy_from_slice(&self.0.drain(..target.len()).collect::<Vec<_>>());
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Drawn {}

/// The test vector of draft-ietf-hpke-pq for this suite: key pair, encapsulation, first message, exported secret.
#[test]
fn the_published_vector_is_sealed_and_opened() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../vectors/delivery.json");
    let vector: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let bytes = |value: &serde_json::Value| hex(value.as_str().unwrap());
    let field = |name: &str| bytes(&vector[name]);
    let secret = DeliverySecret::from_bytes(field("secret").try_into().unwrap());
    let public = DeliveryKey::from_bytes(&[&[DELIVERY_SUITE], field("public").as_slice()].concat()).unwrap();
    assert_eq!(secret.public(), public);
    let (info, first) = (field("info"), &vector["first"]);
    let (aad, text) = (bytes(&first["aad"]), bytes(&first["text"]));
    let expected = [&[DELIVERY_SUITE], field("enc").as_slice(), &bytes(&first["ciphertext"])].concat();
    assert_eq!(seal(&public, &info, &aad, &text, &mut Drawn(field("randomness"))).unwrap(), expected);
    assert_eq!(open(&secret, &info, &aad, &expected).unwrap().as_slice(), text);
    let context = setup_receiver(&secret, &info, &expected[..ENCAPSULATED]).unwrap();
    let mut exported = vec![0; vector["export"]["length"].as_u64().unwrap() as usize];
    context.export(&bytes(&vector["export"]["context"]), &mut exported).unwrap();
    assert_eq!(exported, bytes(&vector["export"]["value"]));
}

#[test]
fn keys_of_another_suite_or_size_or_out_of_range_are_refused() {
    let (secret, public) = pair();
    let bent = |bend: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = public.as_bytes().to_vec();
        bend(&mut bytes);
        DeliveryKey::from_bytes(&bytes)
    };
    assert_eq!(bent(&|_| ()), Ok(public.clone()));
    assert_eq!(public.as_bytes().len(), DELIVERY_KEY);
    assert_eq!(bent(&|bytes| bytes[0] = 1), Err(DeliveryError::UnusableKey));
    assert_eq!(bent(&|bytes| bytes.truncate(DELIVERY_KEY - 1)), Err(DeliveryError::UnusableKey));
    assert_eq!(bent(&|bytes| bytes.push(0)), Err(DeliveryError::UnusableKey));
    assert_eq!(bent(&|bytes| bytes.clear()), Err(DeliveryError::UnusableKey));
    // A coefficient of the ML-KEM key that is not reduced.
    assert_eq!(bent(&|bytes| bytes[1..4].fill(0xff)), Err(DeliveryError::UnusableKey));
    let (_, enc) = BatchSender::new(&public, b"", &mut rng(1)).unwrap();
    assert_eq!(enc.len(), ENCAPSULATED);
    for enc in [&[1u8; ENCAPSULATED][..], &enc[1..], &enc[..ENCAPSULATED - 1], b""] {
        assert_eq!(refusal(BatchReceiver::new(&secret, b"", enc)), DeliveryError::UnusableKey);
    }
}

#[test]
fn lengths_have_limits() {
    let (secret, public) = pair();
    let info = vec![0; MAX_INFO + 1];
    let expected = DeliveryError::InfoTooLong(MAX_INFO + 1);
    assert_eq!(refusal(seal(&public, &info, b"", b"", &mut rng(1))), expected);
    assert_eq!(refusal(open(&secret, &info, b"", &[0; ENCAPSULATED + 16])), expected);
    assert_eq!(refusal(BatchSender::new(&public, &info, &mut rng(1))), expected);
    assert_eq!(refusal(BatchReceiver::new(&secret, &info, &[9; ENCAPSULATED])), expected);
    let text = vec![0; MAX_TEXT + 1];
    let expected = DeliveryError::TextTooLong(MAX_TEXT + 1);
    assert_eq!(refusal(seal(&public, b"", b"", &text, &mut rng(1))), expected);
    let (sender, _) = BatchSender::new(&public, b"", &mut rng(1)).unwrap();
    assert_eq!(refusal(sender.seal_row(0, b"", &text)), expected);
    let long = vec![0; ENCAPSULATED + MAX_TEXT + TAG + 1];
    assert!(matches!(refusal(open(&secret, b"", b"", &long)), DeliveryError::TextTooLong(_)));
}

fn batch() -> (BatchSender, BatchReceiver) {
    let (secret, public) = pair();
    let (sender, enc) = BatchSender::new(&public, b"info", &mut rng(2)).unwrap();
    (sender, BatchReceiver::new(&secret, b"info", &enc).unwrap())
}

#[test]
fn rows_open_in_any_order_and_only_as_themselves() {
    let (sender, receiver) = batch();
    let rows: Vec<_> = (0..5u32).map(|row| sender.seal_row(row, b"aad", &row.to_be_bytes()).unwrap()).collect();
    for row in [4, 0, 3, 1, 2u32] {
        let sealed = &rows[row as usize];
        assert_eq!(sealed.len(), 12 + 4 + 16);
        assert_eq!(receiver.open_row(row, b"aad", sealed).unwrap().as_slice(), row.to_be_bytes());
        assert_eq!(refusal(receiver.open_row(row + 1, b"aad", sealed)), DeliveryError::NotForUs);
        assert_eq!(refusal(receiver.open_row(row, b"other", sealed)), DeliveryError::NotForUs);
        for position in 0..sealed.len() {
            let mut wrong = sealed.clone();
            wrong[position] ^= 1;
            assert_eq!(refusal(receiver.open_row(row, b"aad", &wrong)), DeliveryError::NotForUs);
        }
        for end in 0..28 {
            assert_eq!(refusal(receiver.open_row(row, b"aad", &sealed[..end])), DeliveryError::Truncated(end));
        }
    }
}

#[test]
fn another_batch_info_or_recipient_does_not_open_a_row() {
    let (secret, public) = pair();
    let (sender, enc) = BatchSender::new(&public, b"info", &mut rng(2)).unwrap();
    let (_, other_enc) = BatchSender::new(&public, b"info", &mut rng(3)).unwrap();
    let row = sender.seal_row(0, b"", b"text").unwrap();
    let (other_secret, _) = generate(&mut rng(4));
    for receiver in [
        BatchReceiver::new(&secret, b"info", &other_enc).unwrap(),
        BatchReceiver::new(&secret, b"other", &enc).unwrap(),
        BatchReceiver::new(&other_secret, b"info", &enc).unwrap(),
    ] {
        assert_eq!(refusal(receiver.open_row(0, b"", &row)), DeliveryError::NotForUs);
    }
}

/// Under one key a nonce must never meet two texts, whatever the caller does.
#[test]
fn sealing_one_row_twice_never_reuses_a_nonce_with_another_text() {
    let (sender, _) = batch();
    let nonce = |aad: &[u8], text: &[u8]| sender.seal_row(0, aad, text).unwrap()[..NONCE].to_vec();
    assert_eq!(nonce(b"a", b"text"), nonce(b"a", b"text"));
    assert_ne!(nonce(b"a", b"text"), nonce(b"a", b"texu"));
    assert_ne!(nonce(b"a", b"text"), nonce(b"at", b"ext"));
}

#[test]
fn secrets_survive_their_bytes() {
    let (secret, public) = pair();
    assert_eq!(DeliverySecret::from_bytes(*secret.to_bytes()).public(), public);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn texts_come_back_and_nothing_panics(
        text in proptest::collection::vec(any::<u8>(), 0..200), row: u32,
        noise in proptest::collection::vec(any::<u8>(), 0..100)
    ) {
        let (secret, public) = pair();
        let sealed = seal(&public, b"i", b"a", &text, &mut rng(9)).unwrap();
        let opened = open(&secret, b"i", b"a", &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_slice());
        prop_assert!(open(&secret, b"i", b"a", &noise).is_err());
        let (sender, receiver) = batch();
        let opened = receiver.open_row(row, b"a", &sender.seal_row(row, b"a", &text).unwrap()).unwrap();
        prop_assert_eq!(opened.as_slice(), text.as_slice());
        prop_assert!(receiver.open_row(row, b"a", &noise).is_err());
    }
}
