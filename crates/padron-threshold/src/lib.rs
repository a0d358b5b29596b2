//! Threshold cryptography over ristretto255: shares, evaluation, sealing and opening.
//!
//! What it is: the primitives that let *t* of *n* custodians act as one key, and nothing less than *t* act at all.
//!
//! - [`keys`]: public keys, key shares, and the checks that make them fit each other;
//! - [`evaluate`](mod@evaluate): threshold 2HashDH, equal in output to a single-key RFC 9497 VOPRF(ristretto255, SHA-512);
//! - [`derive`](mod@derive): line tokens, slots, view keys and holder tokens derived from an evaluation;
//! - [`seal`](mod@seal) and [`open`](mod@open): TDH2 (Shoup and Gennaro 2002), hybrid with ChaCha20-Poly1305;
//! - [`ceremony`] and [`refresh`]: distributed generation of a key, and fresh shares of the same key;
//! - [`vrf`]: a verifiable random function under a single key;
//! - [`delivery`]: HPKE (RFC 9180) between parties.
//!
//! What it is not: it knows no number, person, order, log or message format; it decides nothing about who may ask.
//! It has no clock, file, network or randomness of its own: every random choice comes from the generator handed in.
//!
//! **Every secret scalar meets only constant-time operations.** Variable-time arithmetic touches public values only
//! (blinded elements, evaluated elements, proofs, Lagrange coefficients), and its names say `vartime`.
//!
//! **No type that holds a secret has `Debug`, `Display` or a serializer**, and each is wiped when dropped.

pub mod ceremony;
pub mod delivery;
pub mod derive;
pub mod evaluate;
mod group;
mod kdf;
pub mod keys;
pub mod open;
mod proof;
pub mod refresh;
mod rng;
pub mod seal;
mod transcript;
pub mod trial;
pub mod vrf;

pub use ceremony::{Ceremony, CeremonyError, Plan};
pub use delivery::{
    BatchReceiver, BatchSender, DELIVERY_KEY, DELIVERY_SUITE, DeliveryError, DeliveryKey, DeliverySecret, ENCAPSULATED,
};
pub use derive::{LineToken, PersonSecret, Slot};
pub use evaluate::{
    Blinding, EvaluateError, EvaluationPart, MAX_BATCH, MAX_INPUT, Output, blind, blind_seeded, combine, combine_clear,
    evaluate, evaluate_clear,
};
pub use keys::{CustodianIndex, Epoch, KeyError, KeyShare, MAX_CUSTODIANS, PublicKey, Purpose, deal, single};
pub use open::{OpeningPart, open, open_part};
pub use refresh::Refresh;
pub use seal::{Compact, Label, SEALED_OVERHEAD, SealError, Sealed, pad, seal, seal_batch, unpad, verify_batch};
pub use vrf::{VrfError, VrfEvaluation, VrfKey, VrfOutput, VrfProof, VrfSecret};

#[cfg(test)]
mod tests;
