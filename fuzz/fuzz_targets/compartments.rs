//! Throws bytes at `padron_fuzz::compartments`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::compartments(data));
