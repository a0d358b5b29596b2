//! A line's moves as the registrar shows them, held against the log: is this all that there is, and did the movers sign it?

use super::receipt::halves_of;
use super::{ensure, open_promise};
use crate::bytes::{Hash32, Uuid};
use crate::log::{
    BelievedBatch, Between, EntryKind, LABEL_BLOCK, LineEvent, Promise, check_labels, label_block, line_hash,
};
use crate::messages::opening::{FaultKind, HistoryFault, HistoryRecord, LineMoves, OpenedMove};
use crate::messages::person::AskedLine;
use crate::problem::{Problem, ProblemType};
use crate::trust::{Role, Trusted};
use jiff::Timestamp;
use padron_threshold::LineToken;

/// The most blocks of places that one line may have begun.
const MAX_BLOCKS: usize = 16;

/// A move of a line whose entry is opened and whose mover has signed it.
#[derive(Clone)]
pub struct LineMove {
    pub promise: Promise,
    pub event: LineEvent,
    pub at: Timestamp,
}

impl LineMove {
    /// The record that it began.
    pub fn record(&self) -> Uuid {
        Uuid::from_random(self.event.moved.record)
    }

    /// Who moved it.
    pub fn mover(&self) -> &str {
        self.promise.entry.actor.as_deref().unwrap_or_default()
    }
}

/// Opens a move: the registrar promised the entry, the entry commits to the event, the event is of this line, and its
/// mover signed it. Whether the log has the entry is for the proofs to show.
///
/// # Errors
/// [`ProblemType::NotLogged`].
pub fn open_move(shown: &OpenedMove, line: &Hash32, trusted: &Trusted) -> Result<LineMove, Problem> {
    open_move_of_batch(shown, line, trusted, &mut BelievedBatch::default())
}

/// The same for moves that were signed together: the signature that `believed` has is not checked again.
///
/// # Errors
/// [`ProblemType::NotLogged`].
pub fn open_move_of_batch(
    shown: &OpenedMove,
    line: &Hash32,
    trusted: &Trusted,
    believed: &mut BelievedBatch,
) -> Result<LineMove, Problem> {
    let bad = |what: &dyn std::fmt::Display| Problem::new(ProblemType::NotLogged).detail(what);
    let promise = open_promise(trusted, &shown.promise)?;
    let commitments = halves_of(&promise, Some((&shown.event.nonce.0, &shown.event.bytes.0)));
    ensure(commitments.map(|commitments| commitments.commitment()) == Some(promise.entry.commitment), || {
        bad(&"the link's entry commits to another event")
    })?;
    let event = LineEvent::decode(&shown.event.bytes.0).map_err(|error| bad(&error))?;
    ensure(event.moved.kind == promise.entry.kind, || bad(&"the event is of another kind than its entry"))?;
    ensure(event.moved.line == *line, || bad(&"the event is of another line"))?;
    let at = event.at().map_err(|error| bad(&error))?;
    ensure(at == promise.at, || bad(&"the event has another time than its promise"))?;
    let mover = promise.entry.actor.as_deref().unwrap_or_default();
    let party = trusted.party_as(mover, Role::Operator);
    let registrar = trusted.only(Role::Registrar);
    let (party, registrar) =
        party.zip(registrar).ok_or_else(|| bad(&"its mover is not an operator of the trust list"))?;
    let list = trusted.list();
    let between = Between { register: &list.register, regime: promise.regime, registrar: &registrar.id, mover };
    event.mover.check(&event.moved, between, &party.signing, believed).map_err(|error| bad(&error))?;
    event.mover.check_time(at).map_err(|error| bad(&error))?;
    Ok(LineMove { promise, event, at })
}

/// Opens the link of a record and holds it against the line's token: whoever asks about a line names one of its records.
///
/// # Errors
/// As [`open_move`], or [`ProblemType::NotCovered`] for another record's link.
pub fn open_link_of(shown: &AskedLine, trusted: &Trusted) -> Result<(LineToken, LineMove), Problem> {
    let not_covered = |what: &str| Problem::new(ProblemType::NotCovered).detail(what);
    let token = shown.line_token.array().map(LineToken::from_bytes);
    let token = token.ok_or_else(|| not_covered("a line's token is not 32 bytes"))?;
    let link = open_move(&shown.link, &line_hash(&token), trusted)?;
    ensure(link.record() == shown.record, || not_covered("the link is of another record"))?;
    Ok((token, link))
}

/// Every move that the registrar shows of a line, opened, with the labels of every place that it could have used.
pub struct OpenedLine {
    labels: Vec<Hash32>,
    moves: Vec<Result<LineMove, Option<u64>>>,
}

/// Opens what the registrar shows of a line. A move that does not open is a fault of the line, told by
/// [`judge`](OpenedLine::judge), and stops nothing else.
///
/// # Errors
/// [`ProblemType::NotLogged`]: the labels are not proved, or are not those of every place that could be taken.
pub fn open_line(shown: &LineMoves, token: &LineToken, trusted: &Trusted) -> Result<OpenedLine, Problem> {
    let bad = |what: &str| Problem::new(ProblemType::NotLogged).detail(what);
    let begun = shown.moves.len() / LABEL_BLOCK as usize + 1;
    ensure(begun <= MAX_BLOCKS, || bad("the line has more moves than a line may have"))?;
    ensure(shown.blocks.len() == begun, || {
        bad("the registrar does not prove the labels of every block that is begun")
    })?;
    let mut labels = Vec::with_capacity(begun * LABEL_BLOCK as usize);
    for (block, proof) in (0..).zip(&shown.blocks) {
        labels.extend(check_labels(trusted.label_key(), &label_block(token, block), proof)?);
    }
    let line = line_hash(token);
    let open = |(place, shown): (u32, &OpenedMove)| {
        let index = open_promise(trusted, &shown.promise).ok().map(|promise| promise.index);
        let opened = open_move(shown, &line, trusted).map_err(|_| index)?;
        let label = labels.get(place as usize).copied();
        let fits = opened.event.place == place && opened.promise.entry.label == label;
        fits.then_some(opened).ok_or(index)
    };
    let moves = (0..).zip(&shown.moves).map(open).collect();
    Ok(OpenedLine { labels, moves })
}

impl OpenedLine {
    /// The labels of every place, to be looked up: the entries that carry each, below the size that is asked about.
    pub fn labels(&self) -> &[Hash32] {
        &self.labels
    }

    /// The moves that open, in order.
    pub fn moves(&self) -> impl Iterator<Item = &LineMove> {
        self.moves.iter().filter_map(|each| each.as_ref().ok())
    }

    /// Compares with what the log has: `found` are the places of each label's entries, in the order of
    /// [`labels`](Self::labels). Gives every record, and what is wrong.
    pub fn judge(&self, found: &[Vec<u64>]) -> (Vec<HistoryRecord>, Vec<HistoryFault>) {
        let mut faults = Vec::new();
        let mut records: Vec<HistoryRecord> = Vec::new();
        let mut before = None;
        for (place, found) in (0u32..).zip(found) {
            let fault = |index: Option<u64>, fault| HistoryFault { place, index, fault };
            faults.extend(found.iter().skip(1).map(|index| fault(Some(*index), FaultKind::Twice)));
            let first = found.first().copied();
            match self.moves.get(place as usize) {
                None => faults.extend(first.map(|index| fault(Some(index), FaultKind::Unshown))),
                Some(Err(index)) => faults.push(fault(first.or(*index), FaultKind::Unopened)),
                Some(Ok(opened)) if first != Some(opened.promise.index) => {
                    faults.push(fault(Some(opened.promise.index), FaultKind::Missing));
                }
                Some(Ok(opened)) if !may_follow(before, opened) => {
                    faults.push(fault(first, FaultKind::Impossible));
                }
                Some(Ok(opened)) => {
                    before = Some(opened);
                    records.push(record_of(opened));
                }
            }
        }
        faults.sort();
        (records, faults)
    }
}

/// Whether a line in the state that `before` left it in can move so: a line that is nobody's is linked.
fn may_follow(before: Option<&LineMove>, next: &LineMove) -> bool {
    match next.event.moved.kind {
        EntryKind::Link => before.is_none(),
        _ => false,
    }
}

fn record_of(link: &LineMove) -> HistoryRecord {
    HistoryRecord {
        record: link.record(),
        operator: link.mover().to_owned(),
        from: link.at,
        to: None,
        index: link.promise.index,
    }
}

/// Whether a record was somebody's in the time asked.
pub fn covers(record: &HistoryRecord, from: Timestamp, to: Timestamp) -> bool {
    record.from <= to && record.to.is_none_or(|end| end >= from)
}
