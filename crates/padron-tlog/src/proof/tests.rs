use super::*;
use crate::hash::leaf_hash;
use crate::tests::{Oracle, entry, hash, hex, hex_hash, leaf, rng};
use crate::{Frontier, TreeBuilder};
use proptest::prelude::*;
use rand_core::Rng;

/// The tree of eight entries that Certificate Transparency's implementations test with.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const A: &str = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
const B: &str = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
const C: &str = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
const D: &str = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
const E: &str = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
const F: &str = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
const INCLUSION: &[(u64, u64, &[&str])] =
    &[(0, 1, &[]), (0, 8, &[A, B, C]), (5, 8, &[D, E, ROOTS[3]]), (2, 3, &[ROOTS[1]]), (1, 5, &[ROOTS[0], B, D])];
const CONSISTENCY: &[(u64, u64, &[&str])] =
    &[(1, 1, &[]), (1, 8, &[A, B, C]), (6, 8, &[F, E, ROOTS[3]]), (2, 5, &[B, D])];

fn root(size: u64) -> Hash {
    size.checked_sub(1).map_or(Hash::EMPTY_TREE, |last| hex_hash(ROOTS[last as usize]))
}

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| hex_hash(text)).collect()
}

#[test]
fn the_reference_tree_has_the_reference_roots() {
    let mut tree = TreeBuilder::new();
    assert_eq!(tree.root(), Hash::EMPTY_TREE);
    for (entry, root) in LEAVES.iter().zip(ROOTS) {
        tree.append(&hex(entry)).unwrap();
        assert_eq!(tree.root(), hex_hash(root));
    }
}

#[test]
fn the_reference_proofs_verify() {
    for (index, size, proof) in INCLUSION {
        let leaf = leaf_hash(&hex(LEAVES[*index as usize]));
        verify_inclusion(&leaf, *index, *size, &root(*size), &hashes(proof)).unwrap();
    }
    for (old, size, proof) in CONSISTENCY {
        verify_consistency(*old, &root(*old), *size, &root(*size), &hashes(proof)).unwrap();
    }
}

struct Case {
    oracle: Oracle,
    roots: Vec<Hash>,
}

/// A tree of the oracle, and its root at every size.
fn case(size: u64) -> Case {
    let mut oracle = Oracle::default();
    let mut roots = vec![Hash::EMPTY_TREE];
    for index in 0..size {
        oracle.append(&entry(index));
        roots.push(oracle.root(index + 1));
    }
    Case { oracle, roots }
}

#[test]
fn every_proof_of_another_implementation_verifies_at_its_place_only() {
    let case = case(130);
    for size in 1..=130 {
        let root = &case.roots[size as usize];
        for index in 0..size {
            let proof = case.oracle.inclusion(index, size);
            verify_inclusion(&leaf(index), index, size, root, &proof).unwrap();
            // Twice as far is another place, unless it is the same one.
            for other in [index + 1, index ^ 1, index / 2].into_iter().filter(|other| *other != index) {
                assert!(verify_inclusion(&leaf(index), other, size, root, &proof).is_err(), "{index} {other} {size}");
            }
        }
        for old in 1..=size {
            let proof = case.oracle.consistency(old, size);
            let roots = [old, old - 1].map(|size| &case.roots[size as usize]);
            verify_consistency(old, roots[0], size, root, &proof).unwrap();
            assert!(verify_consistency(old, roots[1], size, root, &proof).is_err(), "{old} {size}");
            assert!(verify_consistency(old - 1, roots[1], size, root, &proof).is_err() || proof.is_empty());
        }
    }
}

#[test]
fn a_proof_with_one_bit_changed_fails_wherever_it_is() {
    let case = case(99);
    let mut rng = rng(3);
    for _ in 0..300 {
        let size = 2 + rng.next_u64() % 98;
        let (index, old) = (rng.next_u64() % size, 1 + rng.next_u64() % (size - 1));
        let (root, old_root) = (case.roots[size as usize], case.roots[old as usize]);
        let (inclusion, consistency) = (case.oracle.inclusion(index, size), case.oracle.consistency(old, size));
        for place in 0..inclusion.len() {
            let mut proof = inclusion.clone();
            proof[place].0[rng.next_u64() as usize % 32] ^= 1 << (rng.next_u64() % 8);
            assert_eq!(verify_inclusion(&leaf(index), index, size, &root, &proof), Err(ProofError::Root));
        }
        for place in 0..consistency.len() {
            let mut proof = consistency.clone();
            proof[place].0[rng.next_u64() as usize % 32] ^= 1 << (rng.next_u64() % 8);
            let refusal = verify_consistency(old, &old_root, size, &root, &proof).unwrap_err();
            assert!(matches!(refusal, ProofError::Root | ProofError::OldRoot));
        }
        let other = hash(&mut rng);
        assert_eq!(verify_inclusion(&other, index, size, &root, &inclusion), Err(ProofError::Root));
        assert_eq!(verify_inclusion(&leaf(index), index, size, &other, &inclusion), Err(ProofError::Root));
        assert!(verify_consistency(old, &other, size, &root, &consistency).is_err());
        assert_eq!(verify_consistency(old, &old_root, size, &other, &consistency), Err(ProofError::Root));
    }
}

#[test]
fn a_proof_that_is_too_long_or_too_short_says_how_long_it_must_be() {
    let case = case(13);
    let root = case.roots[13];
    let proof = case.oracle.inclusion(5, 13);
    let longer = [&proof[..], &[root]].concat();
    let length = |expected, found| Err(ProofError::Length { expected, found });
    assert_eq!(verify_inclusion(&leaf(5), 5, 13, &root, &proof[..3]), length(4, 3));
    assert_eq!(verify_inclusion(&leaf(5), 5, 13, &root, &longer), length(4, 5));
    let proof = case.oracle.consistency(6, 13);
    let longer = [&proof[..], &[root]].concat();
    assert_eq!(verify_consistency(6, &case.roots[6], 13, &root, &[]), length(4, 0));
    assert!(verify_consistency(6, &case.roots[6], 13, &root, &proof[1..]).is_err());
    assert!(verify_consistency(6, &case.roots[6], 13, &root, &longer).is_err());
}

#[test]
fn numbers_that_fit_no_tree_are_refused() {
    let (any, none) = (leaf(0), Hash::EMPTY_TREE);
    for index in [1, 2, u64::MAX] {
        assert_eq!(verify_inclusion(&any, index, 1, &any, &[]), Err(ProofError::Index { index, size: 1 }));
    }
    assert_eq!(verify_inclusion(&any, 0, 0, &none, &[]), Err(ProofError::Index { index: 0, size: 0 }));
    for size in [MAX_SIZE + 1, u64::MAX] {
        assert_eq!(verify_inclusion(&any, 0, size, &any, &[]), Err(ProofError::TooLarge));
        assert_eq!(verify_consistency(1, &any, size, &any, &[]), Err(ProofError::TooLarge));
    }
    assert_eq!(verify_consistency(2, &any, 1, &any, &[]), Err(ProofError::Shrunk { old_size: 2, size: 1 }));
}

#[test]
fn the_empty_tree_and_the_same_tree_need_no_hash_and_take_none() {
    let (any, other, none) = (leaf(0), leaf(1), Hash::EMPTY_TREE);
    assert_eq!(verify_consistency(0, &none, 0, &none, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &none, 9, &any, &[]), Ok(()));
    assert_eq!(verify_consistency(9, &any, 9, &any, &[]), Ok(()));
    assert_eq!(verify_consistency(0, &none, 0, &any, &[]), Err(ProofError::Root));
    assert_eq!(verify_consistency(0, &any, 9, &any, &[]), Err(ProofError::OldRoot));
    assert_eq!(verify_consistency(9, &any, 9, &other, &[]), Err(ProofError::OldRoot));
    for (old, root) in [(0, none), (9, any)] {
        let refusal = Err(ProofError::Length { expected: 0, found: 1 });
        assert_eq!(verify_consistency(old, &root, 9, &any, &[other]), refusal);
    }
}

proptest! {
    /// The frontier of a random tree and the entry after it: the proof is what the frontier holds, right to left.
    #[test]
    fn the_last_entry_of_any_tree_is_proved_by_its_frontier(size in 0..MAX_SIZE, seed: u64) {
        let mut rng = rng(seed);
        let peaks: Vec<_> = (0..size.count_ones()).map(|_| hash(&mut rng)).collect();
        let bytes: Vec<_> = size.to_be_bytes().into_iter().chain(peaks.iter().flat_map(|peak| peak.0)).collect();
        let mut tree = Frontier::decode(&bytes).unwrap();
        let (last, old_root) = (hash(&mut rng), tree.root());
        tree.append(&last).unwrap();
        let proof: Vec<_> = peaks.iter().rev().copied().collect();
        prop_assert_eq!(verify_inclusion(&last, size, size + 1, &tree.root(), &proof), Ok(()));
        if let Some(peak) = size.checked_ilog2().filter(|_| size.is_power_of_two()) {
            prop_assert_eq!(peak, size.trailing_zeros());
            prop_assert_eq!(verify_consistency(size, &old_root, size + 1, &tree.root(), &[last]), Ok(()));
        }
    }
}
