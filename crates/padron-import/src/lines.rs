//! FileLines of bounded length from a file of unknown encoding.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use zeroize::Zeroizing;

/// Longest row, in bytes; a row of a subscriber has some 300.
pub(crate) const LONGEST: usize = 16 * 1024;

/// How the file's bytes become text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// A line that is valid UTF-8 is UTF-8, any other is Latin-1.
    #[default]
    Detect,
    /// UTF-8; other lines are invalid rows.
    #[value(name = "utf-8")]
    Utf8,
    /// Latin-1, with the punctuation that Windows-1252 adds.
    #[value(name = "latin-1")]
    Latin1,
}

impl Encoding {
    /// The text of a line, or `None` if it is not in this encoding.
    ///
    /// Detected line by line, because files put together from several systems mix encodings, and one damaged name must
    /// not spoil all others.
    pub fn decode(self, bytes: &[u8]) -> Option<Zeroizing<String>> {
        let utf8 = std::str::from_utf8(bytes).ok();
        match (self, utf8) {
            (Self::Detect | Self::Utf8, Some(text)) => Some(Zeroizing::new(text.to_owned())),
            (Self::Utf8, None) => None,
            (Self::Latin1, _) | (Self::Detect, None) => Some(latin1(bytes)),
        }
    }
}

/// What Windows-1252 has where Latin-1 has control characters, from 0x80 (WHATWG Encoding Standard, index
/// windows-1252).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn latin1(bytes: &[u8]) -> Zeroizing<String> {
    // Three bytes is the most that one of these characters takes: growing would leave an unwiped copy behind.
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 3));
    text.extend(bytes.iter().map(|&byte| match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        other => char::from(other),
    }));
    text
}

/// One line of a file. Personal: no `Debug`, wiped when dropped.
pub(crate) struct Line {
    /// The bytes, without line end.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Where the next line starts, in bytes from the start of the file.
    pub end: u64,
    /// The line was longer than [`LONGEST`]; its bytes are not kept.
    pub too_long: bool,
}

impl Line {
    /// Nothing but spaces.
    pub(crate) fn is_blank(&self) -> bool {
        !self.too_long && self.bytes.trim_ascii().is_empty()
    }
}

/// The lines of a file; lines can be given back.
pub(crate) struct FileLines<R> {
    reader: R,
    position: u64,
    returned: VecDeque<Line>,
}

impl<R: BufRead> FileLines<R> {
    /// FileLines from the start of a file.
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, position: 0, returned: VecDeque::new() }
    }

    /// The next line, or `None` at the end.
    ///
    /// # Errors
    /// The reader's.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line>> {
        match self.returned.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.read(),
        }
    }

    /// Gives lines back, to be read again in the same order.
    pub(crate) fn give_back(&mut self, lines: Vec<Line>) {
        for line in lines.into_iter().rev() {
            self.returned.push_front(line);
        }
    }

    fn read(&mut self) -> io::Result<Option<Line>> {
        let start = self.position;
        let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
        let mut too_long = false;
        loop {
            let available = match self.reader.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let newline = available.iter().position(|&byte| byte == b'\n');
            let part = &available[..newline.unwrap_or(available.len())];
            if bytes.len() + part.len() > LONGEST {
                too_long = true;
                bytes.clear();
            }
            if !too_long {
                append(&mut bytes, part);
            }
            let consumed = part.len() + usize::from(newline.is_some());
            self.reader.consume(consumed);
            self.position += consumed as u64;
            if newline.is_some() || consumed == 0 {
                break;
            }
        }
        if self.position == start {
            return Ok(None);
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(Line { bytes, end: self.position, too_long }))
    }
}

/// Appends without leaving an unwiped copy behind.
fn append(bytes: &mut Zeroizing<Vec<u8>>, part: &[u8]) {
    if bytes.capacity() < bytes.len() + part.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity(2 * (bytes.len() + part.len())));
        larger.extend_from_slice(bytes);
        *bytes = larger;
    }
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests;
