//! Names of one country's things stand in that country's module, and where people are told of them.

use super::{
    Violation,
    source::{Source, is_test_file, line_of, words},
    tree::Tree,
};

/// Documents, prefixes, codes and names of countries, as code and strings write them.
const NAMES: &[&str] = &[
    "curp",
    "Curp",
    "CURP",
    "rfc",
    "Rfc",
    "RFC",
    "ine",
    "INE",
    "iin",
    "Iin",
    "IIN",
    "Bin",
    "BIN",
    "+52",
    "+7",
    "MEX",
    "KAZ",
    "Mexico",
    "mexico",
    "México",
    "Kazakhstan",
    "kazakhstan",
    "Kazajistán",
];

/// Where they may stand, and why.
const ALLOWED: &[(&str, &str)] = &[
    ("crates/padron-model/src/country", "the countries' modules"),
    ("crates/padron-model/src/invalid.rs", "the ids by which messages for people are chosen"),
    ("crates/padron-model/src/privacy.rs", "compiled for tests only"),
    ("crates/padron-model/src/texts", "texts for people"),
    ("crates/padron-web/src/", "texts for people, and specimen pages"),
    ("crates/padron-testkit/", "it invents Mexicans"),
    ("crates/padron-laboratory/", "it invents them too, and searches for them as a thief would"),
];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let allowed = |path: &str| ALLOWED.iter().any(|(start, _)| path.starts_with(start));
    let sources = tree.with_extension("rs").filter(|(path, _)| path.starts_with("crates/"));
    sources
        .filter(|(path, _)| !path.contains("/examples/") && !is_test_file(path) && !allowed(path))
        .flat_map(|(path, text)| check_file(path, text))
        .collect()
}

fn check_file(path: &str, text: &str) -> Vec<Violation> {
    let source = Source::new(text);
    let found = NAMES.iter().flat_map(|name| words(&source.code_and_strings, name).map(move |at| (at, *name)));
    found
        .filter(|(at, name)| !source.is_test(*at) && !is_standard(&source.code_and_strings[at + name.len()..]))
        .map(|(at, name)| {
            let says = format!("`{name}` is one country's; it belongs in crates/padron-model/src/country");
            Violation::new(path, line_of(text, at), says)
        })
        .collect()
}

/// A number behind it makes it a standard of the internet.
fn is_standard(after: &str) -> bool {
    after.strip_prefix(' ').is_some_and(|after| after.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
