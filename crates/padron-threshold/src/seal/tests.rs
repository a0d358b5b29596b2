//! Round trips of both forms, and every change that must be refused.

mod padding;

use super::*;
use crate::derive::LineToken;
use crate::keys::KeyShare;
use crate::tests::{EPOCH, IDENTITY, MALFORMED, doubled, key, refusal, rng, scalar};
use proptest::prelude::*;

pub(crate) struct Case {
    pub(crate) public: PublicKey,
    pub(crate) shares: Vec<KeyShare>,
    token: LineToken,
}

impl Case {
    pub(crate) fn new() -> Self {
        let (public, shares) = key(Purpose::Sealing, 3, 5);
        Self { public, shares, token: LineToken::from_bytes([5; 32]) }
    }

    pub(crate) fn label(&self) -> Label<'_> {
        Label {
            register: "register",
            record: &[1; 16],
            line_token: &self.token,
            compartment: "subscriber",
            regime: &[2; 32],
            epoch: EPOCH,
        }
    }

    pub(crate) fn seal(&self, seed: u64) -> Sealed {
        let padded = pad(b"a synthetic person", 64).unwrap();
        seal(&self.public, &self.label(), &padded, &mut rng(seed)).unwrap()
    }

    pub(crate) fn compact(&self, seed: u64) -> Compact {
        Compact::from_bytes(&self.seal(seed).compact(&self.public, &self.label())).unwrap()
    }

    /// What [`Case::seal`] would give with this ciphertext: the proof is right, the data key is not.
    pub(crate) fn forge(&self, sealed: &Sealed, rng: &mut impl CryptoRng) -> Compact {
        let [r, s] = [Scalar::random(rng), Scalar::random(rng)];
        let e = challenge(&self.public, &self.label().hash(), &sealed.ciphertext, &sealed.header);
        let half = s + e * r;
        let forged = Sealed { f: half + half, ..sealed.clone() };
        Compact::from_bytes(&forged.compact(&self.public, &self.label())).unwrap()
    }

    fn verify(&self, sealed: &Sealed) -> Result<(), SealError> {
        verify_batch(&self.public, &[(self.label(), sealed)], &mut rng(8))
    }
}

/// The label with each of its fields changed, one at a time.
pub(crate) fn other_labels(case: &Case) -> Vec<(&'static str, Label<'_>)> {
    static OTHER: LazyLock<LineToken> = LazyLock::new(|| LineToken::from_bytes([6; 32]));
    let label = case.label();
    vec![
        ("register", Label { register: "registe", ..label }),
        ("record", Label { record: &[9; 16], ..label }),
        ("line token", Label { line_token: &OTHER, ..label }),
        ("compartment", Label { compartment: "contact", ..label }),
        ("regime", Label { regime: &[9; 32], ..label }),
    ]
}

#[test]
fn both_forms_have_the_promised_lengths_and_survive_their_bytes() {
    let case = Case::new();
    let sealed = case.seal(1);
    let wire = sealed.to_bytes();
    assert_eq!(wire.len(), SEALED_OVERHEAD + 64);
    assert_eq!((SEALED_OVERHEAD, wire[0]), (177, SEAL_SUITE));
    assert!(Sealed::from_bytes(&wire).unwrap() == sealed);
    assert_eq!(case.verify(&Sealed::from_bytes(&wire).unwrap()), Ok(()));
    let stored = sealed.compact(&case.public, &case.label());
    assert_eq!((stored.len(), stored[0]), (1 + 128 + 64 + 16, SEAL_SUITE));
    let compact = Compact::from_bytes(&stored).unwrap();
    assert_eq!(compact.to_bytes(), stored);
    assert_eq!(compact.verify(&case.public, &case.label()), Ok(()));
}

#[test]
fn two_seals_of_one_text_share_nothing() {
    let case = Case::new();
    let (one, two) = (case.seal(1), case.seal(2));
    assert!(one.header.iter().all(|field| !two.header.contains(field)));
    assert_ne!(one.ciphertext, two.ciphertext);
}

#[test]
fn every_byte_of_the_wire_form_counts() {
    let case = Case::new();
    let wire = case.seal(1).to_bytes();
    for position in 0..wire.len() {
        let mut wrong = wire.clone();
        wrong[position] ^= 4;
        if let Ok(sealed) = Sealed::from_bytes(&wrong) {
            assert_eq!(case.verify(&sealed), Err(SealError::BadProof(0)), "byte {position}");
        }
    }
}

#[test]
fn every_byte_of_the_stored_form_counts() {
    let case = Case::new();
    let stored = case.compact(1).to_bytes();
    for position in 0..stored.len() {
        let mut wrong = stored.clone();
        wrong[position] ^= 4;
        if let Ok(compact) = Compact::from_bytes(&wrong) {
            let refused = compact.verify(&case.public, &case.label());
            assert_eq!(refused, Err(SealError::BadProof(0)), "byte {position}");
        }
    }
}

#[test]
fn each_element_replaced_by_a_valid_one_is_refused() {
    let case = Case::new();
    let wire = case.seal(1).to_bytes();
    for field in 0..4 {
        let mut wrong = wire.clone();
        let range = 1 + field * 32..1 + field * 32 + 32;
        let other = doubled(wire[range.clone()].try_into().unwrap());
        wrong[range].copy_from_slice(&other);
        assert_eq!(case.verify(&Sealed::from_bytes(&wrong).unwrap()), Err(SealError::BadProof(0)));
    }
}

#[test]
fn malformed_and_identity_fields_are_named() {
    let case = Case::new();
    let refused = |bytes: &[u8], field: usize, value: [u8; 32]| {
        let mut wrong = bytes.to_vec();
        wrong[1 + field * 32..][..32].copy_from_slice(&value);
        wrong
    };
    let wire = case.seal(1).to_bytes();
    for (field, name) in ["u", "u-bar", "w", "w-bar"].into_iter().enumerate() {
        let malformed = refusal(Sealed::from_bytes(&refused(&wire, field, MALFORMED)));
        assert_eq!(malformed, SealError::MalformedField(name));
        let identity = refusal(Sealed::from_bytes(&refused(&wire, field, IDENTITY)));
        assert_eq!(identity, SealError::IdentityField(name));
    }
    assert_eq!(refusal(Sealed::from_bytes(&refused(&wire, 4, MALFORMED))), SealError::MalformedField("f"));
    let stored = case.compact(1).to_bytes();
    for (field, name) in ["u", "u-bar"].into_iter().enumerate() {
        let malformed = refusal(Compact::from_bytes(&refused(&stored, field, MALFORMED)));
        assert_eq!(malformed, SealError::MalformedField(name));
        let identity = refusal(Compact::from_bytes(&refused(&stored, field, IDENTITY)));
        assert_eq!(identity, SealError::IdentityField(name));
    }
    for (field, name) in [(2, "e"), (3, "f")] {
        let malformed = refusal(Compact::from_bytes(&refused(&stored, field, MALFORMED)));
        assert_eq!(malformed, SealError::MalformedField(name));
    }
}

#[test]
fn lengths_have_limits() {
    let long = vec![SEAL_SUITE; 161 + MAX_CIPHERTEXT + 1];
    assert_eq!(refusal(Sealed::from_bytes(&long)), SealError::Length(long.len()));
    assert_eq!(refusal(Sealed::from_bytes(&long[..176])), SealError::Length(176));
    assert_eq!(refusal(Compact::from_bytes(&long)), SealError::Length(long.len()));
    assert_eq!(refusal(Compact::from_bytes(&long[..144])), SealError::Length(144));
    assert_eq!(refusal(Sealed::from_bytes(b"")), SealError::Length(0));
    assert_eq!(refusal(Sealed::from_bytes(&[2; 300])), SealError::Suite(2));
    assert_eq!(refusal(Compact::from_bytes(&[0; 300])), SealError::Suite(0));
    let case = Case::new();
    let large = vec![0; MAX_PADDED + 1];
    let refused = refusal(seal(&case.public, &case.label(), &large, &mut rng(1)));
    assert_eq!(refused, SealError::PaddedTooLarge(MAX_PADDED + 1));
    assert!(seal(&case.public, &case.label(), &large[1..], &mut rng(1)).is_ok());
    let sealed = case.seal(1);
    let many = vec![(case.label(), &sealed); MAX_ITEMS + 1];
    let refused = verify_batch(&case.public, &many, &mut rng(1));
    assert_eq!(refused, Err(SealError::TooManyItems(MAX_ITEMS + 1)));
}

#[test]
fn no_field_of_the_label_may_differ() {
    let case = Case::new();
    let (sealed, compact) = (case.seal(1), case.compact(1));
    for (field, label) in other_labels(&case) {
        let refused = verify_batch(&case.public, &[(label, &sealed)], &mut rng(1));
        assert_eq!(refused, Err(SealError::BadProof(0)), "{field}");
        assert_eq!(compact.verify(&case.public, &label), Err(SealError::BadProof(0)), "{field}");
    }
    let later = Label { epoch: Epoch(8), ..case.label() };
    let expected = SealError::LabelEpoch { label: Epoch(8), key: EPOCH };
    assert_eq!(verify_batch(&case.public, &[(later, &sealed)], &mut rng(1)).as_ref(), Err(&expected));
    assert_eq!(compact.verify(&case.public, &later).as_ref(), Err(&expected));
    assert_eq!(refusal(seal(&case.public, &later, b"x", &mut rng(1))), expected);
}

#[test]
fn labels_whose_fields_slide_into_each_other_differ() {
    let case = Case::new();
    let label = case.label();
    let one = Label { register: "ab", compartment: "c", ..label }.hash();
    let two = Label { register: "a", compartment: "bc", ..label }.hash();
    assert_ne!(one, two);
    assert_ne!(Label { epoch: Epoch(8), ..label }.hash(), label.hash());
}

#[test]
fn parts_of_two_valid_ciphertexts_do_not_splice() {
    let case = Case::new();
    let (one, two) = (case.seal(1).to_bytes(), case.seal(2).to_bytes());
    for cut in [33, 65, 97, 129, 161] {
        let spliced = [&one[..cut], &two[cut..]].concat();
        let sealed = Sealed::from_bytes(&spliced).unwrap();
        assert_eq!(case.verify(&sealed), Err(SealError::BadProof(0)), "cut at {cut}");
    }
}

#[test]
fn a_ciphertext_does_not_move_to_another_label() {
    let case = Case::new();
    let mut other = case.label();
    other.compartment = "contact";
    let padded = pad(b"a synthetic person", 64).unwrap();
    let one = case.seal(1).to_bytes();
    let two = seal(&case.public, &other, &padded, &mut rng(1)).unwrap().to_bytes();
    // The same randomness, so u, ū, w, w̄ agree; only label, ciphertext and response differ.
    assert_eq!(one[..129], two[..129]);
    for spliced in [[&one[..161], &two[161..]].concat(), [&two[..161], &one[161..]].concat()] {
        let sealed = Sealed::from_bytes(&spliced).unwrap();
        for label in [case.label(), other] {
            let refused = verify_batch(&case.public, &[(label, &sealed)], &mut rng(1));
            assert_eq!(refused, Err(SealError::BadProof(0)));
        }
    }
}

#[test]
fn a_batch_holds_only_if_every_item_does_and_names_the_first_bad_one() {
    let case = Case::new();
    let records: Vec<[u8; 16]> = (0..9u128).map(u128::to_be_bytes).collect();
    let labels: Vec<_> = records.iter().map(|record| Label { record, ..case.label() }).collect();
    let items: Vec<_> = labels.iter().map(|label| (*label, b"padded".as_slice())).collect();
    let mut sealed = seal_batch(&case.public, &items, &mut rng(1)).unwrap();
    let verify = |sealed: &[Sealed]| {
        let items: Vec<_> = labels.iter().copied().zip(sealed).collect();
        verify_batch(&case.public, &items, &mut rng(2))
    };
    assert_eq!(verify(&sealed), Ok(()));
    assert_eq!(verify_batch(&case.public, &[], &mut rng(2)), Ok(()));
    for position in 0..9 {
        let good = sealed[position].clone();
        sealed[position].f += Scalar::ONE;
        assert_eq!(verify(&sealed), Err(SealError::BadProof(position)));
        sealed[position] = good;
    }
    sealed.swap(3, 4);
    assert_eq!(verify(&sealed), Err(SealError::BadProof(3)));
}

#[test]
fn errors_that_would_cancel_without_weights_are_found() {
    let case = Case::new();
    let (mut one, mut two) = (case.seal(1), case.seal(2));
    let error = scalar(3);
    one.f += error;
    two.f -= error;
    let items = [(case.label(), &one), (case.label(), &two)];
    assert_eq!(verify_batch(&case.public, &items, &mut rng(1)), Err(SealError::BadProof(0)));
}

/// A prover who knows r and another r' for ū can satisfy either equation, never both.
#[test]
fn a_second_base_with_another_exponent_is_refused() {
    let case = Case::new();
    let (r, other, s) = (scalar(1), scalar(2), scalar(3));
    let (base, second) = (RISTRETTO_BASEPOINT_POINT, *second_base());
    let points = [r * base, other * second, s * base, s * second];
    let header = points.map(|point| point.compress().to_bytes());
    let ciphertext = vec![7; 80];
    let e = challenge(&case.public, &case.label().hash(), &ciphertext, &header);
    for f in [s + e * r, s + e * other] {
        let sealed = Sealed { header, points, f, ciphertext: ciphertext.clone() };
        assert_eq!(case.verify(&sealed), Err(SealError::BadProof(0)));
        let compact = Compact::from_bytes(&sealed.compact(&case.public, &case.label())).unwrap();
        assert_eq!(compact.verify(&case.public, &case.label()), Err(SealError::BadProof(0)));
    }
    let honest = [r * base, r * second, s * base, s * second];
    let header = honest.map(|point| point.compress().to_bytes());
    let e = challenge(&case.public, &case.label().hash(), &ciphertext, &header);
    assert_eq!(case.verify(&Sealed { header, points: honest, f: s + e * r, ciphertext }), Ok(()));
}

#[test]
fn only_a_sealing_key_seals_and_only_under_itself() {
    let case = Case::new();
    let sealed = case.seal(1);
    let (line, _) = key(Purpose::Line, 3, 5);
    let expected = SealError::NotSealingKey(Purpose::Line);
    assert_eq!(refusal(seal(&line, &case.label(), b"x", &mut rng(1))), expected);
    assert_eq!(verify_batch(&line, &[(case.label(), &sealed)], &mut rng(1)).as_ref(), Err(&expected));
    let (other, _) = crate::keys::deal_scalar(Purpose::Sealing, EPOCH, 3, 5, scalar(8), &mut rng(1)).unwrap();
    let refused = verify_batch(&other, &[(case.label(), &sealed)], &mut rng(1));
    assert_eq!(refused, Err(SealError::BadProof(0)));
}

proptest! {
    #[test]
    fn no_bytes_make_the_parsers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Sealed::from_bytes(&bytes);
        let _ = Compact::from_bytes(&bytes);
    }

    #[test]
    fn whatever_parses_encodes_to_the_same_bytes(position in 0usize..192, bit in 0u8..8) {
        let case = Case::new();
        let mut wire = case.seal(1).to_bytes();
        wire[position] ^= 1 << bit;
        if let Ok(sealed) = Sealed::from_bytes(&wire) {
            prop_assert_eq!(sealed.to_bytes(), wire);
        }
    }
}
