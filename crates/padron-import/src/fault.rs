//! Why a file or a row cannot be imported: which rule, where, never a value.

use padron_model::country::Mismatch;
use padron_model::{Invalid, Lang};

use padron_model::SubscriberColumn as Column;

/// Why a file is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Reading failed.
    #[error("reading stopped after row {row}: {source}; check the disk and run the same command again")]
    Read {
        /// The last row that was read.
        row: u64,
        /// The system's error.
        source: std::io::Error,
    },
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Two bytes a character.
    #[error("the file is in UTF-16; save it as UTF-8")]
    Utf16,
    /// Longer than any header.
    #[error("the first line is longer than 16 KiB; this is no CSV or NDJSON file with lines")]
    FirstLineTooLong,
    /// The first line does not name columns.
    #[error("the first line does not name the columns; add the header (see docs/import.md)")]
    NoHeader,
    /// Columns that nobody knows.
    #[error("unknown columns: {names}; rename or remove them (see docs/import.md)")]
    UnknownColumns {
        /// Their names.
        names: String,
    },
    /// A column twice.
    #[error("the column {name} appears twice; remove one")]
    RepeatedColumn {
        /// Its name.
        name: &'static str,
    },
    /// Columns without which nothing can be registered.
    #[error("missing columns: {names}; add them (see docs/import.md)")]
    MissingColumns {
        /// Their names.
        names: String,
    },
}

impl FileError {
    /// A sentence for people.
    pub fn message(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Read { row, source } => format!(
                "la lectura se detuvo después del renglón {row}: {source}; revise el disco y repita la misma orden"
            ),
            Self::Empty => "el archivo está vacío".into(),
            Self::Utf16 => "el archivo está en UTF-16; guárdelo como UTF-8".into(),
            Self::FirstLineTooLong => {
                "la primera línea pasa de 16 KiB; no es un archivo CSV o NDJSON con líneas".into()
            }
            Self::NoHeader => {
                "la primera línea no nombra las columnas; agregue el encabezado (vea docs/import.md)".into()
            }
            Self::UnknownColumns { names } => {
                format!("columnas desconocidas: {names}; cámbieles el nombre o quítelas (vea docs/import.md)")
            }
            Self::RepeatedColumn { name } => format!("la columna {name} aparece dos veces; quite una"),
            Self::MissingColumns { names } => format!("faltan columnas: {names}; agréguelas (vea docs/import.md)"),
        }
    }
}

/// Why one row is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The column that is wrong, if it is one.
    pub column: Option<Column>,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What is wrong with a row or with one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A value breaks a rule of the model.
    Rule(Invalid),
    /// The identifier is not the one of these names, this birth and this sex.
    Disagrees(Mismatch),
    /// This kind of holder needs a value here.
    Needed,
    /// Not one of the kinds of holder.
    UnknownKind,
    /// Not prepaid or postpaid.
    UnknownService,
    /// Not a date as yyyy-mm-dd.
    Date,
    /// More or fewer values than the header has columns.
    ColumnCount,
    /// A quote is opened and not closed.
    OpenQuote,
    /// Text stands behind a closed quote.
    StrayQuote,
    /// Longer than 16 KiB.
    TooLong,
    /// Not in the encoding that was asked for.
    Encoding,
    /// Not a JSON object.
    NotAnObject,
    /// A JSON object with a name that no column has.
    UnknownName,
    /// A JSON object with a column twice.
    RepeatedName,
    /// A JSON value that is neither text nor a whole number.
    NotText,
}

impl Reason {
    /// The stable id that stands in the results as `type`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rule(invalid) => invalid.rule.as_str(),
            Self::Disagrees(_) => "disagreement",
            Self::Needed => "needed",
            Self::UnknownKind => "unknown-kind",
            Self::UnknownService => "unknown-service",
            Self::Date => "date",
            Self::ColumnCount => "column-count",
            Self::OpenQuote => "open-quote",
            Self::StrayQuote => "stray-quote",
            Self::TooLong => "row-too-long",
            Self::Encoding => "encoding",
            Self::NotAnObject => "not-an-object",
            Self::UnknownName => "unknown-name",
            Self::RepeatedName => "repeated-name",
            Self::NotText => "not-text",
        }
    }

    /// A sentence for people: what is wrong, where, what to do.
    pub fn message(self, lang: Lang) -> String {
        let text = match self {
            Self::Rule(invalid) => return invalid.message(lang),
            Self::Disagrees(mismatch) => return mismatch.message(lang),
            Self::Needed => ("falta; este tipo de titular lo necesita", "is missing; this kind of holder needs it"),
            Self::UnknownKind => {
                ("escriba national, foreigner o legal-person", "write national, foreigner or legal-person")
            }
            Self::UnknownService => ("escriba prepaid o postpaid", "write prepaid or postpaid"),
            Self::Date => ("escriba una fecha que exista, aaaa-mm-dd", "write a date that exists, as yyyy-mm-dd"),
            Self::ColumnCount => (
                "tiene otro número de valores que el encabezado; revise separadores y comillas",
                "has another number of values than the header; check separators and quotes",
            ),
            Self::OpenQuote => ("abre comillas y no las cierra", "opens a quote and does not close it"),
            Self::StrayQuote => (
                "tiene texto después de cerrar comillas; duplique las comillas interiores",
                "has text after a closed quote; double the quotes inside a value",
            ),
            Self::TooLong => ("pasa de 16 KiB; revise las comillas", "is longer than 16 KiB; check the quotes"),
            Self::Encoding => ("no está en UTF-8; revise --encoding", "is not UTF-8; check --encoding"),
            Self::NotAnObject => ("no es un objeto JSON en una línea", "is not a JSON object on one line"),
            Self::UnknownName => ("tiene un nombre que no es de ninguna columna", "has a name that no column has"),
            Self::RepeatedName => ("aparece dos veces", "appears twice"),
            Self::NotText => ("debe ser texto entre comillas", "must be a text in quotes"),
        };
        lang.pick(text.0, text.1).to_owned()
    }
}
