//! Throws bytes at `padron_fuzz::tile_paths`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| padron_fuzz::tile_paths(data));
