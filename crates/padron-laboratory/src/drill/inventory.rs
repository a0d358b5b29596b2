//! What was stolen: every file, every table, and what their counts and sizes say by themselves.

use super::sqlite;
use anyhow::Context as _;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Most files that are looked at.
const MOST_FILES: usize = 1_000_000;

/// A file of a stolen directory.
pub(crate) struct StolenFile {
    /// Which of the directories, from 0.
    pub(crate) directory: usize,
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its name within the directory, with `/`.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// If it begins as an SQLite database does: where its tables can be read.
    pub(crate) database: Option<PathBuf>,
}

impl StolenFile {
    /// Its name in the report: the directory's place in the list, from 1, and its name there.
    pub(crate) fn label(&self) -> String {
        format!("{}:{}", self.directory + 1, self.name)
    }
}

/// What one directory holds.
#[derive(Serialize, Debug)]
pub(crate) struct DirectoryReport {
    pub(crate) directory: String,
    pub(crate) files: Vec<FileReport>,
    /// Symbolic links, sockets and the like: they hold no bytes of their own and are not followed.
    pub(crate) not_files: u64,
}

#[derive(Serialize, Debug)]
pub(crate) struct FileReport {
    /// Its name within the directory.
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// Its tables, if it is an SQLite database.
    pub(crate) tables: Vec<TableReport>,
    /// Why its tables could not be read, if so; its bytes are searched all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unreadable: Option<String>,
}

#[derive(Serialize, Debug, PartialEq, Eq)]
pub(crate) struct TableReport {
    pub(crate) name: String,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// Size of the smallest row's values in bytes.
    pub(crate) smallest_row: u64,
    /// Size of the largest row's values in bytes.
    pub(crate) largest_row: u64,
    /// How many different row sizes there are: what sizes can tell.
    pub(crate) row_sizes: u64,
    /// Sizes of all values together.
    pub(crate) bytes: u64,
}

/// Every file of the directories, in order of their names.
pub(crate) fn files(directories: &[PathBuf]) -> anyhow::Result<(Vec<StolenFile>, Vec<u64>)> {
    let mut found = Vec::new();
    let mut not_files = Vec::new();
    for (at, directory) in directories.iter().enumerate() {
        let mut others = 0;
        walk(at, directory, "", &mut found, &mut others)?;
        not_files.push(others);
    }
    found.sort_by(|a, b| (a.directory, &a.name).cmp(&(b.directory, &b.name)));
    Ok((found, not_files))
}

fn walk(
    at: usize,
    directory: &Path,
    prefix: &str,
    found: &mut Vec<StolenFile>,
    others: &mut u64,
) -> anyhow::Result<()> {
    let read = |path: &Path| format!("cannot read {}: a file that is not searched proves nothing", path.display());
    for entry in fs::read_dir(directory).with_context(|| read(directory))? {
        let entry = entry.with_context(|| read(directory))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().with_context(|| read(&path))?;
        if kind.is_dir() {
            walk(at, &path, &format!("{name}/"), found, others)?;
        } else if kind.is_file() {
            anyhow::ensure!(found.len() < MOST_FILES, "more than {MOST_FILES} files; give fewer directories");
            let bytes = entry.metadata().with_context(|| read(&path))?.len();
            let database = is_sqlite(&path).with_context(|| read(&path))?.then(|| path.clone());
            found.push(StolenFile { directory: at, path, name, bytes, database });
        } else {
            *others += 1;
        }
    }
    Ok(())
}

fn is_sqlite(path: &Path) -> std::io::Result<bool> {
    let mut start = Vec::with_capacity(sqlite::MAGIC.len());
    fs::File::open(path)?.take(sqlite::MAGIC.len() as u64).read_to_end(&mut start)?;
    Ok(start == sqlite::MAGIC)
}

/// Copies the databases to a folder and has their tables read there, so that the stolen files stay as they are.
pub(crate) fn copy_databases(files: &mut [StolenFile], folder: &Path) -> anyhow::Result<()> {
    for (at, file) in files.iter_mut().enumerate() {
        if let Some(database) = &mut file.database {
            let copy = folder.join(format!("{at}.sqlite"));
            sqlite::copy(&file.path, &copy)?;
            *database = copy;
        }
    }
    Ok(())
}

/// Counts rows and sizes.
pub(crate) fn report(directories: &[PathBuf], files: &[StolenFile], not_files: &[u64]) -> Vec<DirectoryReport> {
    let of = |at: usize| files.iter().filter(move |file| file.directory == at).map(file_report).collect();
    let reports = directories.iter().zip(not_files).enumerate();
    reports
        .map(|(at, (directory, not_files))| DirectoryReport {
            directory: directory.display().to_string(),
            files: of(at),
            not_files: *not_files,
        })
        .collect()
}

fn file_report(file: &StolenFile) -> FileReport {
    let tables = file.database.as_deref().map_or(Ok(Vec::new()), tables_of);
    let unreadable = tables.as_ref().err().map(|error| format!("{error:#}"));
    FileReport { name: file.name.clone(), bytes: file.bytes, tables: tables.unwrap_or_default(), unreadable }
}

/// Counts and sizes of a database's tables.
pub(crate) fn tables_of(path: &Path) -> anyhow::Result<Vec<TableReport>> {
    sqlite::tables(path)?.into_iter().map(|table| table_report(path, table)).collect()
}

fn table_report(path: &Path, name: String) -> anyhow::Result<TableReport> {
    let mut sizes = BTreeMap::<u64, u64>::new();
    let mut current = None;
    sqlite::for_each_value(path, &name, |row, _, value| {
        let size = sqlite::size(&value);
        current = match current {
            Some((open, sum)) if open == row => Some((row, sum + size)),
            Some((_, sum)) => {
                *sizes.entry(sum).or_default() += 1;
                Some((row, size))
            }
            None => Some((row, size)),
        };
    })?;
    if let Some((_, sum)) = current {
        *sizes.entry(sum).or_default() += 1;
    }
    Ok(TableReport {
        name,
        rows: sizes.values().sum(),
        smallest_row: sizes.first_key_value().map_or(0, |(size, _)| *size),
        largest_row: sizes.last_key_value().map_or(0, |(size, _)| *size),
        row_sizes: sizes.len() as u64,
        bytes: sizes.iter().map(|(size, rows)| size * rows).sum(),
    })
}
