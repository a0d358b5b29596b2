use super::*;
use data_encoding::HEXLOWER;

/// RFC 4231, case 2, has a key of four bytes; behind zeros to 32 it is the same HMAC key.
#[test]
fn hmac_is_that_of_rfc_4231() {
    let mut key = [0; 32];
    key[..4].copy_from_slice(b"Jefe");
    let mac = Keyed::new(&key).mac(&[b"what do ya want ", b"for nothing?"]);
    assert_eq!(HEXLOWER.encode(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

/// RFC 5869, case 1: its first block of output.
#[test]
fn expand_is_that_of_rfc_5869() {
    let key = HEXLOWER.decode(b"077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5").unwrap();
    let info = HEXLOWER.decode(b"f0f1f2f3f4f5f6f7f8f9").unwrap();
    let block = Keyed::new(&key.try_into().unwrap()).expand(&[&info]);
    assert_eq!(HEXLOWER.encode(&block), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
}
