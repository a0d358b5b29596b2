//! HKDF-SHA256 (RFC 5869) for outputs of exactly 32 bytes, and length-prefixed encodings.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// HKDF-Extract: a pseudorandom key from secret material, under a public salt.
pub(crate) fn extract(salt: &[u8; 32], material: &[u8]) -> Zeroizing<[u8; 32]> {
    hmac(salt, &[material])
}

/// HKDF-Expand for one block: `HMAC(key, info || 0x01)`. The caller makes the concatenation of `info` injective.
pub(crate) fn expand(key: &[u8; 32], info: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = keyed(key);
    for part in info {
        mac.update(part);
    }
    mac.update(&[1]);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// HMAC-SHA256 over the concatenation of the parts.
pub(crate) fn hmac(key: &[u8; 32], parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// HMAC fills a short key up with zeros to the hash's block (RFC 2104); doing so here cannot fail.
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}

/// SHA-256 of the parts, each behind its length in eight bytes, so that no two lists collide by sliding a boundary.
pub(crate) fn hash_fields(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
