//! A registrar's public log over HTTP: it is sequenced, cosigned, published and served; what goes wrong is told, and
//! stops it where going on would be worse.

#![allow(unreachable_pub, reason = "nothing leaves a test; `pub` says what a module offers its siblings")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod alarms;
mod files;
mod lists;
mod stand;
mod trouble;
mod witnesses;
