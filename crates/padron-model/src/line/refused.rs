//! Why a move was refused.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{Lang, invalid::texts};

texts! {
    /// The reason that forbids a move. Ids are stable.
    Refused, explanation, "The reason, and what to do.";
    /// The line is not in a phase that has this move.
    WrongPhase = "wrong-phase", "la línea no está en una etapa que lo permita", "the line is not in a phase that allows this";
    /// A fresh verification is needed.
    NotVerified = "not-verified", "falta una verificación reciente del titular; verifíquelo primero", "a fresh verification of the holder is missing; verify first";
    /// The verification's record was used before.
    RecordReused = "record-reused", "ese registro ya se usó; verifique de nuevo", "that record was used before; verify again";
    /// A court protects the line.
    Enjoined = "enjoined", "una suspensión judicial protege la línea", "an injunction protects the line";
    /// The line is disputed.
    Disputed = "disputed", "la línea está desconocida por su titular; resuelva primero", "the line is disputed by its holder; settle that first";
    /// The line is reported lost or stolen.
    Lost = "lost", "la línea está reportada como robada o extraviada", "the line is reported lost or stolen";
    /// The line is in that state already, or not in it.
    WrongCause = "wrong-cause", "esa causa de suspensión ya existe, no existe o tiene su propio trámite", "that cause of suspension exists already, does not exist, or has a move of its own";
    /// Ported to the operator that has it.
    SameOperator = "same-operator", "la línea ya está con ese operador", "the line is with that operator already";
    /// No such replaced record.
    UnknownRecord = "unknown-record", "no hay un registro anterior con ese nombre", "there is no replaced record of that name";
    /// The retention of the record has not ended.
    StillKept = "still-kept", "el plazo de conservación no ha terminado", "the retention period has not ended";
    /// Too many replaced records.
    TooManyKept = "too-many-kept", "demasiados registros anteriores; borre los vencidos primero", "too many replaced records; erase those whose time is over first";
    /// Already so.
    AlreadySo = "already-so", "la línea ya está así", "the line is so already";
}

impl std::error::Error for Refused {}
