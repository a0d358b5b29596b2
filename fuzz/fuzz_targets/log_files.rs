//! Throws bytes at `padron_fuzz::log_files`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::log_files(data));
