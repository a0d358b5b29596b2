//! Messages and documents of `padron-protocol`.

use padron_protocol::{
    Hash32,
    http_signature::RequestClaims,
    jws::{self, Message, Unchecked},
    log::{Entry, Inclusion, LineEvent, LinkStatement, LogProofs, Moves, Promise, QrReceipt, Quorums, Receipt},
    messages::status::Figures,
    messages::{
        opening::{History, LineMoves, Ticket},
        order::{Decision, Order},
        verification::VerificationStatement,
    },
    sealed::{CompartmentText, decode_slots},
    trust::SignedTrustList,
    watch::{check_figures, check_statistics, one_form},
};

use crate::text;

/// Tokens before anything about them is believed.
pub fn jws(data: &[u8]) {
    let Some(token) = text(data) else { return };
    let _ = (jws::claimed_signer(token), jws::detach(token));
    let _ = Unchecked::<Order>::parse(token, "court").is_ok();
}

/// What stands inside the tokens.
pub fn messages(data: &[u8]) {
    message::<Order>(data);
    message::<Decision>(data);
    message::<History>(data);
    message::<Ticket>(data);
    message::<Moves>(data);
    message::<Promise>(data);
    message::<RequestClaims>(data);
    message::<VerificationStatement>(data);
}

/// A message that can be read can be put into a token and taken out again.
fn message<M: Message>(data: &[u8]) {
    let Ok(message) = serde_json::from_slice::<M>(data) else { return };
    let Ok(token) = jws::attach(&message, "fuzz", &[0; 64]) else { return };
    let again = Unchecked::<M>::parse(&token, "fuzz");
    assert!(token.len() > jws::MAX_TOKEN || again.is_ok());
}

/// The list of parties, as it comes over the network.
pub fn trust_list(data: &[u8]) {
    let Some(Ok(list)) = text(data).map(SignedTrustList::parse) else { return };
    let _ = list.list().is_ok();
    assert!(list.to_text().is_ok());
}

/// Receipts, as people bring them; and the proofs that parties send each other.
pub fn receipts(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some(receipt) = Receipt::parse(text) {
        let again = serde_json::to_string(&receipt).map(|text| Receipt::parse(&text));
        assert!(again.is_ok_and(|again| again.is_none_or(|again| again == receipt)));
    }
    let Ok(proofs) = serde_json::from_str::<LogProofs>(text) else { return };
    for Inclusion { index, .. } in &proofs.inclusions {
        let _ = proofs.alone(*index);
    }
}

/// QR codes, as a camera reads them.
pub fn qr_texts(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(receipt) = QrReceipt::parse(text) else { return };
    assert_eq!(receipt.to_text().as_deref(), Ok(text.trim()));
    let kind = padron_protocol::log::EntryKind::Link;
    let entry = Entry::line(kind, "operator-a", (Quorums::default(), Hash32([0; 32])), Hash32([0; 32]));
    let _ = receipt.statement(&entry).is_ok();
}

/// Entries of a log, and the files beside its tree.
pub fn log_files(data: &[u8]) {
    if let Ok(entry) = Entry::decode(data) {
        assert_eq!(entry.encode(), data);
    }
    if let Some(statement) = text(data).and_then(LinkStatement::parse) {
        assert_eq!(statement.text().as_bytes(), data);
    }
    let _ = check_statistics(0, data, &Hash32([0; 32])).is_ok();
    if let Ok(figures) = one_form::<Figures>(data) {
        assert!(check_figures(Some(data), &figures).is_ok());
    }
    let _ = one_form::<SignedTrustList>(data).map(|list| list.entry());
}

/// The event under a link's commitment.
pub fn link_event(data: &[u8]) {
    let Ok(event) = LineEvent::decode(data) else { return };
    assert_eq!(event.encode(), data);
    let _ = event.at().is_ok();
}

/// What the parties find inside what was sealed to them.
pub fn plain_texts(data: &[u8]) {
    let _ = serde_json::from_slice::<LineMoves>(data).is_ok();
    let _ = decode_slots(data).is_ok();
    let _ = CompartmentText::decode(data).is_ok();
}
