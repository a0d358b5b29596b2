//! The header of a subscriber file, and the values of one row.

use padron_model::SubscriberColumn as Column;
use padron_model::country::Bearer;
use zeroize::Zeroizing;

use super::fault::FileError;

/// Columns without which no row can be registered.
const REQUIRED: [Column; 6] =
    [Column::Number, Column::Kind, Column::GivenNames, Column::FirstSurname, Column::Address, Column::PostalCode];
/// Most columns that a header is read for; padron knows far fewer.
const MOST_COLUMNS: usize = 64;
/// Longest column name that an error repeats, in characters.
const LONGEST_NAME: usize = 40;

/// The header of a CSV file.
#[derive(Debug)]
pub(crate) struct ColumnHeader {
    /// The columns, in the file's order.
    pub columns: Vec<Column>,
}

impl ColumnHeader {
    /// Reads the names of the columns.
    ///
    /// # Errors
    /// Unknown, repeated or missing columns, by name. A first row without any known name is taken for data and is not
    /// repeated in the error.
    pub(crate) fn read(names: &[Zeroizing<String>]) -> Result<Self, FileError> {
        // Spreadsheets leave empty columns behind the last.
        let last = names.iter().rposition(|name| !name.trim().is_empty()).map_or(0, |last| last + 1);
        let names = &names[..last];
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
        if !columns.iter().any(identifies_people) {
            let names: Vec<&str> = Column::all().filter(identifies_people).map(Column::name).collect();
            return Err(FileError::MissingColumns { names: names.join(" / ") });
        }
        Ok(Self { columns })
    }
}

/// Whether it names a document of a person.
fn identifies_people(column: &Column) -> bool {
    match column {
        Column::PassportNumber => true,
        Column::Identifier(kind) => kind.bearer == Bearer::Person,
        _ => false,
    }
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
pub(crate) struct Cells(Vec<(Column, Zeroizing<String>)>);

impl Cells {
    /// Sets a value in place of one that the column already has.
    pub(crate) fn set(&mut self, column: Column, value: Zeroizing<String>) {
        match self.0.iter_mut().find(|(known, _)| *known == column) {
            Some((_, cell)) => *cell = value,
            None => self.0.push((column, value)),
        }
    }

    /// The value without surrounding spaces; `None` when there is none.
    pub(crate) fn get(&self, column: Column) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == column)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests;
