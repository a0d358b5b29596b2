//! One CSV row (RFC 4180) cut into its values.

use zeroize::Zeroizing;

/// Most values of one row that are kept; a header has fewer columns.
const MOST_VALUES: usize = 100;

/// Why a text is no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The text ends inside quotes: the row may go on in the next line.
    Open,
    /// Something other than a separator stands behind a closed quote.
    Stray,
}

/// The separator of a header: whichever of `,` `;` and tab appears most outside quotes.
pub(crate) fn separator(header: &str) -> char {
    let mut quoted = false;
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    for character in header.chars() {
        quoted ^= character == '"';
        for (separator, count) in &mut counts {
            *count += usize::from(!quoted && character == *separator);
        }
    }
    // The first of equals is the comma.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(separator, _)| separator)
}

/// The values of a row. Quotes inside an unquoted value are part of it.
///
/// # Errors
/// Quotes that are not closed, or closed and followed by text.
pub(crate) fn split(text: &str, separator: char) -> Result<Vec<Zeroizing<String>>, Broken> {
    let mut values = Vec::with_capacity(20);
    let mut rest = Some(text);
    while let Some(text) = rest.filter(|_| values.len() < MOST_VALUES) {
        let (value, after) = match text.strip_prefix('"') {
            Some(quoted) => quoted_value(quoted, separator)?,
            None => match text.split_once(separator) {
                Some((value, after)) => (Zeroizing::new(value.to_owned()), Some(after)),
                None => (Zeroizing::new(text.to_owned()), None),
            },
        };
        values.push(value);
        rest = after;
    }
    Ok(values)
}

/// A value whose opening quote has been read, and what follows its separator.
fn quoted_value(text: &str, separator: char) -> Result<(Zeroizing<String>, Option<&str>), Broken> {
    let mut value = Zeroizing::new(String::with_capacity(text.len()));
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once('"').ok_or(Broken::Open)?;
        value.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                value.push('"');
                rest = after;
            }
            None => {
                let after = after.trim_start_matches(' ');
                return match after.strip_prefix(separator) {
                    Some(after) => Ok((value, Some(after))),
                    None if after.is_empty() => Ok((value, None)),
                    None => Err(Broken::Stray),
                };
            }
        }
    }
}

/// A value as it is written: quoted where it must be.
pub(crate) fn written(value: &str) -> String {
    let value: String = value.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    if value.contains([',', '"', ';']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

#[cfg(test)]
mod tests;
