//! Files of ours: written whole or not at all, secrets for their owner only, errors that name the file.

use anyhow::{Context as _, Result, ensure};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Take, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// The largest file of ours that is read, in bytes.
const MAX: u64 = 64 * 1024 * 1024;

/// Reads a text file.
pub fn read(path: &Path) -> Result<String> {
    read_limited(path, MAX)
}

/// Reads a text file of at most `limit` bytes; a longer one is refused, never cut.
pub fn read_limited(path: &Path, limit: u64) -> Result<String> {
    let mut text = String::new();
    open_limited(path, limit)?.read_to_string(&mut text).with_context(|| cannot_read(path))?;
    within(path, text.len(), limit)?;
    Ok(text)
}

/// Reads a file's bytes.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_limited(path, MAX)?.read_to_end(&mut bytes).with_context(|| cannot_read(path))?;
    within(path, bytes.len(), MAX)?;
    Ok(bytes)
}

fn open_limited(path: &Path, limit: u64) -> Result<Take<File>> {
    Ok(File::open(path).with_context(|| format!("cannot open {}", path.display()))?.take(limit + 1))
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read {}", path.display())
}

fn within(path: &Path, length: usize, limit: u64) -> Result<()> {
    ensure!(length as u64 <= limit, "{} is longer than {limit} bytes, as no such file is", path.display());
    Ok(())
}

/// Writes a file that everybody may read, in place of an older one.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with_mode(path, bytes, 0o644)
}

/// Writes a file that only its owner may read, in place of an older one.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<()> {
    write_with_mode(path, bytes, 0o600)
}

fn write_with_mode(path: &Path, bytes: &[u8], mode: u32) -> Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let temporary = directory.join(format!(".{name}.new"));
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(directory)?.sync_all()
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests;
