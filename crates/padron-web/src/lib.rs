//! Pages for people, in Spanish and English.
//!
//! It **is** text and layout: each function takes what is to be told and returns a whole HTML page. Everything is
//! rendered here, with every value escaped; no script, no font, no image and no style comes from anywhere else, so
//! that a page looks and reads the same on a phone, on paper and without a network.
//!
//! It is **not** a server: it reads no request, keeps no session and decides nothing. Whoever serves these pages sends
//! them with [`content_security_policy`], and those that show personal values (`own`, `answer`) with
//! `Cache-Control: no-store`.

mod answer;
mod fields;
mod home;
mod language;
mod moment;
mod own;
mod problem;
pub mod samples;
mod shell;
mod sign_in;
mod style;

mod texts;
mod witness;

pub use answer::answer;
pub use fields::field_label;
pub use home::{Home, home};
pub use language::language;
pub use own::own;
pub use problem::problem;
pub use sign_in::{SignIn, sign_in};
pub use style::content_security_policy;
pub use witness::{WitnessPage, WitnessedLog, WitnessedTree, witness};

#[cfg(test)]
mod tests;
