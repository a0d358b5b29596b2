//! What the thief tries as keys, and what guesses are compared with: every string of 32 bytes found, and the first
//! bytes of every value.

use super::inventory::StolenFile;
use super::scan::{self, ScannedPiece, Sink, Walker};
use super::sqlite::{self, Value};
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Values up to this size are cut at every byte.
const SMALL_VALUE: usize = 256;
/// Files below this size are cut at every multiple of 32 bytes.
const SMALL_FILE: u64 = 64 << 10;
/// A table with more rows holds values of rows rather than keys of the register: they are tried last.
const FEW_ROWS: u64 = 64;
/// Rows of a column that are cut at every byte to make candidates. A key of the whole register does not hide in row
/// five hundred and one of a table; values of exactly 32 bytes are taken from every row.
const CUT_ROWS: u64 = 500;
const MOST_CANDIDATES: usize = 4_000_000;

/// Names of records kept per file, to try view keys on.
const MOST_IDS: usize = 64;

/// Where a candidate lay: what is likelier to be a key is tried first and on more people.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Rank {
    /// A file of 32 bytes, a value of 32 bytes in a table of few rows, digits for 32 bytes in a small file.
    Key,
    /// Cut out of a small value in a table of few rows, or of a small file at a multiple of 32.
    Part,
    /// A value of 32 bytes, or digits for them, among many.
    Row,
    /// Cut out of a small value of a table of many rows.
    RowPart,
}

/// 32 bytes that may be a key. No `Debug`, wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct GuessedPerson {
    /// The bytes.
    pub(crate) bytes: [u8; 32],
    /// How likely they are a key.
    #[zeroize(skip)]
    pub(crate) rank: Rank,
    /// Which file they were found in, from 0.
    #[zeroize(skip)]
    pub(crate) file: u32,
}

pub(crate) struct Collected {
    /// Candidates, the likeliest first, none twice.
    pub(crate) candidates: Vec<GuessedPerson>,
    /// First bytes of everything found.
    pub(crate) targets: Targets,
    /// Some values of 16 bytes: names of records.
    pub(crate) ids: Vec<[u8; 16]>,
    /// Candidates beyond [`MOST_CANDIDATES`], and rows beyond [`CUT_ROWS`] that were not cut.
    pub(crate) left_out: u64,
}

/// The first eight bytes of every value, of every 16 bytes cut from small ones, and of whatever digits decode to.
///
/// Eight bytes are enough: a billion guesses against ten million values meet by chance once in two thousand drills.
pub(crate) struct Targets {
    sorted: Vec<u64>,
    bitmap: Vec<u64>,
    shift: u32,
}

impl Targets {
    fn new(mut values: Vec<u64>) -> Self {
        values.sort_unstable();
        values.dedup();
        let bits = (values.len().max(64).next_power_of_two() * 16).ilog2();
        let mut targets = Self { sorted: values, bitmap: vec![0; (1 << bits) / 64], shift: 64 - bits };
        for at in 0..targets.sorted.len() {
            let bit = targets.bit(targets.sorted[at]);
            targets.bitmap[bit / 64] |= 1 << (bit % 64);
        }
        targets
    }

    fn bit(&self, value: u64) -> usize {
        (value.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    /// Whether a guess begins as something that was found does.
    pub(crate) fn contain(&self, guess: &[u8]) -> bool {
        let Some(value) = start(guess) else { return false };
        let bit = self.bit(value);
        self.bitmap[bit / 64] & (1 << (bit % 64)) != 0 && self.sorted.binary_search(&value).is_ok()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.sorted.len()
    }
}

/// The first eight bytes of a guess; what is all zeros or ones is no value but an empty place.
fn start(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk::<8>().map(|first| u64::from_be_bytes(*first)).filter(|value| ![0, u64::MAX].contains(value))
}

/// Collects from files and tables.
#[derive(Default)]
struct Collector {
    found: Vec<GuessedPerson>,
    targets: Vec<u64>,
    ids: Vec<[u8; 16]>,
    left_out: u64,
    file: u32,
    small: bool,
}

impl Collector {
    fn candidate(&mut self, bytes: &[u8], rank: Rank) {
        if let Ok(bytes) = <[u8; 32]>::try_from(bytes)
            && plausible(&bytes)
        {
            self.found.push(GuessedPerson { bytes, rank, file: self.file });
        }
    }

    fn value(&mut self, bytes: &[u8], row: u64, few: bool) {
        let (whole, part) = if few { (Rank::Key, Rank::Part) } else { (Rank::Row, Rank::RowPart) };
        self.candidate(bytes, whole);
        if let Ok(id) = bytes.try_into()
            && self.ids.len() < MOST_IDS
        {
            self.ids.push(id);
        }
        if bytes.len() >= 16 {
            self.targets.extend(start(bytes));
        }
        if bytes.len() > SMALL_VALUE {
            return;
        }
        self.targets.extend(bytes.windows(16).skip(1).filter_map(start));
        if bytes.len() > 32 && row < CUT_ROWS {
            bytes.windows(32).for_each(|window| self.candidate(window, part));
        } else if bytes.len() > 32 {
            self.left_out += 1;
        }
    }

    /// Digits of exactly 16 or 32 bytes, as people write keys and hashes.
    fn digits(&mut self, text: &[u8], rank: Rank) {
        let separates = |byte: &u8| !(byte.is_ascii_alphanumeric() || b"+/-_".contains(byte));
        for word in text.split(separates) {
            let decoded = match word.len() {
                32 | 64 => data_encoding::HEXLOWER_PERMISSIVE.decode(word).ok(),
                22 | 43 => decode_base64(word),
                _ => None,
            };
            let Some(bytes) = decoded else { continue };
            self.targets.extend(start(&bytes));
            self.candidate(&bytes, rank);
        }
    }
}

fn decode_base64(word: &[u8]) -> Option<Vec<u8>> {
    let digits: Vec<u8> = word.iter().filter_map(|byte| scan::base64_digit(*byte)).collect();
    (digits.len() == word.len()).then(|| scan::decode_base64(&digits))
}

/// Neither empty nor text nor one byte over and over: a key has at least a dozen different bytes.
fn plausible(bytes: &[u8; 32]) -> bool {
    let mut seen = [0u64; 4];
    bytes.iter().for_each(|byte| seen[usize::from(byte >> 6)] |= 1 << (byte & 63));
    seen.iter().map(|bits| bits.count_ones()).sum::<u32>() >= 12
}

impl Sink for Collector {
    fn look(&mut self, piece: &ScannedPiece<'_>) {
        let rank = if self.small { Rank::Key } else { Rank::Row };
        self.digits(piece.bytes, rank);
        if piece.layers[0].is_some() && piece.bytes.len() <= SMALL_VALUE {
            self.targets.extend(start(piece.bytes));
        }
    }
}

/// Collects from everything stolen, and from what was unwrapped of it.
pub(crate) fn collect(files: &[StolenFile], unwrapped: &[Zeroizing<Vec<u8>>]) -> anyhow::Result<Collected> {
    let numbered: Vec<(usize, &StolenFile)> = files.iter().enumerate().collect();
    let parts = super::parallel::map(&numbered, |(at, file)| collect_file(*at, file));
    let mut all = Collector::default();
    for record in unwrapped.iter().take(CUT_ROWS as usize) {
        record.chunks(32).for_each(|chunk| all.candidate(chunk, Rank::RowPart));
        all.targets.extend(record.windows(16).filter_map(start));
    }
    for part in parts {
        let mut part = part?;
        all.found.append(&mut part.found);
        all.targets.append(&mut part.targets);
        all.ids.append(&mut part.ids);
        all.left_out += part.left_out;
    }
    let mut found = all.found;
    found.sort_unstable_by_key(|found| (found.bytes, found.rank, found.file));
    found.dedup_by(|a, b| a.bytes == b.bytes);
    found.sort_by_key(|candidate| candidate.rank);
    all.left_out += found.len().saturating_sub(MOST_CANDIDATES) as u64;
    found.truncate(MOST_CANDIDATES);
    Ok(Collected { candidates: found, targets: Targets::new(all.targets), ids: all.ids, left_out: all.left_out })
}

fn collect_file(at: usize, file: &StolenFile) -> anyhow::Result<Collector> {
    let small = file.bytes < SMALL_FILE;
    let mut collector = Collector { file: u32::try_from(at)?, small, ..Collector::default() };
    let read = |error| anyhow::anyhow!("cannot read {}: {error}", file.label());
    Walker::new(&mut collector).file(&file.path).map_err(read)?;
    if small {
        let bytes = std::fs::read(&file.path).map_err(read)?;
        collector.candidate(&bytes, Rank::Key);
        collector.candidate(bytes.trim_ascii(), Rank::Key);
        bytes.chunks(32).for_each(|chunk| collector.candidate(chunk, Rank::Part));
        collector.targets.extend(bytes.chunks(16).filter_map(start));
    }
    if let Some(database) = &file.database {
        for table in sqlite::tables(database).unwrap_or_default() {
            let _damaged = collect_table(&mut collector, database, &table);
        }
    }
    Ok(collector)
}

fn collect_table(collector: &mut Collector, database: &std::path::Path, table: &str) -> anyhow::Result<()> {
    let mut rows = BTreeMap::<String, u64>::new();
    sqlite::for_each_value(database, table, |_, column, _| {
        if let Some(count) = rows.get_mut(column) {
            *count += 1;
        } else {
            rows.insert(column.to_owned(), 1);
        }
    })?;
    let few = rows.values().all(|rows| *rows <= FEW_ROWS);
    sqlite::for_each_value(database, table, |row, _, value| {
        if let Some(bytes) = sqlite::bytes(&value) {
            collector.value(bytes, row, few);
        }
        if let Value::Text(text) = value {
            collector.digits(text.as_bytes(), if few { Rank::Key } else { Rank::Row });
        }
    })
}

#[cfg(test)]
mod tests;
