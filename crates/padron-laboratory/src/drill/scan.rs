//! Walks every byte of a file, and every byte of whatever is encoded or compressed in it.
//!
//! Not the patterns are encoded in every possible way, but the data decoded: a run of hexadecimal digits, of base64, of
//! UTF-16, a compressed stream is decoded wherever it begins, at every alignment, and what comes out is walked in turn,
//! up to [`DEEPEST`] layers. A file of any size takes the same memory.

use super::inflate::{self, PackedFormat};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How many encodings may lie in each other (a compressed file in base64 in hexadecimal digits).
pub(crate) const DEEPEST: usize = 3;
/// Bytes of a file in memory at a time.
const CHUNK: usize = 4 << 20;
/// Bytes of a chunk that the next one repeats: an encoded value up to this long is whole in one of the two.
const OVERLAP: usize = 32 << 10;
/// Bytes that one file may be decoded to; what lies beyond is reported as not searched.
const MOST_DECODED: u64 = 16 << 30;
/// Shortest run of UTF-16 characters, base64 digits and hexadecimal digits that is decoded.
const SHORTEST_WIDE: usize = 8;
const SHORTEST_BASE64: usize = 11;
const SHORTEST_HEX: usize = 12;

/// How something was encoded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
    /// Hexadecimal digits.
    Hex,
    /// Base64, in either alphabet, at any alignment.
    Base64,
    /// Two bytes a character.
    Utf16,
    Compressed(PackedFormat),
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::Utf16 => "utf-16",
            Self::Compressed(format) => format.as_str(),
        })
    }
}

/// The layers over a piece, outermost first.
pub(crate) type Layers = [Option<Layer>; DEEPEST];

/// Bytes to look at.
pub(crate) struct ScannedPiece<'a> {
    /// The bytes.
    pub(crate) bytes: &'a [u8],
    /// How many of them were the end of the piece before.
    pub(crate) seen: usize,
    /// Where in the file they begin, or where the outermost encoding does.
    pub(crate) offset: u64,
    /// How they were encoded.
    pub(crate) layers: Layers,
}

impl ScannedPiece<'_> {
    /// Where in the file a position of the piece lies: exactly if nothing was decoded.
    pub(crate) fn place(&self, position: usize) -> u64 {
        if self.layers[0].is_none() { self.offset + position as u64 } else { self.offset }
    }
}

/// Looks at pieces.
pub(crate) trait Sink {
    /// Looks at one. Something counts if it ends behind what was seen before.
    fn look(&mut self, piece: &ScannedPiece<'_>);
}

/// Takes pieces to a sink.
pub(crate) struct Walker<'s, S> {
    sink: &'s mut S,
    decoded: u64,
}

impl<'s, S: Sink> Walker<'s, S> {
    /// A walker for one file or value.
    pub(crate) fn new(sink: &'s mut S) -> Self {
        Self { sink, decoded: 0 }
    }

    /// Whether everything in it was walked.
    pub(crate) fn complete(&self) -> bool {
        self.decoded < MOST_DECODED
    }

    /// Walks a file.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn file(&mut self, path: &Path) -> io::Result<u64> {
        self.stream(File::open(path)?, 0, Layers::default(), Some(path))
    }

    /// Walks a value that lies in memory.
    pub(crate) fn value(&mut self, bytes: &[u8]) {
        self.piece(&ScannedPiece { bytes, seen: 0, offset: 0, layers: Layers::default() }, None);
    }

    fn stream(&mut self, mut from: impl Read, base: u64, layers: Layers, path: Option<&Path>) -> io::Result<u64> {
        let mut buffer = Vec::with_capacity(CHUNK + OVERLAP);
        let mut total = 0;
        let mut seen = 0;
        loop {
            let result = from.by_ref().take(CHUNK as u64).read_to_end(&mut buffer);
            let fresh = buffer.len() - seen;
            if fresh > 0 {
                let offset = if layers[0].is_none() { total - seen as u64 } else { base };
                total += fresh as u64;
                self.piece(&ScannedPiece { bytes: &buffer, seen, offset, layers }, path);
            }
            // What a damaged stream gave before it broke has been looked at.
            result?;
            if fresh < CHUNK {
                return Ok(total);
            }
            let keep = buffer.len().min(OVERLAP);
            buffer.drain(..buffer.len() - keep);
            seen = keep;
        }
    }

    fn piece(&mut self, piece: &ScannedPiece<'_>, path: Option<&Path>) {
        self.sink.look(piece);
        if piece.layers[DEEPEST - 1].is_some() {
            return;
        }
        self.wide(piece);
        self.digits(piece, Layer::Hex, SHORTEST_HEX, &HEX_DIGITS, decode_hex, 2);
        self.digits(piece, Layer::Base64, SHORTEST_BASE64, &BASE64_DIGITS, decode_base64, 4);
        self.compressed(piece, path);
    }

    fn inner(&mut self, outer: &ScannedPiece<'_>, layer: Layer, at: usize, bytes: &[u8]) {
        self.decoded += bytes.len() as u64;
        if self.complete() {
            let layers = under(outer.layers, layer);
            self.piece(&ScannedPiece { bytes, seen: 0, offset: outer.place(at), layers }, None);
        }
    }

    /// Runs of characters with a zero byte between each two. Little and big endian differ in where such a run begins
    /// and not in the characters.
    fn wide(&mut self, piece: &ScannedPiece<'_>) {
        let bytes = piece.bytes;
        let mut at = 0;
        while at + 2 * SHORTEST_WIDE <= bytes.len() + 1 {
            if bytes[at] == 0 || bytes[at + 1] != 0 {
                at += 1;
                continue;
            }
            let pairs =
                bytes[at..].chunks(2).take_while(|pair| pair[0] != 0 && pair.get(1).is_none_or(|zero| *zero == 0));
            let length = pairs.count();
            if length >= SHORTEST_WIDE && at + 2 * length > piece.seen {
                let narrow: Vec<u8> = bytes[at..].iter().step_by(2).take(length).copied().collect();
                self.inner(piece, Layer::Utf16, at, &narrow);
            }
            at += (2 * length).max(1);
        }
    }

    /// Runs of digits (line breaks within them do not end them), decoded at each of their alignments.
    fn digits(
        &mut self,
        piece: &ScannedPiece<'_>,
        layer: Layer,
        shortest: usize,
        digits: &[u8; 256],
        decode: fn(&[u8]) -> Vec<u8>,
        alignments: usize,
    ) {
        let mut run = Vec::new();
        let mut at = 0;
        while at < piece.bytes.len() {
            let start = at;
            run.clear();
            while let Some(byte) = piece.bytes.get(at) {
                match digits[usize::from(*byte)] {
                    NO_DIGIT if !run.is_empty() && matches!(byte, b'\n' | b'\r') => {}
                    NO_DIGIT => break,
                    value => run.push(value),
                }
                at += 1;
            }
            if run.len() >= shortest && at > piece.seen {
                for alignment in 0..alignments {
                    self.inner(piece, layer, start, &decode(&run[alignment..]));
                }
            }
            at += 1;
        }
    }

    fn compressed(&mut self, piece: &ScannedPiece<'_>, path: Option<&Path>) {
        for (at, byte) in piece.bytes.iter().enumerate() {
            if !inflate::may_begin(*byte) {
                continue;
            }
            let Some((format, start)) = inflate::begins(&piece.bytes[at..]) else { continue };
            // A stream that begins where the piece before ended was followed from there.
            if at + 2 <= piece.seen || !self.complete() {
                continue;
            }
            let offset = piece.place(at);
            // Within a file itself the stream is followed as far as it goes; within something decoded, to its end.
            let whole_file = path.filter(|_| piece.layers[0].is_none());
            let rest = inflate::Rest::new(whole_file, piece.offset + piece.bytes.len() as u64);
            let packed = piece.bytes[at + start..].chain(rest);
            let layers = under(piece.layers, Layer::Compressed(format));
            let left = MOST_DECODED.saturating_sub(self.decoded);
            let _ends_or_breaks = self.stream(inflate::reader(format, packed).take(left), offset, layers, None);
        }
    }
}

fn under(mut layers: Layers, layer: Layer) -> Layers {
    if let Some(free) = layers.iter_mut().find(|layer| layer.is_none()) {
        *free = Some(layer);
    }
    layers
}

/// Marks a byte that is no digit.
const NO_DIGIT: u8 = 0xff;
/// The values of hexadecimal digits, in either case.
static HEX_DIGITS: [u8; 256] = table(&[(b'0', 10, 0), (b'a', 6, 10), (b'A', 6, 10)]);
/// The values of base64 digits, in either alphabet.
static BASE64_DIGITS: [u8; 256] =
    table(&[(b'A', 26, 0), (b'a', 26, 26), (b'0', 10, 52), (b'+', 1, 62), (b'-', 1, 62), (b'/', 1, 63), (b'_', 1, 63)]);

/// From runs of digits: the first, how many, and the first one's value.
const fn table(runs: &[(u8, u8, u8)]) -> [u8; 256] {
    let mut table = [NO_DIGIT; 256];
    let mut run = 0;
    while run < runs.len() {
        let (first, count, value) = runs[run];
        let mut at = 0;
        while at < count {
            table[(first + at) as usize] = value + at;
            at += 1;
        }
        run += 1;
    }
    table
}

/// The value of a base64 digit, in either alphabet.
pub(crate) fn base64_digit(byte: u8) -> Option<u8> {
    Some(BASE64_DIGITS[usize::from(byte)]).filter(|value| *value != NO_DIGIT)
}

/// Two digits a byte.
fn decode_hex(digits: &[u8]) -> Vec<u8> {
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Four digits for three bytes; what is left over of the last group falls away.
pub(crate) fn decode_base64(digits: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len().max(1)]);
    }
    bytes
}

#[cfg(test)]
mod tests;
