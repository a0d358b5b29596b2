//! Throws bytes at `padron_fuzz::receipts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::receipts(data));
