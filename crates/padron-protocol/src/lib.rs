//! What the parties say to each other: signed messages, the trust list, problems and the HTTP contract.
//!
//! Every message that crosses from one controller to another is defined here, once, with its limits. The crate can
//! also check everything that padron hands out for checking (receipts, answers, trust lists): whoever verifies
//! needs nothing above it.
//!
//! It is **not** a transport: it opens no socket, reads no file, knows no clock and no source of randomness. It
//! decides nothing either: rules about orders, budgets and caps belong to the roles.

mod bytes;
mod clock;
pub mod contract;
pub mod describe;
pub mod form;
pub mod http_signature;
pub mod jws;
pub mod log;
pub mod messages;
mod problem;
pub mod sealed;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod texts;
pub mod trust;
pub mod verify;
pub mod watch;

pub use bytes::{Base64, Hash32, Uuid, sha256, sha256_parts};
pub use clock::{Clock, Entropy, FixedClock};
pub use problem::{Problem, ProblemType};
