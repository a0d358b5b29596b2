//! Why a file or a row cannot be imported: which rule, where, never a value.

use std::fmt;

use padron_model::country::Mismatch;
use padron_model::{Invalid, Lang};

use padron_model::SubscriberColumn as Column;

use super::texts::ImportTexts;

/// Why a file is refused as a whole.
#[derive(Debug)]
pub enum FileError {
    Read {
        /// The last row that was read.
        row: u64,
        /// The system's error.
        source: std::io::Error,
    },
    Empty,
    /// Two bytes a character.
    Utf16,
    /// Longer than any header.
    FirstLineTooLong,
    /// The first line does not name columns.
    NoHeader,
    /// Columns that nobody knows.
    UnknownColumns {
        names: String,
    },
    RepeatedColumn {
        name: &'static str,
    },
    /// Columns without which nothing can be registered.
    MissingColumns {
        names: String,
    },
}

impl FileError {
    /// A sentence for people.
    pub fn message(&self, lang: Lang) -> String {
        let t = ImportTexts::of(lang);
        match self {
            Self::Read { row, source } => t.read_stopped(row, source),
            Self::Empty => t.file_empty.into(),
            Self::Utf16 => t.utf16.into(),
            Self::FirstLineTooLong => t.first_line_too_long.into(),
            Self::NoHeader => t.no_header.into(),
            Self::UnknownColumns { names } => t.unknown_columns(names),
            Self::RepeatedColumn { name } => t.repeated_column(name),
            Self::MissingColumns { names } => t.missing_columns(names),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        if let Self::Read { source, .. } = self { Some(source) } else { None }
    }
}

/// Why one row is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The column that is wrong, if it is one.
    pub column: Option<Column>,
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
    UnknownKind,
    /// Not prepaid or postpaid.
    UnknownService,
    /// Not a date as yyyy-mm-dd.
    Date,
    /// More or fewer values than the header has columns.
    ColumnCount,
    OpenQuote,
    /// Text stands behind a closed quote.
    StrayQuote,
    /// Longer than 16 KiB.
    TooLong,
    Encoding,
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
        let t = ImportTexts::of(lang);
        let text = match self {
            Self::Rule(invalid) => return invalid.message(lang),
            Self::Disagrees(mismatch) => return mismatch.message(lang),
            Self::Needed => t.needed,
            Self::UnknownKind => t.unknown_kind,
            Self::UnknownService => t.unknown_service,
            Self::Date => t.date,
            Self::ColumnCount => t.column_count,
            Self::OpenQuote => t.open_quote,
            Self::StrayQuote => t.stray_quote,
            Self::TooLong => t.too_long,
            Self::Encoding => t.encoding,
            Self::NotAnObject => t.not_an_object,
            Self::UnknownName => t.unknown_name,
            Self::RepeatedName => t.repeated_name,
            Self::NotText => t.not_text,
        };
        text.to_owned()
    }
}
