use super::*;
use crate::bundle::decode_bundle;
use crate::tests::{entry, leaf, map, tiles, tree};
use crate::{bundle_ids, hash_tile_ids, root_of};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn a_tree_gives_exactly_the_tiles_of_its_size_in_their_order() {
    for size in [0, 1, 2, 255, 256, 257, 512, 1000, 65_535, 65_536, 65_537, 66_000] {
        let ids: Vec<_> = tiles(size).into_iter().map(|(id, _)| id).collect();
        let expected: Vec<_> = bundle_ids(0, size).chain(hash_tile_ids(size)).collect();
        assert_eq!(ids, expected, "{size}");
    }
}

#[test]
fn tiles_lead_to_the_root_and_bundles_to_their_leaves() {
    for size in [1, 300, 65_536, 65_800] {
        let (tree, tiles) = (tree(size), map(tiles(size)));
        assert_eq!(root_of(size, &tiles).unwrap(), tree.root());
        for id in bundle_ids(0, size) {
            let leaves = tiles.get(&TileId { level: Level::Hashes(0), ..id }).unwrap();
            let entries = decode_bundle(tiles.get(&id).unwrap(), id.width).unwrap();
            let hashes: Vec<u8> = entries.into_iter().flat_map(|entry| leaf_hash(entry).0).collect();
            assert_eq!(hashes, leaves, "{id}");
        }
    }
}

#[test]
fn only_what_is_new_or_partial_is_taken_again() {
    let mut tree = tree(600);
    assert_eq!(tree.take_tiles().len(), 3 + 3 + 1);
    let again: Vec<_> = tree.take_tiles().into_iter().map(|(id, _)| id.path()).collect();
    assert_eq!(again, ["tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"]);
    (600..768).for_each(|index| tree.append(&entry(index)).unwrap());
    let full: Vec<_> = tree.take_tiles().into_iter().map(|(id, _)| id.path()).collect();
    assert_eq!(full, ["tile/entries/002", "tile/0/002", "tile/1/000.p/3"]);
    let still: Vec<_> = tree.take_tiles().into_iter().map(|(id, _)| id.path()).collect();
    assert_eq!(still, ["tile/1/000.p/3"]);
}

#[test]
fn an_entry_over_the_limit_changes_nothing() {
    let mut tree = tree(5);
    let root = tree.root();
    assert_eq!(tree.append(&[0; MAX_ENTRY + 1]), Err(BuildError::Entry(MAX_ENTRY + 1)));
    assert_eq!((tree.size(), tree.root()), (5, root));
    tree.append(&[0; MAX_ENTRY]).unwrap();
    assert_eq!(tree.size(), 6);
}

#[test]
fn a_copy_goes_its_own_way() {
    let mut one = tree(300);
    let mut other = one.clone();
    other.append(b"another").unwrap();
    one.append(&entry(300)).unwrap();
    assert_ne!(one.root(), other.root());
    assert_eq!(one.take_tiles(), tiles(301));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However often tiles are taken in between, what lies there in the end is what one batch gives.
    #[test]
    fn batches_do_not_show(batches in prop::collection::vec(0u64..700, 1..8)) {
        let mut tree = TreeBuilder::new();
        let mut files = BTreeMap::new();
        for batch in batches {
            (0..batch).for_each(|_| tree.append(&entry(tree.size())).unwrap());
            for (id, bytes) in tree.take_tiles() {
                // A full tile is written once, and nothing that was written changes.
                let before = files.insert(id, bytes.clone());
                prop_assert!(before.is_none_or(|before| before == bytes && !id.is_full()));
            }
        }
        for (id, bytes) in tiles(tree.size()) {
            prop_assert_eq!(files.get(&id), Some(&bytes), "{}", id);
        }
        let mut frontier = Frontier::new();
        (0..tree.size()).for_each(|index| frontier.append(&leaf(index)).unwrap());
        prop_assert_eq!(tree.frontier(), &frontier);
    }
}
