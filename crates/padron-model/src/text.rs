//! The text of a sealed compartment: a small canonical codec of tagged fields.
//!
//! A text is a sequence of fields, each one byte of tag, one byte of length and the value. Tags rise strictly, so one
//! meaning has one encoding; an unknown tag is refused, so nothing can hide in a record. A compartment's text together
//! with its salt is padded to a fixed size before it is sealed, so that a sealed record says nothing about who is in it;
//! the limits of the model's types are chosen so that every valid value fits.

use zeroize::Zeroizing;

use crate::{Invalid, Rule, Subject};

/// Most bytes of a holder's attributes: what the padded `subscriber` compartment has room for beside salt and evidence.
pub const HOLDER_CAPACITY: usize = 300;
/// Most bytes of a contact: what the padded `contact` compartment has room for beside the salt.
pub const CONTACT_CAPACITY: usize = 222;
/// Most bytes of a line's details, likewise.
pub const LINE_CAPACITY: usize = 94;

/// Writes the fields of a text in rising order of tags.
pub struct FieldWriter {
    bytes: Zeroizing<Vec<u8>>,
    last_tag: Option<u8>,
    capacity: usize,
}

impl FieldWriter {
    /// A writer that refuses to exceed `capacity` bytes.
    pub fn new(capacity: usize) -> Self {
        // Reserved at once, so that growing leaves no unwiped copy behind.
        Self { bytes: Zeroizing::new(Vec::with_capacity(capacity)), last_tag: None, capacity }
    }

    /// Appends a field.
    ///
    /// # Errors
    /// The value has more than 255 bytes, the text would exceed its capacity, or the tag is not above the last one.
    pub fn push(&mut self, tag: u8, value: &[u8]) -> Result<&mut Self, Invalid> {
        if self.last_tag.is_some_and(|last| last >= tag) {
            return Err(Invalid::whole(Subject::Text, Rule::FieldOrder));
        }
        let length = u8::try_from(value.len()).map_err(|_| Invalid::whole(Subject::Text, Rule::TooLong))?;
        if self.bytes.len() + 2 + value.len() > self.capacity {
            return Err(Invalid::whole(Subject::Text, Rule::TooLong));
        }
        self.bytes.extend_from_slice(&[tag, length]);
        self.bytes.extend_from_slice(value);
        self.last_tag = Some(tag);
        Ok(self)
    }

    /// Appends a field if there is a value.
    ///
    /// # Errors
    /// As [`FieldWriter::push`].
    pub fn push_optional(&mut self, tag: u8, value: Option<&[u8]>) -> Result<&mut Self, Invalid> {
        match value {
            Some(value) => self.push(tag, value),
            None => Ok(self),
        }
    }

    /// The text.
    pub fn finish(self) -> Zeroizing<Vec<u8>> {
        self.bytes
    }
}

/// The fields of a text, borrowed from it.
pub struct Fields<'a> {
    entries: Vec<(u8, &'a [u8])>,
}

impl<'a> Fields<'a> {
    /// Reads a text of which every tag is in `known`.
    ///
    /// # Errors
    /// Names the rule and the byte (from 1): ends early, unknown tag, or tags that do not rise.
    pub fn parse(mut text: &'a [u8], known: &[u8]) -> Result<Self, Invalid> {
        let total = text.len();
        let mut entries: Vec<(u8, &'a [u8])> = Vec::new();
        while let Some((&tag, rest)) = text.split_first() {
            let position = total - text.len() + 1;
            let truncated = || Invalid::at(Subject::Text, Rule::Truncated, position);
            let (&length, rest) = rest.split_first().ok_or_else(truncated)?;
            let (value, rest) = rest.split_at_checked(usize::from(length)).ok_or_else(truncated)?;
            if !known.contains(&tag) {
                return Err(Invalid::at(Subject::Text, Rule::UnknownField, position));
            }
            if entries.last().is_some_and(|&(last, _)| last >= tag) {
                return Err(Invalid::at(Subject::Text, Rule::FieldOrder, position));
            }
            entries.push((tag, value));
            text = rest;
        }
        Ok(Self { entries })
    }

    /// The value of a field.
    pub fn optional(&self, tag: u8) -> Option<&'a [u8]> {
        self.entries.iter().find(|&&(found, _)| found == tag).map(|&(_, value)| value)
    }

    /// The value of a field that must be there.
    ///
    /// # Errors
    /// It is not.
    pub fn required(&self, tag: u8) -> Result<&'a [u8], Invalid> {
        self.optional(tag).ok_or(Invalid::whole(Subject::Text, Rule::MissingField))
    }

    /// The text of a field.
    ///
    /// # Errors
    /// Not UTF-8.
    pub fn optional_str(&self, tag: u8) -> Result<Option<&'a str>, Invalid> {
        self.optional(tag).map(utf8).transpose()
    }

    /// The text of a field that must be there.
    ///
    /// # Errors
    /// Missing, or not UTF-8.
    pub fn required_str(&self, tag: u8) -> Result<&'a str, Invalid> {
        utf8(self.required(tag)?)
    }
}

/// Refuses a text that is not the one its value is written as, so that two different texts never mean the same.
pub(crate) fn demand_canonical(text: &[u8], written: &[u8]) -> Result<(), Invalid> {
    if text == written { Ok(()) } else { Err(Invalid::whole(Subject::Text, Rule::NotCanonical)) }
}

fn utf8(bytes: &[u8]) -> Result<&str, Invalid> {
    std::str::from_utf8(bytes).map_err(|_| Invalid::whole(Subject::Text, Rule::Encoding))
}

#[cfg(test)]
mod tests;
