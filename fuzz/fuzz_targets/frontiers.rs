//! Throws bytes at `padron_fuzz::frontiers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::frontiers(data));
