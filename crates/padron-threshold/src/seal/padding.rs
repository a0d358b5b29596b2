//! Padding to a fixed size, so that a ciphertext's length says nothing about the text.
//!
//! Format: the text's length in two bytes (big endian), the text, zeros.

use super::SealError;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The largest padded size, in bytes.
pub const MAX_PADDED: usize = 65_536;

/// Pads a text to exactly `size` bytes; it may be at most `size - 2` and 65,535 bytes long.
///
/// # Errors
/// [`SealError::TextTooLong`], or [`SealError::PaddedTooLarge`] for a size above [`MAX_PADDED`].
pub fn pad(text: &[u8], size: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
    if size > MAX_PADDED {
        return Err(SealError::PaddedTooLarge(size));
    }
    let too_long = SealError::TextTooLong { length: text.len(), size };
    let Ok(length) = u16::try_from(text.len()) else {
        return Err(too_long);
    };
    if text.len() + 2 > size {
        return Err(too_long);
    }
    let mut padded = Zeroizing::new(vec![0; size]);
    padded[..2].copy_from_slice(&length.to_be_bytes());
    padded[2..2 + text.len()].copy_from_slice(text);
    Ok(padded)
}

/// The text inside a padded one.
///
/// # Errors
/// [`SealError::BrokenPadding`] unless the length fits and all that follows the text is zero.
pub fn unpad(padded: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (length, rest) = padded.split_first_chunk::<2>().ok_or(SealError::BrokenPadding)?;
    let (text, fill) =
        rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(SealError::BrokenPadding)?;
    let seen = fill.iter().fold(0, |seen, byte| seen | byte);
    if bool::from(seen.ct_eq(&0u8)) { Ok(Zeroizing::new(text.to_vec())) } else { Err(SealError::BrokenPadding) }
}
