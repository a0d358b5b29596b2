//! The columns of a subscriber file, their Spanish names, and the values of one row.

#[cfg(test)]
mod tests;

use zeroize::Zeroizing;

use super::fault::FileError;

macro_rules! columns {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, [$($synonym:literal),*];)*) => {
        /// A column of a subscriber file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Column { $($(#[$doc])* $variant,)* }

        impl Column {
            /// Every column, in the order in which padron writes them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name, as in headers, results and documentation.
            pub const fn name(self) -> &'static str { match self { $(Self::$variant => $name,)* } }

            /// Other names that are understood, without accents and with `_` between words.
            const fn synonyms(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($synonym),*],)* }
            }
        }
    };
}

columns! {
    /// The line's number.
    Number = "number", ["numero", "telefono", "numero_telefonico", "linea", "msisdn"];
    /// The SIM's serial number.
    Iccid = "iccid", ["sim"];
    /// Kind of holder.
    Kind = "kind", ["tipo", "tipo_titular", "tipo_de_titular"];
    /// Given names of the person or the representative.
    GivenNames = "given_names", ["nombre", "nombres"];
    /// First surname.
    FirstSurname = "first_surname", ["primer_apellido", "apellido_paterno"];
    /// Second surname.
    SecondSurname = "second_surname", ["segundo_apellido", "apellido_materno"];
    /// Date of birth.
    BirthDate = "birth_date", ["fecha_nacimiento", "fecha_de_nacimiento"];
    /// H, M or X.
    Sex = "sex", ["sexo"];
    /// Population key.
    Curp = "curp", [];
    /// Country that issued the passport.
    PassportCountry = "passport_country", ["pais_pasaporte", "pais_del_pasaporte"];
    /// Passport number.
    PassportNumber = "passport_number", ["pasaporte", "numero_pasaporte", "numero_de_pasaporte"];
    /// Tax key of a company.
    Rfc = "rfc", [];
    /// Name of a company.
    LegalName = "legal_name", ["razon_social", "denominacion"];
    /// Nationality.
    Nationality = "nationality", ["nacionalidad"];
    /// Street, town, state.
    Address = "address", ["domicilio", "direccion"];
    /// Five digits.
    PostalCode = "postal_code", ["codigo_postal", "cp"];
    /// E-mail.
    Email = "email", ["correo", "correo_electronico"];
    /// Prepaid or postpaid.
    Service = "service", ["servicio", "modalidad"];
    /// Day of activation.
    Activated = "activated", ["activacion", "fecha_activacion", "fecha_de_activacion"];
}

/// Columns without which no row can be registered.
const REQUIRED: [Column; 6] =
    [Column::Number, Column::Kind, Column::GivenNames, Column::FirstSurname, Column::Address, Column::PostalCode];
/// Most columns that a header is read for; a file has at most 19 that padron knows.
const MOST_COLUMNS: usize = 64;
/// Longest column name that an error repeats, in characters.
const LONGEST_NAME: usize = 40;

impl Column {
    /// The column of this name in either language: case, accents, spaces and hyphens do not matter.
    pub fn find(name: &str) -> Option<Self> {
        let name = folded(name);
        Self::ALL.iter().copied().find(|column| column.name() == name || column.synonyms().contains(&name.as_str()))
    }
}

/// The header of a CSV file.
#[derive(Debug)]
pub(crate) struct Header {
    /// The columns, in the file's order.
    pub columns: Vec<Column>,
}

impl Header {
    /// Reads the names of the columns.
    ///
    /// # Errors
    /// Unknown, repeated or missing columns, by name. A first row without any known name is taken for data and is not
    /// repeated in the error.
    pub(crate) fn read(names: &[Zeroizing<String>]) -> Result<Self, FileError> {
        if names.len() > MOST_COLUMNS {
            return Err(FileError::NoHeader);
        }
        let found: Vec<Option<Column>> = names.iter().map(|name| Column::find(name)).collect();
        if found.iter().flatten().count() * 2 <= names.len() {
            return Err(FileError::NoHeader);
        }
        let unknown = names.iter().zip(&found).enumerate().filter(|(_, (_, column))| column.is_none());
        let unknown: Vec<String> = unknown.map(|(index, (name, _))| presentable(name, index)).collect();
        if !unknown.is_empty() {
            return Err(FileError::UnknownColumns { names: unknown.join(", ") });
        }
        let columns: Vec<Column> = found.into_iter().flatten().collect();
        if let Some(repeated) = columns.iter().enumerate().find(|(index, column)| columns[..*index].contains(column)) {
            return Err(FileError::RepeatedColumn { name: repeated.1.name() });
        }
        let missing: Vec<&str> =
            REQUIRED.iter().filter(|column| !columns.contains(column)).map(|column| column.name()).collect();
        if !missing.is_empty() {
            return Err(FileError::MissingColumns { names: missing.join(", ") });
        }
        if !columns.contains(&Column::Curp) && !columns.contains(&Column::PassportNumber) {
            return Err(FileError::MissingColumns { names: "curp / passport_number".into() });
        }
        Ok(Self { columns })
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
            ' ' | '-' | '_' | '.' if !folded.ends_with('_') => folded.push('_'),
            ' ' | '-' | '_' | '.' => {}
            other => folded.push(other),
        }
    }
    folded.trim_matches('_').to_owned()
}

/// A column's name, or its place when it looks like data.
fn presentable(name: &str, index: usize) -> String {
    let name = name.trim();
    let plain = |character: char| character.is_alphabetic() || matches!(character, ' ' | '_' | '-' | '.');
    if !name.is_empty() && name.chars().count() <= LONGEST_NAME && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("#{}", index + 1)
    }
}

/// The values of one row. Personal: no `Debug`, wiped when dropped.
#[derive(Default)]
pub(crate) struct Cells([Zeroizing<String>; Column::ALL.len()]);

impl Cells {
    /// Sets a value; `false` when the column already has one.
    pub(crate) fn set(&mut self, column: Column, value: Zeroizing<String>) -> bool {
        let cell = &mut self.0[column as usize];
        let free = cell.is_empty();
        *cell = value;
        free
    }

    /// The value without surrounding spaces; `None` when there is none.
    pub(crate) fn get(&self, column: Column) -> Option<&str> {
        Some(self.0[column as usize].trim()).filter(|value| !value.is_empty())
    }
}
