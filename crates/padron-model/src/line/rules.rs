//! The table: for every move, from which phases it starts, where it leads and what forbids it.

use super::{LineState, MoveContext, Phase, Refused, SuspensionCause};
use crate::EventKind;

/// One row of the table.
pub(super) struct MoveRule {
    kind: EventKind,
    from: &'static [Phase],
    /// The phase that it leads to; without one, the phase follows the causes of suspension.
    pub(super) to: Option<Phase>,
    /// It makes a new record, and so needs a fresh verification.
    pub(super) makes_record: bool,
    /// The holder's link ends with it.
    pub(super) ends_link: bool,
    unless: &'static [Bar],
}

/// A circumstance that can forbid a move.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bar {
    Enjoined,
    NotEnjoined,
    Disputed,
    NotDisputed,
    Lost,
}

use Bar::{Disputed, Enjoined, Lost, NotDisputed, NotEnjoined};
use Phase::{Active, Cancelled, Inventory, Pending, Suspended, Unlinked};

const LINKED: &[Phase] = &[Active, Suspended];

const fn row(kind: EventKind, from: &'static [Phase], to: Option<Phase>, unless: &'static [Bar]) -> MoveRule {
    MoveRule { kind, from, to, makes_record: false, ends_link: false, unless }
}

const fn new_record(rule: MoveRule) -> MoveRule {
    MoveRule { makes_record: true, ..rule }
}

const fn end_of_link(rule: MoveRule) -> MoveRule {
    MoveRule { ends_link: true, ..rule }
}

/// An injunction forbids what takes the line or its history from the holder. A dispute forbids what would move the
/// line out of its reach. A lost line goes nowhere until its card is swapped.
const TABLE: &[MoveRule] = &[
    row(EventKind::Reserve, &[Inventory], Some(Pending), &[]),
    row(EventKind::Release, &[Pending], Some(Inventory), &[]),
    new_record(row(EventKind::Link, &[Inventory, Pending, Unlinked], Some(Active), &[])),
    new_record(row(EventKind::Correct, LINKED, None, &[])),
    new_record(row(EventKind::Transfer, &[Active], None, &[Enjoined, Disputed])),
    new_record(row(EventKind::Port, &[Active], None, &[Disputed])),
    new_record(row(EventKind::SwapSim, LINKED, None, &[Disputed])),
    row(EventKind::ReportLost, LINKED, None, &[Lost]),
    row(EventKind::Suspend, LINKED, None, &[Enjoined]),
    row(EventKind::Reactivate, &[Suspended], None, &[]),
    row(EventKind::Dispute, LINKED, None, &[Disputed]),
    row(EventKind::ResolveKept, LINKED, None, &[NotDisputed]),
    end_of_link(row(EventKind::ResolveUpheld, LINKED, Some(Unlinked), &[NotDisputed, Enjoined])),
    row(EventKind::Enjoin, &[Active, Suspended, Unlinked], None, &[Enjoined]),
    row(EventKind::LiftInjunction, &[Active, Suspended, Unlinked], None, &[NotEnjoined]),
    end_of_link(row(EventKind::Unlink, LINKED, Some(Unlinked), &[Enjoined])),
    end_of_link(row(
        EventKind::Cancel,
        &[Inventory, Pending, Active, Suspended, Unlinked],
        Some(Cancelled),
        &[Enjoined],
    )),
    row(EventKind::Erase, &[Inventory, Pending, Active, Suspended, Unlinked, Cancelled], None, &[Enjoined]),
];

/// The row of a line's move; for any other event, a row that allows nothing.
pub(super) fn rule(kind: EventKind) -> &'static MoveRule {
    const NOTHING: &MoveRule = &row(EventKind::Request, &[], None, &[]);
    TABLE.iter().find(|rule| rule.kind == kind).unwrap_or(NOTHING)
}

impl MoveRule {
    pub(super) fn permits(&self, line: &LineState, context: &MoveContext) -> Result<(), Refused> {
        if !self.from.contains(&line.phase) {
            return Err(Refused::WrongPhase);
        }
        if self.makes_record && context.verified.is_none() {
            return Err(Refused::NotVerified);
        }
        match self.unless.iter().find(|bar| bar.holds(line)) {
            Some(bar) => Err(bar.reason()),
            None => Ok(()),
        }
    }
}

impl Bar {
    fn holds(self, line: &LineState) -> bool {
        match self {
            Enjoined => line.enjoined,
            NotEnjoined => !line.enjoined,
            Disputed => line.disputed,
            NotDisputed => !line.disputed,
            Lost => line.suspended.contains(&SuspensionCause::Lost),
        }
    }

    const fn reason(self) -> Refused {
        match self {
            Enjoined => Refused::Enjoined,
            Disputed => Refused::Disputed,
            Lost => Refused::Lost,
            NotEnjoined | NotDisputed => Refused::AlreadySo,
        }
    }
}
