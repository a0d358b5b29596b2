//! The modules of a crate do not use each other in a circle.
//!
//! To its siblings a module is one with everything below it. Between a module and its own children there is no rule: a
//! child is a part of its parent, which declares it, re-exports from it and lends it words. What a path means is followed
//! through imports and re-exports. Tests are left out; a method that is called is not seen, because no path names it.

mod paths;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use self::paths::{Named, named};
use super::{
    Violation,
    source::{Source, is_test_file, line_of, words},
    tree::Tree,
};

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    let mut crates: BTreeMap<&str, Modules<'_>> = BTreeMap::new();
    for (path, text) in tree.with_extension("rs").filter(|(path, _)| !is_test_file(path)) {
        if let Some((root, module)) = place(path) {
            crates.entry(root).or_default().add(module, path, text);
        }
    }
    crates.into_values().flat_map(|modules| modules.without_tests().circles()).collect()
}

/// Where a crate's sources lie, and which of its modules a file is: `a::b`, nothing for the root.
fn place(path: &str) -> Option<(&str, String)> {
    let end = path.find("/src/")? + "/src/".len();
    let (root, file) = path.split_at(end);
    let module = file.strip_suffix(".rs")?;
    let module = module.strip_suffix("/mod").unwrap_or(module);
    Some((root, if matches!(module, "lib" | "main") { String::new() } else { module.replace('/', "::") }))
}

#[derive(Default)]
struct Modules<'a>(BTreeMap<String, Module<'a>>);

struct Module<'a> {
    file: &'a str,
    names: Vec<Named>,
    /// Children that only tests compile.
    tests: Vec<String>,
}

/// Where one module names another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place<'a> {
    file: &'a str,
    line: usize,
}

/// Who among the children of one module uses whom, and where.
type Uses<'a> = BTreeMap<String, BTreeMap<String, Place<'a>>>;

impl<'a> Modules<'a> {
    fn add(&mut self, module: String, file: &'a str, text: &str) {
        let source = Source::new(text);
        let mut names = named(&source.code);
        names.retain(|named| !source.is_test(named.at));
        names.iter_mut().for_each(|named| named.at = line_of(text, named.at));
        let declared = words(&source.code, "mod").filter(|at| source.is_test(*at));
        let child = |at: usize| Some(source.code[at..].split_once([';', '{'])?.0.split_whitespace().nth(1)?.to_owned());
        self.0.insert(module, Module { file, names, tests: declared.filter_map(child).collect() });
    }

    fn without_tests(mut self) -> Self {
        let tests: BTreeSet<String> =
            self.0.iter().flat_map(|(parent, module)| module.tests.iter().map(|child| below(parent, child))).collect();
        self.0.retain(|name, _| !ancestors(name).any(|ancestor| tests.contains(ancestor)));
        self
    }

    fn circles(&self) -> Vec<Violation> {
        let mut levels: BTreeMap<String, Uses<'a>> = BTreeMap::new();
        for (from, module) in &self.0 {
            for named in &module.names {
                let Some((parent, [user, used])) =
                    self.meaning(from, &named.path, 0).and_then(|to| siblings(from, &to))
                else {
                    continue;
                };
                let place = Place { file: module.file, line: named.at };
                levels.entry(parent).or_default().entry(user).or_default().entry(used).or_insert(place);
            }
        }
        levels.values().flat_map(circles).collect()
    }

    /// The module in which what a path names is written; `None` for other crates.
    fn meaning(&self, from: &str, path: &[String], depth: usize) -> Option<String> {
        let mut at = from.to_owned();
        for (step, name) in path.iter().enumerate() {
            match name.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => at = at.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned()),
                name if self.0.contains_key(&below(&at, name)) => at = below(&at, name),
                name => {
                    let import =
                        self.0.get(&at).and_then(|module| module.names.iter().find(|named| named.local == name));
                    // An import that leads to itself is another crate's.
                    let import = import.filter(|import| depth < 8 && !(step == 0 && import.path == path));
                    let meaning = import.and_then(|import| {
                        let path: Vec<String> = import.path.iter().chain(&path[step + 1..]).cloned().collect();
                        self.meaning(&at, &path, depth + 1)
                    });
                    return meaning.or((step > 0).then_some(at));
                }
            }
        }
        Some(at)
    }
}

fn below(parent: &str, child: &str) -> String {
    if parent.is_empty() { child.to_owned() } else { format!("{parent}::{child}") }
}

/// A module and those around it, outermost first.
fn ancestors(module: &str) -> impl Iterator<Item = &str> {
    module.match_indices("::").map(|(end, _)| &module[..end]).chain(std::iter::once(module))
}

/// The innermost module around both, and which of its children each is or belongs to; `None` within one line of descent.
fn siblings(one: &str, other: &str) -> Option<(String, [String; 2])> {
    let mut around = String::new();
    for (one, other) in ancestors(one).zip(ancestors(other)) {
        if one != other {
            return (!one.is_empty() && !other.is_empty()).then(|| (around, [one.to_owned(), other.to_owned()]));
        }
        around = one.to_owned();
    }
    None
}

/// One circle for each group of modules of which every one reaches every other.
fn circles(uses: &Uses<'_>) -> Vec<Violation> {
    let mut told: BTreeSet<&String> = BTreeSet::new();
    let mut found = Vec::new();
    for module in uses.keys() {
        if let Some(circle) = way(uses, module, module).filter(|_| !told.contains(module)) {
            told.extend(
                uses.keys().filter(|other| way(uses, module, other).is_some() && way(uses, other, module).is_some()),
            );
            found.push(violation(uses, &circle));
        }
    }
    found
}

/// The shortest way along uses, both ends with it.
fn way<'u>(uses: &'u Uses<'_>, from: &'u String, to: &String) -> Option<Vec<&'u String>> {
    let mut ways = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop_front() {
        for next in way.last().and_then(|last| uses.get(*last)).into_iter().flat_map(BTreeMap::keys) {
            let longer: Vec<&String> = way.iter().copied().chain([next]).collect();
            if next == to {
                return Some(longer);
            }
            if seen.insert(next) {
                ways.push_back(longer);
            }
        }
    }
    None
}

fn violation(uses: &Uses<'_>, circle: &[&String]) -> Violation {
    let places: Vec<&Place<'_>> = circle.windows(2).filter_map(|pair| uses.get(pair[0])?.get(pair[1])).collect();
    let rest: Vec<String> = places.iter().skip(1).map(|place| format!("{}:{}", place.file, place.line)).collect();
    let names: Vec<String> = circle.iter().map(|module| format!("`{module}`")).collect();
    let says = format!(
        "modules use each other in a circle, {} (here and at {}); give what they share to one of them, or to a third",
        names.join(" → "),
        rest.join(", ")
    );
    Violation::new(places[0].file, places[0].line, says)
}

#[cfg(test)]
mod tests;
