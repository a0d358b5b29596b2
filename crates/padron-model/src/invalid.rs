//! Why a value was refused: which rule, at which character, and never the value itself.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::Lang;

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
    #[must_use]
    pub const fn whole(subject: Subject, rule: Rule) -> Self {
        Self { subject, rule, position: None }
    }

    /// The character at `position` (from 1) breaks `rule`.
    #[must_use]
    pub const fn at(subject: Subject, rule: Rule, position: usize) -> Self {
        Self { subject, rule, position: Some(position) }
    }

    /// A sentence for people: what was wrong, where, and what to do.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let subject = self.subject.label(lang);
        let rule = self.rule.explanation(lang);
        match (self.position, lang) {
            (None, _) => format!("{subject}: {rule}"),
            (Some(position), Lang::Es) => format!("{subject}, carácter {position}: {rule}"),
            (Some(position), Lang::En) => format!("{subject}, character {position}: {rule}"),
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Invalid {}

/// Declares an enum of stable kebab-case ids with a Spanish and an English text each.
macro_rules! texts {
    (
        $(#[$meta:meta])* $name:ident, $method:ident, $method_doc:literal;
        $( $(#[$variant_meta:meta])* $variant:ident = $id:literal, $spanish:literal, $english:literal; )*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $( $(#[$variant_meta])* #[serde(rename = $id)] $variant, )* }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The stable id used in logs, problem types and files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $id, )* }
            }

            #[doc = $method_doc]
            #[must_use]
            pub const fn $method(self, lang: Lang) -> &'static str {
                match self { $( Self::$variant => lang.pick($spanish, $english), )* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use texts;

texts! {
    /// The kind of value that was read.
    Subject, label, "The subject's name for people.";
    /// A mobile number.
    Number = "number", "Número", "Number";
    /// A SIM's serial number.
    Iccid = "iccid", "ICCID", "ICCID";
    /// A population key.
    Curp = "curp", "CURP", "CURP";
    /// A tax key.
    Rfc = "rfc", "RFC", "RFC";
    /// A passport number.
    Passport = "passport", "Pasaporte", "Passport";
    /// A country code.
    Country = "country", "País", "Country";
    /// Given names.
    GivenNames = "given-names", "Nombres", "Given names";
    /// First surname.
    FirstSurname = "first-surname", "Primer apellido", "First surname";
    /// Second surname.
    SecondSurname = "second-surname", "Segundo apellido", "Second surname";
    /// Name of a company.
    LegalName = "legal-name", "Razón social", "Legal name";
    /// Date of birth.
    BirthDate = "birth-date", "Fecha de nacimiento", "Date of birth";
    /// Sex as in the document.
    Sex = "sex", "Sexo", "Sex";
    /// Postal address.
    Address = "address", "Domicilio", "Address";
    /// Postal code.
    PostalCode = "postal-code", "Código postal", "Postal code";
    /// E-mail address.
    Email = "email", "Correo electrónico", "E-mail";
    /// An identifier of a record, operator, party or register.
    Identifier = "identifier", "Identificador", "Identifier";
    /// The encoded text of a compartment.
    Text = "text", "Texto de un compartimento", "Compartment text";
    /// A line's details.
    Line = "line", "Datos de la línea", "Line details";
}

texts! {
    /// The rules that a value can break. Ids are stable: they appear in problem details and in files of rejected rows.
    Rule, explanation, "What the rule asks, and what to do.";
    /// Nothing was given.
    Empty = "empty", "está vacío; escriba un valor", "is empty; give a value";
    /// Wrong number of characters.
    Length = "length", "tiene un número de caracteres que no corresponde; revíselo completo", "has the wrong number of characters; check it whole";
    /// Longer than padron keeps.
    TooLong = "too-long", "es más largo de lo que se puede guardar; abrévielo", "is longer than can be kept; abbreviate it";
    /// Character outside the alphabet.
    Character = "character", "no se admite ese carácter; revíselo", "that character is not allowed here; check it";
    /// A letter was expected.
    Letter = "letter", "aquí va una letra de la A a la Z", "a letter from A to Z belongs here";
    /// A digit was expected.
    Digit = "digit", "aquí va un dígito", "a digit belongs here";
    /// A vowel or X was expected.
    Vowel = "vowel", "aquí va una vocal o X", "a vowel or X belongs here";
    /// A consonant was expected.
    Consonant = "consonant", "aquí va una consonante", "a consonant belongs here";
    /// National numbers start with 2 to 9.
    FirstDigit = "first-digit", "un número nacional empieza con 2 a 9", "a national number starts with 2 to 9";
    /// Another country's code.
    CountryCode = "country-code", "solo se registran números de México (+52)", "only numbers of Mexico (+52) are registered";
    /// A prefix abolished on 3 August 2019.
    LegacyPrefix = "legacy-prefix", "los prefijos 01, 044, 045 y 1 terminaron en 2019; escriba los 10 dígitos", "the prefixes 01, 044, 045 and 1 ended in 2019; give the 10 digits";
    /// Telecommunication cards start with 89.
    IssuerPrefix = "issuer-prefix", "un ICCID empieza con 89", "an ICCID starts with 89";
    /// The check digit does not agree with the rest.
    CheckDigit = "check-digit", "el dígito verificador no corresponde; hay un error de captura", "the check digit does not agree; something was mistyped";
    /// No such date.
    Date = "date", "esa fecha no existe", "there is no such date";
    /// Sex is H, M or X.
    Sex = "sex", "el sexo se escribe H, M o X", "sex is written H, M or X";
    /// Unknown state.
    State = "state", "esa entidad federativa no existe", "there is no such state";
    /// Digit up to 1999, letter from 2000.
    Homonym = "homonym", "aquí va un dígito (nacidos hasta 1999) o una letra (desde 2000)", "a digit (born up to 1999) or a letter (from 2000) belongs here";
    /// Unknown country.
    Country = "country", "no es un código de país ISO 3166 de tres letras", "is not a three-letter ISO 3166 country code";
    /// A key shared by everybody identifies nobody.
    Placeholder = "placeholder", "es una clave genérica que no identifica a nadie", "is a generic key that identifies nobody";
    /// Not a person's key.
    WrongKind = "wrong-kind", "no corresponde a este tipo de titular", "does not belong to this kind of holder";
    /// Not an e-mail address.
    Email = "email", "no tiene la forma usuario@dominio", "does not look like user@domain";
    /// Lower-case letters, digits and hyphens.
    Identifier = "identifier", "se admiten minúsculas, dígitos y guiones, de 1 a 40", "lower-case letters, digits and hyphens, 1 to 40";
    /// Encoded text ends early.
    Truncated = "truncated", "el texto codificado termina antes de tiempo", "the encoded text ends early";
    /// Encoded text has a field that its kind does not know.
    UnknownField = "unknown-field", "el texto codificado tiene un campo desconocido", "the encoded text has an unknown field";
    /// Encoded text repeats a field or is out of order.
    FieldOrder = "field-order", "el texto codificado repite un campo o los tiene en desorden", "the encoded text repeats a field or has them out of order";
    /// Encoded text lacks a field.
    MissingField = "missing-field", "al texto codificado le falta un campo", "the encoded text lacks a field";
    /// Encoded text is not the one that the value would be written as.
    NotCanonical = "not-canonical", "el texto codificado no es el canónico", "the encoded text is not the canonical one";
    /// Encoded text is not UTF-8.
    Encoding = "encoding", "no está en UTF-8", "is not UTF-8";
}

texts! {
    /// A doubt that is shown but refuses nothing.
    Warning, explanation, "What the doubt is.";
    /// About 1.5 % of the tax keys in use fail their check digit.
    RfcCheckDigit = "rfc-check-digit", "el dígito verificador no corresponde; cerca de 1.5 % de los RFC en uso son así, confirme con el SAT", "the check digit does not agree; about 1.5 % of the keys in use are so, confirm with the tax office";
    /// The file left the check digit out.
    IccidCheckDigit = "iccid-check-digit", "sin dígito verificador que corresponda; no se detectan errores de captura", "no agreeing check digit; typing errors cannot be detected";
    /// An abolished prefix was removed.
    LegacyPrefix = "legacy-prefix", "se quitó un prefijo que terminó en 2019", "a prefix that ended in 2019 was removed";
}
