//! HMAC-SHA256 (RFC 2104) with the key's two blocks hashed once, and HKDF (RFC 5869) on it: an attacker tries one key
//! on many people.

use sha2::{Digest as _, Sha256};

/// HMAC-SHA256 under one key.
pub(crate) struct Keyed {
    inner: Sha256,
    outer: Sha256,
}

impl Keyed {
    /// Under a key of 32 bytes.
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        let pad = |with: u8| {
            let mut block = [with; 64];
            block.iter_mut().zip(key).for_each(|(byte, key)| *byte ^= key);
            Sha256::new_with_prefix(block)
        };
        Self { inner: pad(0x36), outer: pad(0x5c) }
    }

    /// Of the parts, one behind the other.
    pub(crate) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut inner = self.inner.clone();
        parts.iter().for_each(|part| inner.update(part));
        let mut outer = self.outer.clone();
        outer.update(inner.finalize());
        outer.finalize().into()
    }

    /// One block of HKDF-Expand.
    pub(crate) fn expand(&self, info: &[&[u8]]) -> [u8; 32] {
        let mut parts: [&[u8]; 5] = [&[]; 5];
        let count = info.len().min(4);
        parts[..count].copy_from_slice(&info[..count]);
        parts[count] = &[1];
        self.mac(&parts[..=count])
    }
}

/// SHA-256 of the parts, one behind the other.
pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
