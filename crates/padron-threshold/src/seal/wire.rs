//! The two forms of a sealed text.

use super::{MAX_PADDED, SealError, TAG, challenge, check_label, commitments};
use crate::group::{self, Encoded, Fault};
use crate::keys::PublicKey;
use crate::seal::Label;
use curve25519_dalek::ristretto::RistrettoPoint;
use curve25519_dalek::scalar::Scalar;

/// The longest ciphertext of the AEAD, tag included, in bytes.
pub const MAX_CIPHERTEXT: usize = MAX_PADDED + TAG;

/// The suite of sealed texts, their first byte: TDH2 over ristretto255 with ChaCha20-Poly1305, bound to a [`Label`] of v1.
pub const SEAL_SUITE: u8 = 1;
/// Header of the wire form after the suite: u, ū, w, w̄, f.
const WIRE: usize = 160;
/// What the wire form has beyond the padded text: its suite, its header and the tag of the AEAD.
pub const SEALED_OVERHEAD: usize = 1 + WIRE + TAG;
/// Header of the stored form after the suite: u, ū, e, f.
const STORED: usize = 128;

/// The form that travels, with commitments, parsed. `suite ‖ u ‖ ū ‖ w ‖ w̄ ‖ f ‖ ciphertext`: 177 bytes more than
/// the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    pub(crate) header: [Encoded; 4],
    pub(crate) points: [RistrettoPoint; 4],
    pub(crate) f: Scalar,
    pub(crate) ciphertext: Vec<u8>,
}

impl Sealed {
    /// The wire form.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&[SEAL_SUITE], self.header.as_flattened(), self.f.as_bytes(), &self.ciphertext].concat()
    }

    /// Parses the wire form; every element must be canonical and not the identity. Says nothing about the proof:
    /// [`super::verify_batch`] does.
    ///
    /// # Errors
    /// [`SealError::Length`], [`SealError::MalformedField`] or [`SealError::IdentityField`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let (header, ciphertext) = split::<WIRE>(bytes)?;
        let [u, u_bar, w, w_bar, f] = fields(header);
        let points = [point("u", &u)?, point("u-bar", &u_bar)?, point("w", &w)?, point("w-bar", &w_bar)?];
        Ok(Self { header: [u, u_bar, w, w_bar], points, f: scalar("f", &f)?, ciphertext: ciphertext.to_vec() })
    }

    /// The stored form, 32 bytes shorter: the commitments give way to the challenge, which depends on key and label.
    /// Only for what [`super::verify_batch`] has accepted under the same key and label.
    pub fn compact(&self, public: &PublicKey, label: &Label<'_>) -> Vec<u8> {
        let e = challenge(public, &label.hash(), &self.ciphertext, &self.header);
        [&[SEAL_SUITE], self.header[..2].as_flattened(), e.as_bytes(), self.f.as_bytes(), &self.ciphertext].concat()
    }
}

/// The form that is stored and opened, parsed. `suite ‖ u ‖ ū ‖ e ‖ f ‖ ciphertext`: 145 bytes more
/// than the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Compact {
    pub(crate) u_bytes: Encoded,
    pub(crate) u: RistrettoPoint,
    u_bar_bytes: Encoded,
    u_bar: RistrettoPoint,
    e: Scalar,
    f: Scalar,
    pub(crate) ciphertext: Vec<u8>,
}

impl Compact {
    /// The stored form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let points = [self.u_bytes, self.u_bar_bytes];
        [&[SEAL_SUITE], points.as_flattened(), self.e.as_bytes(), self.f.as_bytes(), &self.ciphertext].concat()
    }

    /// Parses the stored form. Says nothing about the proof: [`Compact::verify`] does.
    ///
    /// # Errors
    /// [`SealError::Length`], [`SealError::MalformedField`] or [`SealError::IdentityField`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        let (header, ciphertext) = split::<STORED>(bytes)?;
        let [u, u_bar, e, f] = fields(header);
        Ok(Self {
            u: point("u", &u)?,
            u_bytes: u,
            u_bar: point("u-bar", &u_bar)?,
            u_bar_bytes: u_bar,
            e: scalar("e", &e)?,
            f: scalar("f", &f)?,
            ciphertext: ciphertext.to_vec(),
        })
    }

    /// Checks the validity proof under a key and a label.
    ///
    /// # Errors
    /// [`SealError::BadProof`] (position 0) if it does not hold; other variants for a wrong key or label.
    pub fn verify(&self, public: &PublicKey, label: &Label<'_>) -> Result<(), SealError> {
        check_label(public, label)?;
        let [w, w_bar] = commitments(&self.u, &self.u_bar, &self.e, &self.f).map(|point| point.compress().to_bytes());
        let header = [self.u_bytes, self.u_bar_bytes, w, w_bar];
        let expected = challenge(public, &label.hash(), &self.ciphertext, &header);
        if expected == self.e { Ok(()) } else { Err(SealError::BadProof(0)) }
    }
}

fn split<const HEADER: usize>(bytes: &[u8]) -> Result<(&[u8; HEADER], &[u8]), SealError> {
    let length = SealError::Length(bytes.len());
    let bytes = match bytes {
        [SEAL_SUITE, rest @ ..] => rest,
        [] => return Err(length),
        [suite, ..] => return Err(SealError::Suite(*suite)),
    };
    let Some((header, ciphertext)) = bytes.split_first_chunk::<HEADER>() else {
        return Err(length);
    };
    if (TAG..=MAX_CIPHERTEXT).contains(&ciphertext.len()) { Ok((header, ciphertext)) } else { Err(length) }
}

fn fields<const FIELDS: usize, const HEADER: usize>(header: &[u8; HEADER]) -> [Encoded; FIELDS] {
    const { assert!(FIELDS * 32 == HEADER) };
    let mut fields = [[0; 32]; FIELDS];
    fields.as_flattened_mut().copy_from_slice(header);
    fields
}

fn point(name: &'static str, bytes: &Encoded) -> Result<RistrettoPoint, SealError> {
    group::decode(bytes).map_err(|fault| match fault {
        Fault::Malformed => SealError::MalformedField(name),
        Fault::Identity => SealError::IdentityField(name),
    })
}

fn scalar(name: &'static str, bytes: &[u8; 32]) -> Result<Scalar, SealError> {
    group::decode_scalar(bytes).ok_or(SealError::MalformedField(name))
}
