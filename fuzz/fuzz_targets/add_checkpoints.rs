//! Throws bytes at `padron_fuzz::add_checkpoints`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::add_checkpoints(data));
