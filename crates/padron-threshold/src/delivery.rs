//! Delivery to one recipient: HPKE (RFC 9180, draft-ietf-hpke-pq), base mode, KEM X-Wing (X25519 with ML-KEM-768) with
//! HKDF-SHA256 and ChaCha20-Poly1305: what is recorded today is not read when X25519 falls.
//!
//! [`seal`] and [`open`] carry one message. [`BatchSender`] and [`BatchReceiver`] share one encapsulation among the
//! rows of a batch, each of which opens on its own: a row's keys are `HMAC-SHA256(exported secret, name || row)`, and its
//! nonce is an HMAC of the row's number, associated data and text, so that sealing a row twice never reuses a nonce with
//! another text. A row is `nonce (12) || ciphertext || tag (16)`.
//!
//! Public keys and encapsulations begin with the suite, one byte.

use crate::kdf;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce, Tag};
use hpke::aead::ChaCha20Poly1305 as HpkeChaCha;
use hpke::kdf::HkdfSha256;
use hpke::kem::XWing;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand_core::CryptoRng;
use std::fmt;
use std::sync::Arc;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// The suite of deliveries, which stands before every public key and encapsulation. (1 was X25519 alone.)
pub const DELIVERY_SUITE: u8 = 2;
/// The longest text of one delivery, in bytes.
pub const MAX_TEXT: usize = 16 << 20;
/// The longest `info`, in bytes.
pub const MAX_INFO: usize = 4096;

/// The size of an encapsulation in bytes: suite and X-Wing ciphertext.
pub const ENCAPSULATED: usize = 1 + 1120;
/// The size of a public key in bytes: suite and X-Wing encapsulation key.
pub const DELIVERY_KEY: usize = 1 + 1216;
const NONCE: usize = 12;
const TAG: usize = 16;
const EXPORT_CONTEXT: &[u8] = b"padron batch rows v1";

type PublicOf = <XWing as Kem>::PublicKey;
type SecretOf = <XWing as Kem>::PrivateKey;
type EncappedOf = <XWing as Kem>::EncappedKey;

/// Why a delivery failed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DeliveryError {
    /// The encapsulation is of another suite or size, or nothing can be agreed with it.
    #[error("the key is none of suite {DELIVERY_SUITE}; take the recipient's from the trust list")]
    UnusableKey,
    /// The text is longer than [`MAX_TEXT`].
    #[error("a text of {0} bytes is longer than {MAX_TEXT}; split it")]
    TextTooLong(usize),
    /// The info is longer than [`MAX_INFO`].
    #[error("an info of {0} bytes is longer than {MAX_INFO}")]
    InfoTooLong(usize),
    /// Too few bytes to be a delivery.
    #[error("{0} bytes are too few for a delivery")]
    Truncated(usize),
    #[error("the delivery does not open with this key, context and associated data; ask for it again")]
    NotForUs,
}

/// The seed of an X-Wing secret. No `Debug`; wiped when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct DeliverySecret([u8; 32]);

/// An X-Wing public key that was found to be one, behind its suite. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryKey(Arc<[u8]>);

impl DeliveryKey {
    /// Reads the [`DELIVERY_KEY`] bytes: the suite and an encapsulation key whose coefficients are reduced (FIPS 203,
    /// section 7.2).
    ///
    /// # Errors
    /// [`DeliveryError::UnusableKey`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DeliveryError> {
        parse_public(bytes).map(|_| Self(bytes.into()))
    }

    /// The bytes, suite first.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for DeliveryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveryKey").finish_non_exhaustive()
    }
}

fn parse_public(bytes: &[u8]) -> Result<PublicOf, DeliveryError> {
    let key = bytes.strip_prefix(&[DELIVERY_SUITE]).ok_or(DeliveryError::UnusableKey)?;
    PublicOf::from_bytes(key).map_err(|_| DeliveryError::UnusableKey)
}

impl DeliverySecret {
    /// From 32 bytes: any are a valid seed.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, for storage under a passphrase.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> DeliveryKey {
        // Parsing 32 bytes cannot fail; nothing at all would stand for "no key" and be refused by every sender.
        let public = self.parse().map(|secret| XWing::sk_to_pk(&secret).to_bytes());
        let public = public.map(|key| [&[DELIVERY_SUITE], key.as_slice()].concat());
        DeliveryKey(public.unwrap_or_default().into())
    }

    fn parse(&self) -> Result<SecretOf, DeliveryError> {
        SecretOf::from_bytes(&self.0).map_err(|_| DeliveryError::UnusableKey)
    }
}

/// A fresh key pair.
pub fn generate(rng: &mut impl CryptoRng) -> (DeliverySecret, DeliveryKey) {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(&mut *bytes);
    let secret = DeliverySecret(*bytes);
    let public = secret.public();
    (secret, public)
}

/// Seals one message: `encapsulation (1121) || ciphertext || tag (16)`. `info` names the context, `aad` is authenticated with it.
///
/// # Errors
/// [`DeliveryError`] for an unusable key, or a text or info that is too long.
pub fn seal(
    to: &DeliveryKey,
    info: &[u8],
    aad: &[u8],
    text: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, DeliveryError> {
    let (enc, mut context) = setup_sender(to, info, text.len(), rng)?;
    let ciphertext = context.seal(text, aad).map_err(|_| DeliveryError::TextTooLong(text.len()))?;
    Ok([enc.as_slice(), &ciphertext].concat())
}

/// Opens what [`seal`] sealed.
///
/// # Errors
/// [`DeliveryError::NotForUs`] if it does not open; others for bytes that are no delivery.
pub fn open(
    secret: &DeliverySecret,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, DeliveryError> {
    let (enc, ciphertext) = sealed.split_at_checked(ENCAPSULATED).ok_or(DeliveryError::Truncated(sealed.len()))?;
    if ciphertext.len() < TAG {
        return Err(DeliveryError::Truncated(sealed.len()));
    }
    if ciphertext.len() > MAX_TEXT + TAG {
        return Err(DeliveryError::TextTooLong(ciphertext.len()));
    }
    let mut context = setup_receiver(secret, info, enc)?;
    context.open(ciphertext, aad).map(Zeroizing::new).map_err(|_| DeliveryError::NotForUs)
}

type SenderContext = hpke::aead::AeadCtxS<HpkeChaCha, HkdfSha256, XWing>;
type ReceiverContext = hpke::aead::AeadCtxR<HpkeChaCha, HkdfSha256, XWing>;

fn setup_sender(
    to: &DeliveryKey,
    info: &[u8],
    length: usize,
    rng: &mut impl CryptoRng,
) -> Result<(Vec<u8>, SenderContext), DeliveryError> {
    if info.len() > MAX_INFO {
        return Err(DeliveryError::InfoTooLong(info.len()));
    }
    if length > MAX_TEXT {
        return Err(DeliveryError::TextTooLong(length));
    }
    let recipient = parse_public(&to.0)?;
    let (enc, context): (EncappedOf, SenderContext) =
        hpke::setup_sender_with_rng(&OpModeS::Base, &recipient, info, rng).map_err(|_| DeliveryError::UnusableKey)?;
    Ok(([&[DELIVERY_SUITE], enc.to_bytes().as_slice()].concat(), context))
}

fn setup_receiver(secret: &DeliverySecret, info: &[u8], enc: &[u8]) -> Result<ReceiverContext, DeliveryError> {
    if info.len() > MAX_INFO {
        return Err(DeliveryError::InfoTooLong(info.len()));
    }
    let enc = enc.strip_prefix(&[DELIVERY_SUITE]).ok_or(DeliveryError::UnusableKey)?;
    let enc = EncappedOf::from_bytes(enc).map_err(|_| DeliveryError::UnusableKey)?;
    hpke::setup_receiver(&OpModeR::Base, &secret.parse()?, &enc, info).map_err(|_| DeliveryError::UnusableKey)
}

/// Seals the rows of one batch under one encapsulation.
pub struct BatchSender(RowKeys);

impl BatchSender {
    /// Begins a batch; the encapsulation, [`ENCAPSULATED`] bytes, travels with it once.
    ///
    /// # Errors
    /// [`DeliveryError`] for an unusable key or a too long info.
    pub fn new(to: &DeliveryKey, info: &[u8], rng: &mut impl CryptoRng) -> Result<(Self, Vec<u8>), DeliveryError> {
        let (enc, context) = setup_sender(to, info, 0, rng)?;
        let mut root = Zeroizing::new([0; 32]);
        context.export(EXPORT_CONTEXT, &mut *root).map_err(|_| DeliveryError::UnusableKey)?;
        Ok((Self(RowKeys(*root)), enc))
    }

    /// Seals one row; 28 bytes longer than the text.
    ///
    /// # Errors
    /// [`DeliveryError::TextTooLong`].
    pub fn seal_row(&self, row: u32, aad: &[u8], text: &[u8]) -> Result<Vec<u8>, DeliveryError> {
        if text.len() > MAX_TEXT {
            return Err(DeliveryError::TextTooLong(text.len()));
        }
        let nonce = self.0.nonce(row, aad, text);
        let mut sealed = Vec::with_capacity(NONCE + text.len() + TAG);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(text);
        let tag = self
            .0
            .cipher(row)
            .encrypt_inout_detached(&nonce, aad, (&mut sealed[NONCE..]).into())
            .map_err(|_| DeliveryError::TextTooLong(text.len()))?;
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }
}

/// Opens the rows of one batch, in any order.
pub struct BatchReceiver(RowKeys);

impl BatchReceiver {
    /// From the encapsulation that came with the batch.
    ///
    /// # Errors
    /// [`DeliveryError`] for unusable bytes or a too long info.
    pub fn new(secret: &DeliverySecret, info: &[u8], enc: &[u8]) -> Result<Self, DeliveryError> {
        let context = setup_receiver(secret, info, enc)?;
        let mut root = Zeroizing::new([0; 32]);
        context.export(EXPORT_CONTEXT, &mut *root).map_err(|_| DeliveryError::UnusableKey)?;
        Ok(Self(RowKeys(*root)))
    }

    /// Opens one row.
    ///
    /// # Errors
    /// [`DeliveryError::NotForUs`] if it does not open under this row number and associated data.
    pub fn open_row(&self, row: u32, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, DeliveryError> {
        let truncated = DeliveryError::Truncated(sealed.len());
        let Some((nonce, rest)) = sealed.split_first_chunk::<NONCE>() else {
            return Err(truncated);
        };
        let Some((body, tag)) = rest.split_last_chunk::<TAG>() else {
            return Err(truncated);
        };
        if body.len() > MAX_TEXT {
            return Err(DeliveryError::TextTooLong(body.len()));
        }
        let mut text = Zeroizing::new(body.to_vec());
        self.0
            .cipher(row)
            .decrypt_inout_detached(&Nonce::from(*nonce), aad, text.as_mut_slice().into(), &Tag::from(*tag))
            .map_err(|_| DeliveryError::NotForUs)?;
        Ok(text)
    }
}

#[derive(ZeroizeOnDrop)]
struct RowKeys([u8; 32]);

impl RowKeys {
    fn cipher(&self, row: u32) -> ChaCha20Poly1305 {
        let key = kdf::hmac(&self.0, &[b"row key", &row.to_be_bytes()]);
        ChaCha20Poly1305::new((&*key).into())
    }

    fn nonce(&self, row: u32, aad: &[u8], text: &[u8]) -> Nonce {
        let key = kdf::hmac(&self.0, &[b"row nonce", &row.to_be_bytes()]);
        let digest = kdf::hmac(&key, &[&(aad.len() as u64).to_be_bytes(), aad, text]);
        let mut nonce = Nonce::default();
        nonce.copy_from_slice(&digest[..NONCE]);
        nonce
    }
}

#[cfg(test)]
mod tests;
