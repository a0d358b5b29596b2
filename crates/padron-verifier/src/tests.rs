use super::*;
use padron_protocol::testing::{Country, HOLDER_LIMITS, delivery, rng, signer};

pub(crate) const OPERATOR: &str = "operator-a";
pub(crate) const CAP: u16 = HOLDER_LIMITS.cap;

pub(crate) fn verifier(country: &Country) -> Verifier {
    Verifier::new(country.trusted(), HOLDER_LIMITS, signer("verifier"), delivery("verifier"))
}

/// The secrets of these persons, as the custodians make them.
pub(crate) fn secrets(country: &Country, persons: &[&[u8]]) -> EvaluatedPersons {
    let verifier = verifier(country);
    let (blinded, request) = blinded(&verifier, persons);
    verifier.secrets(&blinded, &evaluated(country, &request)).unwrap()
}

fn blinded(verifier: &Verifier, persons: &[&[u8]]) -> (BlindedPersons, PersonEvaluation) {
    verifier.blind(persons, &Verifier::seed(&mut rng()), "a.b.c".into()).unwrap()
}

fn evaluated(country: &Country, request: &PersonEvaluation) -> Vec<EvaluationReply> {
    country.evaluated(Purpose::Person, &request.elements)
}

#[test]
fn a_persons_secret_is_always_the_same_and_nobody_elses() {
    let country = Country::new(1);
    let [one, other] =
        [secrets(&country, &[b"one", b"two"]), secrets(&country, &[b"two", b"one"])].map(|both| both.persons);
    assert_eq!(one[0].slot(1).as_bytes(), other[1].slot(1).as_bytes());
    assert_ne!(one[0].slot(1).as_bytes(), one[1].slot(1).as_bytes());
}

#[test]
fn a_lying_custodian_is_named_and_too_few_make_no_secret() {
    let country = Country::new(1);
    let verifier = verifier(&country);
    let (one, request) = blinded(&verifier, &[b"one"]);
    let honest = evaluated(&country, &request);
    let refused = |parts: &[EvaluationReply]| verifier.secrets(&one, parts).err().unwrap().custodian;
    let mut lying = honest.clone();
    lying[1].proof.0[0] ^= 1;
    assert_eq!(refused(&lying), Some(2));
    let (_, another) = blinded(&verifier, &[b"another"]);
    let mut of_another = honest.clone();
    of_another[0] = evaluated(&country, &another).remove(0);
    of_another[0].elements = honest[1].elements.clone();
    assert_eq!(refused(&of_another), Some(1));
    assert_eq!(refused(&honest[..1]), None);
}
