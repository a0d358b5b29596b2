//! Why a move was refused.

use crate::ids::ids;

ids! {
    /// The reason that forbids a move. Ids are stable.
    Refused;
    WrongPhase = "wrong-phase";
    NotVerified = "not-verified";
    RecordReused = "record-reused";
    Enjoined = "enjoined";
    Disputed = "disputed";
    Lost = "lost";
    WrongCause = "wrong-cause";
    SameOperator = "same-operator";
    UnknownRecord = "unknown-record";
    StillKept = "still-kept";
    TooManyKept = "too-many-kept";
    AlreadySo = "already-so";
}

impl std::error::Error for Refused {}
