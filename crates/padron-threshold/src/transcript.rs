//! The transcript of a round.

use crate::kdf;
use crate::keys::CustodianIndex;

/// SHA-256 over the plan and all messages of a round, by ascending sender.
pub(crate) fn of_messages(plan: &[u8; 32], messages: impl Iterator<Item = (CustodianIndex, Vec<u8>)>) -> [u8; 32] {
    let mut messages: Vec<_> = messages.collect();
    messages.sort_unstable();
    let fields = messages.iter().map(|(_, bytes)| bytes.as_slice());
    let fields: Vec<&[u8]> = [b"padron transcript v1".as_slice(), plan].into_iter().chain(fields).collect();
    kdf::hash_fields(&fields)
}
