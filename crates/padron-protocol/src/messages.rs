//! The bodies of requests and replies, by conversation.

pub mod answer;
pub mod attestation;
pub mod evaluation;
pub mod identity;
pub mod link;
pub mod opening;
pub mod order;
pub mod person;
pub mod status;
pub mod trust;
pub mod verification;
