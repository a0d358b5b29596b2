//! An endpoint is named by its type: its path and its name stand in the contract and nowhere else.

use std::collections::BTreeSet;

use super::{
    Violation,
    source::{Source, line_of, words},
    tree::Tree,
};

/// Where endpoints are declared.
const DECLARED: &str = "crates/padron-protocol/src/contract/endpoints.rs";
/// The contract and its tests.
const CONTRACT: &str = "crates/padron-protocol/src/contract";
/// How the paths of the parties' messages begin, whether or not the contract knows them.
const PREFIX: &str = concat!("/v", "1/");

/// Who has descriptions of endpoints in hand says one of these.
const DESCRIPTIONS: [&str; 4] = ["Described", "offered", "endpoints", "COMMON"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let sources: Vec<(&str, &str)> = tree.with_extension("rs").collect();
    let Some((_, declared)) = sources.iter().find(|(path, _)| *path == DECLARED) else {
        return vec![Violation::new(DECLARED, 0, "the endpoints are not declared here; mend this rule")];
    };
    let (paths, names) = declarations(declared);
    let outside = sources.iter().filter(|(path, _)| !path.starts_with(CONTRACT));
    outside.flat_map(|(path, text)| check_file(path, text, &paths, &names)).collect()
}

/// The paths and the names of `Type = "name" METHOD "path"`.
fn declarations(text: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let (mut paths, mut names) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines() {
        let parts: Vec<&str> = line.split('"').collect();
        if let [before, name, method, path, _] = parts[..]
            && before.trim_end().ends_with('=')
            && matches!(method.trim(), "GET" | "POST")
        {
            names.insert(name);
            // What comes before the first part that varies is enough to know a path by.
            paths.insert(path.split('{').next().unwrap_or(path));
        }
    }
    // The first page's, and what begins with nothing but a part that varies.
    paths.remove("/");
    (paths, names)
}

fn check_file(path: &str, text: &str, paths: &BTreeSet<&str>, names: &BTreeSet<&str>) -> Vec<Violation> {
    let source = Source::new(text);
    // Names are common words. They stand for endpoints only where descriptions of endpoints are at hand.
    let describes = DESCRIPTIONS.iter().any(|word| words(&source.code, word).next().is_some());
    let violation = |at: usize, literal: &str| {
        let begins_with = |known: &str| literal.strip_prefix(known).is_some_and(|rest| ends_a_path(known, rest));
        let is_path = literal.starts_with(PREFIX) || paths.iter().any(|known| begins_with(known));
        let says = if is_path {
            format!("the path `{literal}` is written out; take it from its endpoint's type: `Type::path(…)`")
        } else if describes && names.contains(literal) && compared(&source, at, literal.len()) {
            format!("an endpoint is told by its name `{literal}`; tell it by its type: `Type::NAME`")
        } else {
            return None;
        };
        Some(Violation::new(path, line_of(text, at), says))
    };
    source.literals().filter_map(|(at, literal)| violation(at, literal)).collect()
}

/// Whether a path ends where `known` does, or goes on below it.
fn ends_a_path(known: &str, rest: &str) -> bool {
    known.ends_with('/') || rest.is_empty() || rest.starts_with(['/', '?'])
}

/// Whether a string is compared with something, or matched: what would be done with a name.
fn compared(source: &Source, at: usize, length: usize) -> bool {
    let (before, after) = (source.code[..at - 1].trim_end(), source.code[at + length + 1..].trim_start());
    before.ends_with("==")
        || before.ends_with("!=")
        || before.ends_with('|')
        || ["=>", "|", "==", "!="].iter().any(|sign| after.starts_with(sign))
}

#[cfg(test)]
mod tests;
