//! Throws bytes at `padron_fuzz::plain_texts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::plain_texts(data));
