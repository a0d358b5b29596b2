//! Which language a page is asked for in.

use padron_model::Lang;

/// `?lang=es` or `?lang=en` in the query wins (the whole query or the value alone), then the better liked of the two in
/// `Accept-Language` (RFC 9110 section 12.5.4); Spanish when neither says.
pub fn language(query: Option<&str>, accept_language: Option<&str>) -> Lang {
    query.and_then(from_query).or_else(|| accept_language.and_then(from_header)).unwrap_or_default()
}

/// The most ranges of a header that are looked at.
const MAX_RANGES: usize = 32;

fn from_query(query: &str) -> Option<Lang> {
    let query = query.strip_prefix('?').unwrap_or(query);
    if !query.contains('=') {
        return exactly(query);
    }
    query.split('&').filter_map(|pair| pair.strip_prefix("lang=")).find_map(exactly)
}

fn exactly(tag: &str) -> Option<Lang> {
    [Lang::Es, Lang::En].into_iter().find(|lang| lang.tag() == tag)
}

fn from_header(header: &str) -> Option<Lang> {
    let mut best: Option<(Lang, u16)> = None;
    for range in header.split(',').take(MAX_RANGES) {
        let mut parts = range.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
        let Some(lang) = exactly(tag.split('-').next().unwrap_or_default()) else { continue };
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths).unwrap_or(0);
        if weight > best.map_or(0, |(_, weight)| weight) {
            best = Some((lang, weight));
        }
    }
    best.map(|(lang, _)| lang)
}

/// `0.8` as 800. At most three decimals, as the RFC has it.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !digits(decimals) {
        return None;
    }
    let value: u16 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 1000).then_some(value)
}

#[cfg(test)]
mod tests;
