//! The custodian.
