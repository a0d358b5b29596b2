//! Throws bytes at `padron_fuzz::jws`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::jws(data));
