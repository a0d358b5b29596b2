//! The search of every byte for every pattern.

use super::inventory::StolenFile;
use super::patterns::{DECOYS, Form, Hit, Kind, Patterns};
use super::report::Find;
use super::scan::{Layers, ScannedPiece, Sink, Walker};
use super::sqlite::{self, Value};
use std::collections::{BTreeMap, BTreeSet};

/// How sure a hit is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum HitStrength {
    /// Does not happen by chance.
    Sure,
    /// Happens by chance: counts only if decoys are found less often.
    Weighed,
}

/// Hits of one kind in one encoding in one place.
type Group = (Kind, Form, Layers, HitStrength, Option<String>);

/// What was found of a group.
#[derive(Default)]
struct Found {
    places: u64,
    decoys: u64,
    lines: BTreeSet<u32>,
    first: Option<(u64, Option<u64>)>,
}

/// Searches one file, or one table.
pub(crate) struct Search<'p> {
    patterns: &'p Patterns,
    folded: Vec<u8>,
    groups: BTreeMap<Group, Found>,
    column: Option<String>,
    row: Option<u64>,
}

impl<'p> Search<'p> {
    /// Nothing found yet.
    pub(crate) fn new(patterns: &'p Patterns) -> Self {
        Self { patterns, folded: Vec::new(), groups: BTreeMap::new(), column: None, row: None }
    }

    /// Searches a value of a table, as its rows give it: whole, however its bytes are spread over pages.
    pub(crate) fn value(&mut self, row: u64, column: &str, value: Value<'_>) {
        self.row = Some(row);
        if self.column.as_deref() != Some(column) {
            self.column = Some(column.to_owned());
        }
        match value {
            Value::Integer(value) => self.integer(value),
            Value::Real(value) if value.fract() == 0.0 && value.abs() < 1e15 => self.integer(value as i64),
            value => {
                let Some(bytes) = sqlite::bytes(&value) else { return };
                Walker::new(self).value(bytes);
                if self.patterns.is_whole_name(bytes) {
                    self.add((Kind::Name, Form::Whole, Layers::default(), HitStrength::Sure, None), 0, None, false);
                }
            }
        }
    }

    fn integer(&mut self, value: i64) {
        if self.patterns.is_number(value) {
            let form = if value < 10_000_000_000 { Form::Whole } else { Form::Integer8Big };
            self.add((Kind::Number, form, Layers::default(), HitStrength::Sure, None), 0, None, false);
        }
    }

    fn add(&mut self, mut group: Group, offset: u64, line: Option<u32>, decoy: bool) {
        group.4.clone_from(&self.column);
        let found = self.groups.entry(group).or_default();
        if decoy {
            found.decoys += 1;
            return;
        }
        found.places += 1;
        found.lines.extend(line);
        found.first.get_or_insert((offset, self.row));
    }

    fn hit(&mut self, piece: &ScannedPiece<'_>, hit: &Hit) {
        if hit.end <= piece.seen {
            return;
        }
        let pattern = hit.pattern;
        let group = (pattern.kind, pattern.form, piece.layers, strength(piece, hit), None);
        self.add(group, piece.place(hit.start), Some(pattern.line), pattern.decoy);
    }

    /// What counts as found.
    pub(crate) fn finds(self, file: &str, table: Option<&str>) -> (Vec<Find>, BTreeSet<u32>) {
        let mut finds = Vec::new();
        let mut numbers = BTreeSet::new();
        for ((kind, form, layers, strength, column), found) in self.groups {
            let counts = strength == HitStrength::Sure || beyond_chance(&found, form);
            let Some((offset, row)) = found.first.filter(|_| counts) else { continue };
            finds.push(Find {
                what: kind.into(),
                encoding: encoding(form, layers),
                file: file.to_owned(),
                table: table.map(str::to_owned),
                column,
                row,
                offset: row.is_none().then_some(offset),
                places: found.places,
                lines: found.lines.len() as u64,
            });
            if kind == Kind::Number {
                numbers.extend(found.lines);
            }
        }
        (finds, numbers)
    }
}

impl Sink for Search<'_> {
    fn look(&mut self, piece: &ScannedPiece<'_>) {
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        folded.extend(piece.bytes.iter().map(u8::to_ascii_lowercase));
        let patterns = self.patterns;
        patterns.find(piece.bytes, &folded, |hit| self.hit(piece, &hit));
        self.folded = folded;
    }
}

/// Short codes (numbers, passports) are sure if nothing of their own kind goes on before or behind them; integers are
/// never; everything else is long enough.
fn strength(piece: &ScannedPiece<'_>, hit: &Hit) -> HitStrength {
    match hit.pattern.form {
        Form::Integer8Little | Form::Integer8Big | Form::Integer6Big => HitStrength::Weighed,
        Form::Decimal | Form::SwappedDecimal => HitStrength::Sure,
        _ if hit.end - hit.start >= 12 || stands_alone(piece.bytes, hit) => HitStrength::Sure,
        _ => HitStrength::Weighed,
    }
}

fn stands_alone(bytes: &[u8], hit: &Hit) -> bool {
    let before = &bytes[..hit.start];
    let prefixes: [&[u8]; 6] = [b"", b"52", b"521", b"01", b"044", b"045"];
    let starts = prefixes.iter().any(|prefix| {
        before.strip_suffix(*prefix).is_some_and(|rest| !rest.last().is_some_and(u8::is_ascii_alphanumeric))
    });
    starts && !bytes.get(hit.end).is_some_and(u8::is_ascii_alphanumeric)
}

/// More often than the decoys, by more than four standard deviations; six bytes must be found three times at least.
fn beyond_chance(found: &Found, form: Form) -> bool {
    let chance = found.decoys as f64 / DECOYS as f64;
    let least = if form == Form::Integer6Big { 3.0 } else { 1.0 };
    let places = found.places as f64;
    places >= least && places > chance + 4.0 * chance.sqrt()
}

fn encoding(form: Form, layers: Layers) -> String {
    let mut words: Vec<String> = layers.iter().flatten().map(ToString::to_string).collect();
    words.push(form.as_str().to_owned());
    words.join(" > ")
}

/// What a search gave.
pub(crate) struct Searched {
    pub(crate) finds: Vec<Find>,
    /// The lines of the population whose numbers were among it.
    pub(crate) numbers: BTreeSet<u32>,
    /// How many bytes were searched.
    pub(crate) bytes: u64,
    /// Files that could not be searched to their end.
    pub(crate) incomplete: Vec<String>,
}

/// Searches files, byte by byte and row by row, on all cores.
pub(crate) fn search(files: &[StolenFile], patterns: &Patterns) -> anyhow::Result<Searched> {
    let parts = super::parallel::map(files, |file| search_file(file, patterns));
    let mut all = Searched { finds: Vec::new(), numbers: BTreeSet::new(), bytes: 0, incomplete: Vec::new() };
    for part in parts {
        let part = part?;
        all.finds.extend(part.finds);
        all.numbers.extend(part.numbers);
        all.bytes += part.bytes;
        all.incomplete.extend(part.incomplete);
    }
    Ok(all)
}

fn search_file(file: &StolenFile, patterns: &Patterns) -> anyhow::Result<Searched> {
    let label = file.label();
    let mut search = Search::new(patterns);
    let mut walker = Walker::new(&mut search);
    let bytes = walker.file(&file.path).map_err(|error| anyhow::anyhow!("cannot read {label}: {error}"))?;
    let incomplete = if walker.complete() { Vec::new() } else { vec![label.clone()] };
    let (finds, numbers) = search.finds(&label, None);
    let mut searched = Searched { finds, numbers, bytes, incomplete };
    if let Some(database) = &file.database {
        // A damaged database has been searched as bytes; the inventory says that its tables cannot be read.
        for table in sqlite::tables(database).unwrap_or_default() {
            let mut search = Search::new(patterns);
            let _damaged = sqlite::for_each_value(database, &table, |row, column, value| {
                search.value(row, column, value);
            });
            let (finds, numbers) = search.finds(&label, Some(&table));
            searched.finds.extend(finds);
            searched.numbers.extend(numbers);
        }
    }
    Ok(searched)
}

#[cfg(test)]
mod tests;
