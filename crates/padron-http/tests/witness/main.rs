//! A witness as logs and monitors meet it: over a socket, by every answer that C2SP tlog-witness knows.
#![allow(unreachable_pub, reason = "nothing leaves a test; `pub` says what a module offers its siblings")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod stand;
mod toy_log;

mod answers;
mod clock;
mod failing;
mod hostile;
mod pages;
mod races;
mod setup;
mod survival;
