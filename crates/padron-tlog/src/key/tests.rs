use super::*;
use crate::tests::{log, witness};

#[test]
fn keys_print_and_are_read_back() {
    for key in [log().verifier(), witness(1).verifier()] {
        assert_eq!(VerifierKey::parse(&key.to_string()), Ok(key.clone()));
        assert_eq!(format!("{key:?}"), format!("VerifierKey({key})"));
    }
    let key = log().verifier();
    assert_eq!((key.name(), key.kind()), (log().name(), log().kind()));
    assert_eq!(key, VerifierKey::new(key.name(), key.kind(), key.key()).unwrap());
}

#[test]
fn the_id_depends_on_name_kind_and_key() {
    let key = log().verifier();
    let others = [
        VerifierKey::new("other", key.kind(), key.key()),
        VerifierKey::new(key.name(), KeyKind::CosignatureV1, key.key()),
        VerifierKey::new(key.name(), key.kind(), witness(1).verifier().key()),
    ];
    for other in others {
        let other = other.unwrap();
        assert_ne!(other.id(), key.id());
        assert_ne!(other, key);
    }
}

#[test]
fn a_verifier_key_is_read_strictly() {
    let good = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    assert!(VerifierKey::parse(good).is_ok());
    let cases = [
        ("", NoteKeyError::Form),
        ("example.com/foo", NoteKeyError::Form),
        ("example.com/foo+530d903a", NoteKeyError::Form),
        ("example.com/foo+530d903a+", NoteKeyError::Form),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2", NoteKeyError::Form),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n", NoteKeyError::Form),
        ("example.com/foo+530d903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Id),
        ("example.com/foo+0530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Id),
        ("example.com/foo++AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Id),
        ("example.com/fox+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Id),
        ("+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Name),
        ("a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Name),
        ("example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", NoteKeyError::Kind(2)),
        ("example.com/foo+530d903a+AQ==", NoteKeyError::Key),
        ("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==", NoteKeyError::Key),
    ];
    for (text, why) in cases {
        assert_eq!(VerifierKey::parse(text), Err(why), "{text}");
    }
}

#[test]
fn names_and_keys_that_would_confuse_are_refused() {
    let key = log().verifier();
    for name in ["", "a b", "a+b", "a\nb", "a\tb", "\u{2003}", "a\u{7f}", &"x".repeat(256)] {
        assert_eq!(VerifierKey::new(name, key.kind(), key.key()), Err(NoteKeyError::Name), "{name:?}");
        assert!(NoteSigner::new(name, key.kind(), &[1; 32]).is_err());
    }
    assert!(VerifierKey::new(&"x".repeat(255), key.kind(), key.key()).is_ok());
    // The identity and a point of small order verify what nobody signed; the last one is no point.
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut none = [0; 32];
    none[0] = 2;
    for bytes in [identity, [0; 32], none] {
        assert_eq!(VerifierKey::new("a", KeyKind::Ed25519, &bytes), Err(NoteKeyError::Key));
    }
}

#[test]
fn a_signature_has_one_encoding() {
    let (signer, key) = (log(), log().verifier());
    let signature: [u8; 64] = signer.sign(&[], b"text").bytes.try_into().unwrap();
    assert!(key.verifies(b"text", &signature));
    assert!(!key.verifies(b"test", &signature));
    // The same scalar plus the order of the group.
    let order = crate::tests::hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut other = signature;
    let mut carry = 0;
    for (byte, add) in other[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert!(other != signature && carry == 0);
    assert!(!key.verifies(b"text", &other));
}

#[test]
fn a_signature_whose_point_is_the_identity_is_refused() {
    use curve25519_dalek::Scalar;
    use sha2::Sha512;
    let (signer, key) = (log(), log().verifier());
    // Signed with a nonce of zero, which gives the secret away: verification that is not strict takes it.
    let mut identity = [0; 32];
    identity[0] = 1;
    let challenge = Sha512::new().chain_update(identity).chain_update(key.key()).chain_update(b"text").finalize();
    let response = Scalar::from_bytes_mod_order_wide(&challenge.into()) * signer.key.to_scalar();
    let signature: [u8; 64] = [identity, response.to_bytes()].concat().try_into().unwrap();
    let lax = ed25519_dalek::Verifier::verify(&key.key, b"text", &Signature::from_bytes(&signature));
    assert!(lax.is_ok() && !key.verifies(b"text", &signature));
}
