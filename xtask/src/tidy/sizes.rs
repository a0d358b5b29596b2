//! Files and functions stay small enough to be read at once.

use super::{
    Violation,
    source::{Source, body_or_end, is_test_file, line_of, past_closing, words},
    tree::{Tree, extension_of},
};

/// The longest file, in lines.
const FILE_LINES: usize = 600;
/// The longest function outside tests, in lines from its `fn` to its closing brace.
const FUNCTION_LINES: usize = 70;
/// What people write; data and generated files have no limit.
const WRITTEN: &[&str] = &["rs", "md", "toml", "html", "css", "js", "sql", "ftl", "sh"];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let files =
        tree.texts().filter(|(path, _)| extension_of(path).is_some_and(|extension| WRITTEN.contains(&extension)));
    let functions = tree.with_extension("rs").filter(|(path, _)| !is_test_file(path));
    files
        .filter_map(|(path, text)| long_file(path, text))
        .chain(functions.flat_map(|(path, text)| long_functions(path, text)))
        .collect()
}

fn long_file(path: &str, text: &str) -> Option<Violation> {
    let lines = text.lines().count();
    let says = format!("{lines} lines, {FILE_LINES} allowed; give each idea its own file");
    (lines > FILE_LINES).then(|| Violation::new(path, 0, says))
}

fn long_functions(path: &str, text: &str) -> Vec<Violation> {
    let source = Source::new(text);
    let code = &source.code;
    let long = |at: usize| {
        let (name, open) = function(code, at)?;
        let lines = line_of(code, past_closing(code, open) - 1) - line_of(code, at) + 1;
        let says = format!("`{name}` has {lines} lines, {FUNCTION_LINES} allowed; name its parts as functions");
        (lines > FUNCTION_LINES).then(|| Violation::new(path, line_of(code, at), says))
    };
    words(code, "fn").filter(|at| !source.is_test(*at)).filter_map(long).collect()
}

/// The name of the function whose `fn` is at `at`, and where its body opens. Types and declarations have none.
fn function(code: &str, at: usize) -> Option<(&str, usize)> {
    let rest = code[at + 2..].trim_start();
    let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_')?];
    match body_or_end(code, at)? {
        (open, b'{') if !name.is_empty() => Some((name, open)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
