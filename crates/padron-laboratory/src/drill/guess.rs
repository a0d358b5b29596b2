//! The guessing attack: does anything found, used as a key, make something else found out of a person or a number?
//!
//! A stolen table of hashed numbers is a table of numbers: there are so few that each can be tried. What the drill
//! tries is every candidate as the key of every derivation that a register like this one could have used. Work is
//! bounded in both directions: every candidate on a few people, and the likeliest candidates (with some of the
//! others) on everybody; what is found is then counted over everybody.

use super::candidates::{Collected, GuessedPerson, Rank};
use super::hash::{Keyed, sha256};
use super::population::Subscriber;
use super::{Effort, parallel};
use padron_protocol::Uuid;
use padron_protocol::messages::link::record_of;
use std::collections::{BTreeMap, BTreeSet};
use zeroize::Zeroizing;

/// Candidates that one core takes at a time.
const SLICE: usize = 16;
/// Candidates out of many rows that are tried on everybody: a hash may have its salt beside it.
const ROWS_ON_EVERYBODY: usize = 2;
/// Candidates that are tried on everybody, whatever it costs.
const LEAST_ON_EVERYBODY: usize = 4;

/// How a value was made of a key and a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Derivation {
    Sha256,
    DoubleSha256,
    RecordName,
    Hmac,
    HmacLine,
    HmacSlot,
    HmacHolder,
    HmacLineOfHash,
    KeyFirst,
    KeyLast,
    Expand,
    ExtractExpand,
}

impl Derivation {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256(text)",
            Self::DoubleSha256 => "SHA-256(SHA-256(text))",
            Self::RecordName => "name of the record of a submission named after the text",
            Self::Hmac => "HMAC-SHA256(key, text)",
            Self::HmacLine => "HMAC-SHA256(key, \"line\" || text)",
            Self::HmacSlot => "HMAC-SHA256(key, \"slot\" || text)",
            Self::HmacHolder => "HMAC-SHA256(key, \"holder\" || text)",
            Self::HmacLineOfHash => "HMAC-SHA256(key, \"line\" || SHA-256(text))",
            Self::KeyFirst => "SHA-256(key || text)",
            Self::KeyLast => "SHA-256(text || key)",
            Self::Expand => "HKDF-Expand(key, text)",
            Self::ExtractExpand => "HKDF(salt = key, text, \"line token\")",
        }
    }
}

/// Shorter texts are left out: the hash of nothing is found in many files and says nothing.
const SHORTEST: usize = 8;

/// What a text says of a line.
const FORMS: [&str; 5] = ["number", "+52 number", "52 number", "person as evaluated", "document"];
type LaboratoryTexts = [Zeroizing<String>; FORMS.len()];

/// A derivation that met something found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Met {
    /// Which candidate, if the derivation has a key.
    pub(crate) candidate: Option<usize>,
    pub(crate) derivation: Derivation,
    form: usize,
}

impl Met {
    /// What was derived from what.
    pub(crate) fn words(&self) -> String {
        format!("{}, text = {}", self.derivation.as_str(), FORMS[self.form])
    }
}

/// What the attack gave.
pub(crate) struct Guessed {
    /// Each derivation that met something, with the lines of the population that it recovers.
    pub(crate) met: BTreeMap<Met, BTreeSet<u32>>,
    /// How many values were derived and compared.
    pub(crate) attempts: u64,
    /// On how many lines every candidate was tried.
    pub(crate) lines_each: u64,
    /// How many candidates were tried on every line.
    pub(crate) on_everybody: u64,
}

impl Guessed {
    /// Lines recovered by any derivation.
    pub(crate) fn lines(&self) -> BTreeSet<u32> {
        self.met.values().flatten().copied().collect()
    }
}

/// Runs the attack.
pub(crate) fn guess(found: &Collected, people: &[Subscriber], effort: Effort) -> Guessed {
    let texts: Vec<LaboratoryTexts> = people.iter().map(texts).collect();
    let candidates = &found.candidates;
    let each = (effort.pairs / candidates.len().max(1) as u64).clamp(2, people.len().max(2) as u64) as usize;
    let sample = spread(people.len(), each);
    let likely = likely(candidates, people.len(), effort.pairs);

    let everybody: Vec<usize> = (0..people.len()).collect();
    let (mut met, mut attempts) = without_key(found, people, &texts);
    let all: Vec<usize> = (0..candidates.len()).collect();
    for (which, lines) in [(&all, &sample), (&likely, &everybody)] {
        let slices: Vec<&[usize]> = which.chunks(SLICE).collect();
        for (some, count) in parallel::map(&slices, |slice| with_keys(found, slice, &texts, lines)) {
            met.extend(some);
            attempts += count;
        }
    }
    let met: Vec<Met> = met.into_iter().collect();
    let counted = parallel::map(&met, |met| recovered(found, people, &texts, met));
    attempts += (met.len() * people.len()) as u64;
    Guessed {
        met: met.into_iter().zip(counted).collect(),
        attempts,
        lines_each: sample.len() as u64,
        on_everybody: likely.len() as u64,
    }
}

/// Evenly spread places.
pub(crate) fn spread(of: usize, wanted: usize) -> Vec<usize> {
    let wanted = wanted.min(of);
    (0..wanted).map(|at| at * of / wanted).collect()
}

/// The first candidates (they are sorted by rank) and some out of many rows.
fn likely(candidates: &[GuessedPerson], lines: usize, pairs: u64) -> Vec<usize> {
    let affordable = (pairs as usize / lines.max(1)).max(LEAST_ON_EVERYBODY);
    let mut likely: Vec<usize> = (0..candidates.len().min(affordable)).collect();
    let rows: Vec<usize> = (likely.len()..candidates.len()).filter(|at| candidates[*at].rank >= Rank::Row).collect();
    likely.extend(spread(rows.len(), ROWS_ON_EVERYBODY).into_iter().map(|at| rows[at]));
    likely
}

fn texts(of: &Subscriber) -> LaboratoryTexts {
    let number = of.number();
    let person = of.person_input();
    let document = person.rsplit(':').next().unwrap_or_default().to_owned();
    [number.to_owned(), format!("+52{number}"), format!("52{number}"), person, document].map(Zeroizing::new)
}

fn without_key(found: &Collected, people: &[Subscriber], texts: &[LaboratoryTexts]) -> (BTreeSet<Met>, u64) {
    let mut met = BTreeSet::new();
    let mut attempts = 0;
    for (subscriber, texts) in people.iter().zip(texts) {
        for (form, text) in texts.iter().enumerate().filter(|(_, text)| text.len() >= SHORTEST) {
            plain(subscriber.cell("operator"), text.as_bytes(), |derivation, value| {
                attempts += 1;
                if found.targets.contain(&value) {
                    met.insert(Met { candidate: None, derivation, form });
                }
            });
        }
    }
    (met, attempts)
}

fn with_keys(found: &Collected, which: &[usize], texts: &[LaboratoryTexts], lines: &[usize]) -> (BTreeSet<Met>, u64) {
    let mut met = BTreeSet::new();
    let mut attempts = 0;
    for &at in which {
        let key = &found.candidates[at].bytes;
        let hmac = Keyed::new(key);
        for texts in lines.iter().map(|line| &texts[*line]) {
            for (form, text) in texts.iter().enumerate().filter(|(_, text)| text.len() >= SHORTEST) {
                keyed(key, &hmac, text.as_bytes(), |derivation, value| {
                    attempts += 1;
                    if found.targets.contain(&value) {
                        met.insert(Met { candidate: Some(at), derivation, form });
                    }
                });
            }
        }
    }
    (met, attempts)
}

/// Every derivation of a text alone.
fn plain(operator: &str, text: &[u8], mut each: impl FnMut(Derivation, [u8; 32])) {
    let hash = sha256(&[text]);
    each(Derivation::Sha256, hash);
    each(Derivation::DoubleSha256, sha256(&[&hash]));
    let mut submission = [0; 16];
    submission.copy_from_slice(&hash[..16]);
    let mut name = [0; 32];
    name[..16].copy_from_slice(record_of(operator, &Uuid::from_random(submission)).as_bytes());
    each(Derivation::RecordName, name);
}

/// Every derivation of a key and a text. The names are the register's own (`padron_registrar`, for one, keys its rows
/// by HMAC of `line`, `slot` or `holder` and a token).
fn keyed(key: &[u8; 32], hmac: &Keyed, text: &[u8], mut each: impl FnMut(Derivation, [u8; 32])) {
    let plain = hmac.mac(&[text]);
    each(Derivation::Hmac, plain);
    each(Derivation::HmacLine, hmac.mac(&[b"line", text]));
    each(Derivation::HmacSlot, hmac.mac(&[b"slot", text]));
    each(Derivation::HmacHolder, hmac.mac(&[b"holder", text]));
    each(Derivation::HmacLineOfHash, hmac.mac(&[b"line", &sha256(&[text])]));
    each(Derivation::KeyFirst, sha256(&[key, text]));
    each(Derivation::KeyLast, sha256(&[text, key]));
    each(Derivation::Expand, hmac.expand(&[text]));
    each(Derivation::ExtractExpand, Keyed::new(&plain).expand(&[b"line token"]));
}

/// The lines of the population that a derivation meets.
fn recovered(found: &Collected, people: &[Subscriber], texts: &[LaboratoryTexts], met: &Met) -> BTreeSet<u32> {
    let key = met.candidate.map(|at| (&found.candidates[at].bytes, Keyed::new(&found.candidates[at].bytes)));
    let mut lines = BTreeSet::new();
    for (at, (subscriber, texts)) in people.iter().zip(texts).enumerate() {
        let text = texts[met.form].as_bytes();
        if text.len() < SHORTEST {
            continue;
        }
        let mut look = |derivation, value: [u8; 32]| {
            if derivation == met.derivation && found.targets.contain(&value) {
                lines.extend(u32::try_from(at));
            }
        };
        match &key {
            Some((key, hmac)) => keyed(key, hmac, text, look),
            None => plain(subscriber.cell("operator"), text, &mut look),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
