//! Throws bytes at `padron_fuzz::rfc`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::rfc(data));
