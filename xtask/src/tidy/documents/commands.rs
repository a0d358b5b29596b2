//! Commands that a document tells its reader to type.

use std::collections::BTreeSet;

use crate::{
    command::CHORES,
    tidy::{layers::Graph, tree::Tree},
};

/// One module for each command of the binary, and for those that it has of the laboratory.
const COMMANDS: [&str; 2] = ["crates/padron/src/commands", "crates/padron-laboratory/src/commands"];

/// What is wrong with a line that may hold several commands.
pub(super) fn judge(tree: &Tree, graph: &Graph, line: &str) -> Option<String> {
    let commands = line.split(['|', ';', '&']).map(|command| command.split_whitespace().collect::<Vec<_>>());
    commands.into_iter().find_map(|words| judge_one(tree, graph, without_prefix(&words)))
}

fn judge_one(tree: &Tree, graph: &Graph, words: &[&str]) -> Option<String> {
    match words {
        ["cargo", "xtask", chore, options @ ..] => judge_chore(chore, options),
        ["cargo", "run", arguments @ ..] => {
            let unknown = unknown_package(graph, arguments);
            let ours = !matches!(package(arguments), Some(name) if name != "padron");
            let command = arguments.iter().position(|word| *word == "--").and_then(|at| arguments.get(at + 1));
            unknown.or_else(|| command.filter(|_| ours).and_then(|command| judge_command(tree, command)))
        }
        ["cargo", arguments @ ..] => unknown_package(graph, arguments),
        [program, command, ..] if program.rsplit('/').next() == Some("padron") => judge_command(tree, command),
        _ => None,
    }
}

/// Drops the prompt and variables set for one command.
fn without_prefix<'a, 'b>(words: &'a [&'b str]) -> &'a [&'b str] {
    let is_prefix = |word: &&str| {
        matches!(*word, "$" | "#" | "sudo" | "time")
            || word.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let start = words.iter().position(|word| !is_prefix(word)).unwrap_or(words.len());
    &words[start..]
}

fn judge_chore(name: &str, options: &[&str]) -> Option<String> {
    let name = bare(name)?;
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        return Some(format!("there is no `cargo xtask {name}`"));
    };
    let unknown = options.iter().find(|option| option.starts_with("--") && !chore.options.contains(option))?;
    Some(format!("`cargo xtask {name}` has no option `{unknown}`"))
}

fn judge_command(tree: &Tree, command: &str) -> Option<String> {
    let command = bare(command)?;
    let stems = COMMANDS.into_iter().flat_map(|folder| tree.stems_in(folder));
    let commands: BTreeSet<String> = stems.map(|stem| stem.replace('_', "-")).collect();
    (!commands.contains(command))
        .then(|| format!("there is no `padron {command}`: {} has no module of that name", COMMANDS[0]))
}

/// The word without punctuation; `None` for options, placeholders and versions.
fn bare(word: &str) -> Option<&str> {
    let word = word.trim_end_matches(['.', ',', ':', ')', '…']).trim_matches('`');
    let is_name = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    (is_name && word.starts_with(|c: char| c.is_ascii_lowercase())).then_some(word)
}

fn package<'a>(arguments: &[&'a str]) -> Option<&'a str> {
    let at = arguments.iter().position(|word| matches!(*word, "-p" | "--package"))?;
    arguments.get(at + 1).copied()
}

fn unknown_package(graph: &Graph, arguments: &[&str]) -> Option<String> {
    let name = bare(package(arguments)?)?;
    (!graph.has(name)).then(|| format!("there is no package `{name}` in this workspace"))
}
