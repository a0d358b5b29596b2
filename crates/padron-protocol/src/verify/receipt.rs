use super::{Report, ensure, open_receipt};
use crate::log::{EntryKind, Halves, LinkEvent, Receipt, half};
use crate::messages::order::HistoryRecord;
use crate::trust::Trusted;

/// Checks a link's receipt: the registrar signed it, and its entry commits to the kind, operator and date it shows.
pub fn verify_receipt(token: &str, trusted: &Trusted) -> (Report, Option<Receipt>) {
    let mut report = Report::default();
    let receipt = report.note(
        "signature",
        "the registrar of this register signed the receipt",
        open_receipt(trusted, token.trim()),
    );
    if let Some(receipt) = &receipt {
        report.note("entry", "the log's entry commits to the kind, operator and date shown", check_statistics(receipt));
    }
    (report, receipt)
}

fn check_statistics(receipt: &Receipt) -> Result<(), String> {
    let halves = halves_of(receipt, None).ok_or("the receipt does not open its entry's statistics")?;
    ensure(halves.commitment() == receipt.entry.commitment, "the statistics shown are not those of the entry")
}

fn halves_of(receipt: &Receipt, event: Option<(&[u8; 32], &[u8])>) -> Option<Halves> {
    let opened = receipt.statistics.as_ref()?;
    let event = match event {
        Some((nonce, bytes)) => half("event", nonce, bytes),
        None => receipt.event?,
    };
    Some(Halves { statistics: half("statistics", &opened.nonce.0, opened.text.as_bytes()), event })
}

/// The event of a record's link, if the registrar's receipt shows that the log commits to it.
pub fn open_link(listed: &HistoryRecord, trusted: &Trusted) -> Result<(Receipt, LinkEvent), String> {
    let receipt = open_receipt(trusted, &listed.receipt)?;
    let halves = halves_of(&receipt, Some((&listed.event.nonce.0, &listed.event.bytes.0)));
    ensure(receipt.entry.kind == EntryKind::Link, "the entry is not a link")?;
    ensure(
        halves.map(|halves| halves.commitment()) == Some(receipt.entry.commitment),
        "the link's entry commits to another event",
    )?;
    let event = LinkEvent::decode(&listed.event.bytes.0).map_err(|error| error.to_string())?;
    ensure(&event.record == listed.record.as_bytes(), "the link is of another record")?;
    ensure(event.at().is_ok_and(|at| at == listed.from), "the link began at another time")?;
    Ok((receipt, event))
}
