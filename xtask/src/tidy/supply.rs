//! What is taken from others: the part of `deny.toml` that can be held without cargo-deny.
//!
//! Reads the same file, so that there is one list. Advisories and duplicate versions are left to cargo-deny.

use anyhow::{Context, Result};
use cargo_metadata::Metadata;

use super::{Violation, tree::Tree};

const POLICY: &str = "deny.toml";
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The lists of `deny.toml`.
struct Policy {
    licences: Vec<String>,
    banned: Vec<String>,
}

/// One crate that is compiled in, or could be.
struct Taken<'a> {
    name: &'a str,
    version: String,
    licence: Option<&'a str>,
    source: Option<&'a str>,
}

pub(crate) fn check(tree: &Tree, metadata: &Metadata) -> Result<Vec<Violation>> {
    let policy = Policy::read(tree.text(POLICY).with_context(|| format!("{POLICY} is missing"))?)?;
    let taken = metadata.packages.iter().map(|package| Taken {
        name: package.name.as_str(),
        version: package.version.to_string(),
        licence: package.license.as_deref(),
        source: package.source.as_ref().map(|source| source.repr.as_str()),
    });
    Ok(taken.flat_map(|taken| policy.judge(&taken)).collect())
}

impl Policy {
    fn read(text: &str) -> Result<Self> {
        let table: toml::Table = text.parse().with_context(|| format!("{POLICY} does not parse"))?;
        let list = |section: &str, key: &str| {
            let list = table.get(section).and_then(|section| section.get(key));
            list.and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice)
        };
        let text = |value: &toml::Value| value.as_str().map(str::to_owned);
        // A ban with exceptions is a question of layers, and held there.
        let banned = |entry: &toml::Value| match entry.get("wrappers") {
            Some(_) => None,
            None => entry.get("crate").and_then(text),
        };
        Ok(Self {
            licences: list("licenses", "allow").iter().filter_map(text).collect(),
            banned: list("bans", "deny").iter().filter_map(banned).collect(),
        })
    }

    fn judge(&self, taken: &Taken<'_>) -> Vec<Violation> {
        let mut found = Vec::new();
        let mut violation = |says: String| found.push(Violation::new(POLICY, 0, says));
        let Taken { name, version, .. } = taken;
        if self.banned.iter().any(|banned| banned == name) {
            violation(format!("{name} {version} is banned; `cargo tree -i {name}` tells who brings it"));
        }
        match taken.licence {
            Some(licence) if self.allows(licence) => {}
            Some(licence) => {
                violation(format!("{name} {version} is under `{licence}`, which is not allowed; do without it"))
            }
            None => violation(format!("{name} {version} names no licence; do without it, or name one if it is ours")),
        }
        if let Some(source) = taken.source.filter(|source| *source != CRATES_IO) {
            violation(format!("{name} {version} comes from {source}; only crates.io is allowed"));
        }
        found
    }

    /// An SPDX expression: `OR` binds weaker than `AND`, and the old `/` means `OR`.
    fn allows(&self, expression: &str) -> bool {
        let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut rest = words.as_slice();
        let allowed = self.any(&mut rest);
        allowed && rest.is_empty()
    }

    fn any(&self, words: &mut &[&str]) -> bool {
        let mut allowed = self.all(words);
        while let [first, rest @ ..] = *words
            && *first == "OR"
        {
            *words = rest;
            allowed |= self.all(words);
        }
        allowed
    }

    fn all(&self, words: &mut &[&str]) -> bool {
        let mut allowed = self.one(words);
        while let [first, rest @ ..] = *words
            && *first == "AND"
        {
            *words = rest;
            allowed &= self.one(words);
        }
        allowed
    }

    fn one(&self, words: &mut &[&str]) -> bool {
        let known = |licence: &str| self.licences.iter().any(|allowed| allowed == licence);
        match *words {
            ["(", rest @ ..] => {
                *words = rest;
                let allowed = self.any(words);
                *words = words.strip_prefix(&[")"]).unwrap_or(&["unbalanced"]);
                allowed
            }
            [licence, "WITH", exception, rest @ ..] => {
                *words = rest;
                known(&format!("{licence} WITH {exception}"))
            }
            [licence, rest @ ..] => {
                *words = rest;
                known(licence)
            }
            [] => false,
        }
    }
}

#[cfg(test)]
mod tests;
