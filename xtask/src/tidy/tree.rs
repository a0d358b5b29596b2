//! The files of the repository, as text.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};

/// Paths relative to the root, with `/`, and the text of those that are UTF-8.
pub(crate) struct Tree {
    files: BTreeMap<String, Option<String>>,
    folders: BTreeSet<String>,
}

impl Tree {
    /// What git tracks, and what it would track: a new file is judged before it is added.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("cannot start git; tidy needs it to know which files count")?;
        ensure!(listing.status.success(), "git ls-files failed: {}", String::from_utf8_lossy(&listing.stderr));
        let listing = String::from_utf8(listing.stdout).context("a file name is not UTF-8")?;
        let mut files = BTreeMap::new();
        for path in listing.split('\0').filter(|path| !path.is_empty()) {
            // A tracked file that was just deleted is no longer there to judge.
            if let Ok(bytes) = std::fs::read(root.join(path)) {
                files.insert(path.to_owned(), String::from_utf8(bytes).ok());
            }
        }
        Ok(Self::from_files(files))
    }

    fn from_files(files: BTreeMap<String, Option<String>>) -> Self {
        let mut folders = BTreeSet::new();
        for path in files.keys() {
            folders.extend(path.match_indices('/').map(|(end, _)| path[..end].to_owned()));
        }
        Self { files, folders }
    }

    /// A tree made up by a test.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self::from_files(files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.files.len()
    }

    /// Every text file, in order of path.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Every text file whose name ends with `.extension`.
    pub(crate) fn with_extension(&self, extension: &str) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(move |(path, _)| extension_of(path) == Some(extension))
    }

    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// Whether a file or a folder has this path.
    pub(crate) fn exists(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty() || self.files.contains_key(path) || self.folders.contains(path)
    }

    /// Whether some file fits a path in which `*` stands for any part of one component.
    pub(crate) fn fits(&self, pattern: &str) -> bool {
        self.files.keys().chain(&self.folders).any(|path| {
            path.split('/').count() == pattern.split('/').count()
                && path.split('/').zip(pattern.split('/')).all(|(name, pattern)| component_fits(name, pattern))
        })
    }

    /// Whether some file, anywhere, has this name.
    pub(crate) fn has_file_named(&self, name: &str) -> bool {
        self.files.keys().any(|path| path.rsplit('/').next() == Some(name))
    }

    /// Names directly inside `folder`, without extension.
    pub(crate) fn stems_in(&self, folder: &str) -> BTreeSet<&str> {
        self.files
            .keys()
            .filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/')?.split('/').next())
            .map(|name| name.split('.').next().unwrap_or(name))
            .collect()
    }
}

pub(crate) fn extension_of(path: &str) -> Option<&str> {
    path.rsplit('/').next()?.rsplit_once('.').map(|(_, extension)| extension)
}

fn component_fits(name: &str, pattern: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else {
        return name == pattern;
    };
    name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end.trim_start_matches('*')))
}

#[cfg(test)]
mod tests;
