//! Just enough of the grammar of Rust to tell code from comments, strings and tests.
//!
//! Not a parser: it blanks what is not code, byte for byte, so that places keep their line numbers.

use std::ops::Range;

/// One source file with what is not code blanked out.
pub(crate) struct Source {
    /// Comments and the insides of strings are spaces.
    pub(crate) code: String,
    /// Only comments are spaces.
    pub(crate) code_and_strings: String,
    /// Byte ranges of items under `#[cfg(test)]` or `#[test]`.
    tests: Vec<Range<usize>>,
}

impl Source {
    pub(crate) fn new(text: &str) -> Self {
        let mut lexer =
            Lexer { bytes: text.as_bytes(), at: 0, code: text.as_bytes().to_vec(), strings: text.as_bytes().to_vec() };
        lexer.run();
        // Whole tokens are blanked with ASCII, so both stay UTF-8.
        let code = String::from_utf8_lossy(&lexer.code).into_owned();
        let code_and_strings = String::from_utf8_lossy(&lexer.strings).into_owned();
        let tests = test_items(&code);
        Self { code, code_and_strings, tests }
    }

    /// Every string, with the offset of its first byte.
    pub(crate) fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        // What is inside is blanked, so the quotes that are left are those that begin and end strings.
        let mut quotes = self.code.match_indices('"').map(|(at, _)| at);
        std::iter::from_fn(move || {
            let (open, close) = (quotes.next()?, quotes.next()?);
            Some((open + 1, &self.code_and_strings[open + 1..close]))
        })
    }

    /// Whether the byte at `offset` belongs to an item that only tests compile.
    pub(crate) fn is_test(&self, offset: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&offset))
    }
}

/// Whether a whole file is test code, by its path.
pub(crate) fn is_test_file(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "benches" | "tests.rs"))
}

/// The line of a byte, counted from 1.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The offsets at which `word` stands alone, not inside a longer word.
pub(crate) fn words<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let part_of_word =
            |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80);
        let bytes = text.as_bytes();
        !part_of_word(at.checked_sub(1).and_then(|before| bytes.get(before)))
            && !part_of_word(bytes.get(at + word.len()))
    })
}

/// The offset just past the bracket that closes the one at `open`, in blanked code.
pub(crate) fn past_closing(code: &str, open: usize) -> usize {
    let mut depth = 0usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// Where the item that starts at `from` has its body, or its semicolon: the first at depth zero.
pub(crate) fn body_or_end(code: &str, from: usize) -> Option<(usize, u8)> {
    let bytes = code.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' => at = past_closing(code, at),
            b'{' | b';' => return Some((at, *byte)),
            _ => at += 1,
        }
    }
    None
}

fn test_items(code: &str) -> Vec<Range<usize>> {
    let marks = ["#[cfg(test)]", "#[cfg(all(test", "#[test]"];
    let starts = marks.iter().flat_map(|mark| code.match_indices(mark).map(|(at, _)| at));
    starts
        .map(|start| match body_or_end(code, start) {
            Some((open, b'{')) => start..past_closing(code, open),
            Some((end, _)) => start..end,
            None => start..code.len(),
        })
        .collect()
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    code: Vec<u8>,
    strings: Vec<u8>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                b'"' => self.string(0),
                b'r' if !self.inside_word() => self.raw_string_or_word(),
                b'\'' => self.character_or_lifetime(),
                _ => self.at += 1,
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Whether the byte at hand continues a word; the `b` and `c` of byte and C strings do not count.
    fn inside_word(&self) -> bool {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let before = |back: usize| self.at.checked_sub(back).map(|at| self.bytes[at]);
        match before(1) {
            Some(b'b' | b'c') => before(2).is_some_and(word),
            Some(byte) => word(byte),
            None => false,
        }
    }

    fn blank(&mut self, range: Range<usize>, comment: bool) {
        for at in range {
            if self.bytes[at] != b'\n' {
                self.code[at] = b' ';
                if comment {
                    self.strings[at] = b' ';
                }
            }
        }
    }

    fn line_comment(&mut self) {
        let start = self.at;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            self.at += 1;
        }
        self.blank(start..self.at, true);
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0usize;
        while self.at < self.bytes.len() {
            match (self.bytes[self.at], self.peek(1)) {
                (b'/', Some(b'*')) => depth += 1,
                (b'*', Some(b'/')) => depth -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
        self.blank(start..self.at, true);
    }

    /// From the opening quote; `hashes` is how many end a raw string, and none means escapes count.
    fn string(&mut self, hashes: usize) {
        let start = self.at + 1;
        self.at = start;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' if hashes == 0 => self.at += 2,
                b'"' if (1..=hashes).all(|ahead| self.peek(ahead) == Some(b'#')) => break,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.bytes.len());
        self.blank(start..end, false);
        self.at = end + 1 + hashes;
    }

    fn raw_string_or_word(&mut self) {
        let hashes = self.bytes[self.at + 1..].iter().take_while(|byte| **byte == b'#').count();
        if self.peek(1 + hashes) != Some(b'"') {
            self.at += 1;
            return;
        }
        self.at += 1 + hashes;
        if hashes > 0 {
            return self.string(hashes);
        }
        // Without hashes a raw string ends at the first quote, and a backslash means itself.
        let start = self.at + 1;
        let end =
            self.bytes[start..].iter().position(|byte| *byte == b'"').map_or(self.bytes.len(), |length| start + length);
        self.blank(start..end, false);
        self.at = end + 1;
    }

    fn character_or_lifetime(&mut self) {
        let end = match self.peek(1) {
            Some(b'\\') => (self.at + 3..self.bytes.len()).find(|at| self.bytes[*at] == b'\''),
            // One character, up to four bytes of UTF-8; a lifetime has no quote there.
            Some(_) => (2..=5)
                .map(|ahead| self.at + ahead)
                .find(|at| self.bytes.get(*at) == Some(&b'\''))
                .filter(|at| self.is_one_character(*at)),
            None => None,
        };
        match end {
            Some(end) => {
                self.blank(self.at + 1..end, false);
                self.at = end + 1;
            }
            None => self.at += 1,
        }
    }

    fn is_one_character(&self, end: usize) -> bool {
        std::str::from_utf8(&self.bytes[self.at + 1..end]).is_ok_and(|text| text.chars().count() == 1)
    }
}

#[cfg(test)]
mod tests;
