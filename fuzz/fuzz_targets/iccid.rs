//! Throws bytes at `padron_fuzz::iccid`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::iccid(data));
