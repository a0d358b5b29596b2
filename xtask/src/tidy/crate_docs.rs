//! Every crate opens with what it is and what it is not.

use super::{Violation, source::words, tree::Tree};

/// The shortest opening, in lines of `//!`.
const LINES: usize = 5;

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let openings = tree.texts().filter(|(path, _)| path.starts_with("crates/") && path.ends_with("/src/lib.rs"));
    openings.flat_map(|(path, text)| check_opening(path, text)).collect()
}

fn check_opening(path: &str, text: &str) -> Vec<Violation> {
    let opening: Vec<&str> = text.lines().take_while(|line| line.starts_with("//!")).collect();
    let mut found = Vec::new();
    if opening.len() < LINES {
        let says = format!(
            "opens with {} lines of `//!`; say in at least {LINES} what the crate is, in what order to read it, and what it is not",
            opening.len()
        );
        found.push(Violation::new(path, 1, says));
    } else if words(&opening.join("\n").to_lowercase(), "not").next().is_none() {
        found.push(Violation::new(path, 1, "the opening does not say what the crate is not"));
    }
    found
}

#[cfg(test)]
mod tests;
