//! The proof that the drill finds what is there: the same code on tables that it builds from the population.

use super::population::{COLUMNS, Subscriber};
use super::report::{Baselines, RecoveredPeople};
use super::sqlite::{Cell, write_table};
use super::{Effort, candidates, guess, hash, inventory, link, patterns::Patterns, search};
use anyhow::Context as _;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Groups of rows that the linking attack must find.
const GROUPS: u64 = 100;

/// Runs the baselines in a folder; `population` with the patterns already made of it.
pub(crate) fn run(
    folder: &Path,
    population: Option<(&[Subscriber], &Patterns)>,
    effort: Effort,
) -> anyhow::Result<Baselines> {
    // The key to be found lies where keys lie, so less work finds it.
    let effort = Effort { pairs: effort.pairs / 8, ..effort };
    let mut baselines = Baselines { linked: linked(&made(folder, "linked")?)?, ..Baselines::default() };
    if let Some((people, patterns)) = population {
        baselines.clear = Some(clear(&made(folder, "clear")?, people, patterns)?);
        baselines.hashed = Some(hashed(&made(folder, "hashed")?, people, None, effort)?);
        // Any key will do; this one differs from one population to the next.
        let pepper = hash::sha256(&[b"padron drill", people[0].number().as_bytes()]);
        baselines.peppered = Some(hashed(&made(folder, "peppered")?, people, Some(&pepper), effort)?);
    }
    Ok(baselines)
}

fn made(folder: &Path, name: &str) -> anyhow::Result<PathBuf> {
    let path = folder.join(name);
    fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(path)
}

/// The population as a careless register would keep it.
fn clear(folder: &Path, people: &[Subscriber], patterns: &Patterns) -> anyhow::Result<RecoveredPeople> {
    let row = |line: &Subscriber| line.cells().iter().map(|cell| Cell::Text(cell.clone())).collect();
    write_table(&folder.join("clear.sqlite"), "lines", &COLUMNS[..COLUMNS.len() - 1], people.iter().map(row))?;
    let (files, _) = inventory::files(&[folder.to_owned()])?;
    let found = search::search(&files, patterns)?;
    recovered(people, &found.numbers)
}

/// Numbers behind a hash, with a key in a file beside them or without one.
fn hashed(
    folder: &Path,
    people: &[Subscriber],
    pepper: Option<&[u8; 32]>,
    effort: Effort,
) -> anyhow::Result<RecoveredPeople> {
    let keyed = pepper.map(hash::Keyed::new);
    let value = |line: &Subscriber| {
        let number = line.number().as_bytes();
        keyed.as_ref().map_or_else(|| hash::sha256(&[number]), |keyed| keyed.mac(&[number]))
    };
    let row = |line: &Subscriber| vec![Cell::Blob(value(line).to_vec())];
    write_table(&folder.join("hashed.sqlite"), "lines", &["line"], people.iter().map(row))?;
    if let Some(pepper) = pepper {
        fs::write(folder.join("pepper"), pepper).context("cannot write the baseline's pepper")?;
    }
    let (files, _) = inventory::files(&[folder.to_owned()])?;
    let found = candidates::collect(&files, &[])?;
    recovered(people, &guess::guess(&found, people, effort).lines())
}

/// Lines count by their numbers: of two rows with one number, either will do.
fn recovered(people: &[Subscriber], lines: &BTreeSet<u32>) -> anyhow::Result<RecoveredPeople> {
    let numbers: BTreeSet<&str> = people.iter().map(Subscriber::number).collect();
    let found: BTreeSet<&str> =
        lines.iter().filter_map(|line| people.get(*line as usize)).map(Subscriber::number).collect();
    Ok(RecoveredPeople { recovered: found.len() as u64, of: numbers.len() as u64 })
}

/// Two rows each with one token.
fn linked(folder: &Path) -> anyhow::Result<RecoveredPeople> {
    let token = |name: &[u8], of: u64| Cell::Blob(hash::sha256(&[name, &of.to_be_bytes()])[..16].to_vec());
    let rows = (0..2 * GROUPS).map(|row| vec![token(b"record", row), token(b"holder", row % GROUPS)]);
    write_table(&folder.join("linked.sqlite"), "slots", &["record", "slot"], rows)?;
    let (files, _) = inventory::files(&[folder.to_owned()])?;
    let found = link::link(&files, None).ties().map(|tie| tie.groups).sum();
    Ok(RecoveredPeople { recovered: found, of: GROUPS })
}

#[cfg(test)]
mod tests;
