//! Throws bytes at `padron_fuzz::qr_texts`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::qr_texts(data));
