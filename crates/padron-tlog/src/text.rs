//! Small readers that all the formats of text share.

use data_encoding::BASE64;

/// A number as C2SP's formats write it: decimal digits, no sign, no leading zero unless it is `0`.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    if digits && canonical { text.parse().ok() } else { None }
}

/// Canonical standard base64, so that what is read prints back as it was.
pub(crate) fn base64(text: &str) -> Option<Vec<u8>> {
    // The decoder also takes one padded text after the other.
    let padded_within = text.trim_end_matches('=').contains('=');
    if padded_within { None } else { BASE64.decode(text.as_bytes()).ok() }
}

/// Whether it may name a key: not empty, no space, no plus sign (C2SP signed-note).
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control() || letter == '+')
}

/// The first line, without its newline, and what follows; nothing when no line ends.
pub(crate) fn line(text: &str) -> Option<(&str, &str)> {
    text.split_once('\n')
}
