//! Padding hides the length and comes off only if it is in order.

use super::*;

proptest! {
    #[test]
    fn what_is_padded_comes_back(text in proptest::collection::vec(any::<u8>(), 0..300), spare in 0usize..300) {
        let size = text.len() + 2 + spare;
        let padded = pad(&text, size).unwrap();
        prop_assert_eq!(padded.len(), size);
        let unpadded = unpad(&padded).unwrap();
        prop_assert_eq!(unpadded.as_slice(), text.as_slice());
    }

    #[test]
    fn whatever_unpads_is_what_pad_makes(padded in proptest::collection::vec(any::<u8>(), 0..40)) {
        if let Ok(text) = unpad(&padded) {
            let again = pad(&text, padded.len()).unwrap();
            prop_assert_eq!(again.as_slice(), padded.as_slice());
        }
    }
}

#[test]
fn a_text_that_does_not_fit_is_refused() {
    assert_eq!(refusal(pad(b"abc", 4)), SealError::TextTooLong { length: 3, size: 4 });
    assert_eq!(refusal(pad(b"", 1)), SealError::TextTooLong { length: 0, size: 1 });
    assert_eq!(refusal(pad(b"", MAX_PADDED + 1)), SealError::PaddedTooLarge(MAX_PADDED + 1));
    let long = vec![0; 65_536];
    assert_eq!(refusal(pad(&long, MAX_PADDED)), SealError::TextTooLong { length: 65_536, size: MAX_PADDED });
    assert!(pad(&long[..65_534], MAX_PADDED).is_ok());
}

#[test]
fn broken_padding_is_refused() {
    for broken in [&b""[..], b"\0", b"\0\x02a", b"\0\x01ab", b"\0\x00\x01", b"\xff\xffabc"] {
        assert_eq!(refusal(unpad(broken)), SealError::BrokenPadding);
    }
    assert_eq!(unpad(b"\0\x01a\0\0").unwrap().as_slice(), b"a");
}
