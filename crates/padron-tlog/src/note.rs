//! Signed notes: text, an empty line, and lines of signatures (C2SP signed-note).

use crate::text::{base64, is_name, line};
use data_encoding::BASE64;
use std::fmt;

/// The most bytes a note may have, signatures included: 64 KiB.
pub const MAX_NOTE: usize = 64 * 1024;

/// The most signatures a note may have.
pub const MAX_SIGNATURES: usize = 100;

/// A note and its signatures, none of which has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What is signed, with the newline at its end.
    pub text: String,
    pub signatures: Vec<NoteSignature>,
}

impl Note {
    /// Reads a note. It prints back identically.
    ///
    /// # Errors
    /// [`NoteError`] says what is no note about it, or which limit it exceeds.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE {
            return Err(NoteError::Long(note.len()));
        }
        check_characters(note)?;
        let split = note.rfind("\n\n").ok_or(NoteError::NoSignatures)?;
        let (text, signatures) = note.split_at(split + 1);
        let signatures = signature_lines(&signatures[1..])?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// The signatures of a name and key id; more than one when a witness cosigned twice.
    pub(crate) fn by<'a>(&'a self, name: &'a str, id: [u8; 4]) -> impl Iterator<Item = &'a NoteSignature> {
        self.signatures.iter().filter(move |signature| signature.id == id && signature.name == name)
    }

    /// Checks that it would be read back as it is: its fields may have been filled by hand.
    pub(crate) fn check(&self) -> Result<(), NoteError> {
        let again = Self::parse(&self.to_string())?;
        if again == *self { Ok(()) } else { Err(NoteError::Text) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.text)?;
        to.write_str("\n")?;
        self.signatures.iter().try_for_each(|signature| signature.fmt(to))
    }
}

/// One line of a note: who signed, with which key, and the signature. It has not been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    pub name: String,
    /// The id of the key: see [`VerifierKey::id`](crate::VerifierKey::id).
    pub id: [u8; 4],
    /// What the kind of key puts there: for Ed25519 64 bytes, for a cosignature the time as eight bytes before them.
    pub bytes: Vec<u8>,
}

impl NoteSignature {
    /// Reads a line, with the newline at its end.
    ///
    /// # Errors
    /// [`NoteError::Line`], counting from 1.
    pub fn parse_line(line: &str) -> Result<Self, NoteError> {
        check_characters(line)?;
        line.strip_suffix('\n').and_then(read_signature).ok_or(NoteError::Line(1))
    }

    /// The line: "— name base64", with the newline at its end.
    pub fn to_line(&self) -> String {
        self.to_string()
    }
}

impl fmt::Display for NoteSignature {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.id, &*self.bytes].concat();
        writeln!(to, "\u{2014} {} {}", self.name, BASE64.encode_display(&bytes))
    }
}

/// Reads one line or more of signatures, each with its newline, and nothing else.
pub(crate) fn signature_lines(text: &str) -> Result<Vec<NoteSignature>, NoteError> {
    let mut signatures = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let number = signatures.len() + 1;
        if number > MAX_SIGNATURES {
            return Err(NoteError::Signatures);
        }
        let (signature, after) = line(rest).ok_or(NoteError::Line(number))?;
        signatures.push(read_signature(signature).ok_or(NoteError::Line(number))?);
        rest = after;
    }
    if signatures.is_empty() { Err(NoteError::NoSignatures) } else { Ok(signatures) }
}

fn read_signature(line: &str) -> Option<NoteSignature> {
    let (name, signature) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = base64(signature)?;
    let (id, bytes) = bytes.split_first_chunk()?;
    let signature = NoteSignature { name: name.to_owned(), id: *id, bytes: bytes.to_vec() };
    (is_name(name) && !bytes.is_empty()).then_some(signature)
}

/// Refuses control characters of ASCII but the newline, as C2SP signed-note does.
pub(crate) fn check_characters(text: &str) -> Result<(), NoteError> {
    let control = text.bytes().position(|byte| byte < 0x20 && byte != b'\n');
    control.map_or(Ok(()), |place| Err(NoteError::Control(place)))
}

/// Why text is no signed note.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note has {0} bytes; at most 65536 are allowed")]
    Long(usize),
    #[error("byte {0} of the note is a control character; only newlines are allowed")]
    Control(usize),
    /// No empty line with signatures after it.
    #[error("there are no signatures: a note ends with an empty line and at least one line \"— name signature\"")]
    NoSignatures,
    #[error("there are more than 100 signatures")]
    Signatures,
    #[error("signature line {0} is not of the form \"— name signature\", with the signature in base64 and a newline")]
    Line(usize),
    #[error("the text is not one that can be signed: it must end with a newline")]
    Text,
}

#[cfg(test)]
mod tests;
