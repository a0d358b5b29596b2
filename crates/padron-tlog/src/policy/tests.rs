use super::*;
use crate::key::NoteSigner;
use crate::tests::{cosigned, log, witness};

/// Witnesses 1 to 5; 1 and 2 are of one group.
fn witnesses() -> Vec<PolicyWitness> {
    let group = |number| if number < 3 { "first".to_owned() } else { format!("group {number}") };
    (1..=5).map(|number| PolicyWitness { key: witness(number).verifier(), group: group(number) }).collect()
}

fn policy(cosignatures: usize, groups: usize) -> WitnessPolicy {
    WitnessPolicy::new(witnesses(), cosignatures, groups).unwrap()
}

fn names(numbers: &[u8]) -> Vec<String> {
    numbers.iter().map(|number| witness(*number).name().to_owned()).collect()
}

#[test]
fn enough_witnesses_meet_it_at_the_time_when_enough_had_cosigned() {
    let signed = cosigned(6, &[(3, 300), (5, 500), (4, 400)]);
    let time = |needed| policy(needed, needed).check(&signed, Window::ANY).unwrap().time;
    assert_eq!([1, 2, 3].map(time), [500, 400, 300]);
    let cosigned = policy(2, 2).check(&signed, Window::ANY).unwrap();
    assert_eq!(cosigned.witnesses, names(&[5, 4, 3]));
}

#[test]
fn the_time_waits_for_enough_groups() {
    let signed = cosigned(6, &[(1, 900), (2, 800), (3, 300), (4, 100)]);
    assert_eq!(policy(2, 1).check(&signed, Window::ANY).unwrap().time, 800);
    assert_eq!(policy(2, 2).check(&signed, Window::ANY).unwrap().time, 300);
    assert_eq!(policy(3, 3).check(&signed, Window::ANY).unwrap().time, 100);
}

#[test]
fn too_few_and_too_few_groups_say_what_is_missing() {
    let not_met = |found, found_groups, cosignatures, groups| {
        Err(PolicyError::NotMet { found, found_groups, cosignatures, groups })
    };
    assert_eq!(policy(1, 1).check(&cosigned(6, &[]), Window::ANY), not_met(0, 0, 1, 1));
    assert_eq!(policy(3, 2).check(&cosigned(6, &[(3, 1), (4, 2)]), Window::ANY), not_met(2, 2, 3, 2));
    assert_eq!(policy(2, 2).check(&cosigned(6, &[(1, 1), (2, 2)]), Window::ANY), not_met(2, 1, 2, 2));
    // Two lines of one witness are one witness.
    assert_eq!(policy(2, 1).check(&cosigned(6, &[(1, 1), (1, 2)]), Window::ANY), not_met(1, 1, 2, 1));
}

#[test]
fn only_the_newest_line_of_a_witness_and_only_within_the_window_counts() {
    let signed = cosigned(6, &[(1, 100), (1, 250), (3, 200), (4, 90)]);
    let check = |not_before, not_after| policy(2, 2).check(&signed, Window { not_before, not_after });
    assert_eq!(check(0, 1000).unwrap(), Cosigned { time: 200, witnesses: names(&[1, 3, 4]) });
    assert_eq!(check(200, 250).unwrap(), Cosigned { time: 200, witnesses: names(&[1, 3]) });
    assert_eq!(check(90, 249).unwrap(), Cosigned { time: 90, witnesses: names(&[3, 4]) });
    assert!(check(201, 250).is_err());
    assert!(check(91, 249).is_err());
}

#[test]
fn unknown_witnesses_are_ignored_and_false_ones_of_known_name_are_not() {
    let mut signed = cosigned(6, &[(6, 100), (3, 200), (4, 300)]);
    let policy = policy(2, 2);
    assert_eq!(policy.check(&signed, Window::ANY).unwrap().witnesses, names(&[4, 3]));
    let known = signed.note.signatures[2].clone();
    // Witness 3's line for another text, added to enough good ones, outside of the window.
    signed.note.signatures.push(cosigned(7, &[(3, 1)]).note.signatures[1].clone());
    let window = Window { not_before: 150, not_after: 1000 };
    let refusal = PolicyError::Witness(known.name.clone(), CosignatureError::Signature(known.name));
    assert_eq!(policy.check(&signed, window), Err(refusal.clone()));
    assert!(refusal.to_string().contains(witness(3).name()));
}

#[test]
fn a_policy_that_cannot_be_met_or_means_something_else_is_none() {
    for (cosignatures, groups) in [(0, 0), (0, 1), (1, 0), (6, 1), (5, 5), (2, 3)] {
        let refusal = PolicyError::Numbers { cosignatures, groups, of: 5, of_groups: 4 };
        assert_eq!(WitnessPolicy::new(witnesses(), cosignatures, groups), Err(refusal));
    }
    assert!(WitnessPolicy::new(witnesses(), 5, 4).is_ok());
    assert!(WitnessPolicy::new(vec![], 1, 1).is_err());
}

#[test]
fn nobody_counts_twice() {
    let with = |signer: &NoteSigner| {
        let mut witnesses = witnesses();
        witnesses.push(PolicyWitness { key: signer.verifier(), group: "another".into() });
        WitnessPolicy::new(witnesses, 1, 1)
    };
    let (name, new) = (witness(1).name().to_owned(), "witness.example/new");
    let kind = KeyKind::CosignatureV1;
    assert_eq!(with(&witness(1)), Err(PolicyError::Twice(name.clone())));
    assert_eq!(with(&NoteSigner::new(new, kind, &[101; 32]).unwrap()), Err(PolicyError::Twice(new.into())));
    assert_eq!(with(&NoteSigner::new(&name, kind, &[7; 32]).unwrap()), Err(PolicyError::Twice(name)));
    assert!(with(&NoteSigner::new(new, kind, &[7; 32]).unwrap()).is_ok());
    assert_eq!(with(&log()), Err(PolicyError::Witness(log().name().into(), CosignatureError::Kind)));
}

#[test]
fn there_is_a_most_of_witnesses() {
    let many = |count: usize| {
        let witness = |number| {
            let mut secret = [7; 32];
            secret[..8].copy_from_slice(&number_bytes(number));
            let signer = NoteSigner::new(&format!("w{number}"), KeyKind::CosignatureV1, &secret).unwrap();
            PolicyWitness { key: signer.verifier(), group: "one".into() }
        };
        WitnessPolicy::new((0..count).map(witness).collect(), 1, 1)
    };
    assert!(many(MAX_WITNESSES).is_ok());
    assert!(many(MAX_WITNESSES + 1).is_err());
}

fn number_bytes(number: usize) -> [u8; 8] {
    (number as u64).to_be_bytes()
}
