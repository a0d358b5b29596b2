//! Everything that is derived from an [`Output`].
//!
//! HKDF-SHA256 (RFC 5869): `key = Extract(salt, y)`, where the salt is SHA-256 of `padron derive v1` and the purpose of
//! the evaluating key (so that a line key's output never yields a person's secret), and each value is `Expand(key, info)`:
//!
//! | value | purpose | info |
//! |---|---|---|
//! | [`LineToken`] | `line` | `line token` |
//! | [`Slot`] *j* | `person` | `slot` and *j* in two bytes, big endian |
//! | view key of a record | `person` | `view` and the record's 16 bytes |
//! | holder token | `person` | `holder` |

use crate::evaluate::Output;
use crate::kdf;
use std::hash::{Hash, Hasher};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

macro_rules! token {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Zeroize, ZeroizeOnDrop)]
        pub struct $name([u8; 32]);

        impl $name {
            /// From 32 bytes received or stored.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            pub fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.ct_eq(&other.0).into()
            }
        }

        impl Eq for $name {}

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash(state);
            }
        }
    };
}

token! {
    /// Stands for a line wherever the number must not appear. Equality takes constant time; no `Debug`.
    LineToken
}

token! {
    /// One of the places in which a person may link a line. Slots of one person share nothing that can be seen.
    Slot
}

impl LineToken {
    /// The token of the line whose number was evaluated under the line key.
    pub fn from_output(output: &Output) -> Self {
        Self(*kdf::expand(&key(output), &[b"line token"]))
    }
}

impl From<&Output> for LineToken {
    fn from(output: &Output) -> Self {
        Self::from_output(output)
    }
}

/// From which a person's slots and view keys follow. Known to the verifier alone; no `Debug`; wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct PersonSecret([u8; 32]);

impl PersonSecret {
    /// The secret of the person whose identifier was evaluated under the person key.
    pub fn from_output(output: &Output) -> Self {
        Self(*key(output))
    }

    /// The person's slot number `j`, counted from 1 (the regime's cap says how far).
    pub fn slot(&self, j: u16) -> Slot {
        Slot(*kdf::expand(&self.0, &[b"slot", &j.to_be_bytes()]))
    }

    /// The key of the view box of one record.
    pub fn view_key(&self, record: &[u8; 16]) -> Zeroizing<[u8; 32]> {
        kdf::expand(&self.0, &[b"view", record])
    }

    /// Stands for a holder without a cap (a company); the same for each of its lines.
    pub fn holder_token(&self) -> [u8; 32] {
        *kdf::expand(&self.0, &[b"holder"])
    }
}

impl From<&Output> for PersonSecret {
    fn from(output: &Output) -> Self {
        Self::from_output(output)
    }
}

fn key(output: &Output) -> Zeroizing<[u8; 32]> {
    let salt = kdf::hash_fields(&[b"padron derive v1", output.purpose().as_str().as_bytes()]);
    kdf::extract(&salt, output.as_bytes())
}

#[cfg(test)]
mod tests;
