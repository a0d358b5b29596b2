//! A law as data: what the register asks of holders, seals, keeps and answers.
//!
//! One file per law in `regimes/`, read once, checked, and named in the trust list by the hash of its bytes
//! ([`Regime::canonical_bytes`]). The engine has no rule of any law in its code.

mod calendar;
mod checks;
mod parts;

use std::collections::BTreeMap;

pub use parts::{
    Authorisation, BiometricUse, Biometrics, Cap, Channel, CompartmentRules, Deadlines, HolderRules, Modality,
    OutgoingCalls, Retention, SealedRules, Signatory, Suspension, Verification,
};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::country::{self, CountryRules, Registers};
use crate::{Compartment, HolderKind, Lang};

/// The regime that padron recommends.
pub const MODEL_REGIME: &str = include_str!("../../../regimes/model.toml");

/// Most bytes of a regime file.
const LONGEST_FILE: usize = 64 * 1024;

/// Why a regime file was refused.
#[derive(Debug, thiserror::Error)]
pub enum RegimeError {
    #[error("the regime file has {size} bytes, more than {LONGEST_FILE}; is it a regime?")]
    TooLong {
        /// Size of the file in bytes.
        size: usize,
    },
    /// Not UTF-8.
    #[error("the regime file is not UTF-8 from byte {byte} on; save it as UTF-8")]
    Encoding {
        /// First wrong byte, from 1.
        byte: usize,
    },
    #[error("the regime file cannot be read: {0}")]
    Syntax(#[from] Box<toml::de::Error>),
    #[error("{key}: {problem}; correct the regime file")]
    Rule {
        /// The key, as a dotted path.
        key: String,
        problem: &'static str,
    },
}

/// A checked law.
#[derive(Clone, Debug)]
pub struct Regime {
    rules: Rules,
    country: &'static dyn CountryRules,
    bytes: Vec<u8>,
}

/// One law: what is asked of holders, what is sealed, how long it is kept, and what an answer needs.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "A regime of padron: one law as data")]
pub(crate) struct Rules {
    /// Kebab-case id, 1 to 40 of `[a-z0-9-]`; the file is named after it.
    #[schemars(regex(pattern = r"^[a-z0-9-]{1,40}$"))]
    pub(crate) id: String,
    /// The country whose documents and numbers it speaks of: ISO 3166-1 alpha-2 in lower case.
    #[schemars(regex(pattern = r"^[a-z]{2}$"))]
    pub(crate) country: String,
    /// Name for people, by language.
    pub(crate) name: BTreeMap<Lang, String>,
    /// Where the law can be read; empty for a law that padron recommends itself.
    #[serde(default)]
    pub(crate) sources: Vec<String>,
    /// What is asked of each kind of holder; a kind that is missing cannot register.
    pub(crate) holders: BTreeMap<HolderKind, HolderRules>,
    /// What each compartment holds and who keeps it; a compartment that is missing is not kept.
    pub(crate) compartments: BTreeMap<Compartment, CompartmentRules>,
    pub(crate) biometrics: Biometrics,
    /// How many lines a person may hold.
    pub(crate) cap: Cap,
    /// How holders are verified.
    pub(crate) verification: Verification,
    pub(crate) suspension: Suspension,
    /// Time limits.
    pub(crate) deadlines: Deadlines,
    /// How long records are kept.
    pub(crate) retention: Retention,
    /// What an answer needs, by the kind of authorisation.
    pub(crate) authorisations: BTreeMap<String, Authorisation>,
}

impl Regime {
    /// Reads and checks a regime file (TOML).
    ///
    /// # Errors
    /// Names the line or the key and what is wrong with it.
    pub fn parse(file: &[u8]) -> Result<Self, RegimeError> {
        if file.len() > LONGEST_FILE {
            return Err(RegimeError::TooLong { size: file.len() });
        }
        let text =
            std::str::from_utf8(file).map_err(|error| RegimeError::Encoding { byte: error.valid_up_to() + 1 })?;
        let rules: Rules = toml::from_str(text).map_err(Box::new)?;
        let country = country::find(&rules.country)
            .ok_or(RegimeError::Rule { key: "country".into(), problem: "must be one that padron has rules for" })?;
        checks::check(&rules, country)?;
        Ok(Self { rules, country, bytes: file.to_vec() })
    }

    /// The bytes whose SHA-256 names this law: those of the file, unchanged, so that anyone can compute it.
    pub fn canonical_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn id(&self) -> &str {
        &self.rules.id
    }

    pub const fn country(&self) -> &'static dyn CountryRules {
        self.country
    }

    /// Whether a holder of this kind may be registered under this.
    pub fn takes(&self, kind: HolderKind, registered: Registers) -> bool {
        let mut documents = self.country.documents().iter().filter(|document| document.registers == registered);
        self.holder(kind).is_some_and(|holder| documents.any(|document| holder.documents.contains(document.id)))
    }

    /// The name for people: in this language, or else in the first that the law gives.
    pub fn name(&self, lang: Lang) -> &str {
        let names = &self.rules.name;
        names.get(&lang).or_else(|| names.values().next()).map_or(&self.rules.id, String::as_str)
    }

    /// Where the law can be read.
    pub fn sources(&self) -> &[String] {
        &self.rules.sources
    }

    /// What is asked of a kind of holder; `None` if that kind cannot register.
    pub fn holder(&self, kind: HolderKind) -> Option<&HolderRules> {
        self.rules.holders.get(&kind)
    }

    /// The kinds of holder that can register.
    pub fn holders(&self) -> impl Iterator<Item = (HolderKind, &HolderRules)> {
        self.rules.holders.iter().map(|(kind, rules)| (*kind, rules))
    }

    /// What a compartment holds; `None` if it is not kept.
    pub fn compartment(&self, compartment: Compartment) -> Option<&CompartmentRules> {
        self.rules.compartments.get(&compartment)
    }

    /// The compartments that are kept, in a fixed order.
    pub fn compartments(&self) -> impl Iterator<Item = (Compartment, &CompartmentRules)> {
        self.rules.compartments.iter().map(|(compartment, rules)| (*compartment, rules))
    }

    /// What is done with biometrics.
    pub const fn biometrics(&self) -> &Biometrics {
        &self.rules.biometrics
    }

    /// How many lines a holder of this kind may have; `None` for no limit.
    pub fn cap(&self, kind: HolderKind) -> Option<u16> {
        if self.rules.cap.exempt.contains(&kind) { None } else { Some(self.rules.cap.lines) }
    }

    /// How holders are verified.
    pub const fn verification(&self) -> &Verification {
        &self.rules.verification
    }

    /// What suspension does.
    pub const fn suspension(&self) -> &Suspension {
        &self.rules.suspension
    }

    /// Time limits.
    pub const fn deadlines(&self) -> &Deadlines {
        &self.rules.deadlines
    }

    /// How long records are kept.
    pub const fn retention(&self) -> &Retention {
        &self.rules.retention
    }

    /// What an answer under this kind of authorisation needs; `None` if the law has no such kind.
    pub fn authorisation(&self, kind: &str) -> Option<&Authorisation> {
        self.rules.authorisations.get(kind)
    }

    /// Every kind of authorisation.
    pub fn authorisations(&self) -> impl Iterator<Item = (&str, &Authorisation)> {
        self.rules.authorisations.iter().map(|(kind, rules)| (kind.as_str(), rules))
    }
}

impl Regime {
    /// The JSON schema of regime files, which `regimes/regime.schema.json` repeats so that editors can check a law while
    /// it is written.
    pub fn json_schema() -> schemars::Schema {
        schemars::schema_for!(Rules)
    }
}

#[cfg(test)]
mod tests;
