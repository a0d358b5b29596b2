//! Synthetic people and simulated identity sources.
//!
//! This crate **is** where tests, measurements and the demonstration get their people, numbers and identity sources.
//! It is **not** used by any role, holds no real person's data, and offers no security: its permutations only keep
//! synthetic people apart.

mod identity;
pub mod numbers;
pub mod people;

pub use identity::SimulatedRegister;
