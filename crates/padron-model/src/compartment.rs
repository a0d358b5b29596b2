//! Identifiers that are not personal: compartments, records, operators, parties, registers.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Invalid, Rule, Subject};

/// A separately sealed part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compartment {
    /// Who the line is registered to.
    Subscriber,
    /// How to reach them.
    Contact,
    /// The number, its card and dates.
    Line,
    /// A renewable biometric reference, in regimes that keep one.
    Biometric,
}

impl crate::lang::Every for Compartment {
    const EVERY: &'static [Self] = &Self::ALL;
}

impl Compartment {
    /// Every compartment.
    pub const ALL: [Self; 4] = [Self::Subscriber, Self::Contact, Self::Line, Self::Biometric];

    /// The kebab-case id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscriber => "subscriber",
            Self::Contact => "contact",
            Self::Line => "line",
            Self::Biometric => "biometric",
        }
    }

    /// Reads the kebab-case id.
    ///
    /// # Errors
    /// No such compartment.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|compartment| compartment.as_str() == text)
            .ok_or(Invalid::whole(Subject::Identifier, Rule::Identifier))
    }
}

impl fmt::Display for Compartment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The random name of a record: 16 bytes, written as 32 hexadecimal digits. Says nothing about a person or a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(pub [u8; 16]);

impl RecordId {
    /// Reads 32 hexadecimal digits in lower case.
    ///
    /// # Errors
    /// Wrong length, or the character that is no digit.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(Invalid::whole(Subject::Identifier, Rule::Length));
        }
        let mut bytes = [0; 16];
        for (index, &digit) in digits.iter().enumerate() {
            let value = match digit {
                b'0'..=b'9' => digit - b'0',
                b'a'..=b'f' => digit - b'a' + 10,
                _ => return Err(Invalid::at(Subject::Identifier, Rule::Character, index + 1)),
            };
            bytes[index / 2] = bytes[index / 2] << 4 | value;
        }
        Ok(Self(bytes))
    }

    /// The sixteen bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecordId({self})")
    }
}

impl TryFrom<String> for RecordId {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.to_string()
    }
}

/// Declares an identifier of 1 to 40 lower-case letters, digits and hyphens.
macro_rules! kebab_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads 1 to 40 lower-case letters, digits and hyphens.
            ///
            /// # Errors
            /// Wrong length, or the first character that is not allowed.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                check_identifier(text)?;
                Ok(Self(text.to_owned()))
            }

            /// The identifier.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                check_identifier(&text)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

kebab_id! {
    /// An operator that serves lines.
    OperatorId
}
kebab_id! {
    /// Any party of the trust list: operator, verifier, registrar, custodian, court, authority, witness.
    PartyId
}
kebab_id! {
    /// One register; keys and messages of one never serve in another.
    RegisterId
}

impl From<OperatorId> for PartyId {
    fn from(operator: OperatorId) -> Self {
        Self(operator.0)
    }
}

/// 1 to 40 characters of `[a-z0-9-]`.
pub(crate) fn check_identifier(text: &str) -> Result<(), Invalid> {
    if text.is_empty() || text.len() > 40 {
        return Err(Invalid::whole(Subject::Identifier, Rule::Identifier));
    }
    match text.bytes().position(|byte| !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        Some(index) => Err(Invalid::at(Subject::Identifier, Rule::Identifier, index + 1)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
