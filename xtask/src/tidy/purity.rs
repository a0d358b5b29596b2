//! What the sources of the lower layers may not say: files, sockets, clocks, environment, SQL.

use super::{
    Violation,
    layers::{ROLES, layer_of},
    source::{Source, is_test_file, line_of, past_closing, words},
    tree::Tree,
};

/// Modules of `std` that reach outside the program.
const MODULES: &[&str] = &["fs", "net", "env", "process", "os"];

/// Clocks, named as they are called.
const CLOCKS: &[&str] = &["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"];

/// How statements of SQL begin; in capitals, as they are written here.
const SQL: &[&str] =
    &["SELECT ", "INSERT ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "ALTER TABLE ", "PRAGMA "];

/// The one crate that speaks SQL.
const STORE: &str = "padron-store";

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let sources = tree.with_extension("rs").filter(|(path, _)| !is_test_file(path));
    sources
        .flat_map(|(path, text)| crate_of(path).map(|name| check_file(name, path, text)).unwrap_or_default())
        .collect()
}

/// The crate of a path under `crates/NAME/src/`.
fn crate_of(path: &str) -> Option<&str> {
    let (name, inside) = path.strip_prefix("crates/")?.split_once('/')?;
    inside.starts_with("src/").then_some(name)
}

fn check_file(name: &str, path: &str, text: &str) -> Vec<Violation> {
    let source = Source::new(text);
    let mut found = Vec::new();
    let mut violation = |at: usize, says: String| {
        if !source.is_test(at) {
            found.push(Violation::new(path, line_of(text, at), says));
        }
    };
    if layer_of(name).is_some_and(|layer| layer <= ROLES) {
        for (at, module) in reaching_outside(&source.code) {
            violation(
                at,
                format!("layers 0 to {ROLES} do not touch std::{module}; take the value, or a port, as an argument"),
            );
        }
        for clock in CLOCKS {
            for at in words(&source.code, clock) {
                violation(at, format!("layers 0 to {ROLES} have no clock of their own ({clock}); take a timestamp"));
            }
        }
    }
    if name != STORE {
        for statement in SQL {
            for (at, _) in source.code_and_strings.match_indices(&format!("\"{statement}")) {
                violation(at, format!("SQL belongs in crates/{STORE}; add a method to a port"));
            }
        }
    }
    found
}

/// Every `std::module` and every module in a `std::{…}`.
fn reaching_outside(code: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for at in words(code, "std") {
        let Some(rest) = code[at + 3..].strip_prefix("::") else {
            continue;
        };
        let inside = match rest.starts_with('{') {
            true => &code[at + 6..past_closing(code, at + 5)],
            false => &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())],
        };
        let grouped = top_level_names(inside);
        found.extend(
            MODULES.iter().filter(|module| grouped.iter().any(|name| name == *module)).map(|module| (at, *module)),
        );
    }
    found
}

/// The first word of each part of an import group, groups inside it apart.
fn top_level_names(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = group.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.map(|part| part.trim().split([':', ' ', '}']).next().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests;
