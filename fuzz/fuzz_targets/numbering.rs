//! Throws bytes at `padron_fuzz::numbering`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::numbering(data));
