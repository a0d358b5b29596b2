//! What is searched for: everything that identifies a person or a line, and an index that finds millions of such
//! strings in one pass.
//!
//! An Aho–Corasick automaton over a country would take gigabytes. Here each pattern is entered under its first bytes
//! in a sorted table with a bitmap before it, which takes about twice the patterns' own size.
//!
//! **Chance.** Ten digits, or a number as an integer, occur in random bytes. So for each number invented ones that
//! nobody has (decoys) are searched for as well: only what is found more often than they are counts as found.

use super::population::Subscriber;
use serde::Serialize;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher};
use zeroize::Zeroizing;

/// Decoys per number.
pub(crate) const DECOYS: u64 = 2;
/// Bytes of a pattern under which it is entered; no text shorter than this is searched for within others.
const ANCHOR: usize = 8;
/// The same for packed integers of six bytes, as SQLite writes ten digits.
const SHORT_ANCHOR: usize = 6;

/// What was looked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Number,
    /// A SIM's number.
    Iccid,
    Name,
    /// A population key.
    Curp,
    /// A tax key.
    Rfc,
    Passport,
    /// A company's name.
    LegalName,
    Address,
    /// An e-mail address.
    Email,
}

/// In which bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Form {
    /// UTF-8 (for most values the same as ASCII).
    Utf8,
    /// ISO 8859-1.
    Latin1,
    /// Without accents.
    Unaccented,
    /// Eight bytes, least significant first.
    Integer8Little,
    /// Eight bytes, most significant first.
    Integer8Big,
    /// Six bytes, most significant first.
    Integer6Big,
    /// Two digits a byte.
    Decimal,
    /// Two digits a byte, the first in the lower half, as SIM cards store them.
    SwappedDecimal,
    /// A whole value of a column.
    Whole,
}

impl Form {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Latin1 => "latin-1",
            Self::Unaccented => "unaccented",
            Self::Integer8Little => "integer, 8 bytes, little endian",
            Self::Integer8Big => "integer, 8 bytes, big endian",
            Self::Integer6Big => "integer, 6 bytes, big endian",
            Self::Decimal => "packed decimal",
            Self::SwappedDecimal => "swapped packed decimal",
            Self::Whole => "whole value",
        }
    }

    fn is_text(self) -> bool {
        matches!(self, Self::Utf8 | Self::Latin1 | Self::Unaccented)
    }
}

/// One string to find. What it says lies in the arena, so that it is wiped.
#[derive(Clone, Copy)]
pub(crate) struct Pattern {
    start: u32,
    length: u16,
    pub(crate) kind: Kind,
    pub(crate) form: Form,
    /// A number that nobody has.
    pub(crate) decoy: bool,
    /// Which line of the population, from 0.
    pub(crate) line: u32,
}

/// A hit of the index.
pub(crate) struct Hit {
    pub(crate) pattern: Pattern,
    /// Where it begins in the piece.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Everything that is searched for.
pub(crate) struct Patterns {
    arena: Zeroizing<Vec<u8>>,
    texts: Index<ANCHOR>,
    packed: Index<ANCHOR>,
    short: Index<SHORT_ANCHOR>,
    integers: HashSet<u64, Plain>,
    whole: HashSet<u64, Plain>,
    wholes: usize,
}

type Plain = BuildHasherDefault<DefaultHasher>;

impl Patterns {
    /// The patterns of a population.
    pub(crate) fn new(people: &[Subscriber]) -> Self {
        let mut builder = Builder::default();
        let numbers: HashSet<u64, Plain> = people.iter().filter_map(|line| line.number().parse().ok()).collect();
        for (at, subscriber) in people.iter().enumerate() {
            builder.line = u32::try_from(at).unwrap_or(u32::MAX);
            builder.subscriber(subscriber);
            builder.decoys(subscriber.number(), &numbers);
        }
        let Builder { arena, texts, packed, short, whole, .. } = builder;
        let integers = numbers.iter().flat_map(|number| [*number, with_country(*number)]).collect();
        let wholes = whole.len();
        Self {
            texts: Index::new(&arena, texts),
            packed: Index::new(&arena, packed),
            short: Index::new(&arena, short),
            arena,
            integers,
            whole,
            wholes,
        }
    }

    /// How many there are, decoys left out.
    pub(crate) fn len(&self) -> u64 {
        let real = |patterns: &[Pattern]| patterns.iter().filter(|pattern| !pattern.decoy).count();
        (real(&self.texts.patterns) + real(&self.packed.patterns) + real(&self.short.patterns) + self.wholes) as u64
    }

    /// Finds every pattern in the bytes; `folded` are the same in lower case.
    pub(crate) fn find(&self, bytes: &[u8], folded: &[u8], mut each: impl FnMut(Hit)) {
        self.texts.find(&self.arena, folded, &mut each);
        self.packed.find(&self.arena, bytes, &mut each);
        self.short.find(&self.arena, bytes, &mut each);
    }

    /// Whether an integer is a number, with or without the country code.
    pub(crate) fn is_number(&self, value: i64) -> bool {
        u64::try_from(value).is_ok_and(|value| self.integers.contains(&value))
    }

    /// Whether a whole value is a name that is too short, or too common, to be searched for within others.
    pub(crate) fn is_whole_name(&self, value: &[u8]) -> bool {
        value.len() <= 200 && self.whole.contains(&hash(&value.trim_ascii().to_ascii_lowercase()))
    }
}

fn with_country(number: u64) -> u64 {
    520_000_000_000 + number
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::BuildHasher as _;
    Plain::default().hash_one(bytes)
}

#[derive(Default)]
struct Builder {
    arena: Zeroizing<Vec<u8>>,
    texts: Vec<Pattern>,
    packed: Vec<Pattern>,
    short: Vec<Pattern>,
    whole: HashSet<u64, Plain>,
    line: u32,
}

impl Builder {
    fn subscriber(&mut self, of: &Subscriber) {
        self.text(Kind::Number, of.number());
        self.number(of.number(), false);
        self.iccid(of.cell("iccid"));
        self.text(Kind::Curp, of.cell("curp"));
        self.text(Kind::Rfc, of.cell("rfc"));
        self.text(Kind::Passport, of.cell("passport_number"));
        self.text(Kind::LegalName, of.cell("legal_name"));
        self.text(Kind::Address, of.cell("address"));
        self.text(Kind::Email, of.cell("email"));
        self.names([of.cell("given_names"), of.cell("first_surname"), of.cell("second_surname")]);
    }

    /// Names in the usual orders, and as they lie beside each other in a row of a database; their parts only as
    /// whole values of a column, for half a country shares them.
    fn names(&mut self, [given, first, second]: [&str; 3]) {
        if given.is_empty() || first.is_empty() {
            return;
        }
        let surnames = if second.is_empty() { first.to_owned() } else { format!("{first} {second}") };
        for name in [
            format!("{given} {surnames}"),
            format!("{given} {first}"),
            // One surname alone is everybody's.
            if second.is_empty() { String::new() } else { surnames.clone() },
            format!("{surnames} {given}"),
            format!("{surnames}, {given}"),
            format!("{given}{first}{second}"),
            format!("{given},{first},{second}"),
            format!("{first}{second}{given}"),
        ] {
            self.text(Kind::Name, &name);
        }
        for part in [given, first, second] {
            self.whole(part);
        }
    }

    fn text(&mut self, kind: Kind, text: &str) {
        if text.len() < ANCHOR {
            self.whole(text);
            return;
        }
        self.push(kind, Form::Utf8, false, text.to_lowercase().as_bytes());
        if !text.is_ascii() {
            // Lower case of ASCII only: what is searched is folded the same way, whatever its encoding.
            self.push(kind, Form::Utf8, false, text.to_ascii_lowercase().as_bytes());
            self.push(kind, Form::Latin1, false, &latin1(&text.to_lowercase()));
            self.push(kind, Form::Latin1, false, &latin1(&text.to_ascii_lowercase()));
            self.push(kind, Form::Unaccented, false, unaccented(text).as_bytes());
        }
    }

    fn whole(&mut self, text: &str) {
        if text.len() >= 3 {
            let folded = text.to_ascii_lowercase();
            self.whole.insert(hash(folded.as_bytes()));
            self.whole.insert(hash(text.to_lowercase().as_bytes()));
            self.whole.insert(hash(&latin1(&folded)));
            self.whole.insert(hash(unaccented(text).as_bytes()));
        }
    }

    fn iccid(&mut self, digits: &str) {
        self.text(Kind::Iccid, digits);
        for (form, bytes) in [(Form::Decimal, decimal(digits, false)), (Form::SwappedDecimal, decimal(digits, true))] {
            self.push(Kind::Iccid, form, false, &bytes);
        }
    }

    /// A number as integers.
    fn number(&mut self, digits: &str, decoy: bool) {
        let Ok(value) = digits.parse::<u64>() else { return };
        for value in [value, with_country(value)] {
            self.push(Kind::Number, Form::Integer8Little, decoy, &value.to_le_bytes());
            self.push(Kind::Number, Form::Integer8Big, decoy, &value.to_be_bytes());
            self.push(Kind::Number, Form::Integer6Big, decoy, &value.to_be_bytes()[2..]);
        }
    }

    /// Numbers with the same first digits that nobody has.
    fn decoys(&mut self, digits: &str, numbers: &HashSet<u64, Plain>) {
        let Ok(value) = digits.parse::<u64>() else { return };
        let (block, rest) = (value / 10_000_000, value % 10_000_000);
        let others = (1..100u64).map(|step| block * 10_000_000 + (rest + step * 3_141_593) % 10_000_000);
        let free: Vec<u64> = others.filter(|other| !numbers.contains(other)).take(DECOYS as usize).collect();
        for decoy in free {
            let digits = decoy.to_string();
            self.push(Kind::Number, Form::Utf8, true, digits.as_bytes());
            self.number(&digits, true);
        }
    }

    fn push(&mut self, kind: Kind, form: Form, decoy: bool, bytes: &[u8]) {
        let (Ok(start), Ok(length)) = (u32::try_from(self.arena.len()), u16::try_from(bytes.len())) else { return };
        let to = match form {
            _ if bytes.len() < SHORT_ANCHOR => return,
            // A text that became shorter in another character set is found as a whole value.
            form if form.is_text() && bytes.len() < ANCHOR => return,
            form if form.is_text() => &mut self.texts,
            _ if bytes.len() < ANCHOR => &mut self.short,
            _ => &mut self.packed,
        };
        to.push(Pattern { start, length, kind, form, decoy, line: self.line });
        self.arena.extend_from_slice(bytes);
    }
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}

fn unaccented(text: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    };
    text.to_lowercase().chars().map(plain).collect()
}

/// Two digits a byte, an odd last one filled up with `f`.
fn decimal(digits: &str, swapped: bool) -> Vec<u8> {
    let value = |byte: Option<&u8>| byte.map_or(15, |byte| byte.wrapping_sub(b'0') & 15);
    let pack = |pair: &[u8]| match (value(pair.first()), value(pair.get(1))) {
        (first, second) if swapped => second << 4 | first,
        (first, second) => first << 4 | second,
    };
    digits.as_bytes().chunks(2).map(pack).collect()
}

/// Patterns by their first `N` bytes.
struct Index<const N: usize> {
    patterns: Vec<Pattern>,
    /// Of each pattern, in the same, sorted order.
    keys: Vec<u64>,
    bitmap: Vec<u64>,
    shift: u32,
    /// First and last bytes of the keys: small enough for the fastest memory, it refuses nearly all of random data.
    ends: Vec<u64>,
}

impl<const N: usize> Index<N> {
    fn new(arena: &[u8], mut patterns: Vec<Pattern>) -> Self {
        patterns.sort_by(|a, b| bytes_of(arena, a).cmp(bytes_of(arena, b)).then(a.decoy.cmp(&b.decoy)));
        patterns.dedup_by(|a, b| bytes_of(arena, a) == bytes_of(arena, b));
        let keys: Vec<u64> = patterns.iter().filter_map(|pattern| key::<N>(bytes_of(arena, pattern))).collect();
        let bits = (keys.len().max(64).next_power_of_two() * 32).ilog2();
        let mut index =
            Self { patterns, keys, bitmap: vec![0; (1 << bits) / 64], shift: 64 - bits, ends: vec![0; 65_536 / 64] };
        for at in 0..index.keys.len() {
            let bit = index.bit(index.keys[at]);
            index.bitmap[bit / 64] |= 1 << (bit % 64);
            let ends = ends::<N>(bytes_of(arena, &index.patterns[at]));
            index.ends[ends / 64] |= 1 << (ends % 64);
        }
        index
    }

    fn bit(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    fn find(&self, arena: &[u8], bytes: &[u8], each: &mut impl FnMut(Hit)) {
        if self.keys.is_empty() {
            return;
        }
        for (start, window) in bytes.windows(N).enumerate() {
            let ends = ends::<N>(window);
            if self.ends[ends / 64] & (1 << (ends % 64)) == 0 {
                continue;
            }
            let Some(key) = key::<N>(window) else { continue };
            let bit = self.bit(key);
            if self.bitmap[bit / 64] & (1 << (bit % 64)) != 0 {
                self.longest(arena, key, bytes, start, each);
            }
        }
    }

    /// The longest pattern that begins here. In sorted order, the prefixes of a text come before it, and whatever
    /// stands between shares less with it than they do.
    fn longest(&self, arena: &[u8], key: u64, bytes: &[u8], start: usize, each: &mut impl FnMut(Hit)) {
        let first = self.keys.partition_point(|other| *other < key);
        let last = first + self.keys[first..].partition_point(|other| *other == key);
        let here = &self.patterns[first..last];
        let mut text = &bytes[start..];
        loop {
            let below = here.partition_point(|pattern| bytes_of(arena, pattern) <= text);
            let Some(pattern) = below.checked_sub(1).and_then(|at| here.get(at)) else { return };
            let candidate = bytes_of(arena, pattern);
            let shared = candidate.iter().zip(text).take_while(|(a, b)| a == b).count();
            if shared == candidate.len() {
                return each(Hit { pattern: *pattern, start, end: start + shared });
            }
            if shared < N {
                return;
            }
            text = &text[..shared];
        }
    }
}

fn bytes_of<'a>(arena: &'a [u8], pattern: &Pattern) -> &'a [u8] {
    let start = pattern.start as usize;
    arena.get(start..start + usize::from(pattern.length)).unwrap_or_default()
}

/// The first and the last of `N` bytes, as a number.
fn ends<const N: usize>(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[N - 1])
}

/// The first `N` bytes (at most 8) as a number that sorts as they do.
fn key<const N: usize>(bytes: &[u8]) -> Option<u64> {
    let first = bytes.first_chunk::<N>()?;
    let mut wide = [0; 8];
    wide[..N].copy_from_slice(first);
    Some(u64::from_be_bytes(wide))
}

#[cfg(test)]
mod tests;
