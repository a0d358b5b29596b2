use super::LinkStatement;
use super::{Commitments, Entry, EntryKind, commit};
use crate::bytes::Hash32;
use data_encoding::BASE64URL_NOPAD;
use thiserror::Error;

/// What a QR code of a receipt holds: with the log it gives the receipt's statement and its proof. The number is not
/// in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrReceipt {
    /// The register's id.
    pub register: String,
    pub folio: String,
    /// The index of the link's entry.
    pub index: u64,
    /// The day of the link, `YYYY-MM-DD`.
    pub date: String,
    pub nonce: [u8; 32],
    /// H(n₂‖event): the half that stays closed.
    pub event: Hash32,
    pub log: String,
}

/// A text that is not a receipt's QR code.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error(
    "not a receipt's QR text: padron:1:<register>:<folio>:<index>:<date>:<nonce>:<event>:<address of the log>, at most {} bytes",
    QrReceipt::MAX_SIZE
)]
pub struct BadQrText;

impl QrReceipt {
    /// The longest text, in bytes: it fits a QR code of version 12 at level M, which a cheap telephone reads.
    pub const MAX_SIZE: usize = 400;

    /// The text; an error when the names in it are too long.
    pub fn to_text(&self) -> Result<String, BadQrText> {
        let text = format!(
            "padron:1:{}:{}:{}:{}:{}:{}:{}",
            self.register,
            self.folio,
            self.index,
            self.date,
            BASE64URL_NOPAD.encode(&self.nonce),
            BASE64URL_NOPAD.encode(&self.event.0),
            self.log
        );
        (text.len() <= Self::MAX_SIZE).then_some(text).ok_or(BadQrText)
    }

    /// Reads the text.
    pub fn parse(text: &str) -> Result<Self, BadQrText> {
        let text = text.trim();
        let parts: Vec<&str> = text.splitn(9, ':').collect();
        let ["padron", "1", register, folio, index, date, nonce, event, log] = parts.as_slice() else {
            return Err(BadQrText);
        };
        let bytes = |text: &str| -> Result<[u8; 32], BadQrText> {
            BASE64URL_NOPAD.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(BadQrText)
        };
        let receipt = Self {
            register: (*register).to_owned(),
            folio: (*folio).to_owned(),
            index: index.parse().map_err(|_| BadQrText)?,
            date: (*date).to_owned(),
            nonce: bytes(nonce)?,
            event: Hash32(bytes(event)?),
            log: (*log).to_owned(),
        };
        // One form only: what is read prints back the same.
        (receipt.to_text().as_deref() == Ok(text)).then_some(receipt).ok_or(BadQrText)
    }

    /// The statement, once the log has told whose entry it is; an error when the entry commits to another.
    pub fn statement(&self, entry: &Entry) -> Result<LinkStatement, &'static str> {
        let operator = entry.actor.clone().filter(|_| entry.kind == EntryKind::Link);
        let operator = operator.ok_or("the log has no link at this index")?;
        let statement =
            LinkStatement { kind: EntryKind::Link, operator, date: self.date.clone(), folio: self.folio.clone() };
        let statistics = commit("statistics", &self.nonce, statement.text().as_bytes());
        let commitments = Commitments { statistics, event: self.event };
        if commitments.commitment() == entry.commitment {
            Ok(statement)
        } else {
            Err("the log's entry at this index commits to another folio, operator or date")
        }
    }
}
