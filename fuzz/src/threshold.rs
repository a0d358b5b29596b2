//! Codecs of `padron-threshold`.

use padron_threshold::{
    Compact, DeliverySecret, Sealed,
    ceremony::{Echo, Round1, ShareMessage},
    delivery::open,
    pad,
    refresh::ZeroCommitments,
    trial::TrialPart,
    unpad,
};

/// Sealed compartments, as they travel and as they are stored.
pub fn sealed(data: &[u8]) {
    if let Ok(sealed) = Sealed::from_bytes(data) {
        assert_eq!(sealed.to_bytes(), data);
    }
    if let Ok(compact) = Compact::from_bytes(data) {
        assert_eq!(compact.to_bytes(), data);
    }
}

/// What custodians send each other while a key is made, refreshed and tried.
pub fn ceremony(data: &[u8]) {
    if let Ok(message) = Round1::from_bytes(data) {
        assert_eq!(message.to_bytes(), data);
    }
    if let Ok(message) = Echo::from_bytes(data) {
        assert_eq!(message.to_bytes(), data);
    }
    if let Ok(message) = ShareMessage::from_bytes(data) {
        assert_eq!(message.to_bytes().as_slice(), data);
    }
    if let Ok(message) = ZeroCommitments::from_bytes(data) {
        assert_eq!(message.to_bytes(), data);
    }
    if let Ok(message) = TrialPart::from_bytes(data) {
        assert_eq!(message.to_bytes(), data);
    }
}

/// Padded plain texts.
pub fn padding(data: &[u8]) {
    let Ok(text) = unpad(data) else { return };
    assert!(pad(&text, data.len()).is_ok_and(|again| again.as_slice() == data));
}

/// Deliveries under HPKE that nobody made.
pub fn delivery(data: &[u8]) {
    let secret = DeliverySecret::from_bytes([7; 32]);
    assert!(open(&secret, b"fuzz", b"", data).is_err());
}
