use super::{Report, ensure, open_promise};
use crate::log::{Commitments, EntryKind, LinkStatement, Promise, Proven, Receipt, commit};
use crate::problem::{Problem, ProblemType};
use crate::trust::Trusted;
use jiff::Timestamp;
use padron_tlog::{TlogProof, Window};

/// What a receipt shows, as far as it could be read.
#[derive(Default)]
pub struct ReceiptFacts {
    pub promise: Option<Promise>,
    /// When enough witnesses had cosigned the checkpoint, in seconds since 1970.
    pub cosigned: Option<u64>,
    pub witnesses: Vec<String>,
}

/// Checks a receipt, offline: the registrar signed it, its entry commits to folio, kind, operator and date, the log
/// shows the entry at its index, and enough witnesses have seen that log.
pub fn verify_receipt(receipt: &Receipt, trusted: &Trusted, now: Timestamp) -> (Report, ReceiptFacts) {
    let mut report = Report::default();
    let mut shown = ReceiptFacts::default();
    let promise = open_promise(trusted, receipt.promise.trim());
    let promise = report.note("signature", "the registrar of this register signed the receipt", promise);
    let Some(promise) = promise else { return (report, shown) };
    let meaning = "the log's entry commits to the folio, kind, operator and date shown";
    report.note("entry", meaning, check_statement(&promise));
    match &receipt.proof {
        Some(proof) => {
            let proven =
                report.note("log", "the public log shows the entry at this index", check_log(proof, &promise, trusted));
            if let Some(proven) = proven {
                shown.cosigned = Some(proven.cosigned());
                shown.witnesses = cosigners(&proven, trusted);
            }
        }
        None => {
            report.note("promise", &promised(&promise), check_due(&promise, now));
        }
    }
    shown.promise = Some(promise);
    (report, shown)
}

fn unfounded(what: impl std::fmt::Display) -> Problem {
    Problem::new(ProblemType::NotLogged).detail(what)
}

fn promised(promise: &Promise) -> String {
    format!(
        "only a promise yet: by {} the log must show entry {}; then the proof can be had from it",
        promise.by, promise.index
    )
}

fn check_due(promise: &Promise, now: Timestamp) -> Result<(), Problem> {
    ensure(now < promise.by, || {
        unfounded(
            "the registrar promised to show this entry in the log by now, and the receipt holds no proof of it: fetch the \
         proof from the log; if it has none, the promise is broken and this receipt is the evidence",
        )
    })
}

fn check_statement(promise: &Promise) -> Result<(), Problem> {
    let commitments =
        halves_of(promise, None).ok_or_else(|| unfounded("the receipt does not open its entry's statement"))?;
    ensure(commitments.commitment() == promise.entry.commitment, || {
        unfounded("the statement shown is not the one of the entry")
    })?;
    let text = promise.statistics.as_ref().map(|opened| opened.text.as_str()).unwrap_or_default();
    let statement = LinkStatement::parse(text).ok_or_else(|| unfounded("the statement is not that of a link"))?;
    ensure(promise.entry.kind == EntryKind::Link, || unfounded("the entry is not a link"))?;
    ensure(promise.entry.actor.as_ref() == Some(&statement.operator), || {
        unfounded("the entry names another operator")
    })?;
    ensure(promise.folio.as_ref() == Some(&statement.folio), || unfounded("the statement is of another folio"))?;
    let day = promise.at.strftime("%Y-%m-%d").to_string();
    ensure(statement.date == day, || unfounded("the statement is of another day than the promise"))
}

fn check_log(proof: &str, promise: &Promise, trusted: &Trusted) -> Result<Proven, Problem> {
    let proof = TlogProof::parse(proof).map_err(unfounded)?;
    ensure(proof.index == promise.index, || unfounded("the proof is of another entry than the promise"))?;
    let proven = Proven::alone(&proof, trusted, Window::ANY).map_err(unfounded)?;
    proven.shows(promise)?;
    Ok(proven)
}

fn cosigners(proven: &Proven, trusted: &Trusted) -> Vec<String> {
    let checked = trusted.witness_policy().check(proven.signed(), Window::ANY);
    checked.map(|cosigned| cosigned.witnesses).unwrap_or_default()
}

pub(super) fn halves_of(promise: &Promise, event: Option<(&[u8; 32], &[u8])>) -> Option<Commitments> {
    let opened = promise.statistics.as_ref()?;
    let event = match event {
        Some((nonce, bytes)) => commit("event", nonce, bytes),
        None => promise.event?,
    };
    Some(Commitments { statistics: commit("statistics", &opened.nonce.0, opened.text.as_bytes()), event })
}
