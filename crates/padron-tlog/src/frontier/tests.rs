use super::*;
use crate::tests::{Oracle, entry, hash, leaf, rng};
use proptest::prelude::*;

fn frontier(size: u64) -> Frontier {
    let mut frontier = Frontier::new();
    (0..size).for_each(|index| frontier.append(&leaf(index)).unwrap());
    frontier
}

#[test]
fn the_tree_without_entries_has_the_root_of_nothing() {
    assert_eq!(Frontier::new().root(), Hash::EMPTY_TREE);
    assert_eq!(Frontier::new().encode(), [0; 8]);
}

#[test]
fn every_size_has_the_root_that_another_implementation_gives_it() {
    let (mut ours, mut oracle) = (Frontier::new(), Oracle::default());
    for size in 0..1100 {
        assert_eq!((ours.size(), ours.root()), (size, oracle.root(size)));
        ours.append(&leaf(size)).unwrap();
        oracle.append(&entry(size));
    }
}

#[test]
fn every_completed_subtree_is_shown_with_its_root() {
    let mut ours = Frontier::new();
    let mut shown = Vec::new();
    for index in 0..8 {
        ours.append_with(&leaf(index), |height, hash| shown.push((index, height, *hash))).unwrap();
    }
    let heights: Vec<_> = shown.iter().map(|(index, height, _)| (*index, *height)).collect();
    assert_eq!(
        heights,
        [(0, 0), (1, 0), (1, 1), (2, 0), (3, 0), (3, 1), (3, 2), (4, 0), (5, 0), (5, 1), (6, 0)]
            .into_iter()
            .chain([(7, 0), (7, 1), (7, 2), (7, 3)])
            .collect::<Vec<_>>()
    );
    assert_eq!(shown[6].2, frontier(4).root());
    assert_eq!(shown[14].2, frontier(8).root());
}

#[test]
fn a_full_tree_takes_no_entry_and_stays_as_it_is() {
    let bytes = [&MAX_SIZE.to_be_bytes()[..], &[7; 32]].concat();
    let mut full = Frontier::decode(&bytes).unwrap();
    assert_eq!(full.append(&leaf(0)), Err(TooLarge));
    assert_eq!(full.encode(), bytes);
    let almost: Vec<u8> =
        (MAX_SIZE - 1).to_be_bytes().into_iter().chain((0..48 * 32).map(|place| place as u8)).collect();
    let mut almost = Frontier::decode(&almost).unwrap();
    almost.append(&leaf(0)).unwrap();
    assert_eq!((almost.size(), almost.encode().len()), (MAX_SIZE, 8 + 32));
}

#[test]
fn what_is_cut_off_too_long_or_too_large_is_refused() {
    let good = frontier(7).encode();
    assert_eq!(Frontier::decode(&good[..7]), Err(FrontierError::Short(7)));
    let length = |found| Err(FrontierError::Length { size: 7, expected: 3, found });
    assert_eq!(Frontier::decode(&good[..good.len() - 1]), length(95));
    assert_eq!(Frontier::decode(&[&good[..], &[0]].concat()), length(97));
    assert_eq!(Frontier::decode(&[&good[..], &[0; 32]].concat()), length(128));
    let large = [&(MAX_SIZE + 1).to_be_bytes()[..], &[0; 64]].concat();
    assert_eq!(Frontier::decode(&large), Err(FrontierError::TooLarge(TooLarge)));
    assert!(Frontier::decode(&u64::MAX.to_be_bytes()).is_err());
}

proptest! {
    #[test]
    fn a_stored_frontier_goes_on_where_it_stopped(stop in 0u64..700, more in 0u64..300) {
        let mut resumed = Frontier::decode(&frontier(stop).encode()).unwrap();
        prop_assert_eq!(&resumed, &frontier(stop));
        (stop..stop + more).for_each(|index| resumed.append(&leaf(index)).unwrap());
        prop_assert_eq!(resumed, frontier(stop + more));
    }

    #[test]
    fn any_size_within_the_limit_is_read_back(size in 0..=MAX_SIZE, seed: u64) {
        let mut rng = rng(seed);
        let mut bytes = size.to_be_bytes().to_vec();
        (0..size.count_ones()).for_each(|_| bytes.extend(hash(&mut rng).0));
        let frontier = Frontier::decode(&bytes).unwrap();
        prop_assert_eq!((frontier.size(), frontier.encode()), (size, bytes));
    }
}
