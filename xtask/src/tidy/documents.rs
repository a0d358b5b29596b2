//! The documents name only paths, crates and commands that exist.

mod commands;
mod markdown;

use self::markdown::{Mention, Place};
use super::{
    Violation,
    layers::Graph,
    tree::{Tree, extension_of},
};

/// A document of the repository; the changelog may speak of what is gone.
fn is_checked(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    path != "CHANGELOG.md"
        && (folder.is_empty() || ["docs", "examples", "crates"].iter().any(|top| folder.split('/').next() == Some(top)))
}

pub(crate) fn check(tree: &Tree, graph: &Graph) -> Vec<Violation> {
    let documents = tree.with_extension("md").filter(|(path, _)| is_checked(path));
    documents
        .flat_map(|(path, text)| {
            let document = Document { tree, graph, path };
            let broken = |mention: Mention| Some(Violation::new(path, mention.line, document.judge(&mention)?));
            markdown::mentions(text).into_iter().filter_map(broken).collect::<Vec<_>>()
        })
        .collect()
}

/// One document, and what its mentions are held against.
struct Document<'a> {
    tree: &'a Tree,
    graph: &'a Graph,
    path: &'a str,
}

impl Document<'_> {
    /// What is wrong with a mention, if anything.
    fn judge(&self, mention: &Mention) -> Option<String> {
        let text = mention.text.trim();
        match mention.place {
            Place::Link => self.judge_link(text),
            Place::Console => commands::judge(self.tree, self.graph, text),
            Place::Code if text.contains(char::is_whitespace) => commands::judge(self.tree, self.graph, text),
            Place::Code => self.judge_word(text),
        }
    }

    fn judge_link(&self, target: &str) -> Option<String> {
        if target.contains("://") || target.starts_with("mailto:") {
            return None;
        }
        let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let path = if path.is_empty() { self.path.to_owned() } else { self.beside(path) };
        if !self.tree.exists(&path) {
            return Some(format!("links to {path}, which does not exist"));
        }
        let (anchor, text) = (anchor?, self.tree.text(&path)?);
        let known = extension_of(&path) != Some("md") || markdown::anchors(text).contains(&anchor.to_owned());
        (!known).then(|| format!("{path} has no heading #{anchor}"))
    }

    fn judge_word(&self, word: &str) -> Option<String> {
        if let Some(name) = our_crate(word) {
            return (!self.graph.has(&name)).then(|| format!("there is no crate `{name}` in this workspace"));
        }
        let path = word.trim_start_matches("./").split(['#', ':']).next().unwrap_or_default().trim_end_matches('/');
        let exists = self.is_path(path)
            && !(self.tree.exists(path)
                || self.tree.exists(&self.beside(path))
                || (path.contains('*') && self.tree.fits(path))
                || (!path.contains('/') && self.tree.has_file_named(path)));
        exists.then(|| format!("`{word}` does not exist; paths are written from the root of the repository"))
    }

    /// Whether a word in code is meant as a path of the repository: routes, media types and placeholders are not.
    fn is_path(&self, word: &str) -> bool {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '*');
        let hidden = word.starts_with('.') && !self.tree.exists(top(word));
        if word.is_empty() || word.starts_with('/') || hidden || !word.chars().all(plain) {
            return false;
        }
        if word.split('/').any(|part| part.split('.').next() == Some("NAME")) {
            return false;
        }
        let ours_by_name = matches!(extension_of(word), Some("rs" | "md")) && word.len() > 3;
        ours_by_name || word.contains('/') && self.tree.exists(top(word))
    }

    /// A path relative to this document, from the root.
    fn beside(&self, path: &str) -> String {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                name => parts.push(name),
            }
        }
        parts.join("/")
    }
}

fn top(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// `padron-model` or `padron_model::Number` name a crate of ours; `padron` alone is the product.
fn our_crate(word: &str) -> Option<String> {
    let name = word.split("::").next()?;
    let rest = name.strip_prefix("padron-").or_else(|| name.strip_prefix("padron_"))?;
    let is_name = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-');
    is_name.then(|| name.replace('_', "-"))
}

#[cfg(test)]
mod tests;
