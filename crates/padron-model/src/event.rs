//! The kinds of events in the public log, by stable id.

use crate::ids::ids;

ids! {
    /// What happened. Ids are stable: they are committed to in the log, so none is ever renamed or reused.
    EventKind;
    /// A number was offered to a person whose verification is under way.
    Reserve = "reserve";
    /// The offer was withdrawn.
    Release = "release";
    /// A line was linked to a verified holder.
    Link = "link";
    /// The holder's data were corrected.
    Correct = "correct";
    /// The line went to another holder.
    Transfer = "transfer";
    /// The line went to another operator.
    Port = "port";
    /// The line got another card.
    SwapSim = "swap-sim";
    /// The holder reported the line lost or stolen.
    ReportLost = "report-lost";
    Suspend = "suspend";
    /// Service was restored.
    Reactivate = "reactivate";
    /// The registered holder said: not mine.
    Dispute = "dispute";
    /// A dispute was settled; the registration stays.
    ResolveKept = "resolve-kept";
    /// A dispute was settled; the registration ends.
    ResolveUpheld = "resolve-upheld";
    /// A court protects the line.
    Enjoin = "enjoin";
    /// The protection ended.
    LiftInjunction = "lift-injunction";
    /// The link between line and holder ended.
    Unlink = "unlink";
    /// The line ended.
    Cancel = "cancel";
    /// A record's key was destroyed.
    Erase = "erase";
    /// An authority asked under an order.
    Request = "request";
    /// An officer of a custodian approved a request.
    Approve = "approve";
    /// An officer of a custodian refused a request.
    Refuse = "refuse";
    /// A request's statistics were opened after its embargo.
    Disclose = "disclose";
    /// A court confirmed an emergency request.
    Confirm = "confirm";
    TrustList = "trust-list";
    /// A new epoch of a key, or refreshed shares.
    KeyEpoch = "key-epoch";
    /// Another law applies from now on.
    RegimeChange = "regime-change";
    /// The whole register was destroyed.
    Destroy = "destroy";
}

impl EventKind {
    /// Reads a stable id.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// Whether it is a move of one line ([`crate::Move`]).
    pub fn is_line_move(self) -> bool {
        self <= Self::Erase
    }
}
