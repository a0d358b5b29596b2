//! Throws bytes at `padron_fuzz::checkpoints`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::checkpoints(data));
