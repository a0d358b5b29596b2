//! What a sealed text is bound to.

use crate::derive::LineToken;
use crate::kdf;
use crate::keys::Epoch;

/// Binds a sealed text to its place; custodians release a part only for a ciphertext that is valid under its label.
#[derive(Copy, Clone)]
pub struct Label<'a> {
    /// The register's identifier.
    pub register: &'a str,
    pub record: &'a [u8; 16],
    /// The line that the record belongs to.
    pub line_token: &'a LineToken,
    /// The compartment's name, such as `subscriber`.
    pub compartment: &'a str,
    /// The hash of the regime in force.
    pub regime: &'a [u8; 32],
    /// The epoch of the sealing key.
    pub epoch: Epoch,
}

impl Label<'_> {
    /// SHA-256 of the fields, each behind its length, so that two different labels never encode alike.
    pub fn hash(&self) -> [u8; 32] {
        kdf::hash_fields(&[
            b"padron label v1",
            self.register.as_bytes(),
            self.record,
            self.line_token.as_bytes(),
            self.compartment.as_bytes(),
            self.regime,
            &self.epoch.0.to_be_bytes(),
        ])
    }
}
