//! Throws bytes at `padron_fuzz::fields`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::fields(data));
