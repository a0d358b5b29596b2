use super::*;
use crate::log::{Entry, FollowError, Follower};
use crate::testing;
use padron_tlog::{bundle_ids, encode_bundle, hash_tile_ids};
use std::collections::BTreeMap;

fn entries(size: u64) -> Vec<Vec<u8>> {
    (0..size).map(|index| testing::promise(index).entry.encode()).collect()
}

fn bundle(entries: &[Vec<u8>], id: &TileId) -> Vec<u8> {
    let first = (id.index * 256) as usize;
    encode_bundle(&entries[first..first + usize::from(id.width)]).unwrap()
}

fn replayed(entries: &[Vec<u8>]) -> (Follower<Tiles>, BTreeMap<TileId, Vec<u8>>) {
    let mut replay = Follower::<Tiles>::default();
    let mut tiles = BTreeMap::new();
    let mut next = 0;
    for id in bundle_ids(0, entries.len() as u64) {
        let seen = |index, entry: &Entry| {
            assert_eq!(index, next);
            assert_eq!(entry.encode(), entries[next as usize]);
            next += 1;
        };
        replay.take(&id, &bundle(entries, &id), seen).unwrap();
        tiles.extend(replay.tree_mut().known());
    }
    tiles.extend(replay.tree_mut().last());
    (replay, tiles)
}

#[test]
fn every_tile_of_hashes_is_told_whatever_the_size() {
    for size in [0, 1, 255, 256, 257, 4095, 4096, 4097, 9000] {
        let entries = entries(size);
        let mut tree = TreeBuilder::new();
        entries.iter().for_each(|entry| tree.append(entry).unwrap());
        let (replay, tiles) = replayed(&entries);
        let expected: BTreeMap<_, _> = tree.take_tiles().into_iter().collect();
        for id in hash_tile_ids(size) {
            assert_eq!(tiles.get(&id), expected.get(&id), "{id} of {size}");
        }
        assert_eq!(replay.root(), tree.root());
        assert_eq!(replay.size(), size);
        assert_eq!(replay.figures().entries, size);
        assert_eq!(replay.figures().links.values().sum::<u64>(), size);
    }
}

#[test]
fn tiles_are_handed_on_so_that_memory_stays_small() {
    let entries = entries(256 * 40);
    let mut replay = Follower::<Tiles>::default();
    let mut most = 0;
    for id in bundle_ids(0, entries.len() as u64) {
        replay.take(&id, &bundle(&entries, &id), |_, _| ()).unwrap();
        most = most.max(replay.tree_mut().known().len());
    }
    assert!(most > 0 && most <= 18, "{most} tiles at once");
}

#[test]
fn only_the_next_bundle_is_taken() {
    let entries = entries(600);
    let ids: Vec<_> = bundle_ids(0, 600).collect();
    let mut replay = Follower::<Tiles>::default();
    let mut take = |id: &TileId| replay.take(id, &bundle(&entries, id), |_, _| ()).is_ok();
    assert!(!take(&ids[1]));
    assert!(take(&ids[0]));
    assert!(!take(&ids[0]));
    assert!(take(&ids[1]) && take(&ids[2]));
    assert!(!take(&ids[2]), "after a partial bundle there is nothing more");
}

#[test]
fn bytes_that_are_no_entries_are_refused() {
    let id = TileId { level: Level::Entries, index: 0, width: 2 };
    let good = testing::promise(0).entry.encode();
    let refused = |bytes: &[u8]| Follower::<Tiles>::default().take(&id, bytes, |_, _| ()).unwrap_err();
    assert!(matches!(
        refused(&encode_bundle([good.as_slice(), b"no entry"]).unwrap()),
        FollowError::Entry { index: 1, .. }
    ));
    assert!(matches!(refused(&encode_bundle([&good]).unwrap()), FollowError::Bundle { .. }));
}

#[test]
fn a_checkpoint_of_other_entries_is_refused() {
    let (replay, _) = replayed(&entries(5));
    let mut checkpoint = testing::log(5, &[]).0.checkpoint;
    assert!(replay.check(&checkpoint).is_ok());
    checkpoint.root.0[0] ^= 1;
    assert!(matches!(replay.check(&checkpoint), Err(FollowError::OtherRoot { size: 5 })));
    assert!(replay.check(&testing::log(6, &[]).0.checkpoint).is_err());
}
