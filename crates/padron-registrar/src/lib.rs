//! The registrar.
