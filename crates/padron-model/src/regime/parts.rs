//! The parts of a regime file.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Compartment, HolderKind};

/// A way to the verifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    InPerson,
    /// From the holder's own device.
    Remote,
}

/// What is asked of one kind of holder.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HolderRules {
    /// Any one of these identifies the holder; ids of the country's documents.
    pub documents: BTreeSet<String>,
    /// How the holder may be verified.
    pub channels: BTreeSet<Channel>,
    /// Whether a representative with proof of powers must act for the holder.
    #[serde(default)]
    pub representative: bool,
}

/// Who keeps a sealed compartment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SealedRules {
    /// The registrar, in one sealed place.
    Registrar,
    /// The operator that made the link; the registrar keeps its commitment only.
    Operator,
}

/// What one compartment holds.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CompartmentRules {
    /// Who keeps the sealed text.
    pub sealed_at: SealedRules,
    /// Fields that must be present.
    pub required: BTreeSet<String>,
    /// Fields that may be present.
    #[serde(default)]
    pub optional: BTreeSet<String>,
}

/// What is done with biometrics.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Biometrics {
    /// Nothing, compare and forget, or compare and seal a renewable reference.
    #[serde(rename = "use")]
    pub usage: BiometricUse,
    /// Which; needed unless nothing is done.
    #[serde(default)]
    pub modality: Option<Modality>,
}

/// What is done with a biometric sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BiometricUse {
    /// None is taken.
    None,
    /// Compared once with the identity source, then forgotten.
    Verify,
    /// Compared, and a renewable reference (ISO/IEC 24745) is sealed.
    VerifyAndSeal,
}

/// What is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    Face,
    Finger,
}

/// How many lines a person may hold, counted across all operators.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cap {
    /// Lines per person, 1 to 1,000.
    #[schemars(range(min = 1, max = 1000))]
    pub lines: u16,
    /// Kinds of holder without a limit.
    #[serde(default)]
    pub exempt: BTreeSet<HolderKind>,
}

/// How holders are verified.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Verification {
    /// Remote attempts before the holder must come in person.
    #[schemars(range(min = 1, max = 10))]
    pub remote_attempts: u8,
    /// Oldest verification that a submission may carry, in minutes.
    #[schemars(range(min = 1, max = 1440))]
    pub submission_age_minutes: u32,
}

/// What suspension does.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Suspension {
    /// Calls that still go out. Emergency calls always do.
    pub outgoing: BTreeSet<OutgoingCalls>,
    /// Whether disaster alerts still come in.
    pub disaster_alerts: bool,
    /// Whether an unregistered line may be cancelled instead of suspended.
    pub cancels_unregistered: bool,
}

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutgoingCalls {
    /// 911 and its kin.
    Emergency,
    /// Public services' lines.
    CitizenAttention,
    /// The operator's own service number.
    Operator,
}

/// Time limits.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Deadlines {
    /// Business days that lines existing at the start have to register; none if existing lines are left alone.
    #[serde(default)]
    pub existing_lines_business_days: Option<u16>,
    /// The first of those days; without one, the day on which the register opens.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub existing_lines_from: Option<Date>,
    /// Days that are no business days, besides Saturdays and Sundays; at most 200.
    #[serde(default)]
    #[schemars(with = "BTreeSet<String>")]
    pub holidays: BTreeSet<Date>,
    /// Whether a new line may run before it is registered.
    pub new_lines_may_wait: bool,
    /// Business days in which a "not mine" must be settled.
    #[schemars(range(min = 1, max = 60))]
    pub dispute_business_days: u16,
}

/// How long records are kept.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Retention {
    /// Days that a replaced or unlinked record is kept, 0 to 3,653.
    #[schemars(range(max = 3653))]
    pub record_days: u16,
    /// Days after which backups of the keyring expire, so that an erased record is gone everywhere, 1 to 365.
    #[schemars(range(min = 1, max = 365))]
    pub keyring_backup_days: u16,
}

/// Who signs an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Signatory {
    Court,
    /// A prosecutor or other authority.
    Authority,
}

/// What an answer under one kind of authorisation needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Authorisation {
    /// Every one of these signs the order.
    pub signatures: BTreeSet<Signatory>,
    /// Approvals by custodians beyond the threshold t: q = t + this.
    #[schemars(range(max = 10))]
    pub approvals_beyond_threshold: u8,
    /// Longest validity of an order, in days.
    #[schemars(range(min = 1, max = 365))]
    pub validity_days: u16,
    /// Longest embargo before the statistics are opened, in days.
    #[schemars(range(max = 3653))]
    pub embargo_days: u16,
    /// Compartments that such an order may name.
    pub compartments: BTreeSet<Compartment>,
    /// Hours in which a court must confirm afterwards; only where no court signs first.
    #[serde(default)]
    pub confirmation_hours: Option<u16>,
}
