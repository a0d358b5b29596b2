//! The trust list: who takes part, with which keys, under which controller.
//!
//! It is a JWS in its general JSON form (RFC 7515 section 7.2.1) with one signature per root key. Whoever holds the
//! root keys' public commitments can check everything that padron hands out.

mod check;
mod diff;
mod force;
mod pinned;

pub use check::{Trusted, TrustedParty};
pub use diff::{Change, ChangeKind, diff};
pub use force::{InForce, ListChain, LoggedList, due};
pub use pinned::Pinned;

use crate::bytes::{Base64, Hash32, sha256};
use crate::jws::{JwsError, PublicSigningKey, Signer};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use padron_threshold::{CustodianIndex, KeyError, PublicKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest trust list that is read, in bytes: some 450 parties with delivery keys. Courts and witnesses have none.
pub const MAX_SIZE: usize = 1024 * 1024;
/// The most parties that one list names.
pub const MAX_PARTIES: usize = 1000;

/// What a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Takes the holder's data in its own house, seals and submits.
    Operator,
    /// Has persons confirmed, and derives what stands for them.
    Verifier,
    /// Asks the identity sources, and signs whom they have confirmed.
    Attester,
    /// Keeps sealed records and the log.
    Registrar,
    /// Holds one share of each key.
    Custodian,
    /// A civil register, a tax office.
    IdentitySource,
    /// Signs orders.
    Court,
    /// Asks, with an order.
    Authority,
    /// Cosigns the log's checkpoints after checking that nothing was taken back.
    Witness,
}

impl padron_model::lang::Every for Role {
    const EVERY: &'static [Self] = &Self::ALL;
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::Operator,
        Self::Verifier,
        Self::Attester,
        Self::Registrar,
        Self::Custodian,
        Self::IdentitySource,
        Self::Court,
        Self::Authority,
        Self::Witness,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Verifier => "verifier",
            Self::Attester => "attester",
            Self::Registrar => "registrar",
            Self::Custodian => "custodian",
            Self::IdentitySource => "identity-source",
            Self::Court => "court",
            Self::Authority => "authority",
            Self::Witness => "witness",
        }
    }
}

/// The trust list as it is written and signed.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrustList {
    /// The register's id.
    pub register: String,
    /// Counts up from 1.
    pub version: u64,
    /// SHA-256 of the predecessor's payload, none in version 1; two where a list ends a conflict between two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predecessors: Vec<Hash32>,
    /// Whether simulators and automatic approvals may run: never in a real country.
    #[serde(default)]
    pub demo: bool,
    /// When it was made.
    pub issued: Timestamp,
    /// After this it is refused.
    pub expires: Timestamp,
    /// SHA-256 of the regime file in force.
    pub regime: Hash32,
    /// How many custodians must approve a request.
    pub approvals: u16,
    /// Who signs the next list.
    pub roots: Roots,
    pub keys: Vec<ThresholdKey>,
    /// Everybody who takes part.
    pub parties: Vec<Party>,
    /// What each custodian allows in a day (UTC).
    pub budgets: Budgets,
    /// The public log.
    pub log: LogName,
    /// How many witnesses must have cosigned a checkpoint.
    pub witness_policy: WitnessRule,
    /// How long after the next list is logged and cosigned what it adds or changes takes effect, in seconds; what it
    /// removes is gone at once.
    pub notice_seconds: u64,
}

/// The public log's name, key and place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogName {
    /// The first line of its checkpoints: an address without scheme that nobody else uses.
    pub origin: String,
    /// The Ed25519 key that signs its checkpoints.
    pub key: Hash32,
    /// Where anybody can fetch it.
    pub url: String,
    /// The key of the registrar's verifiable random function, which labels lines' moves: a ristretto255 element.
    pub labels: Hash32,
}

/// Which cosignatures a checkpoint needs. Witnesses of one controller are one group.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WitnessRule {
    /// How many.
    pub cosignatures: usize,
    /// From how many groups at least: two or more.
    pub groups: usize,
}

/// The root keys and how many must sign.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roots {
    /// How many of the keys must sign.
    pub threshold: usize,
    /// The Ed25519 public keys.
    pub keys: Vec<Hash32>,
}

/// A threshold key's public half.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThresholdKey {
    /// `line`, `person` or `sealing`.
    pub purpose: String,
    pub epoch: u32,
    /// How many shares open.
    pub threshold: u16,
    /// The group's public key, a ristretto255 element.
    pub group: Hash32,
    /// Each custodian's verification share, by index.
    pub shares: Vec<VerificationShare>,
}

impl From<&PublicKey> for ThresholdKey {
    fn from(key: &PublicKey) -> Self {
        let share = |(index, point): &(CustodianIndex, [u8; 32])| VerificationShare {
            index: index.get(),
            point: Hash32(*point),
        };
        Self {
            purpose: key.purpose().as_str().into(),
            epoch: key.epoch().0,
            threshold: key.threshold(),
            group: Hash32(key.group_bytes()),
            shares: key.shares().iter().map(share).collect(),
        }
    }
}

/// A custodian's public share.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerificationShare {
    /// The custodian's index, from 1.
    pub index: u16,
    pub point: Hash32,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its id: 1–40 characters of `a-z 0-9 -`.
    pub id: String,
    pub role: Role,
    /// Who controls it, in plain words: two custodians of one controller count as one for what they could do together.
    pub controller: String,
    /// Its address, where it is called by others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Its Ed25519 public key.
    pub signing: Hash32,
    /// Its public delivery key ([`DeliveryKey`](padron_threshold::DeliveryKey)), where messages are sealed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::bytes::Bytes<{ padron_threshold::DELIVERY_KEY }>>")]
    pub delivery: Option<Base64>,
    /// A custodian's index, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u16>,
    /// A witness's note verifier key (C2SP signed-note, cosignature/v1): its name and the same key as `signing`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness: Option<String>,
}

/// Daily budgets at each custodian.
#[derive(Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// Line evaluations per operator.
    pub line_evaluations: u64,
    /// Line evaluations of an operator that no logged link has matched yet, however many days ago they were made.
    pub line_float: u64,
    /// How many of those are forgiven a day: mistyped numbers, customers who walk away.
    pub line_drain: u64,
    /// Holders evaluated for one operator's links.
    pub person_evaluations: u64,
    /// Holders of one operator whom no logged link has matched yet.
    pub person_float: u64,
    /// How many of those are forgiven a day.
    pub person_drain: u64,
    /// People evaluated to look at their own lines.
    pub looks: u64,
    /// Journal look-ups for the verifier.
    pub journal_lookups: u64,
    /// Holders that the verifier has confirmed for one operator.
    pub verifications: u64,
    /// New requests of an authority.
    pub requests: u64,
}

impl Budgets {
    /// How many numbers an operator that links nothing can have evaluated in a year: each tells it whether two numbers
    /// are the same, and nothing else.
    pub fn probes_a_year(&self) -> u64 {
        self.line_float.saturating_add(self.line_drain.saturating_mul(365))
    }
}

/// Why a trust list is refused.
#[derive(Debug, Error)]
pub enum TrustError {
    /// Over [`MAX_SIZE`].
    #[error("the trust list is longer than {MAX_SIZE} bytes")]
    TooLong,
    #[error("the trust list is not a JWS in general JSON form: {0}")]
    Form(String),
    #[error("signature {0} of the trust list does not verify")]
    Signature(usize),
    #[error("{have} of the pinned root keys have signed the trust list, {need} must")]
    TooFewRoots {
        /// Valid signatures of distinct root keys.
        have: usize,
        need: usize,
    },
    #[error("the trust list expired at {0}: fetch the next one")]
    Expired(Timestamp),
    #[error("the trust list has version {got} and does not follow version {held}, which is held here")]
    NotSuccessor {
        held: u64,
        /// The version offered.
        got: u64,
    },
    #[error("the trust list contradicts itself: {0}")]
    Content(String),
    #[error("the {purpose} key of the trust list is not sound: {source}")]
    Key { purpose: String, source: KeyError },
}

/// A trust list with its signatures.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedTrustList {
    payload: String,
    signatures: Vec<RootSignature>,
}

#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RootSignature {
    protected: String,
    signature: Base64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootHeader {
    alg: String,
    typ: String,
    kid: Hash32,
}

const TYPE: &str = "padron-trust-list+jws";

impl SignedTrustList {
    /// A list with no signature yet.
    pub fn unsigned(list: &TrustList) -> Result<Self, TrustError> {
        let text = serde_json::to_vec(list).map_err(|error| TrustError::Form(error.to_string()))?;
        Ok(Self { payload: BASE64URL_NOPAD.encode(&text), signatures: Vec::new() })
    }

    /// Adds a root key's signature.
    pub fn sign(&mut self, root: &Signer) -> Result<(), TrustError> {
        let header = RootHeader { alg: "EdDSA".into(), typ: TYPE.into(), kid: Hash32(root.public()) };
        let header = serde_json::to_vec(&header).map_err(|error| TrustError::Form(error.to_string()))?;
        let protected = BASE64URL_NOPAD.encode(&header);
        let signature = root.sign_bytes(format!("{protected}.{}", self.payload).as_bytes());
        self.signatures.push(RootSignature { protected, signature: signature.into() });
        Ok(())
    }

    /// Reads the JSON text.
    pub fn parse(text: &str) -> Result<Self, TrustError> {
        if text.len() > MAX_SIZE {
            return Err(TrustError::TooLong);
        }
        serde_json::from_str(text).map_err(|error| TrustError::Form(error.to_string()))
    }

    /// The JSON text.
    pub fn to_text(&self) -> Result<String, TrustError> {
        serde_json::to_string_pretty(self).map_err(|error| TrustError::Form(error.to_string()))
    }

    /// SHA-256 of the payload: what the next list names as its predecessor.
    pub fn hash(&self) -> Hash32 {
        sha256(self.payload.as_bytes())
    }

    /// Checks the signatures under pinned `roots`, the expiry and the content.
    pub fn open(&self, roots: &Roots, now: Timestamp) -> Result<Trusted, TrustError> {
        let trusted = self.open_any_age(roots)?;
        trusted.check_expiry(now)?;
        Ok(trusted)
    }

    /// Checks the signatures under pinned `roots` and the content, for looking at what was done under an old list.
    pub fn open_any_age(&self, roots: &Roots) -> Result<Trusted, TrustError> {
        let mut signed: Vec<Hash32> = Vec::new();
        for (at, signature) in self.signatures.iter().enumerate() {
            let key = self.check_signature(signature).map_err(|_| TrustError::Signature(at + 1))?;
            if roots.keys.contains(&key) && !signed.contains(&key) {
                signed.push(key);
            }
        }
        if roots.threshold == 0 || signed.len() < roots.threshold {
            return Err(TrustError::TooFewRoots { have: signed.len(), need: roots.threshold.max(1) });
        }
        Trusted::new(self.list()?, self.hash())
    }

    /// Checks that this list follows `held`: the next version, naming it, signed by its roots.
    pub fn open_successor(&self, held: &Trusted, now: Timestamp) -> Result<Trusted, TrustError> {
        let next = self.open_successor_any_age(held)?;
        next.check_expiry(now)?;
        Ok(next)
    }

    /// The same of a list that may have run out since: on the way to the one that followed it.
    pub fn open_successor_any_age(&self, held: &Trusted) -> Result<Trusted, TrustError> {
        let next = self.open_any_age(&held.list().roots)?;
        let follows = Some(next.list().version) == held.list().version.checked_add(1)
            && next.list().predecessors.contains(&held.hash())
            && next.list().register == held.list().register;
        if !follows {
            return Err(TrustError::NotSuccessor { held: held.list().version, got: next.list().version });
        }
        Ok(next)
    }

    /// The list as claimed, its signatures not checked: to show it to a person.
    pub fn list(&self) -> Result<TrustList, TrustError> {
        let text = BASE64URL_NOPAD.decode(self.payload.as_bytes()).map_err(|_| TrustError::Form("payload".into()))?;
        serde_json::from_slice(&text).map_err(|error| TrustError::Form(error.to_string()))
    }

    fn check_signature(&self, signature: &RootSignature) -> Result<Hash32, JwsError> {
        let header = BASE64URL_NOPAD.decode(signature.protected.as_bytes()).map_err(|_| JwsError::Form)?;
        let header: RootHeader = serde_json::from_slice(&header).map_err(|_| JwsError::Header)?;
        if header.alg != "EdDSA" || header.typ != TYPE {
            return Err(JwsError::Header);
        }
        let key = PublicSigningKey::from_bytes(&header.kid.0).ok_or(JwsError::Header)?;
        let bytes = signature.signature.array().ok_or(JwsError::Form)?;
        key.verify_bytes(format!("{}.{}", signature.protected, self.payload).as_bytes(), &bytes)?;
        Ok(header.kid)
    }
}

#[cfg(test)]
mod tests;
