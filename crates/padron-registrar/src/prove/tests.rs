use super::{KEPT, NotProved, TileReader, prove_consistency, prove_entries};
use crate::sequence::tests::fake::{World, entry, publish};
use padron_tlog::{Hash, SignedCheckpoint, leaf_hash, verify_consistency, verify_inclusion};

/// A log that was signed and published at each of these sizes.
fn log(sizes: &[u64]) -> (World, Vec<SignedCheckpoint>) {
    let world = World::default();
    let (mut log, _) = world.open().unwrap();
    let mut signed = Vec::new();
    for size in sizes {
        world.append(size - log.size());
        signed.push(log.sequence(&world.new_for(&log)).unwrap());
        publish(&mut log).unwrap();
    }
    (world, signed)
}

#[test]
fn every_entry_is_proved_under_every_checkpoint() {
    let (world, all) = log(&[1, 5, 256, 300, 700, 66_000]);
    let mut tiles = TileReader::new(world);
    for signed in &all {
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root);
        let indices: Vec<u64> = [0, 1, 4, 255, 256, 299, 300, size - 1].into_iter().filter(|at| *at < size).collect();
        let map = tiles.of_entries(&indices, &signed.checkpoint).unwrap();
        let proofs = prove_entries(signed, &indices, &map).unwrap();
        assert_eq!(proofs.checkpoint, signed.to_string());
        assert_eq!(proofs.inclusions.iter().map(|inclusion| inclusion.index).collect::<Vec<_>>(), indices);
        for inclusion in &proofs.inclusions {
            let hashes: Vec<Hash> = inclusion.hashes.iter().map(|hash| Hash(hash.0)).collect();
            let leaf = leaf_hash(&entry(inclusion.index, 0).encode());
            verify_inclusion(&leaf, inclusion.index, size, &root, &hashes).unwrap();
        }
    }
    assert!(tiles.kept.len() <= KEPT);
}

#[test]
fn a_tree_is_proved_to_extend_any_older_one() {
    let (world, all) = log(&[5, 300, 700]);
    let newest = &all[2].checkpoint;
    let mut tiles = TileReader::new(world);
    for old in &all {
        let map = tiles.of_consistency(old.checkpoint.size, newest).unwrap();
        let consistency = prove_consistency(old.checkpoint.size, newest, &map).unwrap();
        assert_eq!(consistency.root, old.checkpoint.root);
        verify_consistency(old.checkpoint.size, &consistency.root, newest.size, &newest.root, &consistency.proof)
            .unwrap();
    }
    // Sizes at which nothing was ever signed, as somebody may name who asks.
    for old in [0, 1, 6, 255, 256, 257, 299, 511, 699] {
        let map = tiles.of_consistency(old, newest).unwrap();
        prove_consistency(old, newest, &map).unwrap();
    }
}

#[test]
fn what_is_not_there_is_not_proved() {
    let (world, all) = log(&[300]);
    let checkpoint = &all[0].checkpoint;
    let mut tiles = TileReader::new(world.clone());
    let map = tiles.of_entries(&[300], checkpoint).unwrap();
    assert!(matches!(prove_entries(&all[0], &[300], &map), Err(NotProved::Proof(_))));
    let map = tiles.of_consistency(301, checkpoint).unwrap();
    assert!(matches!(prove_consistency(301, checkpoint, &map), Err(NotProved::Proof(_))));
    world.files.borrow_mut().remove("tile/0/000");
    tiles.forget();
    assert!(matches!(tiles.of_entries(&[7], checkpoint), Err(NotProved::Missing(_))));
}

#[test]
fn a_damaged_tile_gives_an_error_and_never_a_wrong_proof() {
    for at in [0, 7 * 32, 255 * 32] {
        let (world, all) = log(&[300]);
        world.files.borrow_mut().get_mut("tile/0/000").unwrap()[at] ^= 1;
        let mut tiles = TileReader::new(world);
        let map = tiles.of_entries(&[7], &all[0].checkpoint).unwrap();
        assert!(matches!(prove_entries(&all[0], &[7], &map), Err(NotProved::Damaged(300))));
        let map = tiles.of_consistency(200, &all[0].checkpoint).unwrap();
        assert!(matches!(prove_consistency(200, &all[0].checkpoint, &map), Err(NotProved::Damaged(300))));
    }
    let (world, all) = log(&[300]);
    world.files.borrow_mut().get_mut("tile/0/000").unwrap().truncate(100);
    assert!(matches!(TileReader::new(world).of_entries(&[7], &all[0].checkpoint), Err(NotProved::Missing(_))));
}
