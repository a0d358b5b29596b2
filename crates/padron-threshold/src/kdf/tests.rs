//! Ours against the HKDF crate.

use super::*;
use hkdf::Hkdf;
use proptest::prelude::*;

proptest! {
    #[test]
    fn equals_the_hkdf_crate(salt: [u8; 32], material: Vec<u8>, info: Vec<u8>) {
        let mut expected = [0; 32];
        Hkdf::<Sha256>::new(Some(&salt), &material).expand(&info, &mut expected).unwrap();
        let (first, second) = info.split_at(info.len() / 2);
        prop_assert_eq!(*expand(&extract(&salt, &material), &[first, second]), expected);
    }
}

#[test]
fn fields_do_not_slide_into_each_other() {
    assert_ne!(hash_fields(&[b"ab", b"c"]), hash_fields(&[b"a", b"bc"]));
    assert_ne!(hash_fields(&[b"ab"]), hash_fields(&[b"ab", b""]));
}
