//! Throws bytes at `padron_fuzz::ceremony`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::ceremony(data));
