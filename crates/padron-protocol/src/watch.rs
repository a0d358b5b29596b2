//! Watching the log: everything about checking it that needs no network, no file and no clock.
//!
//! Whoever holds the trust list can replay a log from its first entry and know every file of it ([`Tiles`]), say by whom its checkpoint must be
//! signed ([`Keys`]), follow its trust lists ([`Lists`]), and keep over months what it takes to notice a second
//! history, a promise that is not kept and a request that is never opened ([`Watched`]). What is wrong becomes a
//! [`Finding`], with a name that stays the same and a sentence for people.

mod files;
mod finding;
mod keys;
mod lists;
mod marks;
mod policy_text;
mod promises;
mod prove;
mod state;
mod tiles;

pub use files::{check_figures, check_statistics, one_form};
pub use finding::{Finding, Findings, Flag};
pub use keys::{Keys, check_fresh};
pub use lists::{Lists, LoggedVersion};
pub use marks::{Mark, Marks};
pub use policy_text::{NoPolicyText, policy_text};
pub use promises::{LogView, check_promise};
pub use prove::{NotProvable, needs, prove};
pub use state::{ClosedRequest, Course, SeenEntries, Watched, two_histories};
pub use tiles::Tiles;
