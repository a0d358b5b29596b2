//! Throws bytes at `padron_fuzz::link_event`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::link_event(data));
