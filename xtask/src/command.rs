//! What `cargo xtask` can be asked to do.

use anyhow::{Result, bail};

/// Every chore, its options, and what it does; the help and the check of the documents read this table.
pub(crate) const CHORES: &[Chore] = &[
    Chore {
        name: "test",
        options: &["--full"],
        does: "every check and test; --full adds the long simulations, fuzzing and advisories",
    },
    Chore { name: "tidy", options: &[], does: "layers, sizes, documents and leftovers; part of test" },
    Chore { name: "help", options: &[], does: "this text" },
];

/// One row of the table of chores.
pub(crate) struct Chore {
    pub(crate) name: &'static str,
    pub(crate) options: &'static [&'static str],
    does: &'static str,
}

/// A chore that was asked for, with its options understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    Test { full: bool },
    Tidy,
}

impl Command {
    /// Refuses a chore or an option that is not in [`CHORES`].
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let Some((name, options)) = arguments.split_first() else {
            return Ok(Self::Help);
        };
        if matches!(name.as_str(), "--help" | "-h") {
            return Ok(Self::Help);
        }
        let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
            bail!("there is no chore `{name}`\n{}", help());
        };
        if let Some(unknown) = options.iter().find(|option| !chore.options.contains(&option.as_str())) {
            bail!("`{name}` has no option `{unknown}`\n{}", help());
        }
        Ok(match chore.name {
            "test" => Self::Test { full: options.iter().any(|option| option == "--full") },
            "tidy" => Self::Tidy,
            _ => Self::Help,
        })
    }
}

/// One line a chore.
pub(crate) fn help() -> String {
    let mut text = String::from("usage: cargo xtask CHORE\n");
    for chore in CHORES {
        let call = format!("{} {}", chore.name, chore.options.iter().map(|o| format!("[{o}]")).collect::<String>());
        text.push_str(&format!("\n  {call:<16}{}", chore.does));
    }
    text
}

#[cfg(test)]
mod tests;
