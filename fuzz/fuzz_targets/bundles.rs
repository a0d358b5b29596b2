//! Throws bytes at `padron_fuzz::bundles`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::bundles(data));
