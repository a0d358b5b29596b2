//! Throws bytes at `padron_fuzz::identifiers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::identifiers(data));
