//! Throws bytes at `padron_fuzz::delivery`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::delivery(data));
