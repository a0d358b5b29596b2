//! `cargo xtask tidy`: the rules of this repository that no compiler knows.
//!
//! Every rule is a function from what it reads to the violations it finds, so that its tests can break it.

mod circles;
mod countries;
mod crate_docs;
mod documents;
mod endpoints;
mod hand;
mod layers;
mod leftovers;
mod purity;
mod regimes;
mod sizes;
mod source;
mod supply;
mod toml_files;
mod tree;

use std::fmt;

use anyhow::Result;

use self::{layers::Graph, tree::Tree};
use crate::workspace::Workspace;

/// Something that breaks a rule, where it is and what to do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    /// Relative to the root of the repository.
    path: String,
    /// Counted from 1; 0 stands for the whole file.
    line: usize,
    says: String,
}

/// Everything that tidy found.
#[derive(Debug)]
pub(crate) struct Report {
    violations: Vec<Violation>,
    files: usize,
}

/// Applies every rule to the files that git tracks or would track.
pub(crate) fn report(workspace: &Workspace) -> Result<Report> {
    let tree = Tree::read(&workspace.root)?;
    let graph = Graph::of(&workspace.metadata);
    let mut violations: Vec<Violation> = [
        layers::check(&graph),
        layers::check_map(&tree, &graph),
        supply::check(&tree, &workspace.metadata)?,
        circles::check(&tree),
        purity::check(&tree),
        countries::check(&tree),
        sizes::check(&tree),
        documents::check(&tree, &graph),
        hand::check(&tree),
        leftovers::check(&tree),
        crate_docs::check(&tree),
        endpoints::check(&tree),
        regimes::check(&tree),
        toml_files::check(&tree),
    ]
    .concat();
    violations.sort();
    violations.dedup();
    Ok(Report { violations, files: tree.len() })
}

impl Report {
    /// Whether no rule was broken.
    pub(crate) fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
}

impl Violation {
    fn new(path: impl Into<String>, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.into(), line, says: says.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.says),
            line => write!(f, "{}:{line}: {}", self.path, self.says),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        write!(f, "tidy: {} files, {} violations", self.files, self.violations.len())
    }
}

#[cfg(test)]
mod tests;
