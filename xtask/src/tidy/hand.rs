//! One hand: where several forms are right, the one that this repository has chosen (CONTRIBUTING says which and why).

use std::collections::BTreeMap;

use super::{
    Violation,
    source::{Source, is_test_file, line_of, words},
    tree::Tree,
};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut types = Types::default();
    let mut found = Vec::new();
    for (path, text) in tree.with_extension("rs") {
        let source = Source::new(text);
        found.extend(core_paths(path, &source));
        found.extend(must_use(path, &source));
        found.extend(module_file(path));
        found.extend(after_the_tests(path, &source));
        found.extend(errors_heading(path, text));
        if path.starts_with("crates/") && path.contains("/src/") && !is_test_file(path) && !is_test_world(path) {
            types.note(path, &source);
        }
    }
    found.extend(types.twice());
    found
}

/// Modules of `src` that only tests compile, or that are there for tests.
fn is_test_world(path: &str) -> bool {
    path.split('/').any(|part| matches!(part.trim_end_matches(".rs"), "conformance" | "fixture" | "testing"))
}

fn core_paths(path: &str, source: &Source) -> Vec<Violation> {
    let code = &source.code;
    let whole = |at: &usize| code[at + 4..].starts_with("::") && !code[..*at].ends_with("::");
    let found = words(code, "core").filter(whole);
    found.map(|at| Violation::new(path, line_of(code, at), "write `std::`: every crate here has it")).collect()
}

fn must_use(path: &str, source: &Source) -> Vec<Violation> {
    let found = source.code.match_indices(concat!("#[must", "_use]")).map(|(at, _)| at);
    let says = "the compiler warns of every `Result` and future that is dropped, and nothing else here is lost by it";
    found.map(|at| Violation::new(path, line_of(&source.code, at), says)).collect()
}

fn module_file(path: &str) -> Option<Violation> {
    let module = path.contains("/src/") && path.ends_with("/mod.rs");
    module.then(|| Violation::new(path, 0, "a module's file has the module's name, beside its folder"))
}

fn after_the_tests(path: &str, source: &Source) -> Option<Violation> {
    let code = &source.code;
    let tests = words(code, "mod").find(|at| code[*at..].starts_with("mod tests;"))?;
    let after = code[tests..].split_once(';').is_some_and(|(_, rest)| !rest.trim().is_empty());
    after.then(|| Violation::new(path, line_of(code, tests), "`mod tests;` ends its file"))
}

fn errors_heading(path: &str, text: &str) -> Vec<Violation> {
    let mut lines = text.lines().zip(1..).peekable();
    let mut found = Vec::new();
    while let Some((line, number)) = lines.next() {
        let empty = lines.peek().is_none_or(|(next, _)| next.trim().trim_start_matches('/').is_empty());
        if line.trim() == concat!("/// # Err", "ors") && empty {
            found.push(Violation::new(
                path,
                number,
                "what fails stands right below the heading, without an empty line",
            ));
        }
    }
    found
}

/// Where each name of a type is declared.
#[derive(Default)]
struct Types(BTreeMap<String, Vec<(String, usize)>>);

impl Types {
    fn note(&mut self, path: &str, source: &Source) {
        let code = &source.code;
        for keyword in ["struct", "enum", "trait"] {
            for at in words(code, keyword).filter(|at| !source.is_test(*at)) {
                let rest = code[at + keyword.len()..].trim_start();
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                if rest.starts_with(|c: char| c.is_ascii_uppercase()) {
                    self.0.entry(rest[..end].to_owned()).or_default().push((path.to_owned(), line_of(code, at)));
                }
            }
        }
    }

    fn twice(self) -> Vec<Violation> {
        let twice = self.0.into_iter().filter(|(_, places)| places.len() > 1);
        twice
            .flat_map(|(name, places)| {
                let others = |path: &str| {
                    let others: Vec<_> =
                        places.iter().map(|(other, _)| other.as_str()).filter(|it| *it != path).collect();
                    others.join(", ")
                };
                let violation = |(path, line): &(String, usize)| {
                    let says = format!("`{name}` is also a type in {}: no name stands for two things", others(path));
                    Violation::new(path.clone(), *line, says)
                };
                places.iter().map(violation).collect::<Vec<_>>()
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
