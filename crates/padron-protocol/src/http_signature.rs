//! Who is calling: every request between parties carries a JWS over its method, path and body.
//!
//! The token travels in the header `Padron-Signature`. It names its audience, so that one party cannot pass a
//! request on to another, lives [`LIFETIME_SECONDS`], and has a nonce that the callee remembers for that long.

use crate::bytes::{Base64, Hash32, sha256};
use crate::jws::{JwsError, Message, PublicSigningKey, Signer, open};
use jiff::Timestamp;
use rand_core::CryptoRng;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The header that carries the token.
pub const HEADER: &str = "padron-signature";
/// How long a request may be on its way, in seconds.
pub const LIFETIME_SECONDS: i64 = 60;
/// How far two parties' clocks may be apart, in seconds.
pub const SKEW_SECONDS: i64 = 30;

/// What the caller signs.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestClaims {
    /// The register's id.
    pub register: String,
    /// The regime hash under which the caller works.
    pub regime: Hash32,
    /// The party that is called.
    pub audience: String,
    pub method: String,
    pub path: String,
    /// SHA-256 of the body.
    pub body: Hash32,
    /// When it was signed.
    pub issued: Timestamp,
    /// 16 random bytes.
    pub nonce: Base64,
}

impl Message for RequestClaims {
    const TYPE: &'static str = "padron-request+jws";
}

/// Why a caller is not believed.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum CallerError {
    #[error("{0}")]
    Jws(#[from] JwsError),
    #[error("the signature is for another {0}")]
    Elsewhere(&'static str),
    #[error(
        "the request was signed at a time more than {LIFETIME_SECONDS} s (plus {SKEW_SECONDS} s for clocks) from now: check the clock, sign again"
    )]
    Time,
    /// The nonce is not 16 bytes.
    #[error("the nonce of the request is not 16 bytes")]
    Nonce,
}

/// What both ends know of a request.
pub struct Request<'a> {
    /// The register's id.
    pub register: &'a str,
    pub regime: Hash32,
    pub audience: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    pub body: &'a [u8],
}

impl Request<'_> {
    /// Signs the request for its header.
    pub fn sign(&self, signer: &Signer, now: Timestamp, rng: &mut impl CryptoRng) -> Result<String, JwsError> {
        let mut nonce = [0; 16];
        rng.fill_bytes(&mut nonce);
        signer.sign(&RequestClaims {
            register: self.register.into(),
            regime: self.regime,
            audience: self.audience.into(),
            method: self.method.into(),
            path: self.path.into(),
            body: sha256(self.body),
            issued: now,
            nonce: nonce.into(),
        })
    }

    /// Checks a header against the request as received. Gives the nonce and the time of signing, for the callee to
    /// refuse replays.
    pub fn check(
        &self,
        token: &str,
        caller: &str,
        key: &PublicSigningKey,
        now: Timestamp,
    ) -> Result<([u8; 16], Timestamp), CallerError> {
        let claims: RequestClaims = open(token, caller, key)?;
        let fits = [
            (claims.register == self.register, "register"),
            (claims.regime == self.regime, "regime"),
            (claims.audience == self.audience, "party"),
            (claims.method == self.method, "method"),
            (claims.path == self.path, "path"),
            (claims.body == sha256(self.body), "body"),
        ];
        if let Some((_, what)) = fits.iter().find(|(fit, _)| !fit) {
            return Err(CallerError::Elsewhere(what));
        }
        let age = now.as_second() - claims.issued.as_second();
        if !(-SKEW_SECONDS..=LIFETIME_SECONDS + SKEW_SECONDS).contains(&age) {
            return Err(CallerError::Time);
        }
        let nonce = claims.nonce.array().ok_or(CallerError::Nonce)?;
        Ok((nonce, claims.issued))
    }
}

#[cfg(test)]
mod tests;
