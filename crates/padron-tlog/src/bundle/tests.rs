use super::*;
use proptest::prelude::*;

#[test]
fn entries_follow_their_lengths() {
    let bytes = encode_bundle([&b"ab"[..], b"", b"c"]).unwrap();
    assert_eq!(bytes, b"\0\x02ab\0\0\0\x01c");
    assert_eq!(decode_bundle(&bytes, 3).unwrap(), [&b"ab"[..], b"", b"c"]);
}

#[test]
fn a_bundle_that_is_cut_off_or_goes_on_is_refused() {
    let bytes = b"\0\x02ab\0\x01c";
    assert_eq!(decode_bundle(bytes, 1), Err(BundleError::Rest { width: 1 }));
    assert_eq!(decode_bundle(bytes, 3), Err(BundleError::Short { place: 2 }));
    for length in 0..bytes.len() {
        let place = usize::from(length >= 4);
        assert_eq!(decode_bundle(&bytes[..length], 2), Err(BundleError::Short { place }));
    }
}

#[test]
fn limits_hold_both_ways() {
    let longest = vec![7; MAX_ENTRY];
    let longer = vec![7; MAX_ENTRY + 1];
    let bytes = encode_bundle([&longest]).unwrap();
    assert_eq!(decode_bundle(&bytes, 1).unwrap(), [&longest[..]]);
    let refusal = Err(BundleError::Entry { place: 1, length: MAX_ENTRY + 1 });
    assert_eq!(encode_bundle([&longest, &longer]), refusal);
    assert_eq!(encode_bundle([vec![0; 70_000]]), Err(BundleError::Entry { place: 0, length: 70_000 }));
    let by_hand = [&[0x10, 0x01][..], &longer].concat();
    assert_eq!(decode_bundle(&by_hand, 1), Err(BundleError::Entry { place: 0, length: MAX_ENTRY + 1 }));
    assert!(encode_bundle([b""; 256]).is_ok());
    assert_eq!(encode_bundle([b""; 257]), Err(BundleError::Rest { width: 256 }));
    assert_eq!(decode_bundle(&[], 0), Err(BundleError::Width(0)));
    assert_eq!(decode_bundle(&[0; 514], 257), Err(BundleError::Width(257)));
}

proptest! {
    #[test]
    fn what_is_written_is_read(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..=256)) {
        let bytes = encode_bundle(&entries).unwrap();
        prop_assert_eq!(decode_bundle(&bytes, entries.len() as u16).unwrap(), entries);
    }
}
