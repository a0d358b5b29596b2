//! The words of the domain: numbers, identity documents, holders, lines, events, regimes.
//!
//! This crate **is** the vocabulary that every other crate of padron speaks: values are parsed once, at the edge,
//! into types that cannot be wrong, and the life of a line is a pure table of moves.
//!
//! It is **not** a place for files, clocks, random numbers, networks or cryptography: bytes and dates are handed in,
//! answers are handed back.
//!
//! Two rules hold everywhere in it:
//! - a type that holds a personal value has no `Debug`, `Display` or `Serialize` and is wiped when dropped;
//! - an error names the rule and the position, never the value.

pub mod check;
mod compartment;
pub mod country;
pub mod date;
mod event;
mod holder;
mod iccid;
mod identifier;
mod ids;
mod invalid;
pub mod lang;
mod line;
mod name;
mod number;
mod numbering;
mod passport;
#[cfg(test)]
mod privacy;
mod regime;
mod sex;
mod subscriber_column;
pub mod text;
mod texts;

pub use compartment::{Compartment, OperatorId, PartyId, RecordId, RegisterId};
pub use country::Country;
pub use event::EventKind;
pub use holder::{Contact, Holder, HolderKind, LineDetails, Representative, ServiceKind};
pub use iccid::Iccid;
pub use identifier::{Document, Identifier};
pub use invalid::{Disagreement, Invalid, Rule, Subject, Warning};
pub use lang::Lang;
pub use line::{LineState, Move, MoveContext, Phase, Refused, SuspensionCause};
pub use name::{LegalName, PersonName};
pub use number::Number;
pub use numbering::{BlockKind, NumberingError, NumberingTable};
pub use passport::Passport;
pub use regime::{
    Authorisation, BiometricUse, Biometrics, Cap, Channel, CompartmentRules, Deadlines, HolderRules, MODEL_REGIME,
    Modality, OutgoingCalls, Regime, RegimeError, Retention, SealedRules, Signatory, Suspension, Verification,
};
pub use sex::Sex;
pub use subscriber_column::SubscriberColumn;
