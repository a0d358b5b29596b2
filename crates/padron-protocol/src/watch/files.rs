use super::{Finding, Flag};
use crate::bytes::Hash32;
use crate::messages::order::{OpenedStatistics, RequestStatistics};
use crate::messages::status::Figures;
use serde::{Serialize, de::DeserializeOwned};

/// Reads JSON that must be in its one form: compact, or indented by two, with or without a newline at the end. A file
/// of a log that says the same in other bytes was changed by somebody.
pub fn one_form<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let value: T = serde_json::from_slice(bytes).map_err(|error| place(&error))?;
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let same = |form: Result<Vec<u8>, serde_json::Error>| form.is_ok_and(|form| form == text);
    if same(serde_json::to_vec(&value)) || same(serde_json::to_vec_pretty(&value)) {
        return Ok(value);
    }
    Err("its bytes are not those that a registrar writes".into())
}

/// Where JSON is wrong, without what stands there.
fn place(error: &serde_json::Error) -> String {
    format!("it cannot be read (line {}, column {})", error.line(), error.column())
}

/// Checks the registrar's own figures against those counted from the entries.
pub fn check_figures(bytes: Option<&[u8]>, counted: &Figures) -> Result<(), Finding> {
    let wrong = |why: String| Finding::new(Flag::OtherFigures, format!("figures.json: {why}"));
    let bytes = bytes.ok_or_else(|| wrong("it is missing".into()))?;
    let told: Figures = one_form(bytes).map_err(wrong)?;
    if told == *counted {
        return Ok(());
    }
    let (told, counted) = (to_json(&told), to_json(counted));
    Err(wrong(format!("the registrar says {told}, the entries say {counted}")))
}

fn to_json(figures: &Figures) -> String {
    serde_json::to_string(figures).unwrap_or_default()
}

/// Checks the opened statistics of a request against its entry.
pub fn check_statistics(index: u64, bytes: &[u8], commitment: &Hash32) -> Result<RequestStatistics, Finding> {
    let wrong =
        |why: String| Finding::new(Flag::BadStatistics, format!("statistics of the request at entry {index}: {why}"));
    let opened: OpenedStatistics = one_form(bytes).map_err(wrong)?;
    if !opened.opens(commitment) {
        return Err(wrong("they are not what the entry commits to".into()));
    }
    one_form(opened.text.as_bytes()).map_err(wrong)
}

#[cfg(test)]
mod tests;
