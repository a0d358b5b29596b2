//! What an entry about a line commits to, and its mover's signature.

use super::{EntryKind, SUITE};
use crate::bytes::{Hash32, sha256, sha256_parts};
use crate::http_signature::SKEW_SECONDS;
use crate::jws::{JwsError, Message, PublicSigningKey, Signer, attach, detach, open};
use jiff::{SignedDuration, Timestamp};
use padron_threshold::LineToken;
use padron_tlog::{Hash, leaf_hash, node_hash, verify_inclusion};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How long a mover's signature may be used, in seconds.
const MOVES_LIFETIME_SECONDS: i64 = 3600;

/// What a mover wants done with a line: a leaf of the tree whose root it signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedMove {
    pub kind: EntryKind,
    /// The record, which follows from mover and submission.
    pub record: [u8; 16],
    /// SHA-256 of the line's token.
    pub line: Hash32,
    /// Salted hashes of the texts of `subscriber`, `contact` and `line`.
    pub commitments: [Hash32; 3],
    /// SHA-256 of the verifier's signed statement.
    pub verification: Hash32,
}

impl SignedMove {
    /// The size of its binary form in bytes.
    pub const SIZE: usize = 1 + 16 + 32 + 96 + 32;

    /// The canonical bytes.
    pub fn encode(&self) -> [u8; Self::SIZE] {
        let mut out = [0; Self::SIZE];
        out[0] = self.kind.code();
        out[1..17].copy_from_slice(&self.record);
        let hashes = std::iter::once(&self.line).chain(&self.commitments).chain([&self.verification]);
        for (place, hash) in out[17..].chunks_exact_mut(32).zip(hashes) {
            place.copy_from_slice(&hash.0);
        }
        out
    }

    fn decode(bytes: &[u8; Self::SIZE]) -> Option<Self> {
        let (hashes, _) = bytes[17..].as_chunks::<32>();
        let [line, first, second, third, verification] = <[[u8; 32]; 5]>::try_from(hashes).ok()?.map(Hash32);
        Some(Self {
            kind: EntryKind::from_code(bytes[0])?,
            record: bytes[1..17].try_into().ok()?,
            line,
            commitments: [first, second, third],
            verification,
        })
    }

    fn leaf(&self) -> Hash {
        leaf_hash(&self.encode())
    }
}

/// SHA-256 of a line's token: what an event says of its line.
pub fn line_hash(token: &LineToken) -> Hash32 {
    sha256(token.as_bytes())
}

/// What a mover signs, once for a batch: the root of the RFC 6962 tree over its moves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moves {
    /// The register's id.
    pub register: String,
    pub regime: Hash32,
    pub audience: String,
    pub mover: String,
    /// How many moves.
    pub count: u16,
    /// The root over them.
    pub root: Hash32,
    pub issued: Timestamp,
    /// An hour after `issued`.
    pub expires: Timestamp,
}

impl Message for Moves {
    const TYPE: &'static str = "padron-moves+jws";
}

/// Between whom moves are signed, and under which regime.
#[derive(Clone, Copy)]
pub struct Between<'a> {
    pub register: &'a str,
    pub regime: Hash32,
    /// The registrar's id.
    pub registrar: &'a str,
    pub mover: &'a str,
}

/// The root over a batch of moves.
pub fn root_of(moves: &[SignedMove]) -> Hash32 {
    Hash32(MoveTree::new(moves).root().0)
}

impl Moves {
    /// Signs a batch, made at `issued` (kept to the millisecond).
    ///
    /// # Errors
    /// [`JwsError`] if it cannot be written.
    pub fn sign(
        between: Between<'_>,
        moves: &[SignedMove],
        issued: Timestamp,
        signer: &Signer,
    ) -> Result<String, JwsError> {
        let issued = Timestamp::from_millisecond(issued.as_millisecond()).unwrap_or(issued);
        let count = u16::try_from(moves.len()).map_err(|_| JwsError::TooLong)?;
        signer.sign(&Self::of(between, (count, root_of(moves)), issued))
    }

    fn of(between: Between<'_>, (count, root): (u16, Hash32), issued: Timestamp) -> Self {
        Self {
            register: between.register.into(),
            regime: between.regime,
            audience: between.registrar.into(),
            mover: between.mover.into(),
            count,
            root,
            issued,
            expires: issued.saturating_add(SignedDuration::from_secs(MOVES_LIFETIME_SECONDS)).unwrap_or(issued),
        }
    }
}

/// That a mover signed one move of a batch: what gives the signed [`Moves`] back, and the way to their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoverProof {
    pub issued_ms: i64,
    pub count: u16,
    /// The move's place in the batch.
    pub index: u16,
    pub root: Hash32,
    pub signature: [u8; 64],
    /// The hashes from the leaf's sibling up.
    pub path: Vec<Hash32>,
}

/// The signed batch that was found good last, and under which key.
#[derive(Default)]
pub struct BelievedBatch(Option<(String, PublicSigningKey)>);

/// Why a mover's signature is not believed.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
pub enum NotMoved {
    #[error("the move is not in the batch that its mover signed")]
    NotInBatch,
    #[error("its mover did not sign this batch")]
    NotSigned,
    #[error("its mover's signature was not good at the time that the register gives it")]
    AtAnotherTime,
}

impl MoverProof {
    /// The proofs of every move of a signed batch, in order; the signature is not checked.
    pub fn all(token: &str, signed: &Moves, moves: &[SignedMove]) -> Option<Vec<Self>> {
        let signature = detach(token)?;
        let batch = MoveTree::new(moves);
        let proof = |index: usize| {
            Some(Self {
                issued_ms: signed.issued.as_millisecond(),
                count: signed.count,
                index: u16::try_from(index).ok()?,
                root: signed.root,
                signature,
                path: batch.path(index),
            })
        };
        (0..moves.len()).map(proof).collect()
    }

    /// Checks that the mover, whose key this is, signed this move for this register. `believed` is the batch whose
    /// signature was found good last: the moves of one batch lie under one.
    ///
    /// # Errors
    /// [`NotMoved`].
    pub fn check(
        &self,
        what: &SignedMove,
        between: Between<'_>,
        key: &PublicSigningKey,
        believed: &mut BelievedBatch,
    ) -> Result<(), NotMoved> {
        let path: Vec<Hash> = self.path.iter().map(|hash| Hash(hash.0)).collect();
        verify_inclusion(&what.leaf(), self.index.into(), self.count.into(), &Hash(self.root.0), &path)
            .map_err(|_| NotMoved::NotInBatch)?;
        let issued = Timestamp::from_millisecond(self.issued_ms).map_err(|_| NotMoved::NotSigned)?;
        let signed = Moves::of(between, (self.count, self.root), issued);
        let token = attach(&signed, between.mover, &self.signature).map_err(|_| NotMoved::NotSigned)?;
        let batch = Some((token, *key));
        if batch == believed.0 {
            return Ok(());
        }
        let (token, _) = batch.as_ref().ok_or(NotMoved::NotSigned)?;
        open::<Moves>(token, between.mover, key).map_err(|_| NotMoved::NotSigned)?;
        believed.0 = batch;
        Ok(())
    }

    /// Checks that the mover's word was good `at` the time that the register gives the move: whoever logs it later than
    /// that, or dates it otherwise, hides it from the orders about the time between.
    ///
    /// # Errors
    /// [`NotMoved::AtAnotherTime`].
    pub fn check_time(&self, at: Timestamp) -> Result<(), NotMoved> {
        let age = i128::from(at.as_millisecond()) - i128::from(self.issued_ms);
        let (skew, lifetime) = (i128::from(SKEW_SECONDS) * 1000, i128::from(MOVES_LIFETIME_SECONDS) * 1000);
        if (-skew..=lifetime).contains(&age) { Ok(()) } else { Err(NotMoved::AtAnotherTime) }
    }
}

/// The tree over a batch's moves, level by level from the leaves up. A node without a sibling stands for itself one level
/// higher, which gives the tree of RFC 6962 section 2.1.
struct MoveTree(Vec<Vec<Hash>>);

impl MoveTree {
    fn new(moves: &[SignedMove]) -> Self {
        let mut levels = vec![moves.iter().map(SignedMove::leaf).collect::<Vec<_>>()];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let parent = |pair: &[Hash]| if let [left, right] = pair { node_hash(left, right) } else { pair[0] };
            let above = level.chunks(2).map(parent).collect();
            levels.push(above);
        }
        Self(levels)
    }

    fn root(&self) -> Hash {
        self.0.last().and_then(|level| level.first()).copied().unwrap_or(Hash(sha256(b"").0))
    }

    /// The audit path of a leaf.
    fn path(&self, index: usize) -> Vec<Hash32> {
        let sibling = |(level, nodes): (usize, &Vec<Hash>)| nodes.get((index >> level) ^ 1).map(|hash| Hash32(hash.0));
        self.0.iter().enumerate().filter_map(sibling).collect()
    }
}

/// The event of a line's move: what moved, when, at which place of the line's history, and who signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineEvent {
    pub moved: SignedMove,
    /// When the registrar took it, in milliseconds since 1970.
    pub at_ms: i64,
    /// The epoch of the key that its texts are sealed to.
    pub epoch: u32,
    /// Its place among the line's moves, from 0.
    pub place: u32,
    pub mover: MoverProof,
}

/// Bytes that are not an event of this suite.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error("the bytes are not a line's event of suite {SUITE}")]
pub struct NotAnEvent;

const FIXED: usize = 1 + SignedMove::SIZE + 8 + 4 + 4;
const PROOF: usize = 8 + 2 + 2 + 32 + 64;
/// A batch has at most 512 moves.
const MAX_PATH: usize = 9;

impl LineEvent {
    /// The most bytes that an event has.
    pub const MAX_SIZE: usize = FIXED + PROOF + 32 * MAX_PATH;

    /// The canonical bytes: suite, move, time, epoch, place, and the mover's proof.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIXED + PROOF + 32 * self.mover.path.len());
        out.push(SUITE);
        out.extend(self.moved.encode());
        out.extend(self.at_ms.to_be_bytes());
        out.extend(self.epoch.to_be_bytes());
        out.extend(self.place.to_be_bytes());
        out.extend(self.mover.issued_ms.to_be_bytes());
        out.extend(self.mover.count.to_be_bytes());
        out.extend(self.mover.index.to_be_bytes());
        out.extend(self.mover.root.0);
        out.extend(self.mover.signature);
        self.mover.path.iter().for_each(|hash| out.extend(hash.0));
        out
    }

    /// Reads the canonical bytes.
    ///
    /// # Errors
    /// [`NotAnEvent`].
    pub fn decode(bytes: &[u8]) -> Result<Self, NotAnEvent> {
        let mut rest = bytes;
        let [suite] = take(&mut rest)?;
        let moved = SignedMove::decode(&take(&mut rest)?).ok_or(NotAnEvent)?;
        let (at_ms, epoch, place) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
        let (issued_ms, count, index) = (take(&mut rest)?, take(&mut rest)?, take(&mut rest)?);
        let (root, signature) = (Hash32(take(&mut rest)?), take(&mut rest)?);
        let (path, odd) = rest.as_chunks::<32>();
        if suite != SUITE || !moved.kind.is_move() || !odd.is_empty() || path.len() > MAX_PATH {
            return Err(NotAnEvent);
        }
        Ok(Self {
            moved,
            at_ms: i64::from_be_bytes(at_ms),
            epoch: u32::from_be_bytes(epoch),
            place: u32::from_be_bytes(place),
            mover: MoverProof {
                issued_ms: i64::from_be_bytes(issued_ms),
                count: u16::from_be_bytes(count),
                index: u16::from_be_bytes(index),
                root,
                signature,
                path: path.iter().copied().map(Hash32).collect(),
            },
        })
    }

    /// When the registrar took it.
    ///
    /// # Errors
    /// [`NotAnEvent`] for a time that no calendar has.
    pub fn at(&self) -> Result<Timestamp, NotAnEvent> {
        Timestamp::from_millisecond(self.at_ms).map_err(|_| NotAnEvent)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NotAnEvent> {
    let (taken, after) = rest.split_first_chunk::<N>().ok_or(NotAnEvent)?;
    *rest = after;
    Ok(*taken)
}

/// The salted hash of a compartment's text that a move carries.
pub fn text_commitment(compartment: &str, salt: &[u8; 32], text: &[u8]) -> Hash32 {
    sha256_parts("padron compartment", &[compartment.as_bytes(), salt, text])
}
