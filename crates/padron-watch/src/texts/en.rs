use super::ProofTexts;

pub(super) const TEXTS: ProofTexts = ProofTexts {
    registered: "Folio {folio}: on {date} the operator {operator} registered a line under this folio.",
    promised: "So far this is a signed promise: the public log must show entry {index} by {by}.",
    shown: "It is entry {index} of the public log, {vouched}.",
    vouched: "seen by the witnesses {witnesses} by {time}",
    nothing_else: "It does not say which line, or whose.",
    nobody: "REGISTERED TO NOBODY at the time asked. This is proved.",
    somebody: "somebody whom the order does not name",
    registered_since: "REGISTERED TO {who}, with {operator}, since {from}.",
    registered_until: "REGISTERED TO {who}, with {operator}, from {from} until {to}.",
    not_used: "It does not say who used it.",
    entry: "entry {index}: {kind}, commitment {commitment}; {vouched}",
    entry_of: "entry {index}: {kind}, of {actor}, commitment {commitment}; {vouched}",
    holds: "holds {check}: {words}",
    fails: "FAILS {check}: {words}",
    check: |_| None,
};
