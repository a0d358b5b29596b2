//! The columns of a file of subscribers, their Spanish names too: the one list for whoever writes or reads such a file.

use crate::country::IdentifierKind;

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, [$($synonym:literal),*];)*) => {
        /// A column of a subscriber file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum SubscriberColumn {
            $($(#[$doc])* $variant,)*
            /// An identifier that a country gives: the column has the id of its kind.
            Identifier(&'static IdentifierKind),
        }

        impl SubscriberColumn {
            /// The columns that are no identifiers.
            const NAMED: &'static [Self] = &[$(Self::$variant,)*];

            /// The name, as in headers, results and documentation.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* Self::Identifier(kind) => kind.id }
            }

            /// Other names that are understood, without accents and with `_` between words.
            const fn synonyms(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($synonym),*],)* Self::Identifier(_) => &[] }
            }
        }
    };
}

columns! {
    /// The line's number.
    Number = "number", ["numero", "telefono", "numero_telefonico", "linea", "msisdn"];
    /// The SIM's serial number.
    Iccid = "iccid", ["sim"];
    Kind = "kind", ["tipo", "tipo_titular", "tipo_de_titular"];
    /// Given names of the person or the representative.
    GivenNames = "given_names", ["nombre", "nombres"];
    FirstSurname = "first_surname", ["primer_apellido", "apellido_paterno"];
    /// Second surname.
    SecondSurname = "second_surname", ["segundo_apellido", "apellido_materno"];
    /// Father's name after the given one.
    Patronymic = "patronymic", ["patronimico"];
    BirthDate = "birth_date", ["fecha_nacimiento", "fecha_de_nacimiento"];
    /// As the country's documents write it.
    Sex = "sex", ["sexo"];
    PassportCountry = "passport_country", ["pais_pasaporte", "pais_del_pasaporte"];
    PassportNumber = "passport_number", ["pasaporte", "numero_pasaporte", "numero_de_pasaporte"];
    LegalName = "legal_name", ["razon_social", "denominacion"];
    Nationality = "nationality", ["nacionalidad"];
    /// Street, town, state.
    Address = "address", ["domicilio", "direccion"];
    /// As the country's post writes it.
    PostalCode = "postal_code", ["codigo_postal", "cp"];
    /// E-mail.
    Email = "email", ["correo", "correo_electronico"];
    /// Prepaid or postpaid.
    Service = "service", ["servicio", "modalidad"];
    /// Day of activation.
    Activated = "activated", ["activacion", "fecha_activacion", "fecha_de_activacion"];
}

impl SubscriberColumn {
    /// The column of this name in either language: case, accents, spaces and hyphens do not matter.
    pub fn find(name: &str) -> Option<Self> {
        let name = folded(name);
        Self::all().find(|column| column.name() == name || column.synonyms().contains(&name.as_str()))
    }

    /// Every column of every country.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::NAMED.iter().copied().chain(IdentifierKind::all().map(Self::Identifier))
    }
}

/// Lower case, without accents, one `_` between words.
fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.trim().chars().flat_map(char::to_lowercase) {
        match character {
            'á' => folded.push('a'),
            'é' => folded.push('e'),
            'í' => folded.push('i'),
            'ó' => folded.push('o'),
            'ú' | 'ü' => folded.push('u'),
            'ñ' => folded.push('n'),
            // An accent that was sent as a mark of its own.
            '\u{300}'..='\u{36f}' => {}
            ' ' | '-' | '_' | '.' if !folded.ends_with('_') => folded.push('_'),
            ' ' | '-' | '_' | '.' => {}
            other => folded.push(other),
        }
    }
    folded.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests;
