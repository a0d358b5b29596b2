//! Every TOML file of the repository can be read: regimes and examples are given to others as they are.

use super::{Violation, source::line_of, tree::Tree};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    tree.with_extension("toml").filter_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Option<Violation> {
    let error = text.parse::<toml::Table>().err()?;
    let line = error.span().map_or(0, |span| line_of(text, span.start.min(text.len())));
    Some(Violation::new(path, line, format!("is not TOML: {}", error.message())))
}

#[cfg(test)]
mod tests;
