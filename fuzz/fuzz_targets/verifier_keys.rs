//! Throws bytes at `padron_fuzz::verifier_keys`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::verifier_keys(data));
