use super::*;
use crate::testing;

#[test]
fn every_entry_can_be_proved_with_the_tiles_that_are_named() {
    let (signed, tiles) = testing::log(600, &[]);
    for index in [0, 1, 255, 256, 599] {
        let mut few = TileMap::new();
        for id in needs(index, 600) {
            few.insert(id, tiles.get(&id).unwrap().to_vec()).unwrap();
        }
        let (entry, proof) = prove(index, &signed, &few).unwrap();
        assert_eq!(entry, testing::promise(index).entry);
        assert_eq!(proof.includes(&entry.encode()), Ok(()));
        assert_eq!(TlogProof::parse(&proof.to_string()).unwrap(), proof);
    }
}

#[test]
fn what_is_missing_is_named() {
    let (signed, tiles) = testing::log(600, &[]);
    assert!(matches!(prove(600, &signed, &tiles), Err(NotProvable::NoEntry { index: 600, size: 600 })));
    let missing = prove(3, &signed, &TileMap::new()).unwrap_err().to_string();
    assert_eq!(missing, "tile/entries/000 is missing");
}

#[test]
fn tiles_of_another_tree_prove_nothing() {
    let (_, tiles) = testing::log(600, &[]);
    let (other, _) = testing::log(599, &[]);
    let mut lying = other;
    lying.checkpoint.size = 600;
    assert!(matches!(prove(3, &lying, &tiles), Err(NotProvable::Proof(_))));
}
