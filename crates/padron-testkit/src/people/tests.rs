use std::collections::BTreeSet;

use padron_model::country::CountryRules;
use padron_model::country::mexico::Mexico;
use padron_model::{BlockKind, HolderKind};

use super::*;
use crate::numbers::numbering;

const SEED: u64 = 7;

#[test]
fn a_person_follows_from_seed_and_number_alone() {
    let (small, large) = (Population::new(SEED, 10), Population::new(SEED, 1_000_000));
    for (i, person) in small.iter().enumerate() {
        let again = large.person(i as u64);
        assert!(person.holder == again.holder && person.contact == again.contact);
        assert!(small.lines_of(i as u64) == large.lines_of(i as u64));
    }
    let other = Population::new(SEED + 1, 10);
    assert!((0..10).all(|i| small.person(i).holder != other.person(i).holder));
}

#[test]
fn every_person_is_found_by_the_document_and_no_other() {
    let population = Population::new(SEED, 5_000);
    for person in population.iter() {
        assert_eq!(population.find_by_person_input(&person.holder.person_input()), Some(person.index));
        assert_eq!(population.find_by_document(person.document()), Some(person.index));
    }
    let beyond = population.person(5_000);
    assert_eq!(population.find_by_document(beyond.document()), None);
    assert_eq!(population.find_by_person_input(b"CURP:"), None);
    let other = Population::new(SEED + 1, 5_000);
    let strangers = other.iter().filter(|person| population.find_by_document(person.document()).is_some()).count();
    assert_eq!(strangers, 0);
}

#[test]
fn people_far_apart_are_found_too() {
    let population = Population::new(SEED, u64::MAX);
    assert_eq!(population.len(), Population::MOST_PEOPLE);
    for i in (0..population.len()).step_by(97_001).chain([population.len() - 1]) {
        let person = population.person(i);
        assert_eq!(population.find_by_person_input(&person.holder.person_input()), Some(i));
        for line in population.lines_of(i) {
            assert_eq!(population.owner_of(&line.number), Some(i));
        }
    }
}

#[test]
fn documents_numbers_and_cards_are_unique() {
    let population = Population::new(SEED, 20_000);
    let (mut documents, mut numbers, mut cards, mut lines) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), 0);
    for person in population.iter() {
        assert!(documents.insert(person.holder.person_input().to_vec()));
        for line in population.lines_of(person.index) {
            lines += 1;
            numbers.insert(line.number.value());
            cards.insert(line.iccid.digits().to_owned());
        }
        let excess = population.excess_line(person.index, 9).unwrap();
        assert!(numbers.insert(excess.number.value()));
    }
    assert_eq!(numbers.len(), lines + 20_000);
    assert_eq!(cards.len(), lines);
}

#[test]
fn kinds_and_lines_have_the_published_shares() {
    let population = Population::new(SEED, 50_000);
    let share = |count: usize| count as f64 / 500.0;
    let kinds: Vec<HolderKind> = population.iter().map(|person| person.holder.kind()).collect();
    let of = |kind| share(kinds.iter().filter(|&&found| found == kind).count());
    assert!((0.7..1.3).contains(&of(HolderKind::LegalPerson)));
    assert!((1.7..2.3).contains(&of(HolderKind::Foreigner)));
    let mut counts = [0; 11];
    (0..50_000).for_each(|i| counts[population.lines_of(i).len()] += 1);
    for (lines, published) in [(1, 66.1), (2, 22.0), (3, 7.2), (4, 2.5), (5, 0.95)] {
        assert!((share(counts[lines]) - published).abs() < 0.7, "{lines}: {}", share(counts[lines]));
    }
    assert!((0.7..1.4).contains(&share(counts[6..].iter().sum())));
    assert_eq!(counts[0], 0);
}

#[test]
fn population_keys_agree_with_their_bearers() {
    let population = Population::new(SEED, 5_000);
    let (mut accents, mut single, mut after_1999) = (0, 0, 0);
    for person in population.iter() {
        if let Document::Identifier(curp) = person.document() {
            assert!(curp.mismatches(&person.name, person.birth, person.sex).is_empty(), "{}", person.index);
            after_1999 += usize::from(person.birth.year() >= 2000);
        }
        accents += usize::from(!person.name.full().is_ascii());
        single += usize::from(person.name.second_surname().is_none());
    }
    assert!(accents > 1_000 && single > 50 && after_1999 > 300);
}

#[test]
fn every_text_fits_its_compartment() {
    let population = Population::new(SEED, 5_000);
    for person in population.iter() {
        assert!(person.holder.encode().is_ok());
        assert!(person.contact.encode().is_ok());
    }
}

#[test]
fn the_table_knows_every_number_as_mobile() {
    let table = numbering();
    let population = Population::new(SEED, 2_000);
    for i in 0..population.len() {
        let lines = population.lines_of(i).into_iter().chain(population.excess_line(i, 0));
        assert!(lines.into_iter().all(|line| table.kind(&line.number) == Some(BlockKind::Mobile)));
    }
    let fixed = Mexico.number("5520000000").unwrap();
    assert_eq!(table.kind(&fixed), Some(BlockKind::Fixed));
}

#[test]
fn the_file_has_a_row_for_every_line_of_the_operator() {
    let population = Population::new(SEED, 500).with_operators(3);
    let write = |operator| {
        let mut csv = Vec::new();
        let lines = write_subscribers(&mut csv, &population, 0..500, operator).unwrap();
        (lines, String::from_utf8(csv).unwrap())
    };
    let (all, csv) = write(None);
    assert_eq!(csv.lines().count() as u64, all + 1);
    assert_eq!((0..3).map(|operator| write(Some(operator)).0).sum::<u64>(), all);
    assert!((0..3).all(|operator| write(Some(operator)).0 > 20));
    assert_eq!(csv.lines().next().map(|header| header.split(',').count()), Some(SUBSCRIBER_COLUMNS.len()));
    for row in csv.lines().skip(1) {
        let mut quoted = false;
        let commas = row.chars().filter(|&character| {
            quoted ^= character == '"';
            character == ',' && !quoted
        });
        assert_eq!(commas.count(), SUBSCRIBER_COLUMNS.len() - 1);
    }
}

#[test]
fn a_permutation_is_undone() {
    for modulus in [1, 2, 10, 97, SHEET] {
        let permutation = Permutation::new(modulus, &mut ChaCha20Rng::seed_from_u64(SEED));
        let places: BTreeSet<u64> = (0..modulus.min(1_000)).map(|i| permutation.apply(i)).collect();
        assert_eq!(places.len() as u64, modulus.min(1_000));
        assert!((0..modulus.min(1_000)).all(|i| permutation.invert(permutation.apply(i)) == Some(i)));
        assert_eq!(permutation.invert(modulus), None);
    }
}
