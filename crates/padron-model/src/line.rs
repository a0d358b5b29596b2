//! The life of a line: a pure table of moves. Every move is an event; every refusal has a reason.
//!
//! ```text
//! inventory ⇄ pending → active ⇄ suspended → unlinked → (linked anew) …  → cancelled
//! ```
//!
//! Service runs only in `active`, and `active` always has a record made by a verification. A move that makes a new
//! record (link, correct, transfer, port, SIM swap) needs a fresh verification, because an old record is sealed and
//! nobody opens it to copy it. Replaced records are kept until their date, then erased.

mod refused;
mod rules;

use jiff::civil::Date;
pub use refused::Refused;
use serde::{Deserialize, Serialize};

use crate::{EventKind, OperatorId, RecordId};

/// Most replaced records that a line carries at a time; older ones must be erased before further changes.
const MOST_KEPT: usize = 64;

/// Where a line is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// In the operator's stock, no holder.
    Inventory,
    /// Offered to a person whose verification is under way. No service.
    Pending,
    /// In service, registered to a verified holder.
    Active,
    /// Registered to a verified holder; only emergency, citizen-attention and operator calls.
    Suspended,
    /// No longer registered to anybody; may be linked anew. No service.
    Unlinked,
    /// Ended for good. No service.
    Cancelled,
}

/// Why service is suspended. A line may have several reasons and runs only when none is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuspensionCause {
    /// The holder reported it lost or stolen: ends with a SIM swap or the holder's word.
    Lost,
    /// The regime asks for something that is missing.
    Regime,
    /// A dispute was found likely.
    Dispute,
}

/// A move in the life of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "move", rename_all = "kebab-case")]
pub enum Move {
    /// Offer the number to a person.
    Reserve,
    /// Withdraw the offer.
    Release,
    /// Link to a verified holder.
    Link,
    /// Correct the holder's data.
    Correct,
    /// Give the line to another holder.
    Transfer,
    /// Move to another operator.
    Port {
        /// The operator that receives the line.
        to: OperatorId,
    },
    /// Give the line another card.
    SwapSim,
    /// The holder reports it lost or stolen.
    ReportLost,
    Suspend {
        /// Why; [`SuspensionCause::Lost`] has a move of its own.
        cause: SuspensionCause,
    },
    /// Remove one cause of suspension.
    Reactivate { cause: SuspensionCause },
    /// The registered holder says: not mine.
    Dispute,
    /// Settle a dispute.
    Resolve {
        /// Whether the registered holder was right: then the registration ends.
        upheld: bool,
    },
    /// A court protects the line.
    Enjoin,
    /// The protection ends.
    LiftInjunction,
    /// End the link between line and holder.
    Unlink,
    /// End the line.
    Cancel,
    /// Destroy the key of a replaced record.
    Erase { record: RecordId },
}

impl Move {
    /// The event that the move is logged as.
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::Reserve => EventKind::Reserve,
            Self::Release => EventKind::Release,
            Self::Link => EventKind::Link,
            Self::Correct => EventKind::Correct,
            Self::Transfer => EventKind::Transfer,
            Self::Port { .. } => EventKind::Port,
            Self::SwapSim => EventKind::SwapSim,
            Self::ReportLost => EventKind::ReportLost,
            Self::Suspend { .. } => EventKind::Suspend,
            Self::Reactivate { .. } => EventKind::Reactivate,
            Self::Dispute => EventKind::Dispute,
            Self::Resolve { upheld: false } => EventKind::ResolveKept,
            Self::Resolve { upheld: true } => EventKind::ResolveUpheld,
            Self::Enjoin => EventKind::Enjoin,
            Self::LiftInjunction => EventKind::LiftInjunction,
            Self::Unlink => EventKind::Unlink,
            Self::Cancel => EventKind::Cancel,
            Self::Erase { .. } => EventKind::Erase,
        }
    }
}

/// What a move is judged by, besides the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoveContext {
    /// Today, in the register's calendar.
    pub today: Date,
    /// The record that a fresh verification made for this move, if there was one.
    pub verified: Option<RecordId>,
    /// Until when the regime keeps a record that this move replaces.
    pub keep_until: Date,
}

/// Everything that the rules need to know of a line. Nothing personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineState {
    phase: Phase,
    operator: OperatorId,
    record: Option<RecordId>,
    suspended: Vec<SuspensionCause>,
    disputed: bool,
    enjoined: bool,
    kept: Vec<Kept>,
}

/// A replaced record, kept for orders about the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    record: RecordId,
    until: Date,
}

impl LineState {
    /// A line in an operator's stock.
    pub const fn new(operator: OperatorId) -> Self {
        Self {
            phase: Phase::Inventory,
            operator,
            record: None,
            suspended: Vec::new(),
            disputed: false,
            enjoined: false,
            kept: Vec::new(),
        }
    }

    /// Makes a move.
    ///
    /// # Errors
    /// The first reason that forbids it; the state is unchanged.
    pub fn apply(&self, action: &Move, context: &MoveContext) -> Result<Self, Refused> {
        let rule = rules::rule(action.kind());
        rule.permits(self, context)?;
        let mut next = self.clone();
        if rule.makes_record {
            next.replace_record(context.verified, context.keep_until)?;
        }
        next.change(action, context)?;
        next.settle(rule.ends_link, context)?;
        if let Some(phase) = rule.to {
            next.phase = phase;
        }
        Ok(next)
    }

    /// Where the line is in its life.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// Who serves it.
    pub const fn operator(&self) -> &OperatorId {
        &self.operator
    }

    /// The record in force.
    pub const fn record(&self) -> Option<RecordId> {
        self.record
    }

    /// Why it is suspended, in no particular order.
    pub fn suspensions(&self) -> &[SuspensionCause] {
        &self.suspended
    }

    /// Whether the registered holder said "not mine" and nobody has settled it: every answer must show it.
    pub const fn is_disputed(&self) -> bool {
        self.disputed
    }

    /// Whether a court protects it.
    pub const fn is_enjoined(&self) -> bool {
        self.enjoined
    }

    /// Replaced records and until when each is kept, oldest first.
    pub fn kept_records(&self) -> impl ExactSizeIterator<Item = (RecordId, Date)> + '_ {
        self.kept.iter().map(|kept| (kept.record, kept.until))
    }

    /// What only this move changes.
    fn change(&mut self, action: &Move, context: &MoveContext) -> Result<(), Refused> {
        match action {
            Move::Port { to } if *to == self.operator => return Err(Refused::SameOperator),
            Move::Port { to } => self.operator = to.clone(),
            Move::SwapSim => self.suspended.retain(|&cause| cause != SuspensionCause::Lost),
            Move::ReportLost => self.suspend(SuspensionCause::Lost)?,
            Move::Suspend { cause: SuspensionCause::Lost } => return Err(Refused::WrongCause),
            Move::Suspend { cause } => self.suspend(*cause)?,
            Move::Reactivate { cause } => {
                let count = self.suspended.len();
                self.suspended.retain(|found| found != cause);
                if self.suspended.len() == count {
                    return Err(Refused::WrongCause);
                }
            }
            Move::Dispute => self.disputed = true,
            Move::Resolve { .. } => {
                self.disputed = false;
                self.suspended.retain(|&cause| cause != SuspensionCause::Dispute);
            }
            Move::Enjoin => self.enjoined = true,
            Move::LiftInjunction => self.enjoined = false,
            Move::Erase { record } => self.erase(*record, context.today)?,
            _ => {}
        }
        Ok(())
    }

    /// Drops the link if the move ends it, and lets the phase follow the causes of suspension.
    fn settle(&mut self, ends_link: bool, context: &MoveContext) -> Result<(), Refused> {
        if ends_link {
            self.keep_current(context.keep_until)?;
            self.suspended.clear();
            self.disputed = false;
        } else if matches!(self.phase, Phase::Active | Phase::Suspended) {
            self.phase = if self.suspended.is_empty() { Phase::Active } else { Phase::Suspended };
        }
        Ok(())
    }

    fn suspend(&mut self, cause: SuspensionCause) -> Result<(), Refused> {
        if self.suspended.contains(&cause) {
            return Err(Refused::WrongCause);
        }
        self.suspended.push(cause);
        Ok(())
    }

    fn replace_record(&mut self, verified: Option<RecordId>, keep_until: Date) -> Result<(), Refused> {
        let record = verified.ok_or(Refused::NotVerified)?;
        if self.record == Some(record) || self.kept.iter().any(|kept| kept.record == record) {
            return Err(Refused::RecordReused);
        }
        self.keep_current(keep_until)?;
        self.record = Some(record);
        Ok(())
    }

    fn keep_current(&mut self, until: Date) -> Result<(), Refused> {
        if let Some(record) = self.record.take() {
            if self.kept.len() >= MOST_KEPT {
                return Err(Refused::TooManyKept);
            }
            self.kept.push(Kept { record, until });
        }
        Ok(())
    }

    fn erase(&mut self, record: RecordId, today: Date) -> Result<(), Refused> {
        let index = self.kept.iter().position(|kept| kept.record == record).ok_or(Refused::UnknownRecord)?;
        if today < self.kept[index].until {
            return Err(Refused::StillKept);
        }
        self.kept.remove(index);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
