//! The key ceremony: each custodian acts on its own machine and exchanges files; no machine ever holds a key.
//!
//! - [`plan`]: what everybody agrees on before, and the public keys by which files are believed;
//! - [`party`]: the four steps, start, echo, share and finish;
//! - [`replay`]: running through again from the seed and the messages received, because a state is not serialisable;
//! - [`state`]: seed and messages at rest, under the party's passphrase;
//! - [`message`]: the files that travel, each signed by its party;
//! - [`accuse`]: who is missing, who sent something else, and what to do;
//! - [`trial`]: showing that the shares work;
//! - [`local`]: all parties on one machine, for trials.
//!
//! The cryptography stands in `padron_threshold::ceremony`. Here is what that leaves to its caller: files, their
//! senders, interruption, and words for people. It is not the place for refresh, which is no command yet.

pub mod accuse;
pub mod local;
pub mod message;
pub mod party;
pub mod plan;
pub mod replay;
pub mod state;

pub mod trial;

pub use party::{CeremonyParty, Finished};
pub use plan::CeremonyPlan;

use padron_threshold::Purpose;

/// The keys that one ceremony makes, in the order in which files list them.
pub const PURPOSES: [Purpose; 3] = [Purpose::Line, Purpose::Person, Purpose::Sealing];

/// A hash as people read it aloud: sixteen groups of four digits.
pub fn aloud(hash: &[u8; 32]) -> String {
    let groups: Vec<String> = hash.chunks(2).map(|pair| data_encoding::HEXLOWER.encode(pair)).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests;
