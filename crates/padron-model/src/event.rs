//! The kinds of events in the public log, by stable id.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{Lang, invalid::texts};

texts! {
    /// What happened. Ids are stable: they are committed to in the log, so none is ever renamed or reused.
    EventKind, label, "The event's name for people.";
    /// A number was offered to a person whose verification is under way.
    Reserve = "reserve", "reserva", "reservation";
    /// The offer was withdrawn.
    Release = "release", "liberación", "release";
    /// A line was linked to a verified holder.
    Link = "link", "vinculación", "link";
    /// The holder's data were corrected.
    Correct = "correct", "corrección", "correction";
    /// The line went to another holder.
    Transfer = "transfer", "cesión", "transfer";
    /// The line went to another operator.
    Port = "port", "portabilidad", "porting";
    /// The line got another card.
    SwapSim = "swap-sim", "cambio de SIM", "SIM swap";
    /// The holder reported the line lost or stolen.
    ReportLost = "report-lost", "reporte de robo o extravío", "report of loss or theft";
    /// Service was suspended.
    Suspend = "suspend", "suspensión", "suspension";
    /// Service was restored.
    Reactivate = "reactivate", "reactivación", "reactivation";
    /// The registered holder said: not mine.
    Dispute = "dispute", "desconocimiento", "dispute";
    /// A dispute was settled; the registration stays.
    ResolveKept = "resolve-kept", "desconocimiento resuelto: se mantiene", "dispute settled: kept";
    /// A dispute was settled; the registration ends.
    ResolveUpheld = "resolve-upheld", "desconocimiento resuelto: procede", "dispute settled: upheld";
    /// A court protects the line.
    Enjoin = "enjoin", "suspensión judicial otorgada", "injunction";
    /// The protection ended.
    LiftInjunction = "lift-injunction", "suspensión judicial levantada", "injunction lifted";
    /// The link between line and holder ended.
    Unlink = "unlink", "desvinculación", "unlinking";
    /// The line ended.
    Cancel = "cancel", "cancelación", "cancellation";
    /// A record's key was destroyed.
    Erase = "erase", "borrado", "erasure";
    /// An authority asked under an order.
    Request = "request", "requerimiento", "request";
    /// An officer of a custodian approved a request.
    Approve = "approve", "aprobación", "approval";
    /// An officer of a custodian refused a request.
    Refuse = "refuse", "rechazo", "refusal";
    /// A request's statistics were opened after its embargo.
    Disclose = "disclose", "apertura de estadísticas", "statistics opened";
    /// A court confirmed an emergency request.
    Confirm = "confirm", "confirmación judicial", "court confirmation";
    /// A new trust list.
    TrustList = "trust-list", "lista de confianza", "trust list";
    /// A new epoch of a key, or refreshed shares.
    KeyEpoch = "key-epoch", "época de llave", "key epoch";
    /// Another law applies from now on.
    RegimeChange = "regime-change", "cambio de régimen", "regime change";
    /// The whole register was destroyed.
    Destroy = "destroy", "destrucción del padrón", "destruction of the register";
}

impl EventKind {
    /// Reads a stable id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// Whether it is a move of one line ([`crate::Move`]).
    #[must_use]
    pub fn is_line_move(self) -> bool {
        self <= Self::Erase
    }
}
