//! The short cut through small fractions gives what full coefficients give.

use super::*;
use crate::keys::polynomial;
use crate::tests::{index, rng};
use proptest::prelude::*;

fn indices(numbers: &[u16]) -> Vec<CustodianIndex> {
    numbers.iter().map(|number| index(*number)).collect()
}

fn interpolates(numbers: &[u16]) -> bool {
    let mut rng = rng(5);
    let coefficients: Vec<_> = numbers.iter().map(|_| Scalar::random(&mut rng)).collect();
    let indices = indices(numbers);
    let elements: Vec<_> =
        indices.iter().map(|i| RistrettoPoint::mul_base(&polynomial(&coefficients, i.scalar()))).collect();
    let expected = RistrettoPoint::mul_base(&coefficients[0]);
    let full = Interpolation::Full(coefficients_at(&indices, Scalar::ZERO));
    Interpolation::at_zero(&indices).combine(&elements) == expected && full.combine(&elements) == expected
}

#[test]
fn consecutive_custodians_need_no_division() {
    assert_eq!(small_fractions(&indices(&[1, 2, 3])), Some((vec![3, -3, 1], 1)));
    assert_eq!(small_fractions(&indices(&[2, 3, 4])), Some((vec![6, -8, 3], 1)));
    assert_eq!(small_fractions(&indices(&[3, 4, 5])), Some((vec![10, -15, 6], 1)));
    assert_eq!(small_fractions(&indices(&[1, 3, 5])), Some((vec![15, -10, 3], 8)));
}

#[test]
fn the_cheapest_quorum_needs_no_division_if_any_does_not() {
    let chosen = |numbers: &[u16], count| -> Vec<u16> {
        cheapest(&indices(numbers), count).iter().map(|index| index.get()).collect()
    };
    assert_eq!(chosen(&[1, 2, 3, 4, 5], 3), [1, 3, 4]); // 2, -2, 1
    assert_eq!(chosen(&[1, 2, 3, 5], 3), [1, 2, 3]);
    assert_eq!(chosen(&[5, 1, 3, 4], 3), [1, 3, 4]);
    assert_eq!(chosen(&[1, 3, 5], 3), [1, 3, 5]);
    let quorum = cheapest(&indices(&[1, 3, 5, 7, 9, 11, 13, 15, 16, 17, 18]), 3);
    assert!(matches!(Interpolation::at_zero(&quorum), Interpolation::Small { inverse: None, .. }));
    for count in 1..=5 {
        let quorum = cheapest(&indices(&[1, 2, 3, 4, 5]), count);
        assert!(matches!(Interpolation::at_zero(&quorum), Interpolation::Small { inverse: None, .. }));
    }
}

#[test]
fn far_apart_indices_fall_back_to_full_coefficients() {
    let far: Vec<_> = (0..16).map(|number| index(2 * number + 1)).collect();
    assert!(matches!(Interpolation::at_zero(&far), Interpolation::Full(_)));
    assert!(interpolates(&(0..16).map(|number| 2 * number + 1).collect::<Vec<_>>()));
}

#[test]
fn all_32_custodians_interpolate() {
    assert!(interpolates(&(1..=32).collect::<Vec<_>>()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_set_in_any_order_interpolates(set in proptest::sample::subsequence((1..=32u16).collect::<Vec<_>>(), 1..=12)
        .prop_shuffle()) {
        prop_assert!(interpolates(&set));
    }
}
