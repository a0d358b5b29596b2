//! The ristretto255 vectors of RFC 9497, appendix A.1, enumerated from the published file.

use super::*;
use crate::group::Suite;
use crate::tests::{hex, hex_array, vector_file};
use serde::Deserialize;

#[derive(Deserialize)]
struct Group {
    mode: u8,
    #[serde(rename = "skSm")]
    secret: String,
    #[serde(rename = "pkSm")]
    public: Option<String>,
    #[serde(rename = "groupDST")]
    group_tag: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Vector {
    batch: usize,
    input: String,
    blind: String,
    blinded_element: String,
    evaluation_element: String,
    output: String,
    proof: Option<Proof>,
    info: Option<String>,
}

#[derive(Deserialize)]
struct Proof {
    proof: String,
    r: String,
}

impl Vector {
    fn list(text: &str) -> Vec<Vec<u8>> {
        text.split(',').map(hex).collect()
    }

    fn elements(text: &str) -> Vec<[u8; 32]> {
        text.split(',').map(hex_array).collect()
    }

    fn scalars(text: &str) -> Vec<Scalar> {
        text.split(',').map(|text| Scalar::from_canonical_bytes(hex_array(text)).unwrap()).collect()
    }
}

fn groups(mode: u8) -> Vec<Group> {
    let groups: Vec<Group> = serde_json::from_str(&vector_file("rfc9497-ristretto255.json")).unwrap();
    let groups: Vec<_> = groups.into_iter().filter(|group| group.mode == mode).collect();
    assert!(!groups.is_empty() && groups.iter().all(|group| !group.vectors.is_empty()));
    groups
}

fn points(elements: &[[u8; 32]]) -> Vec<RistrettoPoint> {
    elements.iter().map(|bytes| group::decode(bytes).unwrap()).collect()
}

/// The RFC blinds by multiplication: the vector's blinded elements must be ours times the blind.
fn check_blinding(suite: &Suite, vector: &Vector) {
    let inputs = Vector::list(&vector.input);
    let blinds = Vector::scalars(&vector.blind);
    assert_eq!(inputs.len(), vector.batch);
    for ((input, blind), expected) in inputs.iter().zip(blinds).zip(Vector::elements(&vector.blinded_element)) {
        assert_eq!((blind * suite.hash_to_group(input)).compress().to_bytes(), expected);
    }
}

fn outputs(vector: &Vector) -> Vec<[u8; 64]> {
    vector.output.split(',').map(hex_array).collect()
}

#[test]
fn mode_0_oprf() {
    let suite = Suite::new(0);
    for group in groups(0) {
        let (_, share) = single_from_scalar(Purpose::Line, EPOCH, hex_array(&group.secret)).unwrap();
        assert_eq!(hex(&group.group_tag), [b"HashToGroup-OPRFV1-\0-ristretto255-SHA512".as_slice()].concat());
        for vector in &group.vectors {
            check_blinding(&suite, vector);
            let blinded = points(&Vector::elements(&vector.blinded_element));
            let halves: Vec<_> = blinded.iter().map(|point| share.half() * point).collect();
            let evaluated = group::encode_doubled(&halves);
            assert_eq!(evaluated, Vector::elements(&vector.evaluation_element));
            let inputs = Vector::list(&vector.input);
            for (((input, blind), element), expected) in
                inputs.iter().zip(Vector::scalars(&vector.blind)).zip(points(&evaluated)).zip(outputs(vector))
            {
                let output = output(Purpose::Line, input, &(blind.invert() * element));
                assert_eq!(*output.as_bytes(), expected);
            }
        }
    }
}

#[test]
fn mode_1_voprf() {
    for group in groups(1) {
        let (public, share) = single_from_scalar(Purpose::Line, EPOCH, hex_array(&group.secret)).unwrap();
        assert_eq!(public.group_bytes(), hex_array(group.public.as_ref().unwrap()));
        for vector in &group.vectors {
            check_blinding(&VOPRF, vector);
            let blinded = Vector::elements(&vector.blinded_element);
            let proof = vector.proof.as_ref().unwrap();
            let nonce = Scalar::from_canonical_bytes(hex_array(&proof.r)).unwrap();
            let part = evaluate_with_nonce(&share, &public, &blinded, &nonce).unwrap();
            assert_eq!(part.elements, Vector::elements(&vector.evaluation_element));
            assert_eq!(part.proof, hex_array(&proof.proof));

            // Our verifier accepts the vector's proof, and our additive blinding comes to the vector's output.
            let from = Elements { points: &points(&blinded), bytes: &blinded };
            check_part(&public, from, &part).unwrap();
            let inputs = Vector::list(&vector.input);
            let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
            let (blinding, elements) = blind(&public, &inputs, &mut rng(1)).unwrap();
            let part = evaluate(&share, &public, &elements, &mut rng(2)).unwrap();
            assert_eq!(raw(&combine(&public, &blinding, &[part]).unwrap()), outputs(vector));
        }
    }
}

/// The product has no use for mode 2; its vectors exercise hashing, encoding and proofs with other tags.
#[test]
fn mode_2_poprf_through_the_building_blocks() {
    let suite = Suite::new(2);
    for group in groups(2) {
        let secret = Scalar::from_canonical_bytes(hex_array(&group.secret)).unwrap();
        for vector in &group.vectors {
            check_blinding(&suite, vector);
            let info = hex(vector.info.as_ref().unwrap());
            let length = (info.len() as u16).to_be_bytes();
            let tweaked = secret + suite.hash_to_scalar(&[b"Info", &length, &info]);
            let blinded = Vector::elements(&vector.blinded_element);
            let evaluated: Vec<_> = points(&blinded).iter().map(|point| tweaked.invert() * point).collect();
            let bytes: Vec<_> = evaluated.iter().map(|point| point.compress().to_bytes()).collect();
            assert_eq!(bytes, Vector::elements(&vector.evaluation_element));

            let proof = vector.proof.as_ref().unwrap();
            let nonce = Scalar::from_canonical_bytes(hex_array(&proof.r)).unwrap();
            let key = RistrettoPoint::mul_base(&tweaked);
            let key_bytes = key.compress().to_bytes();
            let from = Elements { points: &evaluated, bytes: &bytes };
            let expected: [u8; 64] = hex_array(&proof.proof);
            assert_eq!(proof::prove(&suite, &tweaked, &key_bytes, from, &blinded, &nonce), expected);
            let to = Elements { points: &points(&blinded), bytes: &blinded };
            assert_eq!(proof::verify(&suite, (&key_bytes, &key), from, to, &expected), Ok(()));
        }
    }
}
