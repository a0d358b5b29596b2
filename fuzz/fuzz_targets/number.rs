//! Throws bytes at `padron_fuzz::number`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::number(data));
