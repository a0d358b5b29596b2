//! Throws bytes at `padron_fuzz::tlog_proofs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::tlog_proofs(data));
