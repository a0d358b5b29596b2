//! The ground the demo stands on: a directory that is its own, and files beside it that no thief gets.

use anyhow::{Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Says that a directory is a demo's, so that it may be made anew.
const MARK: &str = ".padron-demo";

/// Makes an empty directory for the country; one that an earlier demo left is emptied, any other is left alone.
pub fn clear(dir: &Path) -> Result<PathBuf> {
    if dir.exists() {
        let empty = fs::read_dir(dir)?.next().is_none();
        if !empty && !dir.join(MARK).exists() {
            bail!("{} is not empty and not an earlier demo's; name another with --dir", dir.display());
        }
        if let Some(running) = running(dir) {
            bail!(
                "a demo (process {running}) still runs in {}; stop it first, or name another directory with --dir",
                dir.display()
            );
        }
        fs::remove_dir_all(dir)?;
    }
    fs::create_dir_all(dir)?;
    fs::write(dir.join(MARK), std::process::id().to_string())?;
    Ok(fs::canonicalize(dir)?)
}

/// The process of a demo that still runs in this directory.
fn running(dir: &Path) -> Option<u32> {
    let process: u32 = fs::read_to_string(dir.join(MARK)).ok()?.trim().parse().ok()?;
    let command = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    (command.trim() == "padron" && process != std::process::id()).then_some(process)
}

/// A folder beside the country for what is not padron's: the operators' own customer files, the authority's papers.
pub fn beside(dir: &Path) -> Result<PathBuf> {
    let name = dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = dir.with_file_name(format!("{name}-outside"));
    if beside.exists() {
        if !beside.join(MARK).exists() {
            bail!("{} exists and is not an earlier demo's; move it away", beside.display());
        }
        fs::remove_dir_all(&beside)?;
    }
    fs::create_dir_all(&beside)?;
    fs::write(beside.join(MARK), "")?;
    Ok(beside)
}
