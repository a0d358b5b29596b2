//! Codecs of `padron-threshold`.

use padron_threshold::{Compact, DeliverySecret, Sealed, pad, receive, unpad};

/// Sealed compartments, as they travel and as they are stored.
pub fn sealed(data: &[u8]) {
    if let Ok(sealed) = Sealed::from_bytes(data) {
        assert_eq!(sealed.to_bytes(), data);
    }
    if let Ok(compact) = Compact::from_bytes(data) {
        assert_eq!(compact.to_bytes(), data);
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
    assert!(receive(&secret, b"fuzz", b"", data).is_err());
}
