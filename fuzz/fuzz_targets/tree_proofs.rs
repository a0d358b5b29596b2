//! Throws bytes at `padron_fuzz::tree_proofs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::tree_proofs(data));
