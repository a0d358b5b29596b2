//! A receipt's QR code: with the log's help anybody can make the receipt again from it. The number is not in it.

use anyhow::{Context as _, Result};
use padron_protocol::log::{LinkStatement, Promise, QrReceipt};
use qrcode::render::{svg::Color, unicode::Dense1x2};
use qrcode::{EcLevel, QrCode};

/// The code of a link's promise.
pub fn code(promise: &Promise, log: &str) -> Result<QrCode> {
    QrCode::with_error_correction_level(text(promise, log)?, EcLevel::M).context("the QR code cannot be drawn")
}

/// What stands in it.
pub fn text(promise: &Promise, log: &str) -> Result<String> {
    let opened = promise.statistics.as_ref().context("the receipt does not open its statement")?;
    let statement = LinkStatement::parse(&opened.text).context("the statement is not that of a link")?;
    let receipt = QrReceipt {
        register: promise.register.clone(),
        folio: statement.folio,
        index: promise.index,
        date: statement.date,
        nonce: opened.nonce.0,
        event: promise.event.context("the receipt does not hold the half of its entry that stays closed")?,
        log: log.to_owned(),
    };
    receipt.to_text().context("the names of register and log are too long for a QR code")
}

/// As an image.
pub fn svg(code: &QrCode) -> String {
    code.render::<Color<'_>>().min_dimensions(300, 300).build()
}

/// As characters, for a terminal that is dark.
pub fn terminal(code: &QrCode) -> String {
    code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
}

#[cfg(test)]
mod tests;
