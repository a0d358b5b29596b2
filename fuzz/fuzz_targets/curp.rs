//! Throws bytes at `padron_fuzz::curp`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::curp(data));
