//! Derived values are stable, distinct, and bound to the purpose of the key.

use super::*;
use crate::evaluate::{combine_clear, evaluate_clear};
use crate::keys::{Purpose, single_from_scalar};
use crate::tests::{EPOCH, rng, scalar};
use std::collections::HashSet;

fn output(purpose: Purpose, input: &[u8]) -> Output {
    let (public, share) = single_from_scalar(purpose, EPOCH, scalar(1).to_bytes()).unwrap();
    let part = evaluate_clear(&share, &public, input, &mut rng(1)).unwrap();
    combine_clear(&public, input, &[part]).unwrap()
}

#[test]
fn slots_view_keys_tokens_and_persons_are_all_different() {
    let mut seen = HashSet::new();
    for person in [b"person one", b"person two"] {
        let secret = PersonSecret::from_output(&output(Purpose::Person, person));
        for j in 0..=300 {
            assert!(seen.insert(*secret.slot(j).as_bytes()));
        }
        for record in 0..10u128 {
            assert!(seen.insert(*secret.view_key(&record.to_be_bytes())));
        }
        assert!(seen.insert(secret.holder_token()));
        assert!(seen.insert(*LineToken::from_output(&output(Purpose::Line, person)).as_bytes()));
    }
}

#[test]
fn the_same_output_gives_the_same_values() {
    let (one, two) = (output(Purpose::Person, b"x"), output(Purpose::Person, b"x"));
    assert!(PersonSecret::from(&one).slot(3) == PersonSecret::from(&two).slot(3));
    assert!(LineToken::from(&one) == LineToken::from(&two));
}

#[test]
fn the_purpose_of_the_key_enters() {
    let (line, person) = (output(Purpose::Line, b"x"), output(Purpose::Person, b"x"));
    assert_eq!(line.as_bytes(), person.as_bytes());
    assert!(LineToken::from_output(&line) != LineToken::from_output(&person));
    assert!(PersonSecret::from_output(&line).slot(1) != PersonSecret::from_output(&person).slot(1));
}

#[test]
fn tokens_survive_their_bytes() {
    let token = LineToken::from_bytes([3; 32]);
    assert!(LineToken::from_bytes(*token.as_bytes()) == token);
    assert!(LineToken::from_bytes([4; 32]) != token);
}
