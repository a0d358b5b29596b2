//! Work left undone, tests switched off, and the paths of somebody's own machine.

use super::{
    Violation,
    source::{Source, line_of, words},
    tree::Tree,
};

/// Marks of work put off. Put together here so that this file does not break its own rule.
const MARKS: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("todo", "!"),
    concat!("unimplemented", "!("),
];

/// Folders that exist on one machine only.
const MACHINE_FOLDERS: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// Lists of names from outside, in which anything may stand.
const NOT_OURS: &[&str] = &["Cargo.lock", "fuzz/Cargo.lock"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let ours = tree.texts().filter(|(path, _)| !NOT_OURS.contains(path));
    ours.flat_map(|(path, text)| {
        let ignored = if path.ends_with(".rs") { bare_ignores(path, text) } else { Vec::new() };
        [marks(path, text), machine_paths(path, text), ignored].concat()
    })
    .collect()
}

fn marks(path: &str, text: &str) -> Vec<Violation> {
    let found = MARKS.iter().flat_map(|mark| {
        // The last letter decides where a word ends; a macro ends with its own sign.
        words(text, mark).map(move |at| (at, *mark))
    });
    found
        .map(|(at, mark)| {
            Violation::new(
                path,
                line_of(text, at),
                format!("`{mark}`: do it now, or open an issue and say nothing here"),
            )
        })
        .collect()
}

fn machine_paths(path: &str, text: &str) -> Vec<Violation> {
    let absolute = |at: &usize| {
        let before = text[..*at].chars().next_back();
        // In a longer path, a URL or a route these are ordinary names.
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*' | '~'))
    };
    let found = MACHINE_FOLDERS
        .iter()
        .flat_map(|folder| text.match_indices(folder).map(|(at, _)| at).filter(absolute).map(move |at| (at, *folder)));
    found
        .map(|(at, folder)| {
            Violation::new(
                path,
                line_of(text, at),
                format!("`{folder}…` exists on one machine only; write a relative path"),
            )
        })
        .collect()
}

fn bare_ignores(path: &str, text: &str) -> Vec<Violation> {
    let source = Source::new(text);
    let found = source.code.match_indices(concat!("#[ig", "nore]")).map(|(at, _)| at);
    found
        .map(|at| {
            Violation::new(
                path,
                line_of(text, at),
                "a test is switched off without a reason; write `#[ignore = \"why\"]`",
            )
        })
        .collect()
}

#[cfg(test)]
mod tests;
