//! Every candidate as a custodian's share or a whole key: what would follow from it for some people, compared with
//! everything found.
//!
//! Fewer than *t* shares cannot be combined; but one that was a whole key, by a mistake in a ceremony or a backup,
//! would show here.

use super::candidates::{Collected, GuessedPerson, Rank};
use super::guess::spread;
use super::hash::Keyed;
use super::population::Subscriber;
use super::{Effort, parallel};
use padron_protocol::{sha256, sha256_parts};
use padron_threshold::{Epoch, LineToken, Output, PersonSecret, Purpose, combine_clear, evaluate_clear, keys};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;
use std::collections::BTreeMap;

/// People that each candidate is tried on.
const PEOPLE: usize = 2;
/// Slots that are tried for each person.
const SLOTS: u16 = 20;
/// Candidates that are tried as the pepper over a token.
const PEPPERS: usize = 64;
/// Hashes spent on trying stored values as tokens and persons' secrets.
const STORED_WORK: usize = 40_000_000;

/// What the attack gave.
#[derive(Default)]
pub(crate) struct OpenedSeals {
    /// Candidates that make something found, with what they make.
    pub(crate) keys: BTreeMap<(usize, &'static str), u64>,
    /// Stored values that lead to another stored value (a token to a row, say), by what they are.
    pub(crate) joins: BTreeMap<&'static str, u64>,
    /// How many candidates are scalars, and so were evaluated under.
    pub(crate) scalars: u64,
    /// How many of them were tried.
    pub(crate) scalars_tried: u64,
    /// How many values were derived and compared.
    pub(crate) attempts: u64,
}

impl OpenedSeals {
    fn merge(&mut self, other: Self) {
        for (key, count) in other.keys {
            *self.keys.entry(key).or_default() += count;
        }
        for (join, count) in other.joins {
            *self.joins.entry(join).or_default() += count;
        }
        self.scalars += other.scalars;
        self.scalars_tried += other.scalars_tried;
        self.attempts += other.attempts;
    }
}

/// What every trial needs.
struct Attack<'a> {
    found: &'a Collected,
    peppers: Vec<Keyed>,
}

impl Attack<'_> {
    fn meets(&self, opened: &mut OpenedSeals, value: &[u8]) -> bool {
        opened.attempts += 1;
        self.found.targets.contain(value)
    }

    fn meets_under_pepper(&self, opened: &mut OpenedSeals, name: &[u8], token: &[u8]) -> bool {
        opened.attempts += self.peppers.len() as u64;
        self.peppers.iter().any(|pepper| self.found.targets.contain(&pepper.mac(&[name, token])))
    }

    fn line(&self, opened: &mut OpenedSeals, token: &LineToken) -> bool {
        let token = token.as_bytes();
        let journal = sha256_parts("padron custodian journal", &[token]);
        self.meets(opened, token)
            || self.meets(opened, &journal.0)
            || self.meets(opened, &sha256(token).0)
            || self.meets_under_pepper(opened, b"line", token)
    }

    fn person(&self, opened: &mut OpenedSeals, secret: &PersonSecret) -> bool {
        let holder = secret.holder_token();
        let views = self.found.ids.iter().any(|record| self.found.targets.contain(secret.view_key(record).as_slice()));
        opened.attempts += self.found.ids.len() as u64;
        let slots = (1..=SLOTS).any(|j| {
            let slot = secret.slot(j);
            self.meets(opened, slot.as_bytes()) || self.meets_under_pepper(opened, b"slot", slot.as_bytes())
        });
        views || slots || self.meets(opened, &holder) || self.meets_under_pepper(opened, b"holder", &holder)
    }

    fn scalar(&self, at: usize, people: &[(String, String)]) -> OpenedSeals {
        let mut opened = OpenedSeals { scalars_tried: 1, ..OpenedSeals::default() };
        let candidate = &self.found.candidates[at];
        let numbers = people.iter().map(|(number, _)| number.as_str());
        for output in evaluated(Purpose::Line, candidate, numbers) {
            let raw = self.meets(&mut opened, output.as_bytes());
            if raw || self.line(&mut opened, &LineToken::from_output(&output)) {
                *opened.keys.entry((at, "line key: F(key, number)")).or_default() += 1;
            }
        }
        let persons = people.iter().map(|(_, person)| person.as_str()).filter(|person| !person.is_empty());
        for output in evaluated(Purpose::Person, candidate, persons) {
            let raw = self.meets(&mut opened, output.as_bytes());
            if raw || self.person(&mut opened, &PersonSecret::from_output(&output)) {
                *opened.keys.entry((at, "person key: F(key, person)")).or_default() += 1;
            }
        }
        opened
    }

    /// A stored value as a token, and as a person's secret.
    fn stored(&self, at: usize) -> OpenedSeals {
        let mut opened = OpenedSeals::default();
        let candidate = &self.found.candidates[at];
        let as_secret = Keyed::new(&candidate.bytes);
        let mut slots = (1..=SLOTS / 2).map(|j| as_secret.expand(&[b"slot", &j.to_be_bytes()]));
        if slots.any(|slot| self.meets(&mut opened, &slot) || self.meets_under_pepper(&mut opened, b"slot", &slot)) {
            opened.keys.insert((at, "person's secret: its slots"), 1);
        }
        if self.meets(&mut opened, &sha256_parts("padron custodian journal", &[&candidate.bytes]).0) {
            opened.joins.insert("a line's token leads to a custodian's journal", 1);
        }
        for (name, join) in [
            (b"line".as_slice(), "a line's token leads to a row of the register"),
            (b"slot", "a slot's token leads to a row of the register"),
            (b"holder", "a holder's token leads to a row of the register"),
        ] {
            if self.meets_under_pepper(&mut opened, name, &candidate.bytes) {
                opened.joins.insert(join, 1);
            }
        }
        opened
    }
}

/// Runs the attack.
pub(crate) fn open(found: &Collected, people: &[Subscriber], effort: Effort) -> OpenedSeals {
    let candidates = &found.candidates;
    let keys = candidates.iter().filter(|candidate| candidate.rank == Rank::Key);
    let attack = Attack { found, peppers: keys.take(PEPPERS).map(|pepper| Keyed::new(&pepper.bytes)).collect() };
    let sample: Vec<(String, String)> = spread(people.len(), PEOPLE)
        .into_iter()
        .map(|at| (format!("+52{}", people[at].number()), people[at].person_input()))
        .collect();
    let scalars: Vec<usize> = (0..candidates.len()).filter(|at| is_scalar(&candidates[*at].bytes)).collect();
    let affordable = usize::try_from(effort.scalars).unwrap_or(usize::MAX);
    let likely = scalars.iter().copied().take(affordable / 2).collect::<Vec<_>>();
    let others = &scalars[likely.len()..];
    let others = spread(others.len(), affordable - likely.len()).into_iter().map(|at| others[at]);
    let tried: Vec<usize> = likely.iter().copied().chain(others).collect();

    let mut opened = OpenedSeals { scalars: scalars.len() as u64, ..OpenedSeals::default() };
    for part in parallel::map(&tried, |at| attack.scalar(*at, &sample)) {
        opened.merge(part);
    }
    let whole: Vec<usize> =
        (0..candidates.len()).filter(|at| matches!(candidates[*at].rank, Rank::Key | Rank::Row)).collect();
    let cost = (4 + usize::from(SLOTS / 2)) * (1 + attack.peppers.len());
    let stored: Vec<usize> = spread(whole.len(), STORED_WORK / cost).into_iter().map(|at| whole[at]).collect();
    for part in parallel::map(&stored, |at| attack.stored(*at)) {
        opened.merge(part);
    }
    opened
}

/// Below 2^252, as every share is: one in sixteen of random strings. (The group's order is larger by 2^125 only.)
fn is_scalar(bytes: &[u8; 32]) -> bool {
    bytes[31] < 0x10
}

/// `F(candidate, input)` for each input.
fn evaluated<'a>(purpose: Purpose, candidate: &GuessedPerson, inputs: impl Iterator<Item = &'a str>) -> Vec<Output> {
    let Ok((public, share)) = keys::single_from_scalar(purpose, Epoch(1), candidate.bytes) else { return Vec::new() };
    // The proof's nonce protects the share, which here is the thief's own.
    let mut rng = ChaCha20Rng::seed_from_u64(0);
    let evaluated = inputs.filter_map(|input| {
        let part = evaluate_clear(&share, &public, input.as_bytes(), &mut rng).ok()?;
        combine_clear(&public, input.as_bytes(), &[part]).ok()
    });
    evaluated.collect()
}

#[cfg(test)]
mod tests;
