//! Throws bytes at `padron_fuzz::regime`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::regime(data));
