//! Why a value was refused: which rule, at which character, and never the value itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Lang, ids::ids};

/// A value that breaks a rule of its format.
///
/// Carries no part of the value, so it may be logged, stored and sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// What kind of value was read.
    pub subject: Subject,
    /// The first rule that it breaks.
    pub rule: Rule,
    /// The character where it breaks, counted from 1 after surrounding spaces are removed; absent if the whole is wrong.
    pub position: Option<usize>,
}

impl Invalid {
    /// The whole value breaks `rule`.
    pub const fn whole(subject: Subject, rule: Rule) -> Self {
        Self { subject, rule, position: None }
    }

    /// The character at `position` (from 1) breaks `rule`.
    pub const fn at(subject: Subject, rule: Rule, position: usize) -> Self {
        Self { subject, rule, position: Some(position) }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Invalid {}

ids! {
    /// The kind of value that was read.
    Subject;
    Number = "number";
    Iccid = "iccid";
    Curp = "curp";
    Rfc = "rfc";
    Iin = "iin";
    Bin = "bin";
    Kind = "kind";
    Passport = "passport";
    Country = "country";
    GivenNames = "given-names";
    FirstSurname = "first-surname";
    SecondSurname = "second-surname";
    Patronymic = "patronymic";
    LegalName = "legal-name";
    BirthDate = "birth-date";
    Sex = "sex";
    Address = "address";
    PostalCode = "postal-code";
    Email = "email";
    Identifier = "identifier";
    Text = "text";
    Service = "service";
    Activated = "activated";
}

ids! {
    /// The rules that a value can break. Ids are stable: they appear in problem details and in files of rejected rows.
    Rule;
    Empty = "empty";
    Length = "length";
    TooLong = "too-long";
    Character = "character";
    Letter = "letter";
    Digit = "digit";
    Vowel = "vowel";
    Consonant = "consonant";
    FirstDigit = "first-digit";
    CountryCode = "country-code";
    International = "international";
    LegacyPrefix = "legacy-prefix";
    IssuerPrefix = "issuer-prefix";
    CheckDigit = "check-digit";
    Date = "date";
    DateForm = "date-form";
    Future = "future";
    TooEarly = "too-early";
    Service = "service";
    SexWord = "sex-word";
    Sex = "sex";
    Century = "century";
    CompanyType = "company-type";
    CompanyDivision = "company-division";
    State = "state";
    Homonym = "homonym";
    Country = "country";
    Placeholder = "placeholder";
    HolderKind = "holder-kind";
    WrongKind = "wrong-kind";
    Email = "email";
    Identifier = "identifier";
    Truncated = "truncated";
    UnknownField = "unknown-field";
    FieldOrder = "field-order";
    MissingField = "missing-field";
    NotCanonical = "not-canonical";
    Encoding = "encoding";
}

ids! {
    /// A doubt that is shown but refuses nothing.
    Warning;
    RfcCheckDigit = "rfc-check-digit";
    IccidCheckDigit = "iccid-check-digit";
    LegacyPrefix = "legacy-prefix";
}

ids! {
    /// A part of an identifier that is not what the person's data give. Says which data, never the value.
    Disagreement;
    FirstSurnameInitial = "first-surname-initial";
    FirstSurnameVowel = "first-surname-vowel";
    SecondSurnameInitial = "second-surname-initial";
    GivenNameInitial = "given-name-initial";
    BirthDate = "birth-date";
    Sex = "sex";
    FirstSurnameConsonant = "first-surname-consonant";
    SecondSurnameConsonant = "second-surname-consonant";
    GivenNameConsonant = "given-name-consonant";
}
