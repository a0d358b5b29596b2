//! The bodies of the fuzz targets: one function for each thing that reads outside input.
//!
//! Each takes any bytes and must return. What it asserts besides: what was accepted can be written and read again,
//! and is then the same. The files in `fuzz_targets/` only hand libFuzzer's bytes to the function of their name.
//!
//! It is not a test suite: the crates' own tests say what each parser accepts and why it refuses.

mod model;
mod protocol;
mod threshold;
mod tlog;

pub use model::{compartments, curp, fields, iccid, identifiers, number, numbering, regime, rfc};
pub use protocol::{jws, link_event, log_files, messages, plain_texts, qr_texts, receipts, trust_list};
pub use threshold::{ceremony, delivery, padding, sealed};
pub use tlog::{
    add_checkpoints, bundles, checkpoints, frontiers, notes, tile_paths, tlog_proofs, tree_proofs, verifier_keys,
};

/// The bytes as text, when they are text: parsers of text never see anything else.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
