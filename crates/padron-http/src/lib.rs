//! Every role over HTTP: routers, authentication, the client, and the drivers that carry messages between steps.
//!
//! A router is built from the endpoints in `padron_protocol::contract` and from nothing else: who may call is decided
//! there, checked in one place (`caller.rs`), and an endpoint without a type does not exist.
//!
//! It is **not** where anything is decided: rules live in the roles' crates, SQL in padron-store, pages in padron-web.
//! Clock and randomness are handed in; nothing here reads the environment.

mod caller;
mod client;
mod context;
mod limits;
pub mod log;
mod log_client;
mod metrics;
mod openapi;
mod quorum;
pub mod roles;
mod routes;
mod server;
mod status;
mod storing;
pub mod witness;

pub use caller::{Caller, Guards};
pub use client::{Client, PlainClient};
pub use context::{Context, Setup};
pub use log_client::{FetchError, LogClient};
pub use openapi::document;
pub use padron_protocol::Entropy;
pub use quorum::{Combined, Quorum, ask_same};
pub use routes::{Call, NotTheContract, Routes, Service};
pub use server::{router, serve};
