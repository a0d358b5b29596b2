//! Deliveries open only for whom, and as what, they were sealed.

use super::*;
use crate::tests::{hex, hex_array, refusal, rng};
use proptest::prelude::*;

fn pair() -> (DeliverySecret, DeliveryKey) {
    generate(&mut rng(1))
}

#[test]
fn a_delivery_opens_for_its_recipient_only() {
    let (secret, public) = pair();
    let sealed = seal(&public, b"info", b"aad", b"text", &mut rng(2)).unwrap();
    assert_eq!(sealed.len(), 32 + 4 + 16);
    assert_eq!(open(&secret, b"info", b"aad", &sealed).unwrap().as_slice(), b"text");
    let (other, _) = generate(&mut rng(3));
    assert_eq!(refusal(open(&other, b"info", b"aad", &sealed)), DeliveryError::NotForUs);
    assert_eq!(refusal(open(&secret, b"other", b"aad", &sealed)), DeliveryError::NotForUs);
    assert_eq!(refusal(open(&secret, b"info", b"other", &sealed)), DeliveryError::NotForUs);
    for position in 0..sealed.len() {
        let mut wrong = sealed.clone();
        wrong[position] ^= 1;
        assert!(open(&secret, b"info", b"aad", &wrong).is_err(), "byte {position}");
    }
    for end in 0..48 {
        assert_eq!(refusal(open(&secret, b"info", b"aad", &sealed[..end])), DeliveryError::Truncated(end));
    }
}

/// RFC 9180, appendix A.2.1: the recipient's key pair and the first message.
#[test]
fn the_rfc_vector_opens() {
    let secret: [u8; 32] = hex_array("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
    let secret = DeliverySecret::from_bytes(secret);
    let public = hex_array("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
    assert_eq!(secret.public(), DeliveryKey(public));
    let enc = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
    let ciphertext = hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28");
    let info = hex("4f6465206f6e2061204772656369616e2055726e");
    let text = open(&secret, &info, b"Count-0", &[enc, ciphertext].concat()).unwrap();
    assert_eq!(text.as_slice(), b"Beauty is truth, truth beauty");
}

#[test]
fn keys_of_low_order_are_refused() {
    let (secret, _) = pair();
    for low in [[0; 32], {
        let mut one = [0; 32];
        one[0] = 1;
        one
    }] {
        let refused = refusal(seal(&DeliveryKey(low), b"", b"", b"text", &mut rng(1)));
        assert_eq!(refused, DeliveryError::UnusableKey);
        assert_eq!(refusal(BatchSender::new(&DeliveryKey(low), b"", &mut rng(1))), DeliveryError::UnusableKey);
        assert_eq!(refusal(BatchReceiver::new(&secret, b"", &low)), DeliveryError::UnusableKey);
        let sealed = [low.as_slice(), &[0; 20]].concat();
        assert_eq!(refusal(open(&secret, b"", b"", &sealed)), DeliveryError::UnusableKey);
    }
}

#[test]
fn lengths_have_limits() {
    let (secret, public) = pair();
    let info = vec![0; MAX_INFO + 1];
    let expected = DeliveryError::InfoTooLong(MAX_INFO + 1);
    assert_eq!(refusal(seal(&public, &info, b"", b"", &mut rng(1))), expected);
    assert_eq!(refusal(open(&secret, &info, b"", &[0; 48])), expected);
    assert_eq!(refusal(BatchSender::new(&public, &info, &mut rng(1))), expected);
    assert_eq!(refusal(BatchReceiver::new(&secret, &info, &[9; 32])), expected);
    let text = vec![0; MAX_TEXT + 1];
    let expected = DeliveryError::TextTooLong(MAX_TEXT + 1);
    assert_eq!(refusal(seal(&public, b"", b"", &text, &mut rng(1))), expected);
    let (sender, _) = BatchSender::new(&public, b"", &mut rng(1)).unwrap();
    assert_eq!(refusal(sender.seal_row(0, b"", &text)), expected);
    let long = vec![0; 32 + MAX_TEXT + TAG + 1];
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
