//! Throws bytes at `padron_fuzz::trust_list`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::trust_list(data));
