use crate::tidy::source::words;

/// A path that a file names: an import, or one within code that begins with `crate`, `self` or `super`.
pub(super) struct Named {
    /// The byte at first, the line later.
    pub(super) at: usize,
    pub(super) path: Vec<String>,
    /// What it is called in this file; nothing within code.
    pub(super) local: String,
}

/// Every path in blanked code.
pub(super) fn named(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut imports = Vec::new();
    for at in words(code, "use") {
        let tree = &code[at + "use".len()..];
        // `use<'a>` in a type says which lifetimes it captures.
        if let Some(end) = tree.find(';').filter(|_| !tree.starts_with('<')) {
            imports.push(at..at + end);
            expand(at, &[], &tree[..end], &mut found);
        }
    }
    for start in ["crate", "self", "super"].into_iter().flat_map(|start| words(code, start)) {
        let path = &code[start..];
        let path = &path[..path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(path.len())];
        // A path's own middle, a visibility, and an import are not paths of their own.
        let inside = code[..start].ends_with("::") || code[..start].ends_with("in ");
        // A macro that is exported stands at the root, whatever module of its name there is beside it.
        let exported = code[start + path.len()..].starts_with('!') && path.matches("::").count() == 1;
        if !exported && path.contains("::") && !inside && !imports.iter().any(|import| import.contains(&start)) {
            found.push(Named { at: start, path: steps(path), local: String::new() });
        }
    }
    found
}

fn steps(path: &str) -> Vec<String> {
    path.split("::").map(str::trim).filter(|step| !step.is_empty()).map(str::to_owned).collect()
}

/// `a::{b, c::{self, d as e}}` as a path each.
fn expand(at: usize, before: &[String], tree: &str, found: &mut Vec<Named>) {
    let (head, group) = match tree.split_once('{') {
        Some((head, group)) => (head, group.rsplit_once('}').map(|(group, _)| group)),
        None => (tree, None),
    };
    let (path, alias) = head.split_once(" as ").map_or((head, None), |(path, alias)| (path, Some(alias.trim())));
    let mut path: Vec<String> = before.iter().cloned().chain(steps(path)).collect();
    if let Some(group) = group {
        return parts(group).into_iter().for_each(|part| expand(at, &path, part, found));
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    if let Some(last) = path.last() {
        found.push(Named { at, local: alias.unwrap_or(last).to_owned(), path });
    }
}

/// The parts of a group, groups within left whole.
fn parts(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let parts = group.split(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    });
    parts.filter(|part| !part.trim().is_empty()).collect()
}
