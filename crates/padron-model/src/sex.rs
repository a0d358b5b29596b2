//! Sex as in a civil register or a document.

use crate::{Invalid, Rule, Subject};

/// Sex as in a civil register or a document. How a country writes it is read by its own module; the letter here is the
/// one that records and answers carry, wherever they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sex {
    Man,
    Woman,
    /// Non-binary.
    Nonbinary,
}

impl Sex {
    /// The letter of records and answers: H a man, M a woman, X neither.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Man => "H",
            Self::Woman => "M",
            Self::Nonbinary => "X",
        }
    }

    /// Reads the letter of a record.
    pub(crate) fn of_record(text: &str) -> Result<Self, Invalid> {
        let all = [Self::Man, Self::Woman, Self::Nonbinary];
        all.into_iter().find(|sex| sex.as_str() == text).ok_or(Invalid::at(Subject::Sex, Rule::Sex, 1))
    }
}
