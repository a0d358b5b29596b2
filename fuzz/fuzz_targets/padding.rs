//! Throws bytes at `padron_fuzz::padding`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::padding(data));
