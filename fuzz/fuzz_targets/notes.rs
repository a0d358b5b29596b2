//! Throws bytes at `padron_fuzz::notes`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::notes(data));
