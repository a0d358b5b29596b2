//! Small sealed things that one party closes and another opens: slots, the view box, a compartment's text.

use crate::bytes::{Base64, Hash32, Uuid};
use crate::log::text_commitment;
use crate::messages::link::SlotKind;
use crate::messages::verification::Strength;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Key, Nonce};
use jiff::Timestamp;
use padron_model::Compartment;
use padron_threshold::{LineToken, SealError, pad, unpad};
use rand_core::CryptoRng;
use thiserror::Error;
use zeroize::Zeroizing;

/// The compartments of every record, in the order in which they are stored.
pub const KEPT: [Compartment; 3] = [Compartment::Subscriber, Compartment::Contact, Compartment::Line];

/// Padded sizes of the compartments' plain texts, in bytes: every record of the register is as long as every other.
pub fn padded_size(compartment: Compartment) -> usize {
    match compartment {
        Compartment::Subscriber => 520,
        Compartment::Contact => 440,
        Compartment::Line => 312,
        Compartment::Biometric => 2048,
    }
}

/// What could not be opened or closed.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum SealedError {
    #[error("it does not open: sealed under another key, for another record, or altered")]
    DoesNotOpen,
    #[error("it opens, but what is in it has the wrong form")]
    Form,
    #[error("the text is too long for its compartment")]
    TooLong,
}

/// The HPKE `info` of slots sealed to the registrar.
pub fn slots_info(register: &str) -> Vec<u8> {
    format!("padron slots {register}").into_bytes()
}

/// The HPKE `info` of holders sealed to the verifier by an operator.
pub fn holders_info(register: &str, operator: &str) -> Vec<u8> {
    format!("padron holders {register} {operator}").into_bytes()
}

/// The HPKE `info` of verifications sealed to an operator.
pub fn verified_info(register: &str, operator: &str) -> Vec<u8> {
    format!("padron verified {register} {operator}").into_bytes()
}

/// The HPKE `info` of a message under a request, by its step and the party it is for.
pub fn request_info(register: &str, step: &str, party: &str, request: &Uuid) -> Vec<u8> {
    format!("padron request {register} {step} {party} {request}").into_bytes()
}

/// The slots' plain text: kind and tokens.
pub fn encode_slots(kind: SlotKind, tokens: &[[u8; 32]]) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(1 + 32 * tokens.len()));
    out.push(kind.code());
    tokens.iter().for_each(|token| out.extend_from_slice(token));
    out
}

/// Slots as the registrar opened them: what holds them and their tokens.
pub type OpenedSlots = (SlotKind, Zeroizing<Vec<[u8; 32]>>);

/// Reads the slots' plain text.
pub fn decode_slots(plain: &[u8]) -> Result<OpenedSlots, SealedError> {
    let (code, tokens) = plain.split_first().ok_or(SealedError::Form)?;
    let kind = SlotKind::from_code(*code).ok_or(SealedError::Form)?;
    let (tokens, rest) = tokens.as_chunks::<32>();
    if !rest.is_empty() || tokens.is_empty() || tokens.len() > 64 {
        return Err(SealedError::Form);
    }
    Ok((kind, Zeroizing::new(tokens.to_vec())))
}

/// What the view box tells the person: enough to recognise the line, and the token that custodians' journals need.
pub struct ViewBox {
    pub last_four: [u8; 4],
    /// The operator's id.
    pub operator: String,
    /// When the line was linked.
    pub at: Timestamp,
    pub token: LineToken,
}

const VIEW_SIZE: usize = 4 + 8 + 32 + 1 + 40;

impl ViewBox {
    /// Closes the box under the record's view key. The key closes this one box, so the nonce is zero.
    pub fn close(&self, view_key: &[u8; 32], record: &Uuid) -> Result<Vec<u8>, SealedError> {
        if self.operator.len() > 40 {
            return Err(SealedError::TooLong);
        }
        let mut plain = Zeroizing::new([0u8; VIEW_SIZE]);
        plain[..4].copy_from_slice(&self.last_four);
        plain[4..12].copy_from_slice(&self.at.as_millisecond().to_be_bytes());
        plain[12..44].copy_from_slice(self.token.as_bytes());
        plain[44] = u8::try_from(self.operator.len()).map_err(|_| SealedError::TooLong)?;
        plain[45..45 + self.operator.len()].copy_from_slice(self.operator.as_bytes());
        encrypt(view_key, b"padron view box", record.as_bytes(), plain.as_slice())
    }

    /// Opens the box.
    pub fn open(sealed: &[u8], view_key: &[u8; 32], record: &Uuid) -> Result<Self, SealedError> {
        let plain = decrypt(view_key, b"padron view box", record.as_bytes(), sealed)?;
        let plain: &[u8; VIEW_SIZE] = plain.as_slice().try_into().map_err(|_| SealedError::Form)?;
        let form = |_| SealedError::Form;
        let length = usize::from(plain[44]);
        let name = plain.get(45..45 + length).ok_or(SealedError::Form)?;
        let token: [u8; 32] = plain[12..44].try_into().map_err(form)?;
        Ok(Self {
            last_four: plain[..4].try_into().map_err(form)?,
            at: Timestamp::from_millisecond(i64::from_be_bytes(plain[4..12].try_into().map_err(form)?))
                .map_err(|_| SealedError::Form)?,
            token: LineToken::from_bytes(token),
            operator: String::from_utf8(name.to_vec()).map_err(|_| SealedError::Form)?,
        })
    }
}

/// Encrypts under a key that is used for this one text. `name` and `context` are authenticated.
pub fn encrypt(key: &[u8; 32], name: &[u8], context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealedError> {
    let aad = [name, context].concat();
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    cipher.encrypt(&Nonce::default(), Payload { msg: plain, aad: &aad }).map_err(|_| SealedError::TooLong)
}

/// Decrypts what [`encrypt`] made.
pub fn decrypt(key: &[u8; 32], name: &[u8], context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealedError> {
    let aad = [name, context].concat();
    let cipher = ChaCha20Poly1305::new(&Key::from(*key));
    let plain = cipher.decrypt(&Nonce::default(), Payload { msg: sealed, aad: &aad });
    plain.map(Zeroizing::new).map_err(|_| SealedError::DoesNotOpen)
}

/// What gives the verifier's signed statement back, with record, operator and number: it lies in every compartment, so
/// that each proves by itself how strongly the holder of which line was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The statement's signature.
    pub signature: [u8; 64],
    /// The salted hash of the holder's attributes.
    pub attributes: Hash32,
    /// The salt of the number's hash in the statement.
    pub number_salt: [u8; 32],
    /// The hash of the slots that stands in the statement.
    pub slots: Hash32,
    /// When it was signed.
    pub issued: Timestamp,
    /// Until when it served for a submission.
    pub expires: Timestamp,
    /// How the holder was verified.
    pub strength: Strength,
}

const EVIDENCE_SIZE: usize = 64 + 32 + 32 + 32 + 8 + 8 + 1;

/// A compartment's text with the salt that the log's commitment uses, and the verifier's evidence.
pub struct CompartmentText {
    /// The salt: 32 random bytes. In `subscriber` it is the verifier's nonce over the attributes.
    pub salt: [u8; 32],
    pub evidence: Evidence,
    /// The model's canonical bytes.
    pub text: Zeroizing<Vec<u8>>,
}

impl CompartmentText {
    /// A text under a fresh salt.
    pub fn new(text: Zeroizing<Vec<u8>>, evidence: Evidence, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        Self { salt, evidence, text }
    }

    /// What the link's event says of it.
    pub fn commitment(&self, compartment: Compartment) -> Hash32 {
        text_commitment(compartment.as_str(), &self.salt, &self.text)
    }

    /// The padded plain text, ready to be sealed.
    pub fn encode(&self, compartment: Compartment) -> Result<Zeroizing<Vec<u8>>, SealedError> {
        let mut plain = Zeroizing::new(self.salt.to_vec());
        let Evidence { signature, attributes, number_salt, slots, issued, expires, strength } = &self.evidence;
        plain.extend_from_slice(signature);
        for hash in [&attributes.0, number_salt, &slots.0] {
            plain.extend_from_slice(hash);
        }
        for at in [issued, expires] {
            plain.extend_from_slice(&at.as_millisecond().to_be_bytes());
        }
        plain.push(match strength {
            Strength::Attributes => 0,
            Strength::Biometric => 1,
        });
        plain.extend_from_slice(&self.text);
        pad(&plain, padded_size(compartment)).map_err(|_: SealError| SealedError::TooLong)
    }

    /// Reads an opened, padded plain text.
    pub fn decode(padded: &[u8]) -> Result<Self, SealedError> {
        let plain = unpad(padded).map_err(|_| SealedError::Form)?;
        let (salt, rest) = plain.split_first_chunk::<32>().ok_or(SealedError::Form)?;
        let (evidence, text) = rest.split_first_chunk::<EVIDENCE_SIZE>().ok_or(SealedError::Form)?;
        Ok(Self { salt: *salt, evidence: read_evidence(evidence)?, text: Zeroizing::new(text.to_vec()) })
    }
}

fn read_evidence(bytes: &[u8; EVIDENCE_SIZE]) -> Result<Evidence, SealedError> {
    let form = |_| SealedError::Form;
    let at = |bytes: &[u8]| {
        let millis = i64::from_be_bytes(bytes.try_into().map_err(form)?);
        Timestamp::from_millisecond(millis).map_err(|_| SealedError::Form)
    };
    Ok(Evidence {
        signature: bytes[..64].try_into().map_err(form)?,
        attributes: Hash32(bytes[64..96].try_into().map_err(form)?),
        number_salt: bytes[96..128].try_into().map_err(form)?,
        slots: Hash32(bytes[128..160].try_into().map_err(form)?),
        issued: at(&bytes[160..168])?,
        expires: at(&bytes[168..176])?,
        strength: match bytes[176] {
            0 => Strength::Attributes,
            1 => Strength::Biometric,
            _ => return Err(SealedError::Form),
        },
    })
}

/// The hash of the sealed slots that stands in the verifier's statement: encapsulation, row and ciphertext.
pub fn slots_hash(key: &Base64, row: u32, sealed: &Base64) -> Hash32 {
    crate::bytes::sha256_parts("padron sealed slots", &[&key.0, &row.to_be_bytes(), &sealed.0])
}

#[cfg(test)]
mod tests;
