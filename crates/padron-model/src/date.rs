//! Dates as forms have them: `yyyy-mm-dd`, within bounds.

use jiff::ToSpan;
use jiff::civil::{Date, date as day};

use crate::{Invalid, Rule, Subject};

/// The year in which the first mobile service for the public began.
const FIRST_SERVICE: Date = day(1979, 1, 1);
/// Nobody is older, in years.
const OLDEST: i16 = 130;

/// The day on which a line was activated.
///
/// # Errors
/// Not `yyyy-mm-dd`, before there was mobile service, or later than tomorrow (somewhere it is tomorrow already).
pub fn activation(text: &str, today: Date) -> Result<Date, Invalid> {
    let activated = date(text, Subject::Activated)?;
    if activated < FIRST_SERVICE {
        return Err(Invalid::whole(Subject::Activated, Rule::TooEarly));
    }
    if activated > today.saturating_add(1.day()) {
        return Err(Invalid::whole(Subject::Activated, Rule::Future));
    }
    Ok(activated)
}

/// A day of birth.
///
/// # Errors
/// Not `yyyy-mm-dd`, later than tomorrow, or more than 130 years ago.
pub fn birth(text: &str, today: Date) -> Result<Date, Invalid> {
    let birth = date(text, Subject::BirthDate)?;
    if birth < today.saturating_sub(OLDEST.years()) {
        return Err(Invalid::whole(Subject::BirthDate, Rule::TooEarly));
    }
    if birth > today.saturating_add(1.day()) {
        return Err(Invalid::whole(Subject::BirthDate, Rule::Future));
    }
    Ok(birth)
}

/// Only `yyyy-mm-dd`: in other forms day and month can be taken for each other.
fn date(text: &str, subject: Subject) -> Result<Date, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::whole(subject, Rule::Empty));
    }
    let digits = |at: std::ops::Range<usize>| {
        let part = text.get(at).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<i16>().ok()
    };
    let read = || {
        let [_, _, _, _, b'-', _, _, b'-', _, _] = text.as_bytes() else { return None };
        let (month, day) = (i8::try_from(digits(5..7)?).ok()?, i8::try_from(digits(8..10)?).ok()?);
        Date::new(digits(0..4)?, month, day).ok()
    };
    read().ok_or(Invalid::whole(subject, Rule::DateForm))
}

#[cfg(test)]
mod tests;
