//! Entry bundles: entries one after the other, each after its length as two bytes, big-endian (C2SP tlog-tiles).

use crate::hash::MAX_ENTRY;

/// Hashes or entries of a full tile.
pub(crate) const FULL: u16 = 256;

/// The most bytes that a bundle has, and with it any tile: 256 entries, each after its length.
pub const MAX_BUNDLE: usize = FULL as usize * (2 + MAX_ENTRY);

/// Writes entries as a bundle.
///
/// # Errors
/// [`BundleError`] when an entry is longer than [`MAX_ENTRY`], or there are more than 256.
pub fn encode_bundle<E: AsRef<[u8]>>(entries: impl IntoIterator<Item = E>) -> Result<Vec<u8>, BundleError> {
    let mut bytes = Vec::new();
    for (place, entry) in entries.into_iter().enumerate() {
        if place >= usize::from(FULL) {
            return Err(BundleError::Rest { width: FULL });
        }
        push_entry(&mut bytes, entry.as_ref()).map_err(|length| BundleError::Entry { place, length })?;
    }
    Ok(bytes)
}

/// Adds an entry to a bundle; gives its length back when it is too long.
pub(crate) fn push_entry(bundle: &mut Vec<u8>, entry: &[u8]) -> Result<(), usize> {
    let length = u16::try_from(entry.len()).ok().filter(|_| entry.len() <= MAX_ENTRY).ok_or(entry.len())?;
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    Ok(())
}

/// Reads the `width` entries (1 to 256) of a bundle.
///
/// # Errors
/// [`BundleError`] when an entry is cut off or too long, or something follows the last one.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    let (entries, rest) = take_entries(bytes, width)?;
    if rest.is_empty() { Ok(entries) } else { Err(BundleError::Rest { width }) }
}

/// The first `width` entries of a bundle, and what follows them.
pub(crate) fn take_entries(bytes: &[u8], width: u16) -> Result<(Vec<&[u8]>, &[u8]), BundleError> {
    if width == 0 || width > FULL {
        return Err(BundleError::Width(width));
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(width.into());
    for place in 0..usize::from(width) {
        let (length, after) = rest.split_first_chunk().ok_or(BundleError::Short { place })?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length > MAX_ENTRY {
            return Err(BundleError::Entry { place, length });
        }
        let (entry, after) = after.split_at_checked(length).ok_or(BundleError::Short { place })?;
        entries.push(entry);
        rest = after;
    }
    Ok((entries, rest))
}

/// Bytes that are not the bundle they should be, or entries that make none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("no bundle has {0} entries: 1 to 256")]
    Width(u16),
    #[error("entry {place} of the bundle has {length} bytes; at most 4096 are allowed")]
    Entry {
        /// Its place in the bundle, from zero.
        place: usize,
        /// Its bytes.
        length: usize,
    },
    #[error("the bundle ends within entry {place}: fetch it again")]
    Short {
        /// The place of the entry that is cut off, from zero.
        place: usize,
    },
    #[error("the bundle goes on after its {width} entries")]
    Rest {
        /// How many entries it may have.
        width: u16,
    },
}

#[cfg(test)]
mod tests;
