use super::*;
use crate::tests::{Oracle, entry, rng, tiles};
use proptest::prelude::*;
use rand_core::Rng;
use std::collections::BTreeSet;

fn tile(level: Level, index: u64, width: u16) -> TileId {
    TileId { level, index, width }
}

#[test]
fn paths_are_those_of_the_specification() {
    let hashes = Level::Hashes;
    let paths = [
        (tile(hashes(0), 0, 256), "tile/0/000"),
        (tile(hashes(0), 1_234_067, 256), "tile/0/x001/x234/067"),
        (tile(hashes(0), 1234, 5), "tile/0/x001/234.p/5"),
        (tile(hashes(2), 999, 255), "tile/2/999.p/255"),
        (tile(hashes(6), 0, 1), "tile/6/000.p/1"),
        (tile(Level::Entries, 0, 1), "tile/entries/000.p/1"),
        (tile(Level::Entries, 1_000_000, 256), "tile/entries/x001/x000/000"),
        (tile(Level::Entries, (MAX_SIZE >> 8) - 1, 256), "tile/entries/x001/x099/x511/x627/775"),
    ];
    for (tile, path) in paths {
        assert_eq!((tile.path().as_str(), TileId::parse(path)), (path, Ok(tile)));
    }
}

#[test]
fn any_other_path_is_refused() {
    for path in [
        "",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/+01",
        "tile/00/000",
        "tile/01/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/entries/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1.p/1",
        "tile/0/000.p",
        "tile/8/0/000",
        "tile/0/\u{660}\u{660}\u{660}",
        // No tree of 2^48 entries has these.
        "tile/6/000.p/2",
        "tile/6/000",
        "tile/7/000.p/1",
        "tile/63/000",
        "tile/entries/x001/x099/x511/x627/776.p/1",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
    ] {
        assert_eq!(TileId::parse(path), Err(TileError::Path), "{path}");
    }
}

#[test]
fn a_tree_of_70000_entries_has_the_tiles_that_the_specification_counts() {
    let ids: Vec<_> = hash_tile_ids(70_000).collect();
    assert_eq!(ids.len(), 273 + 1 + 1 + 1 + 1);
    let partial: Vec<_> = ids.iter().filter(|id| !id.is_full()).map(TileId::path).collect();
    assert_eq!(partial, ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]);
    let last: Vec<_> = hash_tile_ids(256).map(|id| id.path()).collect();
    assert_eq!(last, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(hash_tile_ids(0).count(), 0);
}

#[test]
fn bundles_start_with_the_one_that_holds_the_entry() {
    let paths = |from, size| bundle_ids(from, size).map(|id| id.path()).collect::<Vec<_>>();
    assert_eq!(paths(0, 0), [""; 0]);
    assert_eq!(paths(0, 1), ["tile/entries/000.p/1"]);
    assert_eq!(paths(255, 513), ["tile/entries/000", "tile/entries/001", "tile/entries/002.p/1"]);
    assert_eq!(paths(256, 512), ["tile/entries/001"]);
    assert_eq!(paths(512, 512), [""; 0]);
    assert_eq!(paths(9000, 512), [""; 0]);
    assert_eq!(bundle_ids(u64::MAX, u64::MAX).count(), 1);
}

#[test]
fn tiles_hold_what_another_implementation_puts_in_them_and_have_its_paths() {
    let mut oracle = Oracle::default();
    (0..1000).for_each(|index| oracle.append(&entry(index)));
    for size in [1, 255, 256, 257, 511, 512, 768, 1000] {
        let (entries, hashes): (Vec<_>, Vec<_>) =
            tiles(size).into_iter().partition(|(id, _)| id.level == Level::Entries);
        for (id, bytes) in &hashes {
            assert_eq!(*bytes, oracle.tile(id), "{id}");
        }
        // Theirs lists every width up to a tile's, the height in the path, and `data` for bundles.
        let known: BTreeSet<_> = tlog_tiles::Tile::new_tiles(8, 0, size).iter().map(tlog_tiles::Tile::path).collect();
        let path = |id: &TileId| id.path().replace("tile/", "tile/8/").replace("entries", "data");
        assert!(hashes.iter().all(|(id, _)| known.contains(&path(id))));
        assert!(entries.iter().all(|(id, _)| tlog_tiles::Tile::from_path(&path(id)).is_ok()));
    }
}

#[test]
fn content_of_another_length_is_refused() {
    let id = tile(Level::Hashes(0), 0, 3);
    assert_eq!(id.check(&[0; 96]), Ok(()));
    for length in [0, 64, 95, 97, 128] {
        assert_eq!(id.check(&vec![0; length]), Err(TileError::Length(id, length)));
    }
    let id = tile(Level::Entries, 0, 2);
    assert_eq!(id.check(&[0, 0, 0, 1, 9]), Ok(()));
    assert!(matches!(id.check(&[0, 0, 0, 1]), Err(TileError::Bundle(..))));
    for id in [tile(Level::Hashes(0), 0, 0), tile(Level::Hashes(0), 0, 257), tile(Level::Entries, u64::MAX, 1)] {
        assert_eq!(id.check(&vec![0; usize::from(id.width) * 32]), Err(TileError::Impossible(id)));
    }
}

proptest! {
    #[test]
    fn every_possible_tile_is_read_back(level in 0u8..7, seed: u64, width in 1u16..=256, entries: bool) {
        let level = if entries { Level::Entries } else { Level::Hashes(level) };
        let most = match level {
            Level::Entries => MAX_SIZE,
            Level::Hashes(level) => count(MAX_SIZE, level),
        };
        let id = tile(level, rng(seed).next_u64() % most.div_ceil(256), if most < 256 { 1 } else { width });
        prop_assert_eq!(TileId::parse(&id.path()), Ok(id));
        prop_assert_eq!(tlog_tiles_path(&id), id.path());
    }

    #[test]
    fn the_tiles_of_a_tree_cover_it_once(size in 0u64..3_000_000) {
        for level in 0..4 {
            let places: u64 =
                hash_tile_ids(size).filter(|id| id.level == Level::Hashes(level)).map(|id| u64::from(id.width)).sum();
            prop_assert_eq!(places, size >> (8 * level));
        }
        let mut sorted: Vec<_> = hash_tile_ids(size).collect();
        sorted.sort();
        prop_assert!(sorted.into_iter().eq(hash_tile_ids(size)));
    }
}

fn tlog_tiles_path(id: &TileId) -> String {
    let path = crate::tests::theirs_tile(id).path();
    path.replacen("tile/8/", "tile/", 1).replacen("data", "entries", 1)
}
